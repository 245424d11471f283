"""What stands behind a figure: its value and the rows it counts, as far as the viewer may see them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import ForeignKey, Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from tongxin.records import clock, figures
from tongxin.records.figures import Column, Figure, FigureScope, Number
from tongxin.records.paging import COUNTED_AT_MOST, CappedPage, page_of
from tongxin.records.permission import Act, Viewer
from tongxin.records.sieves import has_sieve, sieved
from tongxin.reporting.errors import TooManyRows
from tongxin.reporting.models import BriefFigure
from tongxin.reporting.wording import shown
from tongxin.territory.ground import Ground
from tongxin.territory.lookup import ground_of
from tongxin.territory.models import GroundedModel

ROWS_A_PAGE = 50
ROWS_A_WORKBOOK = 100_000
_IDS_A_QUERY = 5_000


def viewers_grounds(viewer: Viewer, act: Act) -> list[Ground]:
    """The grounds on which the viewer may do `act`, as grounds of this house."""
    grounds = viewer.grounds(act)
    return [ground if isinstance(ground, Ground) else ground_of(ground.key) for ground in grounds]


def touches(viewer: Viewer, act: Act, ground: Ground) -> bool:
    """Does `ground` hold, or lie in, ground where the viewer may do `act`?"""
    return any(held.contains(ground) or ground.contains(held) for held in viewers_grounds(viewer, act))


@dataclass(frozen=True)
class Rows(ABC):
    """The rows behind a plain figure: how many there are, and those that the viewer may see."""

    figure: Figure
    viewer: Viewer
    ground: Ground

    @property
    @abstractmethod
    def total(self) -> int:
        """All rows that the value is made of."""

    @property
    @abstractmethod
    def visible_count(self) -> int:
        """How many of them the viewer may see."""

    @abstractmethod
    def page(self, number: str | None, per_page: int = ROWS_A_PAGE) -> CappedPage[Any]:
        """One page of the visible rows."""

    @abstractmethod
    def visible(self) -> Iterator[Any]:
        """Every visible row, for a workbook. Raises `TooManyRows`."""

    @property
    def outside(self) -> int:
        """How many rows lie outside the viewer's ground."""
        return self.total - self.visible_count

    @cached_property
    def sees_all(self) -> bool:
        """Does the viewer's ground hold the whole ground of the figure?"""
        return self.viewer.may(self.figure.act, self.ground)

    @property
    def heads(self) -> tuple[str, ...]:
        """The headings of the table."""
        return tuple(str(column.title) for column in self.figure.columns)


@dataclass(frozen=True)
class LiveRows(Rows):
    """The rows as they are now."""

    scope: FigureScope

    @cached_property
    def value(self) -> Number | None:
        """The figure's value."""
        return self.figure.value(self.scope)

    @cached_property
    def total(self) -> int:
        if self.figure.how == "count" and self.figure.field is None and self.value is not None:
            return int(self.value)
        return self._all.order_by().count()

    @cached_property
    def visible_count(self) -> int:
        sees_all = self.sees_all and not has_sieve(self._all.model)
        return self.total if sees_all else self._visible.order_by().count()

    def page(self, number: str | None, per_page: int = ROWS_A_PAGE) -> CappedPage[Any]:
        return page_of(_stable(self._visible), number, per_page)

    def visible(self) -> Iterator[Any]:
        if self.visible_count > ROWS_A_WORKBOOK:
            raise TooManyRows(ROWS_A_WORKBOOK)
        yield from _stable(self._visible).iterator(2_000)

    @cached_property
    def _all(self) -> QuerySet[Any]:
        return with_related(self.figure.rows(self.scope), self.figure.columns)

    @property
    def _visible(self) -> QuerySet[Any]:
        rows = self._all if self.sees_all else self.viewer.visible(self._all, self.figure.act)
        return sieved(self.viewer, rows)


@dataclass(frozen=True)
class FrozenRows(Rows):
    """Exactly the rows whose ids a brief froze, as they look today."""

    frozen: BriefFigure

    @property
    def total(self) -> int:
        return self.frozen.rows_count

    @cached_property
    def visible_count(self) -> int:
        return len(self._ids)

    @property
    def gone(self) -> int:
        """How many of the frozen rows are no longer in the system."""
        return self.total - self._there

    def page(self, number: str | None, per_page: int = ROWS_A_PAGE) -> CappedPage[Any]:
        count = min(len(self._ids), COUNTED_AT_MOST)
        last = max(1, -(-count // per_page))
        current = min(max(int(number), 1), last) if number and number.isascii() and number.isdecimal() else 1
        first = (current - 1) * per_page
        rows = tuple(self._fetch(self._ids[first : min(first + per_page, count)]))
        return CappedPage(rows, current, per_page, count, is_capped=len(self._ids) > count)

    def visible(self) -> Iterator[Any]:
        if self.visible_count > ROWS_A_WORKBOOK:
            raise TooManyRows(ROWS_A_WORKBOOK)
        for first in range(0, len(self._ids), _IDS_A_QUERY):
            yield from self._fetch(self._ids[first : first + _IDS_A_QUERY])

    @cached_property
    def _model(self) -> type[Model]:
        return self.figure.rows(self.frozen.scope).model

    @cached_property
    def _ids(self) -> Sequence[str]:
        """The ids of the rows that are there and visible, in their frozen order."""
        ids = self.frozen.row_ids()
        seen = {str(row_id) for row_id in self._known(ids, visible_only=True)}
        return [row_id for row_id in ids if row_id in seen]

    @cached_property
    def _there(self) -> int:
        sees_all = self.sees_all and not has_sieve(self._model)
        return len(self._ids) if sees_all else sum(1 for _id in self._known(self.frozen.row_ids()))

    def _known(self, ids: Sequence[str], *, visible_only: bool = False) -> Iterator[Any]:
        for first in range(0, len(ids), _IDS_A_QUERY):
            rows = self._model._default_manager.filter(pk__in=ids[first : first + _IDS_A_QUERY])
            if visible_only:
                rows = sieved(
                    self.viewer, rows if self.sees_all else self.viewer.visible(rows, self.figure.act)
                )
            yield from rows.order_by().values_list("pk", flat=True)

    def _fetch(self, ids: Sequence[str]) -> Iterator[Any]:
        rows = with_related(self._model._default_manager.filter(pk__in=ids), self.figure.columns)
        found = {str(row.pk): row for row in rows}
        yield from (found[row_id] for row_id in ids if row_id in found)


def live_rows(figure: Figure, scope: FigureScope, ground: Ground, viewer: Viewer) -> LiveRows:
    """The rows behind `figure` now; `ground` is that of the scope.

    Raises `NotAllowed`; `Http404` for ground that is not the viewer's.
    """
    viewer.require(figure.act)
    if not touches(viewer, figure.act, ground):
        raise Http404
    return LiveRows(figure, viewer, ground, scope)


def frozen_rows(frozen: BriefFigure, viewer: Viewer) -> FrozenRows:
    """The rows that a brief froze. Raises `NotAllowed`, `UnknownFigure`."""
    figure = figures.get(frozen.key)
    if not isinstance(figure, Figure):
        raise figures.UnknownFigure(frozen.key)
    viewer.require(figure.act)
    return FrozenRows(figure, viewer, ground_of(frozen.ground_key), frozen)


def how_counted(figure: Figure) -> str:
    """In words how the rows add up to the value."""
    titles = (str(column.title) for column in figure.columns if column.path == figure.field)
    name = next(titles, str(figure.unit))
    match figure.how:
        case "sum":
            return _("The value is the sum of “%(name)s” over all rows.") % {"name": name}
        case "distinct":
            return _("The value is the number of different “%(name)s”: each counts once.") % {"name": name}
        case _:
            return _("The value is the number of rows: each row counts once.")


def with_related(rows: QuerySet[Any], columns: Sequence[Column]) -> QuerySet[Any]:
    """The rows with everything that the columns look up, so that a row costs no query of its own.

    Rows that are always there are fetched by a query of their own: joined, the database may begin with them and
    sort all that hangs on them (1 s instead of 5 ms at a million visits). An outer join cannot lead.
    """
    joined: set[str] = set()
    fetched: set[str] = set()
    if issubclass(rows.model, GroundedModel):
        joined |= {"group", "grid", "site"}  # what `place_name` reads
    for column in columns:
        _sort_relations(rows.model, column.path.split("__"), joined, fetched)
    related = rows.select_related(*sorted(joined)) if joined else rows
    return related.prefetch_related(*sorted(fetched)) if fetched else related


def _sort_relations(model: type[Model], steps: Sequence[str], joined: set[str], fetched: set[str]) -> None:
    here: type[Model] = model
    may_join = True
    for depth, step in enumerate(steps):
        relation = next((each for each in here._meta.get_fields() if each.name == step), None)
        if not isinstance(relation, ForeignKey):
            break
        may_join = may_join and relation.null
        (joined if may_join else fetched).add("__".join(steps[: depth + 1]))
        here = relation.related_model


def _stable(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows if rows.ordered else rows.order_by("pk")


def cell_words(value: Any) -> str:
    """A value of a column as a page shows it."""
    match value:
        case None | "":
            return "—"
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return f"{clock.local(value):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case int() | Decimal():
            return shown(value, "")
        case _:
            return str(value)


def workbook_rows(rows: Rows) -> Iterator[list[Any]]:
    """The visible rows as cells of a workbook: numbers and dates stay what they are."""
    plain = (int, float, Decimal, date, datetime, type(None))
    for row in rows.visible():
        values = (column.value(row) for column in rows.figure.columns)
        yield [
            value if isinstance(value, plain) and not isinstance(value, bool) else str(value)
            for value in values
        ]
