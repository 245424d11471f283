"""An open serious case keeps its group off the red list: passed over when it is drawn, refused when it is published."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import ClientFor
from tests.persons import Persons
from tests.ranking.tables import approved, drafted, imported
from tests.town import Town
from tongxin.cases.actions import decline_case, open_case
from tongxin.cases.models import Case
from tongxin.ranking.actions import draw_list, publish_list
from tongxin.ranking.errors import HeldBack, NobodyEnters
from tongxin.ranking.models import RankedList
from tongxin.ranking.rules import BottomM, ListState, TopN
from tongxin.standards.models import LimitBasis, MatterType, Severity


def serious_case(town: Town, persons: Persons) -> Case:
    """A serious case in the first group, which leads the table."""
    matter = MatterType.objects.create(
        code="T-09",
        valid_from=date(2022, 1, 1),
        name_zh="污水直排",
        name_en="T-09",
        line="water",
        line_zh="水",
        place_kind="public_place",
        limit_value=2,
        limit_unit="working_days",
        limit_basis=LimitBasis.SUGGESTED,
        severity=Severity.SERIOUS,
        household_related=False,
    )
    return open_case(ground=town.public_place.ground, matter=matter, by=persons.viewer("town_clerk"))


def names(drawn: RankedList) -> list[str]:
    return [listing.unit.name for listing in drawn.listings.order_by("position")]


def test_a_held_group_is_passed_over_and_nobody_enters_in_its_place(town: Town, persons: Persons) -> None:
    table, clerk = imported(town, persons), persons.viewer("town_clerk")
    serious_case(town, persons)
    drawn = draw_list(table, rule=TopN(2), by=clerk)
    assert names(drawn) == ["大村组", "上本东组"]  # equal scores, and no third in place of the first


def test_where_only_held_groups_would_enter_no_list_is_drawn(town: Town, persons: Persons) -> None:
    serious_case(town, persons)
    with pytest.raises(NobodyEnters):
        drafted(town, persons)


def test_the_other_list_does_not_ask_for_holds(town: Town, persons: Persons) -> None:
    serious_case(town, persons)
    drawn = draw_list(imported(town, persons), rule=BottomM(1), by=persons.viewer("town_clerk"))
    assert names(drawn) == ["下本东组"]


def test_the_draft_page_says_who_is_held_and_by_which_case(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    table, case = imported(town, persons), serious_case(town, persons)
    page = client_for(persons.town_clerk).get(
        f"/ranking/tables/{table.pk}/list/", {"colour": "red", "n": "2"}
    )
    top = next(each for each in page.context["candidates"] if each.key == "top")
    assert [(held.unit.name, held.cases) for held in top.held] == [("莲华村 小伍排组", (case.number,))]
    assert f"暂缓上榜：莲华村 小伍排组，有严重问题未办结（{case.number}）" in page.content.decode()


def test_what_became_held_after_drafting_is_not_published(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    ready = approved(town, persons)
    case = serious_case(town, persons)
    clerk = persons.viewer("town_clerk")
    with pytest.raises(HeldBack, match=case.number):
        publish_list(ready, days=14, by=clerk)
    assert RankedList.objects.get(pk=ready.pk).state == ListState.APPROVED
    shown = client_for(persons.town_clerk).get(f"/ranking/lists/{ready.pk}/")
    assert "此榜不能公布" in shown.content.decode()


def test_it_is_published_once_the_case_has_ended(town: Town, persons: Persons) -> None:
    ready = approved(town, persons)
    case = serious_case(town, persons)
    decline_case(case, reason="不是我镇的", by=persons.viewer("town_clerk"))
    assert publish_list(ready, days=14, by=persons.viewer("town_clerk")).state == ListState.PUBLISHED
