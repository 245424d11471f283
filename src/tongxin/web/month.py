"""The figures of the running month: one query for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Value

from tongxin.records import figures
from tongxin.records.figures import AnyFigure, Figure, FigureScope, Number, Ratio, percent
from tongxin.records.permission import Viewer
from tongxin.reporting.links import figure_url
from tongxin.territory.ground import Ground

# In the order of the work: looked at, found, put right, closed, late.
MONTH_FIGURES = (
    "visits.done",
    "cases.found",
    "cases.verified",
    "cases.closed",
    "cases.on_time_rate",
    "cases.overdue",
)


@dataclass(frozen=True)
class Tile:
    """A figure of the month and where its records are."""

    figure: AnyFigure
    value: Number | None
    url: str


def month_tiles(viewer: Viewer, ground: Ground, today: date) -> list[Tile]:
    """The figures of the month so far that the viewer may open."""
    scope = FigureScope(ground.key, today.replace(day=1), today)
    chosen = [figure for figure in map(figures.get, MONTH_FIGURES) if viewer.may(figure.act, ground)]
    counts = _counts([part for figure in chosen for part in _parts(figure)], scope)
    return [Tile(figure, _value(figure, counts), figure_url(figure.key, scope)) for figure in chosen]


def _parts(figure: AnyFigure) -> tuple[Figure, ...]:
    return (figure.numerator, figure.denominator) if isinstance(figure, Ratio) else (figure,)


def _value(figure: AnyFigure, counts: dict[str, int]) -> Number | None:
    numbers = [counts[part.key] for part in _parts(figure)]
    return percent(*numbers) if isinstance(figure, Ratio) else numbers[0]


def _counts(parts: Sequence[Figure], scope: FigureScope) -> dict[str, int]:
    """How many rows each figure has. All of them count rows; a sum would need its own query."""
    queries = [
        part.rows(scope).order_by().values(key=Value(part.key)).annotate(count=Count("pk"))
        for part in {part.key: part for part in parts}.values()
    ]
    if not queries:
        return {}
    first, *others = queries
    found = {row["key"]: row["count"] for row in first.union(*others, all=True)}
    return {part.key: found.get(part.key, 0) for part in parts}
