"""Coverage: last seen, due again by, the matrix, neglected corners; paused places are out of every number."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ClientFor
from tests.people.test_network import rows_of
from tests.persons import Persons
from tests.town import BENDONG, FOUNDED_ON, LIANHUA, TOWN, Town
from tongxin.people.coverage import spots
from tongxin.people.coverage_list import STATES, condition_of, spot_lines
from tongxin.people.coverage_matrix import coverage_matrix, is_late, is_neglected, shade_of
from tongxin.records import clock, figures
from tongxin.records.figures import FigureScope
from tongxin.territory.actions import mark_seen
from tongxin.territory.intervals import due_by, intervals, is_due
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Pause, Site
from tongxin.territory.queries import grounded

DAYS = {"yes": True, "no": False}


def ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def pause(site: Site) -> None:
    Pause.objects.create(
        reason=Pause.Reason.AWAY,
        since=ago(3),
        until=clock.today() + timedelta(days=3),
        **grounded(site.ground),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("row", rows_of("Last seen, due again"), ids=lambda row: " ".join(row[:2]))
def test_due_late_and_neglected_are_those_of_the_page(town: Town, row: list[str]) -> None:
    kind, seen, on = SiteKind(row[0]), row[1], date.fromisoformat(row[2])
    last = None if seen == "never" else date.fromisoformat(seen)
    days = intervals().days[kind]
    due = due_by(last, days)
    assert ("at once" if due is None else due.isoformat()) == row[3]
    assert is_due(last, days, on) is DAYS[row[4]]
    site = Site.objects.create(
        kind=kind, division_code=LIANHUA, name="某处", door="99", group=town.group, last_seen_on=last
    )
    assert Site.objects.filter(is_late(on), pk=site.pk).exists() is DAYS[row[4]]
    assert Site.objects.filter(is_neglected(on), pk=site.pk).exists() is DAYS[row[5]]


def test_every_kind_of_place_has_an_interval_and_says_that_it_is_suggested() -> None:
    assert set(intervals().days) == set(SiteKind)
    assert intervals().suggested == set(SiteKind)


def test_the_matrix_counts_by_village_and_kind(town: Town, persons: Persons) -> None:
    mark_seen(town.household.pk, ago(29))
    mark_seen(town.next_household.pk, ago(30))
    mark_seen(town.public_place.pk, ago(89))
    matrix = coverage_matrix(persons.viewer("town_clerk"), clock.today())
    lianhua = next(row for row in matrix.rows if row.code == LIANHUA)
    cells = {kind: (cell.total, cell.seen_near, cell.seen_far) for kind, cell in lianhua.cells}
    assert cells == {SiteKind.HOUSEHOLD: (8, 1, 2), SiteKind.PUBLIC_PLACE: (2, 0, 1)}
    assert (matrix.whole.total, matrix.whole.seen_near, matrix.whole.seen_far) == (20, 1, 3)
    assert lianhua.cells[0][1].near_percent == 12  # 1 of 8, rounded down


def test_the_sums_of_the_matrix_are_the_figures(town: Town, persons: Persons) -> None:
    mark_seen(town.household.pk, ago(2))
    pause(town.next_household)
    matrix = coverage_matrix(persons.viewer("town_clerk"), clock.today())
    scope = FigureScope(TOWN, ago(29), clock.today())
    assert figures.get("coverage.spots").value(scope) == matrix.whole.total == 19
    assert figures.get("coverage.seen").value(scope) == matrix.whole.seen_near == 1
    assert figures.get("coverage.late").value(scope) == matrix.whole.late == 18
    assert figures.get("coverage.neglected_corners").value(scope) == 18


def test_a_paused_household_is_in_no_number_and_no_list(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    client = client_for(persons.town_clerk)
    address = f"/coverage/list/?place=grid:{town.grid.pk}"
    before = client.get(address).context["page"].count
    pause(town.household)
    assert client.get(address).context["page"].count == before - 1
    assert not spots(clock.today()).filter(pk=town.household.pk).exists()


def test_a_village_without_public_places_and_a_viewer_with_one_grid(town: Town, persons: Persons) -> None:
    Site.objects.public().update(closed_on=ago(1))
    matrix = coverage_matrix(persons.viewer("grid_leader"), clock.today())
    assert matrix.kinds == (SiteKind.HOUSEHOLD,)
    assert [(row.code, row.whole.total) for row in matrix.rows] == [(LIANHUA, 4)]


@given(st.floats(0, 1))
def test_a_better_share_never_has_a_weaker_shade(share: float) -> None:
    assert shade_of(share) >= shade_of(1.0)
    assert shade_of(None) == 0


def test_states_that_are_opposites_share_out_every_spot(town: Town, persons: Persons) -> None:
    today = clock.today()
    for index, site in enumerate(Site.objects.in_use()):
        if index % 3:
            mark_seen(site.pk, ago(index * 9))
    whole = spots(today).count()
    for one, other in (("seen_30", "unseen_30"), ("seen_90", "unseen_90"), ("covered", "uncovered")):
        parts = [spots(today).filter(condition_of(state, today)).count() for state in (one, other)]
        assert sum(parts) == whole, one
        assert all(parts), one


def test_the_list_says_who_answers_and_by_when(town: Town, persons: Persons) -> None:
    mark_seen(town.household.pk, ago(40))
    line = spot_lines([Site.objects.get(pk=town.household.pk)], clock.today())[0]
    assert line.responsible is not None
    assert line.responsible.person == persons.grid_leader
    assert (line.due, line.is_late) == (ago(10), True)


@pytest.fixture
def clerk(persons: Persons, client_for: ClientFor) -> Client:
    return client_for(persons.town_clerk)


def test_the_longest_unseen_stand_first(clerk: Client, town: Town) -> None:
    for site in Site.objects.in_use():
        mark_seen(site.pk, ago(5))
    Site.objects.filter(pk=town.next_household.pk).update(last_seen_on=None)
    Site.objects.filter(pk=town.household.pk).update(last_seen_on=ago(200))
    shown = [line.site.pk for line in clerk.get("/coverage/neglected/").context["lines"]]
    assert shown == [town.next_household.pk, town.household.pk]
    listed = clerk.get("/coverage/list/").context["lines"]
    assert [line.site.pk for line in listed[:2]] == shown


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 20),
        (f"village={LIANHUA}", 10),
        ("kind=household", 16),
        ("kind=public", 4),
        ("kind=toilet", 0),
        ("state=nobody", 10),
        (f"place={BENDONG}", 10),
        ("place=grid:00000000-0000-0000-0000-000000000000", 0),
        ("place=nonsense", 0),
    ],
)
def test_the_list_is_narrowed(clerk: Client, query: str, count: int) -> None:
    assert clerk.get(f"/coverage/list/?{query}").context["page"].count == count


@pytest.mark.parametrize("state", [state for state, _words in STATES])
def test_every_state_can_be_asked_for(clerk: Client, state: str) -> None:
    assert clerk.get(f"/coverage/list/?state={state}").status_code == 200


def test_the_list_is_that_of_the_own_ground(persons: Persons, client_for: ClientFor, town: Town) -> None:
    client = client_for(persons.grid_leader)
    shown = client.get("/coverage/list/").context["page"]
    assert {site.grid_id for site in shown} == {town.grid.pk}
    assert shown.count == 5


def test_a_place_without_a_leader_says_nobody(clerk: Client) -> None:
    text = clerk.get(f"/coverage/list/?village={BENDONG}").content.decode()
    assert "没有人" in text


def test_grids_without_a_leader_stand_first(clerk: Client, town: Town) -> None:
    mark_seen(town.household.pk, clock.today())
    lines = clerk.get("/coverage/grids/").context["lines"]
    assert [line.leader is None for line in lines] == [True, True, False, False]
    mine = next(line for line in lines if line.grid == town.grid)
    assert (mine.total, mine.seen, mine.last_seen_on, mine.is_covered) == (5, 1, clock.today(), True)


@pytest.mark.parametrize("page", ["", "list/", "grids/", "neglected/", f"neglected/?village={LIANHUA}"])
def test_the_pages_of_coverage_ask_few_questions(
    clerk: Client, page: str, django_assert_max_num_queries: Any
) -> None:
    clerk.get("/coverage/")
    with django_assert_max_num_queries(12):
        assert clerk.get(f"/coverage/{page}").status_code == 200


def test_the_matrix_opens_the_list_of_each_cell(clerk: Client) -> None:
    text = clerk.get("/coverage/").content.decode()
    assert f"?village={LIANHUA}&amp;kind=household" in text
    assert "建议值" in text


def test_the_download_is_the_filtered_list(clerk: Client) -> None:
    response = clerk.get(f"/coverage/list/download/?village={LIANHUA}")
    assert response.content.startswith(b"PK")


def test_nothing_entered_yet_says_what_to_do(clerk: Client) -> None:
    Site.objects.update(closed_on=ago(1))
    assert "还没有要管的地方" in clerk.get("/coverage/").content.decode()


def test_a_town_without_places_is_told_to_begin_not_praised(client_for: ClientFor, persons: Persons) -> None:
    Site.objects.update(closed_on=FOUNDED_ON)
    for address in ("/coverage/list/", "/coverage/neglected/"):
        page = client_for(persons.town_clerk).get(address).content.decode()
        assert "还没有要管的地方" in page
        assert "/import/register/" in page
        assert "没有卫生死角" not in page
