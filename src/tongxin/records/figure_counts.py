"""Many figures at once: how many rows each has, whole or by place or line, in one query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, F, Value

from tongxin.records.figures import AnyFigure, Figure, FigureScope, Number, Ratio, plain_parts

Counts = Mapping[str, int]
VILLAGE, LINE = "village", "line of work"  # columns that a figure knows by its own name


def counts(wanted: Iterable[AnyFigure], scope: FigureScope) -> Counts:
    """How many rows each part of the wanted figures has, by the key of the part: one query."""
    return counts_by(wanted, scope).get((), {})


def counts_by(
    wanted: Iterable[AnyFigure], scope: FigureScope, *columns: str
) -> dict[tuple[Any, ...], Counts]:
    """The same for each set of values of columns that the rows of all the figures have: one query.

    Parts without rows are missing from the counts of a set; `value_of` takes them for 0.
    """
    found: dict[tuple[Any, ...], dict[str, int]] = {}
    for row in _counted(_parts(wanted), scope, columns):
        place = tuple(row[_name(number)] for number in range(len(columns)))
        found.setdefault(place, {})[row["figure"]] = row["number"]
    return dict(found)


def added(several: Iterable[Counts]) -> Counts:
    """The counts of places that lie apart, together."""
    sums: Counter[str] = Counter()
    for found in several:
        sums.update(found)
    return sums


def value_of(wanted: AnyFigure, found: Counts) -> Number | None:
    """The value of a figure from the counts of its parts; None for a share of nothing."""
    if isinstance(wanted, Ratio):
        above, below = (value_of(part, found) or 0 for part in wanted.made_of)
        return wanted.share(above, below)
    return sum(found.get(part.key, 0) for part in plain_parts(wanted))


def _parts(wanted: Iterable[AnyFigure]) -> list[Figure]:
    """The figures to count, each once. Raises `ValueError` for one that does not count rows."""
    parts = {part.key: part for each in wanted for part in plain_parts(each)}
    for part in parts.values():
        if part.how != "count" or part.field is not None:
            raise ValueError(f"{part.key} does not count rows")
    return list(parts.values())


def _name(number: int) -> str:
    return f"place_{number}"


def _places(part: Figure, scope: FigureScope, columns: Sequence[str]) -> dict[str, F]:
    """Where the rows of a figure keep what is asked for: `VILLAGE` and `LINE` by the figure's own columns."""
    paths = {VILLAGE: part.division_of(scope), LINE: part.line_field}
    found = {_name(number): paths.get(column, column) for number, column in enumerate(columns)}
    missing = [column for column, path in zip(columns, found.values(), strict=True) if path is None]
    if missing:
        raise ValueError(f"{part.key} does not know {missing}")
    return {name: F(str(path)) for name, path in found.items()}


def _counted(parts: Iterable[Figure], scope: FigureScope, columns: Sequence[str]) -> Iterable[dict[str, Any]]:
    queries = [
        part.rows(scope)
        .order_by()
        .values(figure=Value(part.key), **_places(part, scope, columns))
        .annotate(number=Count("pk"))
        for part in parts
    ]
    if not queries:
        return ()
    first, *others = queries
    rows: Iterable[dict[str, Any]] = first.union(*others, all=True) if others else first
    return rows
