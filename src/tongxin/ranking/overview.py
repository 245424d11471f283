"""What a whole table says, whichever page of it is shown: one query."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from tongxin.ranking.models import ScoredUnit, Table


@dataclass(frozen=True)
class Differing:
    """A unit whose printed rank is not the computed one."""

    name: str
    printed: int
    computed: int


@dataclass(frozen=True)
class Overview:
    """Numbers of a table. Counts are of the kind that the table compares, the rest of all its units.

    `scores`: the lowest and the highest. `tied`: kinds and ranks that several units share.
    """

    scores: tuple[Decimal, ...]
    ranked_count: int
    unclear_count: int
    tied_count: int
    tied: frozenset[tuple[str, int | None]]
    has_printed: bool
    has_visits: bool
    differing: tuple[Differing, ...]


def overview_of(table: Table) -> Overview:
    """Counts ranks, ties and differences of all units of a table; plain rows, for a county has thousands."""
    rows = [
        _Row(*values)
        for values in ScoredUnit.objects.filter(table=table)
        .order_by("position")
        .values_list("kind", "rank", "score100", "printed_rank", "n", "parent_name", "name")
    ]
    ranks = Counter((row.kind, row.rank) for row in rows if row.rank is not None)
    compared = [row for row in rows if row.kind == table.kind]
    return Overview(
        scores=_ends([row.score100 for row in rows if row.score100 is not None]),
        ranked_count=sum(row.rank is not None for row in compared),
        unclear_count=sum(row.rank is None and row.n is not None for row in compared),
        tied_count=sum(ranks[row.kind, row.rank] > 1 for row in compared if row.rank is not None),
        tied=frozenset(place for place, count in ranks.items() if count > 1),
        has_printed=any(row.printed is not None for row in rows),
        has_visits=any(row.n is not None for row in rows),
        differing=tuple(
            Differing(f"{row.parent} {row.name}".strip(), row.printed, row.rank)
            for row in rows
            if row.rank is not None and row.printed is not None and row.printed != row.rank
        ),
    )


class _Row(NamedTuple):
    kind: str
    rank: int | None
    score100: int | None
    printed: int | None
    n: int | None
    parent: str
    name: str


def _ends(hundredths: list[int]) -> tuple[Decimal, ...]:
    """The lowest and the highest score: an axis needs no more."""
    return (Decimal(min(hundredths)) / 100, Decimal(max(hundredths)) / 100) if hundredths else ()
