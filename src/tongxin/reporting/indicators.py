"""The indicators of cases by village, group, grid or line: every number with the page of its records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from tongxin.plans.blocks import COLUMNS, By, blocks_of, value_in
from tongxin.records import figures
from tongxin.records.figure_counts import LINE, Counts, added, counts_by, value_of
from tongxin.records.figures import AnyFigure, FigureScope, plain_parts
from tongxin.records.paging import CappedPage
from tongxin.reporting.links import figure_url
from tongxin.reporting.wording import shown
from tongxin.standards.lines import lines
from tongxin.territory.ground import Ground

ROWS_A_PAGE = 50

# In the order of the work. Beside what was closed stand what was verified and what was opened again.
INDICATORS = (
    "cases.received",
    "cases.valid_rate",
    "cases.to_handle",
    "cases.handling_rate",
    "cases.on_time_rate",
    "cases.overdue",
    "cases.closed",
    "cases.closing_rate",
    "cases.verified",
    "cases.reopened",
    "cases.rework_rate",
    "cases.extension_rate",
    "cases.first_assignment_rate",
)


class Per(StrEnum):
    """What stands in a row of the table."""

    TOWN = "town"
    VILLAGE = "village"
    GROUP = "group"
    GRID = "grid"
    LINE = "line"


@dataclass(frozen=True)
class Number:
    """A value as it is shown, and the page of its records; without one where it is not known."""

    figure: AnyFigure
    value: Any
    url: str

    @property
    def shown(self) -> str:
        """The value in words."""
        return shown(self.value, str(self.figure.unit))


@dataclass(frozen=True)
class Row:
    """A village, group, grid or line, and its numbers."""

    name: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Indicators:
    """The table: its columns, the rows of one page, and the whole."""

    columns: tuple[AnyFigure, ...]
    page: CappedPage[Row]
    whole: Row


@dataclass(frozen=True)
class _Place:
    """A row to be made: its name, by which values the rows of figures name it, and its own scope, if it has one."""

    name: str
    value: Any
    scope: FigureScope | None


def indicators_of(
    scope: FigureScope, ground: Ground, per: Per, asked: str | None, name: str, per_page: int = ROWS_A_PAGE
) -> Indicators:
    """The indicators of a ground for a period, per village, group, grid or line: three queries.

    By line, what knows no lines (a report that became no case) is left out and shown as not known.
    """
    columns = tuple(map(figures.get, INDICATORS))
    known = [figure for figure in columns if per is not Per.LINE or knows_lines(figure)]
    found = _counted(known, scope, per)
    places = _lines(scope) if per is Per.LINE else _blocks(scope, ground, By(per.value), set(found))
    page = _page(list(places), asked, per_page)
    rows = tuple(
        Row(place.name, _numbers(columns, known, found.get(place.value, {}), place.scope)) for place in page
    )
    whole = Row(name, _numbers(columns, known, added(found.values()), scope))
    return Indicators(
        columns, CappedPage(rows, page.number, page.per_page, page.count, is_capped=False), whole
    )


def knows_lines(figure: AnyFigure) -> bool:
    """Can the figure be narrowed to a line of work?"""
    return all(part.line_field for part in plain_parts(figure))


def _counted(known: Sequence[AnyFigure], scope: FigureScope, per: Per) -> Mapping[Any, Counts]:
    column = LINE if per is Per.LINE else COLUMNS[By(per.value)]
    found: dict[Any, Counts] = {}
    for (value,), counts in counts_by(known, scope, column).items():
        place = value if per is Per.LINE else value_in(By(per.value), value)
        found[place] = added((found.get(place, {}), counts))
    return found


def _lines(scope: FigureScope) -> Iterator[_Place]:
    for code, name in lines().items():
        yield _Place(name, code, replace(scope, line=code))


def _blocks(scope: FigureScope, ground: Ground, by: By, used: set[Any]) -> Iterator[_Place]:
    for block in blocks_of(ground, by, used):
        own = None if block.rest else replace(scope, ground_key=block.ground.key)
        yield _Place(block.name, block.value, own)


def _numbers(
    columns: Sequence[AnyFigure], known: Sequence[AnyFigure], found: Counts, scope: FigureScope | None
) -> tuple[Number, ...]:
    return tuple(
        Number(
            figure,
            value_of(figure, found) if figure in known else None,
            figure_url(figure.key, scope) if scope is not None and figure in known else "",
        )
        for figure in columns
    )


def _page(places: Sequence[_Place], asked: str | None, per_page: int) -> CappedPage[_Place]:
    last = max(1, -(-len(places) // per_page))
    number = min(max(int(asked), 1), last) if asked and asked.isascii() and asked.isdecimal() else 1
    first = (number - 1) * per_page
    return CappedPage(tuple(places[first : first + per_page]), number, per_page, len(places), is_capped=False)
