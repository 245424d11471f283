"""The figures of the running month: one query for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongxin.records import figures
from tongxin.records.figure_counts import counts, value_of
from tongxin.records.figures import AnyFigure, FigureScope, Number
from tongxin.records.permission import Viewer
from tongxin.reporting.links import figure_url
from tongxin.territory.ground import Ground

# In the order of the work: looked at, found, put right, closed, late. Beside what was closed stands how much of it
# was verified, and what was reopened.
MONTH_FIGURES = (
    "visits.done",
    "cases.found",
    "cases.verified",
    "cases.closed",
    "cases.reopened",
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
    found = counts(chosen, scope)
    return [Tile(figure, value_of(figure, found), figure_url(figure.key, scope)) for figure in chosen]
