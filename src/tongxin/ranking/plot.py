"""The dot plot of a table: where each score stands on a common axis. Geometry only; the drawing is a template."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import ceil, floor

from tongxin.ranking.models import ScoredUnit

WIDTH = 340
MARGIN = 14
STEPS = (1, 2, 5, 10, 20, 50, 100, 200)
TICKS_AT_MOST = 6


@dataclass(frozen=True)
class Tick:
    """A mark of the axis: its value and its place in pixels from the left."""

    value: int
    x: float


@dataclass(frozen=True)
class Scale:
    """From points to pixels, from `low` to `high`."""

    low: int
    high: int
    step: int
    width: int = WIDTH

    def x(self, score: Decimal) -> float:
        """The place of a score, in pixels from the left, to a tenth."""
        share = (float(score) - self.low) / (self.high - self.low)
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)

    @cached_property
    def gridlines(self) -> str:
        """The lines behind the marks of a row 30 pixels high, as the path of a drawing."""
        return "".join(f"M{tick.x} 0V30" for tick in self.ticks)

    @cached_property
    def ticks(self) -> list[Tick]:
        """The marks of the axis."""
        return [Tick(value, self.x(Decimal(value))) for value in range(self.low, self.high + 1, self.step)]


@dataclass(frozen=True)
class Mark:
    """A unit on the plot. `outcome` says marker and colour; `x` is None without a score."""

    unit: ScoredUnit
    outcome: str
    x: float | None
    is_tied: bool


def scale_of(scores: Iterable[Decimal]) -> Scale:
    """An axis of whole steps that holds all scores, with at most six marks; the same for every row."""
    found = list(scores) or [Decimal(0), Decimal(100)]
    least, most = min(found), max(found)
    for step in STEPS:
        low, high = floor(least / step) * step, ceil(most / step) * step
        if high == low:
            high = low + step
        if (high - low) // step < TICKS_AT_MOST:
            return Scale(low, high, step)
    return Scale(0, 1000, 200)


def marks_of(
    units: Iterable[ScoredUnit],
    scale: Scale,
    *,
    tied: Collection[tuple[str, int | None]],
    red: frozenset[str],
    improve: frozenset[str],
) -> list[Mark]:
    """The marks of units in their order.

    `tied`: kinds and ranks that several units share; `red`, `improve`: keys of units on the table's lists.
    """
    return [
        Mark(
            unit,
            _outcome(unit, red, improve),
            None if unit.score is None else scale.x(unit.score),
            (unit.kind, unit.rank) in tied,
        )
        for unit in units
    ]


def _outcome(unit: ScoredUnit, red: frozenset[str], improve: frozenset[str]) -> str:
    key = str(unit.pk)
    if key in red or key in improve:
        return "red" if key in red else "improve"
    return "unclear" if unit.lacks_evidence else "plain"
