"""Sums for the comparison: exact, by unit, and only of the period and ground asked for."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import On
from tests.inspections.conftest import DAY, Work, entered
from tongxin.inspections.actions import VisitEntry, enter_visit
from tongxin.inspections.models import Visit
from tongxin.inspections.queries import UnitKind, UnitScores, scores_for
from tongxin.inspections.rules import VisitState

pytestmark = pytest.mark.django_db


def by_name(rows: list[UnitScores]) -> dict[str, tuple[int, int, int]]:
    return {row.name: (row.count, row.total, row.squares) for row in rows}


def test_number_sum_and_sum_of_squares_of_each_grid(work: Work) -> None:
    opened = work.open()
    first, second = work.town.households(work.town.grid)[:2]
    entered(work, work.visit(opened, first.ground.key), {"B5": {"yes": True}})
    entered(work, work.visit(opened, second.ground.key))
    entered(work, work.visit(opened, work.town.next_household.ground.key))
    rows = by_name(scores_for(work.town.division.ground, DAY, DAY))
    assert rows == {
        "小伍排网格": (2, 19_167, 9167**2 + 10_000**2),
        "大村网格": (1, 10_000, 10_000**2),
    }


UNITS: list[tuple[UnitKind, str]] = [("village", "莲华村"), ("group", "小伍排组"), ("grid", "小伍排网格")]


@pytest.mark.parametrize(("unit", "name"), UNITS)
def test_units_are_grids_groups_or_villages(work: Work, unit: UnitKind, name: str) -> None:
    entered(work, work.visit(work.open(), work.town.household.ground.key))
    assert set(by_name(scores_for(work.town.division.ground, DAY, DAY, unit))) == {name}


def test_only_the_ground_and_days_asked_for(work: Work) -> None:
    entered(work, work.visit(work.open(), work.town.household.ground.key))
    assert not scores_for(work.town.bendong.ground, DAY, DAY)
    assert not scores_for(work.town.division.ground, DAY + timedelta(days=1), DAY + timedelta(days=9))
    assert scores_for(work.town.grid.ground, date(2022, 5, 1), date(2022, 5, 31))


def test_the_last_day_counts_until_midnight_in_china(work: Work, on: On) -> None:
    visit = work.visit(work.open(), work.town.household.ground.key)
    on(DAY, "23:59")
    entered(work, visit)
    assert scores_for(work.town.division.ground, DAY, DAY)


def test_visits_without_a_score_are_left_out(work: Work) -> None:
    visit = work.visit(work.open())
    enter_visit(visit, entry=VisitEntry(VisitState.REFUSED), by=work.clerk)
    assert not scores_for(work.town.division.ground, DAY, DAY)


def test_two_queries_answer_it(work: Work) -> None:
    ground = work.town.division.ground
    with CaptureQueriesContext(connection) as queries:
        scores_for(ground, DAY, DAY)
    assert len(queries) == 2  # the pauses of the period, the sums


@pytest.fixture
def listed(work: Work) -> list[Visit]:
    """The visits of an open round, to be given scores directly."""
    return list(work.open().visits.order_by("position"))


def test_sums_are_those_of_a_few_lines_of_python(work: Work, listed: list[Visit]) -> None:
    ground = work.town.division.ground

    @settings(max_examples=20)
    @given(st.lists(st.integers(0, 10_000), min_size=len(listed), max_size=len(listed)))
    def holds(scores: list[int]) -> None:
        wanted: dict[str, list[int]] = defaultdict(list)
        for visit, score in zip(listed, scores, strict=True):
            visit.state, visit.score100 = VisitState.DONE, score
            visit.score = visit.max_score = 1
            visit.visited_at = visit.entered_at = visit.round.opened_at
            wanted[str(visit.grid_id)].append(score)
        Visit.objects.bulk_update(
            listed, ["state", "score100", "score", "max_score", "visited_at", "entered_at"]
        )
        rows = scores_for(ground, DAY, DAY)
        found = {row.unit_id: (row.count, row.total, row.squares) for row in rows}
        assert found == {
            unit: (len(some), sum(some), sum(one * one for one in some)) for unit, some in wanted.items()
        }

    holds()
