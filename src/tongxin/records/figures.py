"""Figures: each is declared once, as the rows it counts and how; its value, its records and its words follow.

A room's `figures.py` declares; `config` start-up reads all of them. No figure is typed where a record exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    """What a figure is asked for: a ground, and days from `since` to `until`, both included, in China.

    `line`: a line of work (条线) to which it is narrowed; empty for all of them.
    """

    ground_key: str
    since: date
    until: date
    line: str = ""

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
    it in another one. `line_field` is the column with the line of work; without one the figure knows no lines.
    `beside` are the figures that must be read with it: wherever it is shown, they stand beside it.
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
    line_field: str | None = None
    beside: tuple[str, ...] = ()

    def division_of(self, scope: FigureScope) -> str:
        """The column with the village's code in the rows of `scope`."""
        return self.division_field if isinstance(self.division_field, str) else self.division_field(scope)

    def rows(self, scope: FigureScope) -> QuerySet[Any]:
        """The rows that the figure counts. Raises `ValueError` for a line where the figure knows none."""
        rows = self.source(scope)
        if not scope.line:
            return rows
        if self.line_field is None:
            raise ValueError(f"{self.key} knows no lines of work")
        return rows.filter(**{self.line_field: scope.line})

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
class Total:
    """The sum of figures that count different records; its records are those of its parts, each on its page."""

    key: str
    title: str | Promise
    unit: str | Promise
    definition: str | Promise
    act: Act
    part_keys: tuple[str, ...]
    beside: tuple[str, ...] = ()

    @property
    def made_of(self) -> tuple[Figure, ...]:
        """The figures that are added."""
        return tuple(map(plain, self.part_keys))

    def value(self, scope: FigureScope) -> Number:
        """The sum of the parts."""
        return sum((part.value(scope) or 0 for part in self.made_of), start=0)

    def by_village(self, scope: FigureScope) -> dict[str, Number]:
        """The sum for each division code that has rows in any part."""
        sums: dict[str, Number] = {}
        for part in self.made_of:
            for code, number in part.by_village(scope).items():
                sums[code] = sums.get(code, 0) + number
        return sums


@dataclass(frozen=True)
class Ratio:
    """A share in percent of two figures; its records are those of the denominator.

    `places` are the decimals that it is rounded to.
    """

    key: str
    title: str | Promise
    definition: str | Promise
    act: Act
    numerator_key: str
    denominator_key: str
    unit: str | Promise = "%"
    places: int = 1
    beside: tuple[str, ...] = ()

    @property
    def numerator(self) -> Figure:
        """The figure above the line."""
        return plain(self.numerator_key)

    @property
    def denominator(self) -> Figure | Total:
        """The figure below the line."""
        found = get(self.denominator_key)
        if isinstance(found, Ratio):
            raise ValueError(f"{found.key} is a share itself")
        return found

    @property
    def made_of(self) -> tuple[Figure, Figure | Total]:
        """Numerator and denominator."""
        return self.numerator, self.denominator

    def share(self, part: Number, whole: Number) -> Decimal | None:
        """`part` of `whole`, rounded as this share is; None where `whole` is 0: not measured."""
        return percent(part, whole, self.places)

    def parts(self, scope: FigureScope) -> tuple[Number, Number]:
        """Numerator and denominator, for exact comparison."""
        return self.numerator.value(scope) or 0, self.denominator.value(scope) or 0

    def value(self, scope: FigureScope) -> Decimal | None:
        """Percent, halves up; None where the denominator is 0: not measured."""
        return self.share(*self.parts(scope))

    def by_village(self, scope: FigureScope) -> dict[str, Number]:
        """The share of each division whose denominator is not 0."""
        above, below = self.numerator.by_village(scope), self.denominator.by_village(scope)
        shares = {code: self.share(above.get(code, 0), number) for code, number in below.items()}
        return {code: share for code, share in shares.items() if share is not None}


AnyFigure = Figure | Total | Ratio
_registry: dict[str, AnyFigure] = {}


def percent(part: Number, whole: Number, places: int = 1) -> Decimal | None:
    """`part` of `whole` in percent with `places` decimals, halves away from zero; None where `whole` is 0."""
    if whole == 0:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plain_parts(declared: AnyFigure) -> tuple[Figure, ...]:
    """The figures with rows of their own that a figure is made of: itself, or those of its parts, in order."""
    if isinstance(declared, Figure):
        return (declared,)
    return tuple(part for each in declared.made_of for part in plain_parts(each))


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
    line_field: str | None = None,
    beside: tuple[str, ...] = (),
) -> Callable[[Callable[[FigureScope], QuerySet[Any]]], Callable[[FigureScope], QuerySet[Any]]]:
    """Declares the figure `key` ("room.words") on a function that returns the rows it counts.

    `row_url` is the URL name of one row's page, which takes the row's primary key. Raises `ValueError`
    for a key declared twice, an empty definition, or "sum" and "distinct" without a field.
    """

    def declare(source: Callable[[FigureScope], QuerySet[Any]]) -> Callable[[FigureScope], QuerySet[Any]]:
        _register(
            Figure(
                key,
                title,
                unit,
                definition,
                act,
                columns,
                source,
                row_url=row_url,
                how=how,
                field=field,
                division_field=division_field,
                line_field=line_field,
                beside=beside,
            )
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
    places: int = 1,
    beside: tuple[str, ...] = (),
) -> Ratio:
    """Declares the share of two declared figures, in percent with `places` decimals."""
    declared = Ratio(key, title, definition, act, numerator, denominator, unit, places, beside)
    _register(declared)
    return declared


def total(
    key: str,
    *,
    title: str | Promise,
    unit: str | Promise,
    definition: str | Promise,
    act: Act,
    parts: tuple[str, ...],
    beside: tuple[str, ...] = (),
) -> Total:
    """Declares the sum of figures whose records are of different kinds."""
    declared = Total(key, title, unit, definition, act, parts, beside)
    _register(declared)
    return declared


def unaccompanied(keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Of the figures shown together, those that lack one that must stand beside them, and what they lack."""
    shown = set(keys)
    lacking = {key: tuple(each for each in get(key).beside if each not in shown) for key in sorted(shown)}
    return {key: missing for key, missing in lacking.items() if missing}


def get(key: str) -> AnyFigure:
    """The figure of that key. Raises `UnknownFigure`."""
    try:
        return _registry[key]
    except KeyError:
        raise UnknownFigure(key) from None


def plain(key: str) -> Figure:
    """The figure of that key, which has rows of its own. Raises `UnknownFigure`, `ValueError` for a share or sum."""
    found = get(key)
    if not isinstance(found, Figure):
        raise ValueError(f"{key} is a share itself or a sum")
    return found


def all() -> tuple[AnyFigure, ...]:  # noqa: A001 - read as figures.all()
    """Every declared figure, by key."""
    return tuple(_registry[key] for key in sorted(_registry))


def _register(declared: AnyFigure) -> None:
    if declared.key in _registry:
        raise ValueError(f"the figure {declared.key} is declared twice")
    if not str(declared.definition).strip():
        raise ValueError(f"{declared.key}: say what is counted")
    _registry[declared.key] = declared
