"""Lists: drawn by a stated rule, approved by a second person, in force, ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from tests.conftest import On
from tests.persons import Persons
from tests.ranking.tables import GROUPS, approved, drafted, imported, in_force, notices
from tests.town import Town
from tongxin.portal.published import red_lists
from tongxin.ranking.actions import approve_list, draw_list, end_listing, publish_list, withdraw_list
from tongxin.ranking.errors import (
    AlreadyListed,
    EveryoneEnters,
    KindStaysPrivate,
    NobodyEnters,
    RuleLacks,
    SecondPersonNeeded,
    StepNotAllowed,
    TooLong,
    UnknownPlaces,
)
from tongxin.ranking.models import Listing, RankedList
from tongxin.ranking.publishing import KIND
from tongxin.ranking.rules import BottomM, ListState, TopN, UnitKind, WithinClass
from tongxin.records import clock, jobs, publication
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed


def names(ranked_list: RankedList) -> list[str]:
    """The units of a list in their order."""
    return [listing.unit.name for listing in ranked_list.listings.select_related("unit").order_by("position")]


def test_a_list_keeps_its_rule_and_says_it_in_words(town: Town, persons: Persons) -> None:
    drawn = drafted(town, persons, TopN(2))
    assert names(drawn) == ["小伍排组", "大村组", "上本东组"]  # two with 88 meet the cut, both enter
    assert drawn.drawn_rule == TopN(2)
    assert drawn.statement.startswith("按得分取前 2 名。名次线上得分相同的，全部入榜。检查不足 3 次的")


def test_whoever_is_on_the_red_list_is_not_on_the_other(town: Town, persons: Persons) -> None:
    red = drafted(town, persons, TopN(2))
    lowest = draw_list(red.table, rule=BottomM(3), by=persons.viewer("town_clerk"))
    assert names(lowest) == ["下本东组"]


@pytest.mark.parametrize(
    ("rule", "error"),
    [(TopN(4), EveryoneEnters), (WithinClass(1), RuleLacks), (TopN(1), AlreadyListed)],
)
def test_a_list_that_says_nothing_or_stands_already_is_refused(
    town: Town, persons: Persons, rule: TopN, error: type[Exception]
) -> None:
    table = drafted(town, persons).table if error is AlreadyListed else imported(town, persons)
    before = RankedList.objects.count()
    with pytest.raises(error):
        draw_list(table, rule=rule, by=persons.viewer("town_clerk"))
    assert RankedList.objects.count() == before


def test_a_list_of_nobody_is_refused(town: Town, persons: Persons) -> None:
    unseen = imported(town, persons, GROUPS.replace(",6", ",1").replace(",5", ",1").replace(",4", ",1"))
    with pytest.raises(NobodyEnters):
        draw_list(unseen, rule=BottomM(1), by=persons.viewer("town_clerk"))


def test_whoever_drew_a_list_cannot_approve_it(town: Town, persons: Persons) -> None:
    drawn = drafted(town, persons)
    with pytest.raises(SecondPersonNeeded):
        approve_list(drawn, by=persons.viewer("town_clerk"))
    drawn.refresh_from_db()
    assert drawn.state == ListState.DRAFT


def test_the_database_refuses_approval_by_the_author_too(town: Town, persons: Persons) -> None:
    drawn = drafted(town, persons)
    with pytest.raises(IntegrityError, match="second_person"):
        RankedList.objects.filter(pk=drawn.pk).update(
            state=ListState.APPROVED, approved_by=drawn.drawn_by, approved_at=clock.now()
        )


@pytest.mark.parametrize(
    "values",
    [
        {"state": "approved"},
        {"state": "published"},
        {"state": "waiting"},
        {"colour": "black"},
        {"colour": "improve", "days": 15},
    ],
)
def test_the_database_refuses_what_must_never_be(
    town: Town, persons: Persons, values: dict[str, object]
) -> None:
    drawn = drafted(town, persons)
    with pytest.raises(IntegrityError):
        RankedList.objects.filter(pk=drawn.pk).update(**values)


def test_a_draft_cannot_be_published(town: Town, persons: Persons) -> None:
    with pytest.raises(StepNotAllowed):
        publish_list(drafted(town, persons), days=7, by=persons.viewer("town_leader"))


def test_two_persons_at_once_approve_once(town: Town, persons: Persons) -> None:
    drawn = drafted(town, persons)
    approve_list(drawn, by=persons.viewer("town_leader"))
    with pytest.raises(StepNotAllowed):
        approve_list(drawn, by=persons.viewer("town_leader"))


@pytest.mark.parametrize(
    "person", ["village_secretary", "liaison_cadre", "grid_leader", "villager", "administrator"]
)
def test_others_neither_approve_nor_publish(town: Town, persons: Persons, person: str) -> None:
    by = persons.viewer(person)
    drawn = drafted(town, persons)
    with pytest.raises(NotAllowed):
        approve_list(drawn, by=by)
    with pytest.raises(NotAllowed):
        publish_list(drawn, days=7, by=by)


def test_a_red_list_is_public_without_scores_ranks_and_order(town: Town, persons: Persons) -> None:
    in_force(town, persons, TopN(2))
    row = publication.current(KIND).get()
    assert row.body["entries"] == [
        {"name": "大村组", "parent": "莲华村"},
        {"name": "小伍排组", "parent": "莲华村"},
        {"name": "上本东组", "parent": "本东村"},
    ]
    assert not {"score", "rank", "n", "94.5", "88"} & set(str(row.body).replace("'", " ").split())


def test_the_other_list_is_never_public(town: Town, persons: Persons) -> None:
    given = notices(town, persons)
    assert given.state == ListState.PUBLISHED
    assert not publication.current(KIND).exists()
    assert not red_lists(9)


def test_the_other_list_stands_14_days_at_most(town: Town, persons: Persons) -> None:
    drawn = approved(town, persons, BottomM(1))
    with pytest.raises(TooLong):
        publish_list(drawn, days=15, by=persons.viewer("town_leader"))
    assert publish_list(drawn, days=14, by=persons.viewer("town_leader")).days == 14


def test_a_road_is_not_named_in_public(town: Town, persons: Persons) -> None:
    table = imported(town, persons, "单位,类别,得分\n省道215,道路,90\n县道3,道路,80\n")
    drawn = draw_list(table, rule=TopN(1), by=persons.viewer("town_clerk"))
    approve_list(drawn, by=persons.viewer("town_leader"))
    with pytest.raises(KindStaysPrivate):
        publish_list(drawn, days=7, by=persons.viewer("town_leader"))
    drawn.refresh_from_db()
    assert drawn.state == ListState.APPROVED


def test_a_name_typed_into_a_spreadsheet_is_not_named_in_public(town: Town, persons: Persons) -> None:
    table = imported(town, persons, "村,得分\n李建明,99\n莲华村,80\n本东村,70\n", kind=UnitKind.VILLAGE)
    drawn = draw_list(table, rule=TopN(1), by=persons.viewer("town_clerk"))
    approve_list(drawn, by=persons.viewer("town_leader"))
    with pytest.raises(UnknownPlaces):
        publish_list(drawn, days=7, by=persons.viewer("town_leader"))


def test_a_list_ends_by_itself(town: Town, persons: Persons, on: On) -> None:
    on("2022-09-01")
    drawn = in_force(town, persons, days=14)
    on("2022-09-15", "08:59")
    jobs.work_off()
    drawn.refresh_from_db()
    assert drawn.state == ListState.PUBLISHED
    on("2022-09-15", "09:01")
    assert not red_lists(9)  # gone at its moment, whether or not the worker has run
    jobs.work_off()
    drawn.refresh_from_db()
    assert (drawn.state, drawn.ended_at) == (ListState.EXPIRED, drawn.expires_at)


def test_a_withdrawn_list_is_off_the_public_page_at_once(town: Town, persons: Persons) -> None:
    drawn = in_force(town, persons)
    assert red_lists(9)
    withdraw_list(drawn, reason="名称有误", by=persons.viewer("town_leader"))
    assert not red_lists(9)
    with pytest.raises(StepNotAllowed):
        withdraw_list(drawn, reason="再撤", by=persons.viewer("town_leader"))


def test_after_withdrawal_another_list_may_be_drawn(town: Town, persons: Persons) -> None:
    drawn = drafted(town, persons)
    withdraw_list(drawn, reason="换规则", by=persons.viewer("town_leader"))
    assert names(draw_list(drawn.table, rule=TopN(2), by=persons.viewer("town_clerk")))[0] == "小伍排组"


def test_an_entry_put_right_leaves_the_list(town: Town, persons: Persons) -> None:
    listing = notices(town, persons).listings.get()
    end_listing(listing, reason="已改好", by=persons.viewer("town_leader"))
    assert not Listing.objects.standing().exists()
    with pytest.raises(StepNotAllowed):
        end_listing(listing, reason="已改好", by=persons.viewer("town_leader"))


def test_a_red_entry_taken_off_leaves_the_public_page(town: Town, persons: Persons) -> None:
    drawn = in_force(town, persons, TopN(2))
    end_listing(drawn.listings.get(unit__name="大村组"), reason="查错了", by=persons.viewer("town_leader"))
    assert [place for place, _village in red_lists(9)[0].places] == ["小伍排组", "上本东组"]


def test_when_the_last_red_entry_is_taken_off_nothing_is_public(town: Town, persons: Persons) -> None:
    end_listing(in_force(town, persons).listings.get(), reason="查错了", by=persons.viewer("town_leader"))
    assert not red_lists(9)


def test_every_step_is_in_the_ledger_without_names(town: Town, persons: Persons, on: On) -> None:
    on("2022-09-01")
    drawn = in_force(town, persons, days=1)
    on("2022-09-03")
    jobs.work_off()
    verbs = LedgerEntry.objects.filter(subject_id=str(drawn.pk)).order_by("at", "id")
    assert [entry.verb for entry in verbs] == ["list.draw", "list.approve", "list.publish", "list.expire"]
    assert not [entry for entry in verbs if "何平" in str(entry.detail) or "王芬" in str(entry.detail)]


def test_the_end_is_counted_from_publication(town: Town, persons: Persons, on: On) -> None:
    moment = on("2022-09-01")
    assert in_force(town, persons, days=7).expires_at == moment + timedelta(days=7)
