"""Each figure is the number of the rows that it opens."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.inspections.conftest import Work, entered
from tongxin.inspections.actions import FindingEntry, FindingOutcome, VisitEntry, correct_visit, enter_visit
from tongxin.inspections.models import Round
from tongxin.inspections.rules import VisitState
from tongxin.records import figures
from tongxin.records.figures import FigureScope, Number

pytestmark = pytest.mark.django_db

MAY = (date(2022, 5, 1), date(2022, 5, 31))


@pytest.fixture
def visited(work: Work) -> Work:
    """Two households of one grid and one of the next were seen; one was not at home."""
    opened = work.open()
    first, second, third, *_ = work.town.households(work.town.grid)
    findings = (FindingEntry("B0", FindingOutcome.FIXED), FindingEntry("B5"))
    entered(
        work,
        work.visit(opened, first.ground.key),
        {"B0": {"yes": True}, "B5": {"yes": True}},
        findings=findings,
    )
    entered(work, work.visit(opened, second.ground.key))
    entered(work, work.visit(opened, work.town.next_household.ground.key))
    absent = work.visit(opened, third.ground.key)
    enter_visit(absent, entry=VisitEntry(VisitState.NOBODY_HOME), by=work.clerk)
    return work


def value(key: str, ground_key: str) -> Number | None:
    return figures.get(key).value(FigureScope(ground_key, *MAY))


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("visits.done", 3),
        ("visits.households", 3),
        ("visits.points", Decimal(172)),
        ("visits.points_assessed", Decimal(180)),
        ("visits.points_share", Decimal("95.6")),
        ("findings.found", 2),
        ("findings.fixed_on_spot", 1),
        ("findings.to_cases", 1),
    ],
)
def test_a_figure_of_the_town(visited: Work, key: str, number: Number) -> None:
    assert value(key, visited.town.division.ground.key) == number


def test_a_figure_of_a_grid(visited: Work) -> None:
    assert value("visits.done", visited.town.grid.ground.key) == 2
    assert value("findings.found", visited.town.next_grid.ground.key) == 0


@pytest.mark.parametrize("key", ["visits.done", "findings.found", "visits.points"])
def test_villages_add_up(visited: Work, key: str) -> None:
    figure, scope = figures.get(key), FigureScope(visited.town.division.ground.key, *MAY)
    assert sum(figure.by_village(scope).values()) == figure.value(scope)


def test_a_withdrawn_finding_no_longer_counts(visited: Work) -> None:
    visit = visited.visit(Round.objects.get(), visited.town.household.ground.key)
    entry = VisitEntry(VisitState.DONE, {**visit.answers, "B5": {"yes": False}})
    correct_visit(visit, entry=entry, reason="看错", by=visited.clerk)
    assert value("findings.found", visited.town.division.ground.key) == 1


def test_every_column_of_a_figure_can_be_shown(visited: Work) -> None:
    for key in ("visits.done", "findings.found"):
        figure = figures.plain(key)
        row = figure.rows(FigureScope(visited.town.division.ground.key, *MAY)).first()
        assert all(column.value(row) is not None for column in figure.columns[:4])


def test_nothing_was_measured_where_nothing_was_visited(visited: Work) -> None:
    assert value("visits.points_share", visited.town.bendong.ground.key) is None
