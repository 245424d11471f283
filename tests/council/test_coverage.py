"""How far a ground has come: shares, figures, and how many queries they take."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.conftest import ClientFor, On
from tests.council.conftest import DAY, NEXT_YEAR, TERMS, Desk
from tests.town import LIANHUA
from tongxin.council.actions import draft_for_all, end_agreement
from tongxin.council.queries import not_agreed, shares_by_village, shares_inside
from tongxin.council.rules import EndReason
from tongxin.records import figures
from tongxin.records.figures import Figure, FigureScope

MOST_QUERIES = 12
PAGES = (
    "/agreements/",
    f"/agreements/?village={LIANHUA}",
    "/agreements/list/",
    f"/agreements/without/{LIANHUA}/",
)


def value(key: str, ground: str, until: date = DAY) -> object:
    """The figure on a day."""
    return figures.get(key).value(FigureScope(ground, DAY, until))


def test_a_share_counts_doors_with_an_agreement_in_force(desk: Desk) -> None:
    desk.signed()
    desk.draft(desk.town.next_household)
    village = shares_by_village(desk.secretary)[0]
    assert (village.doors, village.agreed, village.drafts, village.without) == (8, 1, 1, 7)
    assert str(village.percent) == "12.5"
    groups, grids = shares_inside(desk.secretary, LIANHUA)
    assert [(row.name, row.agreed, row.drafts) for row in groups] == [("小伍排组", 1, 0), ("大村组", 0, 1)]
    assert [row.agreed for row in grids] == [1, 0]


def test_a_leader_sees_only_the_own_grid(desk: Desk) -> None:
    desk.signed()
    shares = shares_by_village(desk.persons.viewer("next_grid_leader"))
    assert [(row.doors, row.agreed) for row in shares] == [(4, 0)]


def test_who_has_none_is_listed_with_the_draft_that_waits(desk: Desk) -> None:
    desk.signed()
    draft = desk.draft(desk.town.households(desk.town.grid)[1])
    rows = list(not_agreed(desk.secretary, desk.town.group.ground))
    assert [getattr(row, "draft_id", None) for row in rows] == [draft.pk, None, None]


def test_the_figures_agree_with_each_other_and_with_the_past(desk: Desk, on: On) -> None:
    agreement = desk.signed()
    on(date(2022, 7, 1))
    end_agreement(agreement, reason=EndReason.MOVED, by=desk.secretary)
    assert value("council.agreements_in_force", LIANHUA) == 1
    assert value("council.doors_agreed", LIANHUA) == 1
    assert str(value("council.agreements_share", LIANHUA)) == "12.5"
    assert value("council.agreements_in_force", LIANHUA, date(2022, 7, 1)) == 0


def test_a_figure_opens_its_records_by_village(desk: Desk) -> None:
    desk.signed()
    scope = FigureScope(desk.town.division.code, DAY, DAY)
    figure = figures.get("council.agreements_in_force")
    assert isinstance(figure, Figure)
    assert figure.by_village(scope) == {LIANHUA: 1}
    assert [figure.columns[3].value(row) for row in figure.rows(scope)] == [date(2023, 5, 20)]
    assert not figure.rows(FigureScope(desk.town.division.code, NEXT_YEAR, NEXT_YEAR))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_takes_as_many_queries_for_all_doors_as_for_one(
    desk: Desk, client_for: ClientFor, django_assert_max_num_queries: object, address: str
) -> None:
    client: Client = client_for(desk.persons.town_clerk)
    draft_for_all(desk.town.group.ground, terms=TERMS, by=desk.secretary)
    client.get(address)
    with django_assert_max_num_queries(MOST_QUERIES):  # type: ignore[operator]
        assert client.get(address).status_code == 200
