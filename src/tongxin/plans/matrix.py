"""The matrix of lines and blocks (条块矩阵): open, overdue and done in a period, each cell opening its cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import NoReverseMatch, reverse

from tongxin.plans.blocks import COLUMNS, Block, By, blocks_of, value_in
from tongxin.plans.models import Task
from tongxin.plans.rules import NOT_DONE, OPEN_STATES
from tongxin.records import clock, figures
from tongxin.records.figure_counts import LINE, Counts, added, counts_by
from tongxin.records.figures import FigureScope
from tongxin.records.paging import CappedPage
from tongxin.standards.lines import lines
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.links import url_of

BLOCKS_A_PAGE = 40
# What a cell tells. Beside what was closed stand what another person verified and what was opened again.
OPEN, OVERDUE, CLOSED = "cases.open", "cases.overdue", "cases.closed"
BESIDE = ("cases.verified", "cases.reopened")
SHOWN = (OPEN, OVERDUE, CLOSED, *BESIDE)
_TASKS, _LATE = "tasks", "late tasks"


@dataclass(frozen=True)
class Number:
    """A number and where its rows are."""

    key: str
    count: int
    url: str

    @property
    def title(self) -> str:
        """What the number counts, in words."""
        return str(figures.get(self.key).title)


@dataclass(frozen=True)
class Cell:
    """A line in a block, or the sum of some: its numbers, and its tasks. `line` empty: all lines."""

    block: Block
    line: str
    line_name: str
    numbers: Mapping[str, Number]
    tasks: int
    late_tasks: int

    @property
    def open(self) -> Number:
        """Open cases."""
        return self.numbers[OPEN]

    @property
    def overdue(self) -> Number:
        """Overdue cases."""
        return self.numbers[OVERDUE]

    @property
    def done(self) -> Number:
        """Cases closed in the period."""
        return self.numbers[CLOSED]

    @property
    def beside(self) -> tuple[Number, ...]:
        """What must be read with the closed cases."""
        return tuple(self.numbers[key] for key in BESIDE)

    @property
    def is_empty(self) -> bool:
        """Is there nothing to tell?"""
        return not (any(number.count for number in self.numbers.values()) or self.tasks)

    @property
    def url(self) -> str:
        """The page of the cell; of a sum and of what lies in no block there is none."""
        if not self.line or self.block.rest:
            return ""
        return reverse("plans:cell", args=[self.block.ground.key, self.line])


@dataclass(frozen=True)
class Row:
    """A block: one cell for each line, and all lines together. `url`: its own matrix, or its page."""

    block: Block
    url: str
    cells: tuple[Cell, ...]
    whole: Cell


@dataclass(frozen=True)
class Matrix:
    """The matrix: its lines by code, the blocks of the page, the sums of all blocks."""

    lines: Mapping[str, str]
    page: CappedPage[Row]
    sums: tuple[Cell, ...]
    whole: Cell


_Place = tuple[Any, str]


def matrix_of(scope: FigureScope, ground: Ground, by: By, number: str | None) -> Matrix:
    """The matrix of a ground for a period. Four queries, however many blocks and cases there are."""
    found = _counted(scope, by)
    for place, tasks in _tasks(ground, by).items():
        found[place] = added((found.get(place, {}), tasks))
    named = lines()
    blocks = blocks_of(ground, by, {value for value, _line in found})
    page = _page(blocks, number)
    rows = tuple(_row(block, found, named, scope) for block in page)
    everything = Block("", None, ground)
    sums = tuple(_cell(everything, line, name, _sum(found, line=line), scope) for line, name in named.items())
    whole = _cell(everything, "", "", added(found.values()), scope)
    shown = CappedPage(rows, page.number, page.per_page, page.count, page.is_capped)
    return Matrix(named, shown, sums, whole)


def cell_of(scope: FigureScope, block: Block, line: str, line_name: str) -> Cell:
    """One cell for a period. Two queries."""
    narrowed = replace(scope, line=line)
    found = added((counts_by(map(figures.get, SHOWN), narrowed).get((), {}), _tasks_of(block.ground, line)))
    return _cell(block, line, line_name, found, scope)


def _counted(scope: FigureScope, by: By) -> dict[_Place, Counts]:
    counted = counts_by(map(figures.get, SHOWN), scope, COLUMNS[by], LINE)
    found: dict[_Place, Counts] = {}
    for (value, line), counts in counted.items():
        place = (value_in(by, value), line)
        found[place] = added((found.get(place, {}), counts))
    return found


def _tasks(ground: Ground, by: By) -> dict[_Place, Counts]:
    """Open tasks by block and line; a task of the ground itself stands in no block."""
    rows = (
        Task.objects.within(ground).open().order_by().values(COLUMNS[by], "line").annotate(**_task_counts())
    )
    found: dict[_Place, Counts] = {}
    for row in rows:
        place = (value_in(by, row[COLUMNS[by]]), row["line"])
        mine = {_TASKS: row["open_tasks"], _LATE: row["late_tasks"]}
        found[place] = added((found.get(place, {}), mine))
    return found


def _tasks_of(ground: Ground, line: str) -> Counts:
    row = Task.objects.within(ground).filter(line=line).aggregate(**_task_counts())
    return {_TASKS: row["open_tasks"], _LATE: row["late_tasks"]}


def _task_counts() -> dict[str, Count]:
    late = Q(state__in=sorted(NOT_DONE), due_on__lt=clock.today())
    return {
        "open_tasks": Count("pk", filter=Q(state__in=sorted(OPEN_STATES))),
        "late_tasks": Count("pk", filter=late),
    }


def _page(blocks: Sequence[Block], asked: str | None) -> CappedPage[Block]:
    last = max(1, -(-len(blocks) // BLOCKS_A_PAGE))
    number = min(max(int(asked), 1), last) if asked and asked.isascii() and asked.isdecimal() else 1
    first = (number - 1) * BLOCKS_A_PAGE
    return CappedPage(
        tuple(blocks[first : first + BLOCKS_A_PAGE]), number, BLOCKS_A_PAGE, len(blocks), is_capped=False
    )


def _row(block: Block, found: Mapping[_Place, Counts], named: Mapping[str, str], scope: FigureScope) -> Row:
    cells = tuple(
        _cell(block, line, name, found.get((block.value, line), {}), scope) for line, name in named.items()
    )
    return Row(
        block, _inside(block, scope), cells, _cell(block, "", "", _sum(found, value=block.value), scope)
    )


def _inside(block: Block, scope: FigureScope) -> str:
    """Where the block is looked into: a grid on its page, anything larger as a matrix of its own."""
    if block.rest:
        return ""
    if block.ground.kind is GroundKind.GRID:
        return url_of(block.ground)
    asked = {"ground": block.ground.key, "since": scope.since.isoformat(), "until": scope.until.isoformat()}
    return f"{reverse('plans:matrix')}?{urlencode(asked)}"


_ANY = object()


def _sum(found: Mapping[_Place, Counts], *, value: Any = _ANY, line: Any = _ANY) -> Counts:
    return added(
        counts
        for (its_value, its_line), counts in found.items()
        if (value is _ANY or its_value == value) and (line is _ANY or its_line == line)
    )


def _cell(block: Block, line: str, name: str, found: Counts, scope: FigureScope) -> Cell:
    numbers = {key: Number(key, found.get(key, 0), _url(key, block, line, scope)) for key in SHOWN}
    return Cell(block, line, name, numbers, found.get(_TASKS, 0), found.get(_LATE, 0))


def _url(key: str, block: Block, line: str, scope: FigureScope) -> str:
    """What is open now leads to the list of cases, where something can be done; the past to its figure."""
    asked = {"ground": block.ground.key}
    if line:
        asked["line"] = line
    if block.rest:
        asked["without"] = block.rest.value
    if key in (OPEN, OVERDUE) and scope.until >= clock.today():
        view = "open" if key == OPEN else "overdue"
        return f"{reverse('cases:list')}?{urlencode({'view': view, **asked})}"
    if block.rest:
        return ""  # a figure is asked for a ground; what lies in no grid is none
    asked |= {"since": scope.since.isoformat(), "until": scope.until.isoformat()}
    try:
        return f"{reverse('reporting:figure', args=[key])}?{urlencode(asked)}"
    except NoReverseMatch:
        return ""


def month_so_far(today: date) -> tuple[date, date]:
    """The period that the matrix shows where none is asked for."""
    return today.replace(day=1), today
