"""Figures of cases: each counts the rows that its page shows, and the rows of the villages add up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cases.life import Life
from tests.conftest import On
from tests.town import LIANHUA, TOWN
from tongxin.cases import actions
from tongxin.cases.models import Case
from tongxin.cases.rules import Move, State
from tongxin.records import clock, figures
from tongxin.records.figures import Figure, FigureScope

SEPTEMBER = FigureScope(TOWN, date(2022, 9, 1), date(2022, 9, 30))
OURS = [figure for figure in figures.all() if figure.key.startswith("cases.")]
PLAIN = [figure for figure in OURS if isinstance(figure, Figure)]


@pytest.fixture
def september(life: Life, on: On) -> dict[str, Case]:
    """One case of each sort; the limit is two working days. The clock stands on 10 October."""
    cases = {}
    on("2022-08-30")
    cases["found in august, closed in september"] = life.in_state(State.VERIFIED)
    on("2022-09-02")
    cases["found in august, closed in september"] = life.take(
        cases["found in august, closed in september"], Move.CLOSE
    )
    on("2022-09-05")
    cases["in time"] = life.in_state(State.CLOSED)
    late = life.found(life.town.far_household.ground)
    cases["declined"], cases["merged"] = life.in_state(State.DECLINED), life.in_state(State.DUPLICATE)
    cases["original"] = cases["merged"].duplicate_of  # type: ignore[assignment]
    cases["overdue"] = life.found()
    returned = life.in_state(State.FIXED)
    on("2022-09-20")
    clerk = life.persons.viewer("town_clerk")
    late = actions.fix_case(late, by=clerk)
    Case.objects.filter(pk=late.pk).update(fixed_by=life.persons.grid_leader)
    cases["late"] = actions.close_case(actions.verify_case(late, by=clerk), by=clerk)
    cases["returned"] = life.take(returned, Move.RETURN)
    on("2022-09-30")
    cases["limit still runs"] = life.found()
    on("2022-10-10")
    return cases


def names(key: str, cases: dict[str, Case], scope: FigureScope = SEPTEMBER) -> set[str]:
    """The sorts of case that a figure counts."""
    sorts = {case.pk: sort for sort, case in cases.items()}
    figure = figures.get(key)
    assert isinstance(figure, Figure)
    return {sorts[row.pk] for row in figure.rows(scope)}


@pytest.mark.parametrize(
    ("key", "sorts"),
    [
        ("cases.found", {"in time", "late", "original", "overdue", "returned", "limit still runs"}),
        ("cases.closed", {"found in august, closed in september", "in time", "late"}),
        ("cases.on_time", {"in time"}),
        ("cases.handled", {"in time", "late"}),
        ("cases.to_handle", {"in time", "late", "original", "overdue", "returned"}),
        ("cases.turned_away", {"declined", "merged"}),
        ("cases.open", {"original", "overdue", "returned", "limit still runs"}),
        ("cases.overdue", {"original", "overdue", "returned"}),
        ("cases.verified", {"in time", "late"}),
        ("cases.rework", {"returned"}),
        (
            "cases.to_close",
            {
                "found in august, closed in september",
                "in time",
                "late",
                "original",
                "overdue",
                "returned",
            },
        ),
    ],
)
def test_a_figure_counts(september: dict[str, Case], key: str, sorts: set[str]) -> None:
    assert names(key, september) == sorts
    assert figures.get(key).value(SEPTEMBER) == len(sorts)


@pytest.mark.parametrize(
    ("key", "share"),
    [
        ("cases.closing_rate", "50.00"),
        ("cases.handling_rate", "40.00"),
        ("cases.on_time_rate", "20.00"),
        ("cases.rework_rate", "16.67"),
        ("cases.valid_rate", "75.00"),
    ],
)
def test_a_rate_is_a_share_of_what_should_be_done(september: dict[str, Case], key: str, share: str) -> None:
    assert figures.get(key).value(SEPTEMBER) == Decimal(share)


def test_a_rate_of_nothing_is_not_measured(life: Life) -> None:
    assert figures.get("cases.closing_rate").value(SEPTEMBER) is None


def test_a_period_that_still_runs_ends_now(life: Life, on: On) -> None:
    on("2022-09-05")
    life.found()
    assert figures.get("cases.open").value(SEPTEMBER) == 1
    assert figures.get("cases.overdue").value(SEPTEMBER) == 0
    on("2022-09-29")
    assert figures.get("cases.overdue").value(SEPTEMBER) == 1


def test_a_later_close_does_not_change_what_was_open_then(life: Life, on: On) -> None:
    on("2022-09-05")
    case = life.in_state(State.VERIFIED)
    on("2022-10-01", "00:00")
    life.take(case, Move.CLOSE)
    assert figures.get("cases.open").value(SEPTEMBER) == 1
    assert figures.get("cases.closed").value(SEPTEMBER) == 0


@pytest.mark.parametrize("figure", PLAIN, ids=lambda figure: figure.key)
def test_villages_add_up_and_every_row_shows_its_columns(september: dict[str, Case], figure: Figure) -> None:
    rows = list(figure.rows(SEPTEMBER))
    assert all(str(column.value(row)) for row in rows for column in figure.columns)
    assert sum(figure.by_village(SEPTEMBER).values()) == figure.value(SEPTEMBER) == len(rows)


def test_a_village_counts_its_own_cases_only(september: dict[str, Case]) -> None:
    scope = FigureScope(LIANHUA, SEPTEMBER.since, SEPTEMBER.until)
    assert "late" not in names("cases.closed", september, scope)
    assert "late" in names("cases.closed", september)


def test_every_figure_is_declared() -> None:
    came = ("found", "turned_away", "received", "valid_rate")
    handled = ("handled", "on_time", "overdue", "to_handle", "given", "given_right", "extended")
    closed = ("open", "closed", "to_close", "verified", "rework", "reopened")
    rates = ("handling", "on_time", "extension", "first_assignment", "closing", "rework")
    words = (*came, *handled, *closed, *(f"{rate}_rate" for rate in rates))
    assert {figure.key for figure in OURS} == {f"cases.{word}" for word in words}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.integers(min_value=-20, max_value=50), max_size=8),
    first=st.integers(min_value=0, max_value=29),
    length=st.integers(min_value=0, max_value=20),
)
def test_adjoining_periods_add_up(life: Life, days: list[int], first: int, length: int) -> None:
    start = date(2022, 9, 1)
    for day in days:
        with clock.travel(to=clock.start_of(start + timedelta(days=day))):
            life.found()
    middle = start + timedelta(days=first)
    with clock.travel(to=clock.start_of(date(2023, 1, 1))):
        parts = [
            FigureScope(TOWN, start, middle),
            FigureScope(TOWN, middle + timedelta(days=1), middle + timedelta(days=1 + length)),
        ]
        whole = FigureScope(TOWN, start, middle + timedelta(days=1 + length))
        found = figures.get("cases.found")
        assert found.value(whole) == sum(found.value(part) or 0 for part in parts)
