"""The indicators agree with the printed month of a city, and no figure tells of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Field, ForeignKey, Model

from tests.architecture.tree import ROOT
from tests.cases.life import Life
from tests.conftest import On
from tests.town import BENDONG, LIANHUA, TOWN
from tongxin.cases.models import Case
from tongxin.cases.rules import Move, State
from tongxin.people.models import Person
from tongxin.records import clock, figures
from tongxin.records.figure_counts import LINE, VILLAGE, counts, counts_by, value_of
from tongxin.records.figures import Figure, FigureScope
from tongxin.territory.queries import grounded

DECEMBER = FigureScope(TOWN, date(2016, 12, 1), date(2016, 12, 31))
SEPTEMBER = FigureScope(TOWN, date(2022, 9, 1), date(2022, 9, 30))
RECEIVED, FILED, DUE, CLOSED, ON_TIME = 1054, 996, 972, 911, 737
WORKED = dict(
    re.findall(
        r"^\| (cases\.\w+) \| ([\d.]+) \|$", (ROOT / "docs/rules/indicators.md").read_text(), re.MULTILINE
    )
)
OURS = [figure for figure in figures.all() if figure.key.startswith("cases.")]


def noon(day: int) -> datetime:
    return clock.start_of(date(2016, 12, day)) + timedelta(hours=12)


def of_december(life: Life) -> Iterator[Case]:
    """The month as rows: closed in time, closed late, overdue, still running, declined."""
    clerk, leader = life.persons.town_clerk, life.persons.grid_leader
    grounds = (life.town.public_place.ground, life.town.far_household.ground)
    sorts = [
        *[("in time", 20)] * ON_TIME,
        *[("late", 8)] * (CLOSED - ON_TIME),
        *[("overdue", 25)] * (DUE - CLOSED),
        *[("running", 40)] * (FILED - DUE),
        *[("declined", 20)] * (RECEIVED - FILED),
    ]
    for number, (sort, due) in enumerate(sorts):
        case = Case(
            number=f"天门-2016-{number:04d}",
            matter=life.matter,
            title="暴露垃圾",
            ring="grid",
            never_public=False,
            line=("sanitation", "water")[number % 2],
            severity="ordinary",
            origin_kind="report",
            found_at=noon(1),
            found_by=clerk,
            due_at=noon(1) + timedelta(days=due),
            due_provisional=False,
            **grounded(grounds[number % 3 == 0]),
        )
        if sort in ("in time", "late"):
            case.state, case.assign_count = State.CLOSED.value, 1
            case.assignee, case.assigned_at, case.assigned_by = leader, noon(1), clerk
            case.fixed_at, case.fixed_by = noon(10), leader
            case.verified_at, case.verified_by = noon(11), clerk
            case.closed_at, case.closed_by = noon(12), clerk
        elif sort == "declined":
            case.state, case.closed_at, case.closed_by = State.DECLINED.value, noon(2), clerk
        yield case


@pytest.fixture
def december(life: Life) -> None:
    Case.objects.bulk_create(of_december(life))


def test_the_printed_month_comes_out_to_the_last_digit(december: None) -> None:
    assert len(WORKED) == 15
    found = {key: figures.get(key).value(DECEMBER) for key in WORKED}
    assert found == {key: Decimal(number) for key, number in WORKED.items()}


def test_one_query_tells_all_of_them_and_villages_and_lines_add_up(
    december: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        whole = counts(OURS, DECEMBER)
    for column in (VILLAGE, "grid_id"):
        parts = counts_by(OURS, DECEMBER, column).values()
        assert all(sum(part.get(key, 0) for part in parts) == number for key, number in whole.items())
    assert value_of(figures.get("cases.closing_rate"), whole) == Decimal("93.72")
    known = [figure for figure in OURS if isinstance(figure, Figure) and figure.line_field]
    by_line = counts_by(known, DECEMBER, LINE)
    assert by_line["sanitation",]["cases.closed"] + by_line["water",]["cases.closed"] == CLOSED


def test_a_figure_narrowed_to_a_line_or_village_opens_its_own_rows(december: None) -> None:
    water = FigureScope(LIANHUA, DECEMBER.since, DECEMBER.until, line="water")
    closed = figures.plain("cases.closed")
    rows = closed.rows(water)
    assert {(row.line, row.division_code) for row in rows} == {("water", LIANHUA)}
    assert (
        len(rows)
        == closed.value(water)
        == counts_by([closed], DECEMBER, VILLAGE, LINE)[LIANHUA, "water"]["cases.closed"]
    )


@pytest.mark.django_db
def test_a_figure_without_lines_is_not_narrowed_to_one() -> None:
    with pytest.raises(ValueError, match="knows no lines"):
        figures.plain("ground.grids").rows(FigureScope(TOWN, DECEMBER.since, DECEMBER.until, line="water"))
    with pytest.raises(ValueError, match="does not know"):
        counts_by([figures.get("reports.received")], DECEMBER, LINE)


def after(life: Life, case: Case, *moves: Move) -> Case:
    """The case after some more steps."""
    for move in moves:
        case = life.take(case, move)
    return case


@pytest.fixture
def september(life: Life, on: On) -> dict[str, Case]:
    """Cases that were returned, put off, reopened, given twice, and put right on the spot; two working days each."""
    on("2022-09-05")
    cases = {"right at once": life.in_state(State.CLOSED)}
    given_twice = life.take(life.found(), Move.ASSIGN)
    cases["given twice"] = after(life, given_twice, Move.REFUSE, Move.ASSIGN, Move.FIX)
    cases["on the spot"] = life.take(life.found(), Move.FIX)
    cases["put off"] = after(life, life.found(), Move.ASSIGN, Move.POSTPONE, Move.GRANT)
    cases["returned"] = after(life, life.in_state(State.FIXED), Move.RETURN)
    cases["reopened"] = after(life, life.in_state(State.CLOSED), Move.REOPEN)
    cases["stopped"] = after(life, life.in_state(State.ASSIGNED), Move.WAIT)
    on("2022-09-20")
    return cases


@pytest.mark.parametrize(
    ("key", "sorts"),
    [
        ("cases.handled", {"right at once", "given twice", "on the spot"}),
        ("cases.overdue", {"put off", "returned", "reopened"}),
        ("cases.given", {"right at once", "given twice"}),
        ("cases.given_right", {"right at once"}),
        ("cases.extended", {"put off"}),
        ("cases.rework", {"returned"}),
        ("cases.reopened", {"reopened"}),
        ("cases.closed", {"right at once"}),
    ],
)
def test_an_indicator_counts(september: dict[str, Case], key: str, sorts: set[str]) -> None:
    named = {case.pk: sort for sort, case in september.items()}
    assert {named[row.pk] for row in figures.plain(key).rows(SEPTEMBER)} == sorts


def test_what_waits_for_others_is_overdue_for_nobody(september: dict[str, Case]) -> None:
    assert september["stopped"] not in figures.plain("cases.to_handle").rows(SEPTEMBER)
    assert september["stopped"] not in figures.plain("cases.to_close").rows(SEPTEMBER)


def test_every_figure_beside_another_is_declared() -> None:
    for figure in figures.all():
        assert all(figures.get(key).key == key for key in figure.beside)
    assert figures.unaccompanied(["cases.closed"]) == {"cases.closed": ("cases.verified", "cases.reopened")}
    assert figures.unaccompanied(["cases.closed", "cases.verified", "cases.reopened"]) == {}


def test_whatever_counts_what_was_closed_names_its_company() -> None:
    closing = [figure for figure in OURS if figure.key in ("cases.closed", "cases.closing_rate")]
    assert len(closing) == 2
    assert all(figure.beside == ("cases.verified", "cases.reopened") for figure in closing)


def fields_of(model: type[Model], path: str) -> Iterator[Field[Any, Any]]:
    """The fields that a path of a query goes through."""
    here: Any = model
    for step in path.split("__"):
        field = next(
            (each for each in here._meta.get_fields() if step in (each.name, getattr(each, "attname", ""))),
            None,
        )
        if not isinstance(field, Field):
            return
        yield field
        if isinstance(field, ForeignKey):
            here = field.related_model


def counts_persons(figure: Figure, scope: FigureScope) -> bool:
    """Would a column or the counted value of a figure name a person?"""
    model = figure.rows(scope).model
    paths = [column.path for column in figure.columns] + [
        path for path in (figure.field, figure.line_field) if path
    ]
    return any(
        isinstance(field, ForeignKey) and field.related_model is Person
        for path in paths
        for field in fields_of(model, path)
    )


def test_no_figure_of_cases_names_or_counts_a_person(life: Life) -> None:
    plain = [figure for figure in OURS if isinstance(figure, Figure)]
    assert not [figure.key for figure in plain if counts_persons(figure, SEPTEMBER)]


def test_a_figure_by_person_would_be_found(life: Life) -> None:
    closed = figures.plain("cases.closed")
    column = figures.Column("整改人", "assignee__name")
    assert counts_persons(Figure(**{**vars(closed), "columns": (column,)}), SEPTEMBER)


def test_the_town_of_the_month_has_both_villages(december: None) -> None:
    assert set(figures.get("cases.found").by_village(DECEMBER)) == {LIANHUA, BENDONG}
