"""Open cases of a village by group and grid, and what was found and closed week by week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Window

from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.rules import Move
from tongxin.records import clock, figures
from tongxin.records.figures import AnyFigure, FigureScope
from tongxin.reporting.links import figure_url
from tongxin.reporting.queries import overdue_at
from tongxin.standards.words import chosen
from tongxin.territory.ground import Ground

WEEKS = 11
CASES_SHOWN = 6
MATTERS_NAMED = 2


@dataclass(frozen=True)
class CaseCount:
    """Open cases of one kind in one group and grid."""

    group_id: UUID | None
    grid_id: UUID | None
    matter: str
    open: int
    overdue: int


@dataclass(frozen=True)
class OpenCases:
    """Open cases of one place; the links open the figures behind the numbers."""

    open: int
    overdue: int
    matters: tuple[tuple[str, int], ...]
    open_url: str
    overdue_url: str


def count_cases(ground: Ground) -> list[CaseCount]:
    """The open cases of a village or a part of it, by group, grid and kind: one query."""
    now = clock.now()
    rows = (
        Case.objects.within(ground)
        .open()
        .real()
        .order_by()
        .values("group_id", "grid_id", "matter__name_zh", "matter__name_en")
        .annotate(open=Count("*"), overdue=Count("pk", filter=overdue_at(now)))
    )
    return [
        CaseCount(
            row["group_id"],
            row["grid_id"],
            chosen(row["matter__name_zh"], row["matter__name_en"]),
            row["open"],
            row["overdue"],
        )
        for row in rows
    ]


def open_cases(counts: Iterable[CaseCount], key: str) -> OpenCases:
    """The open cases of the place with the ground key `key`, of which `counts` are the rows."""
    mine = list(counts)
    matters: dict[str, int] = {}
    for count in mine:
        matters[count.matter] = matters.get(count.matter, 0) + count.open
    most = sorted(matters.items(), key=lambda item: (-item[1], item[0]))[:MATTERS_NAMED]
    today = clock.today()
    scope = FigureScope(key, today, today)
    return OpenCases(
        open=sum(count.open for count in mine),
        overdue=sum(count.overdue for count in mine),
        matters=tuple(most),
        open_url=figure_url("cases.open", scope),
        overdue_url=figure_url("cases.overdue", scope),
    )


@dataclass(frozen=True)
class AreaCases:
    """Open cases of a group or grid: how many, and those that are due first."""

    open: int
    overdue: int
    rows: tuple[Case, ...]
    open_url: str
    overdue_url: str


def area_cases(ground: Ground) -> AreaCases:
    """The open cases of a small place: the rows bring the counts of all with them, so one query does."""
    now = clock.now()
    counted = {"open_here": Window(Count("*")), "overdue_here": Window(Count("pk", filter=overdue_at(now)))}
    living = Case.objects.within(ground).open().real().with_places_and_people()
    rows: tuple[Any, ...] = tuple(living.annotate(**counted).order_by("due_at", "id")[:CASES_SHOWN])
    first = next(iter(rows), None)
    numbers = open_cases((), ground.key)
    return AreaCases(
        open=first.open_here if first else 0,
        overdue=first.overdue_here if first else 0,
        rows=rows,
        open_url=numbers.open_url,
        overdue_url=numbers.overdue_url,
    )


@dataclass(frozen=True)
class Week:
    """Cases found and closed in the seven days from `since`."""

    since: date
    until: date
    found: int
    closed: int


@dataclass(frozen=True)
class Beside:
    """What was closed in the weeks, or what must be read with it: the figure, its value and its records."""

    figure: AnyFigure
    count: int
    url: str


@dataclass(frozen=True)
class Weeks:
    """The weeks, the oldest first, and the figures of all of them that must stand beside each other."""

    weeks: tuple[Week, ...]
    beside: tuple[Beside, ...]


def read_weeks(ground: Ground, weeks: int = WEEKS) -> Weeks:
    """Cases found and closed in each of the last weeks; the last one ends today. One query."""
    today = clock.today()
    first = today - timedelta(days=7 * weeks - 1)
    starts = [first + timedelta(days=7 * index) for index in range(weeks)]
    moments = [clock.start_of(day) for day in [*starts, today + timedelta(days=1)]]
    wanted = {
        f"{name}_{index}": _within(f"{name}_at", moments[index], moments[index + 1])
        for index in range(weeks)
        for name in ("found", "closed")
    }
    reopened = CaseEvent.objects.filter(_within("at", moments[0], moments[-1]), move=Move.REOPEN)
    whole = {
        "cases.closed": _within("closed_at", moments[0], moments[-1]),
        "cases.verified": _within("verified_at", moments[0], moments[-1]),
        "cases.reopened": Q(pk__in=reopened.values("case_id")),
    }
    counts = {name: Count("pk", filter=condition) for name, condition in wanted.items()}
    counts |= {_alias(key): Count("pk", filter=condition) for key, condition in whole.items()}
    recent = Q(found_at__gte=moments[0]) | Q(*whole.values(), _connector=Q.OR)
    row = Case.objects.within(ground).real().filter(recent).order_by().aggregate(**counts)
    scope = FigureScope(ground.key, first, today)
    return Weeks(
        tuple(
            Week(day, day + timedelta(days=6), row[f"found_{index}"], row[f"closed_{index}"])
            for index, day in enumerate(starts)
        ),
        tuple(Beside(figures.get(key), row[_alias(key)], figure_url(key, scope)) for key in whole),
    )


def _within(column: str, since: datetime, before: datetime) -> Q:
    return Q(**{f"{column}__gte": since, f"{column}__lt": before})


def _alias(key: str) -> str:
    return key.replace(".", "_")
