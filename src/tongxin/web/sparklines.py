"""Geometry of the small lines: a row of numbers on a scale that all lines of a page share. Pure."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT = 150.0, 40.0
FOOT, HEAD = 36.0, 4.0  # where 0 and the top of the scale lie


def line(numbers: Sequence[int], top: int) -> str:
    """The path of `numbers` from left to right; 0 lies at the foot, `top` at the head. Two numbers at least."""
    step = WIDTH / (len(numbers) - 1)
    scale = (FOOT - HEAD) / max(top, 1)
    points = (f"{index * step:.1f} {FOOT - number * scale:.1f}" for index, number in enumerate(numbers))
    return "M" + "L".join(points)


def area(numbers: Sequence[int], top: int) -> str:
    """The path of the ground under the line."""
    return f"{line(numbers, top)}L{WIDTH:g} {FOOT:g}L0 {FOOT:g}Z"
