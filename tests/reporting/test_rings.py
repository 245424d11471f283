"""The three rings and the weeks of the home page: right numbers, few queries, each opens its records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.conftest import On
from tests.persons import Persons
from tests.reporting.conftest import Quarter
from tests.town import Town
from tongxin.cases.models import Case
from tongxin.people.actions import appoint
from tongxin.people.roles import Role
from tongxin.records import figures
from tongxin.records.figures import FigureScope
from tongxin.records.permission import NotAllowed
from tongxin.reporting.queries import open_cases_by_week
from tongxin.reporting.rings import Ring, ThreeRings, three_rings
from tongxin.territory.actions import mark_seen
from tongxin.territory.models import Division

TODAY = date(2022, 10, 9)


def rings_of(persons: Persons, town: Town, who: str = "town_clerk") -> ThreeRings:
    return three_rings(persons.viewer(who), town.division.ground, TODAY)


def behind(url: str) -> Any:
    """The value of the figure that an address of the home page opens."""
    parts = urlsplit(url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    scope = FigureScope(
        asked["ground"], date.fromisoformat(asked["since"]), date.fromisoformat(asked["until"])
    )
    return figures.get(parts.path.strip("/").rpartition("/")[2]).value(scope)


def by_key(rings: ThreeRings) -> dict[str, Ring]:
    return {ring.key: ring for ring in rings.rings}


def test_the_rings_go_from_the_houses_outwards(quarter: Quarter, persons: Persons, town: Town) -> None:
    rings = rings_of(persons, town).rings
    assert [(ring.key, ring.total) for ring in rings] == [("household", 16), ("grid", 4), ("public", 4)]


def test_a_household_is_answered_for_where_its_grid_has_a_leader(
    quarter: Quarter, persons: Persons, town: Town
) -> None:
    ring = by_key(rings_of(persons, town))["household"]
    assert (ring.responsible, ring.responsible_share) == (8, Decimal("50.0"))


def test_a_steward_answers_for_a_place_in_a_grid_without_a_leader(
    quarter: Quarter, persons: Persons, town: Town
) -> None:
    place = town.far_grid.sites.get(kind="public_place")
    appoint(persons.villager, role=Role.STEWARD, ground=place.ground, since=TODAY, by=town.founder)
    ring = by_key(rings_of(persons, town))["public"]
    assert (ring.responsible, ring.total) == (3, 4)


@pytest.mark.parametrize(("seen_on", "seen"), [("2022-09-10", 1), ("2022-09-09", 0), ("2022-10-09", 1)])
def test_seen_is_today_and_the_29_days_before(
    quarter: Quarter, persons: Persons, town: Town, seen_on: str, seen: int
) -> None:
    mark_seen(town.household.pk, date.fromisoformat(seen_on))
    rings = by_key(rings_of(persons, town))
    assert (rings["household"].seen, rings["grid"].seen, rings["public"].seen) == (seen, seen, 0)


def test_open_cases_lie_in_their_ring(quarter: Quarter, persons: Persons, town: Town) -> None:
    rings = by_key(rings_of(persons, town))
    assert [rings[key].open_cases for key in ("household", "grid", "public")] == [1, 1, 1]
    assert [rings[key].overdue for key in ("household", "grid", "public")] == [1, 1, 1]


def test_each_number_opens_records_that_add_up_to_it(quarter: Quarter, persons: Persons, town: Town) -> None:
    mark_seen(town.household.pk, TODAY)
    for ring in rings_of(persons, town).rings:
        assert behind(ring.total_url) == ring.total
        assert behind(ring.responsible_url) == ring.responsible_share
        assert behind(ring.seen_url) == ring.seen_share
        assert behind(ring.open_url) == ring.open_cases
        assert behind(ring.overdue_url) == ring.overdue


def test_a_cell_is_one_village_in_one_ring(quarter: Quarter, persons: Persons, town: Town) -> None:
    cells = rings_of(persons, town).cells
    assert len(cells) == 6
    cell = next(cell for cell in cells if cell.ring_key == "grid" and cell.village_name == "本东村")
    assert (cell.seen_share, cell.gap_share, cell.open, cell.overdue) == (0, 1, 1, 1)
    assert cell.spoken == "本东村卫生网格有人管：30天内看过0.0%，没有人负责2，未办结1，超期1"
    assert "ground=532301105204" in cell.url


def test_the_sums_of_the_cells_are_the_ring(quarter: Quarter, persons: Persons, town: Town) -> None:
    rings = rings_of(persons, town)
    for ring in rings.rings:
        cells = [cell for cell in rings.cells if cell.ring_key == ring.key]
        assert sum(cell.open for cell in cells) == ring.open_cases


def test_a_village_with_nothing_entered_has_no_share(quarter: Quarter, persons: Persons, town: Town) -> None:
    Division.objects.create(
        code="532301105205",
        name="朵基村民委员会",
        short_name="朵基村",
        level="village",
        parent=town.division,
        data_year=2023,
    )
    cell = rings_of(persons, town).cells[2]
    assert (cell.village_name, cell.seen_share, cell.gap_share) == ("朵基村", None, None)


def test_the_rings_of_another_place_are_refused(quarter: Quarter, persons: Persons, town: Town) -> None:
    with pytest.raises(NotAllowed):
        three_rings(persons.viewer("grid_leader"), town.bendong.ground, TODAY)


def test_the_rings_cost_four_queries(
    quarter: Quarter, persons: Persons, town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    viewer, ground = persons.viewer("town_clerk"), town.division.ground
    with django_assert_num_queries(4):
        three_rings(viewer, ground, TODAY)


# ---- week by week ----------------------------------------------------------------------------------


def test_open_cases_are_counted_at_the_end_of_each_week(quarter: Quarter, town: Town) -> None:
    lianhua, bendong = open_cases_by_week(town.division.ground, weeks=12)
    # Weeks end on Sundays from 2022-07-24 on: open since 08-10 and 08-11 in Lianhua, since 09-20 in Bendong.
    assert lianhua.points == (0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2)
    assert bendong.points == (0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1)
    assert (lianhua.open, lianhua.overdue) == (2, 2)


def test_the_last_point_is_the_figure_that_it_opens(quarter: Quarter, town: Town) -> None:
    for series in open_cases_by_week(town.division.ground):
        assert behind(series.url) == series.open


def test_a_case_declined_is_not_in_the_line(quarter: Quarter, town: Town, on: On) -> None:
    Case.objects.filter(division_code=town.bendong.code).update(
        state="declined", closed_at="2022-10-01T00:00Z", closed_by=quarter.persons.town_clerk
    )
    assert set(open_cases_by_week(town.division.ground)[1].points) == {0}


def test_the_weeks_cost_three_queries(
    quarter: Quarter, town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ground = town.division.ground
    with django_assert_max_num_queries(3):
        open_cases_by_week(ground)
