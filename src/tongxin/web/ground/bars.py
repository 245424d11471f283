"""Geometry of the weeks of a village: bars for what was found, a line for what was closed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Week(Protocol):
    """What a bar shows."""

    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date: ...
    @property
    def found(self) -> int: ...
    @property
    def closed(self) -> int: ...


@dataclass(frozen=True)
class Bar:
    """A week's bar: found; its point: closed; places in the units of the picture."""

    x: float
    y: float
    height: float
    point_x: float
    point_y: float
    week: Week


@dataclass(frozen=True)
class Bars:
    """The picture of the weeks: bars, the line of what was closed, the marks of the scale."""

    bars: tuple[Bar, ...]
    line: str
    marks: tuple[tuple[float, int], ...]


WIDTH, FOOT, HEAD, LEFT = 540.0, 212.0, 12.0, 34.0
BAR_SHARE = 0.4


def draw(weeks: Sequence[Week]) -> Bars | None:
    """The weeks as bars on a scale from 0; None where nothing was found or closed."""
    most = max((max(week.found, week.closed) for week in weeks), default=0)
    if most == 0:
        return None
    step = max(1, -(-most // 4))
    top = step * 4
    slot = (WIDTH - LEFT) / len(weeks)
    unit = (FOOT - HEAD) / top
    bars = tuple(
        Bar(
            x=round(LEFT + index * slot + slot * (1 - BAR_SHARE) / 2, 1),
            y=round(FOOT - week.found * unit, 1),
            height=round(week.found * unit, 1),
            point_x=round(LEFT + (index + 0.5) * slot, 1),
            point_y=round(FOOT - week.closed * unit, 1),
            week=week,
        )
        for index, week in enumerate(weeks)
    )
    line = "M" + "L".join(f"{bar.point_x:g} {bar.point_y:g}" for bar in bars)
    marks = tuple((round(FOOT - value * unit, 1), value) for value in range(0, top + 1, step))
    return Bars(bars, line, marks)
