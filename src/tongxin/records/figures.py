"""Figures: each is declared once, as the rows it counts and how; its value, its records and its words follow.

A room's `figures.py` declares; `config` start-up reads all of them. No figure is typed where a record exists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.records import clock
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act

Number = int | Decimal
How = Literal["count", "sum", "distinct"]


class UnknownFigure(RuleBroken):
    """A key that no room has declared: a figure typed by hand."""

    def __init__(self, key: str) -> None:
        text = _("There is no figure “%(key)s”. Choose one from the list of figures.")
        super().__init__(text % {"key": key})
        self.key = key


@dataclass(frozen=True)
class FigureScope:
    """What a figure is asked for: a ground, and days from `since` to `until`, both included, in China."""

    ground_key: str
    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise ValueError("a scope ends before it begins")

    @property
    def starts_at(self) -> datetime:
        """First moment of the scope, for `…_at__gte`."""
        return clock.start_of(self.since)

    @property
    def ends_before(self) -> datetime:
        """First moment after the scope, for `…_at__lt`."""
        return clock.start_of(self.until + timedelta(days=1))


DivisionField = str | Callable[[FigureScope], str]


@dataclass(frozen=True)
class Column:
    """A column of the page of records: heading and path of the value as in a query (`grid__name`)."""

    title: str | Promise
    path: str

    def value(self, row: object) -> Any:
        """The value in `row`; a choice gives its words, a missing related row gives None."""
        found: Any = row
        *steps, last = self.path.split("__")
        try:
            for step in steps:
                found = getattr(found, step)
            words = getattr(found, f"get_{last}_display", None)
            return words() if words is not None else getattr(found, last)
        except ObjectDoesNotExist:
            return None
        except AttributeError:
            if found is None:
                return None
            raise


@dataclass(frozen=True)
class Figure:
    """A number of the town and the rows behind it.

    `how`: "count" counts rows; "sum" adds `field`; "distinct" counts the different values of `field`.
    `division_field` is the column with the village's code, or tells it for a scope: rows of a past day may say
    it in another one.
    """

    key: str
    title: str | Promise
    unit: str | Promise
    definition: str | Promise
    act: Act
    columns: tuple[Column, ...]
    source: Callable[[FigureScope], QuerySet[Any]]
    row_url: str | None = None
    how: How = "count"
    field: str | None = None
    division_field: DivisionField = "division_code"

    def division_of(self, scope: FigureScope) -> str:
        """The column with the village's code in the rows of `scope`."""
        return self.division_field if isinstance(self.division_field, str) else self.division_field(scope)

    def rows(self, scope: FigureScope) -> QuerySet[Any]:
        """The rows that the figure counts."""
        return self.source(scope)

    def value(self, scope: FigureScope) -> Number | None:
        """The number; without rows 0."""
        result: Number = self.rows(scope).order_by().aggregate(number=self._measure())["number"]
        return result

    def by_village(self, scope: FigureScope) -> dict[str, Number]:
        """The number for each division code that has rows.

        The parts of "count" and "sum" add up to the value; those of "distinct" need not.
        """
        village = self.division_of(scope)
        grouped = self.rows(scope).order_by().values(village).annotate(number=self._measure())
        return {row[village]: row["number"] for row in grouped.order_by(village)}

    def _measure(self) -> Count | Sum:
        if self.how == "sum":
            return Sum(self.field, default=0)
        return Count(self.field or "pk", distinct=self.how == "distinct")


@dataclass(frozen=True)
class Ratio:
    """A share in percent of two figures; its records are those of the denominator."""

    key: str
    title: str | Promise
    definition: str | Promise
    act: Act
    numerator_key: str
    denominator_key: str
    unit: str | Promise = "%"

    @property
    def numerator(self) -> Figure:
        """The figure above the line."""
        return _plain(self.numerator_key)

    @property
    def denominator(self) -> Figure:
        """The figure below the line."""
        return _plain(self.denominator_key)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the denominator."""
        return self.denominator.columns

    @property
    def row_url(self) -> str | None:
        """The page of one row of the denominator."""
        return self.denominator.row_url

    def rows(self, scope: FigureScope) -> QuerySet[Any]:
        """The rows of the denominator: all that the share is about."""
        return self.denominator.rows(scope)

    def parts(self, scope: FigureScope) -> tuple[Number, Number]:
        """Numerator and denominator, for exact comparison."""
        return self.numerator.value(scope) or 0, self.denominator.value(scope) or 0

    def value(self, scope: FigureScope) -> Decimal | None:
        """Percent with one decimal, halves up; None where the denominator is 0: not measured."""
        return percent(*self.parts(scope))

    def by_village(self, scope: FigureScope) -> dict[str, Number]:
        """The share of each division whose denominator is not 0."""
        above, below = self.numerator.by_village(scope), self.denominator.by_village(scope)
        shares = {code: percent(above.get(code, 0), number) for code, number in below.items()}
        return {code: share for code, share in shares.items() if share is not None}


AnyFigure = Figure | Ratio
_registry: dict[str, AnyFigure] = {}


def percent(part: Number, whole: Number) -> Decimal | None:
    """`part` of `whole` in percent with one decimal, halves away from zero; None where `whole` is 0."""
    if whole == 0:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def figure(
    key: str,
    *,
    title: str | Promise,
    unit: str | Promise,
    definition: str | Promise,
    act: Act,
    columns: tuple[Column, ...],
    row_url: str | None = None,
    how: How = "count",
    field: str | None = None,
    division_field: DivisionField = "division_code",
) -> Callable[[Callable[[FigureScope], QuerySet[Any]]], Callable[[FigureScope], QuerySet[Any]]]:
    """Declares the figure `key` ("room.words") on a function that returns the rows it counts.

    `row_url` is the URL name of one row's page, which takes the row's primary key. Raises `ValueError`
    for a key declared twice, an empty definition, or "sum" and "distinct" without a field.
    """

    def declare(source: Callable[[FigureScope], QuerySet[Any]]) -> Callable[[FigureScope], QuerySet[Any]]:
        _register(
            Figure(key, title, unit, definition, act, columns, source, row_url, how, field, division_field)
        )
        return source

    if how != "count" and field is None:
        raise ValueError(f"{key}: {how} needs a field")
    return declare


def ratio(
    key: str,
    *,
    title: str | Promise,
    definition: str | Promise,
    act: Act,
    numerator: str,
    denominator: str,
    unit: str | Promise = "%",
) -> Ratio:
    """Declares the share of two declared figures, in percent."""
    declared = Ratio(key, title, definition, act, numerator, denominator, unit)
    _register(declared)
    return declared


def get(key: str) -> AnyFigure:
    """The figure of that key. Raises `UnknownFigure`."""
    try:
        return _registry[key]
    except KeyError:
        raise UnknownFigure(key) from None


def all() -> tuple[AnyFigure, ...]:  # noqa: A001 - read as figures.all()
    """Every declared figure, by key."""
    return tuple(_registry[key] for key in sorted(_registry))


def _register(declared: AnyFigure) -> None:
    if declared.key in _registry:
        raise ValueError(f"the figure {declared.key} is declared twice")
    if not str(declared.definition).strip():
        raise ValueError(f"{declared.key}: say what is counted")
    _registry[declared.key] = declared


def _plain(key: str) -> Figure:
    found = get(key)
    if not isinstance(found, Figure):
        raise ValueError(f"{key} is a share itself")
    return found
