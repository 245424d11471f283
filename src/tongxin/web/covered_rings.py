"""Geometry of the rings by share covered: each ring is cut into arcs as long as there is to look after. Pure.

Angles are degrees clockwise from the top; lengths are the units of the picture's view box.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tongxin.people.coverage_matrix import shade_of
from tongxin.web.rings import LABEL_RADIUS, RADII, SIGN_WIDTH, SIZE, Label, band, label_at

GAP = 36.0  # the opening at the top, where the rings' names stand
SPACE = 0.7  # degrees between two arcs, less where they are small
LEAST_ARC = 0.9  # a place with anything in it is drawn at least this wide
LEAST_LABELLED = 9.0  # a narrower arc has its name in the list only
SIDE = 0.5  # sine of the angle from which names stand beside the circle, not above or below it
MOST_SIGNS = 6  # of a name at the drawing; the list has it whole


class RingArc(Protocol):
    """What an arc shows: one place in one ring."""

    @property
    def place_name(self) -> str: ...
    @property
    def total(self) -> int: ...
    @property
    def share(self) -> float | None: ...
    @property
    def url(self) -> str: ...
    @property
    def spoken(self) -> str: ...


class Ring(Protocol):
    """A ring with its arcs."""

    @property
    def arcs(self) -> Sequence[RingArc]: ...


@dataclass(frozen=True)
class DrawnArc:
    """An arc with its path; places with nothing in the ring have none."""

    arc: RingArc
    path: str
    shade: int
    start: float
    end: float


@dataclass(frozen=True)
class CoveredDrawing:
    """All that the template needs; `empty`: the bands of rings in which there is nothing."""

    view_box: str
    arcs: tuple[DrawnArc, ...]
    empty: tuple[str, ...]
    labels: tuple[Label, ...]


def widths(sizes: Sequence[int]) -> list[float]:
    """Degrees of each arc: in proportion to its size, at least `LEAST_ARC` where it has any, 0 where it has none.

    They fill the circle but for the opening; where so many places leave no room for that, all are equal.
    """
    room = 360 - GAP
    there = [size for size in sizes if size > 0]
    if not there:
        return [0.0 for _size in sizes]
    least = min(LEAST_ARC, room / len(there))
    spare, total = room - least * len(there), sum(there)
    return [least + spare * size / total if size > 0 else 0.0 for size in sizes]


def draw(rings: Sequence[Ring]) -> CoveredDrawing:
    """The drawing of three rings, from the doorstep outwards."""
    arcs: list[DrawnArc] = []
    empty: list[str] = []
    for ring, (inner, outer) in zip(rings, RADII, strict=True):
        drawn = _drawn(ring.arcs, inner, outer)
        arcs += drawn
        if not drawn:
            empty.append(band(inner, outer, GAP / 2, 360 - GAP / 2))
    labels = _labels(rings)
    room = max([0.0, *((len(label.text) - 2) * SIGN_WIDTH for label in labels)])
    return CoveredDrawing(
        f"{-room:g} 0 {SIZE[0] + 2 * room:g} {SIZE[1]:g}", tuple(arcs), tuple(empty), labels
    )


def _drawn(arcs: Sequence[RingArc], inner: float, outer: float) -> list[DrawnArc]:
    at, found = GAP / 2, []
    for arc, width in zip(arcs, widths([arc.total for arc in arcs]), strict=True):
        if width > 0:
            pad = min(SPACE, width / 4) / 2
            start, end = at + pad, at + width - pad
            found.append(DrawnArc(arc, band(inner, outer, start, end), shade_of(arc.share), start, end))
            at += width
    return found


def _room_for(name: str, angle: float) -> float:
    """Degrees from the name before: at the sides names stand one above the other, at the bottom side by side."""
    is_side = abs(math.sin(math.radians(angle))) > SIDE
    return 0.0 if is_side else math.degrees(len(name) * SIGN_WIDTH / LABEL_RADIUS)


def _labels(rings: Sequence[Ring]) -> tuple[Label, ...]:
    """Names outside the circle, where the outermost ring that has anything gives them room."""
    for ring in reversed(rings):
        sizes = widths([arc.total for arc in ring.arcs])
        if not any(sizes):
            continue
        at, last, labels = GAP / 2, -360.0, []
        for arc, width in zip(ring.arcs, sizes, strict=True):
            name, middle = arc.place_name, at + width / 2
            short = name if len(name) <= MOST_SIGNS else f"{name[: MOST_SIGNS - 1]}…"
            if width >= LEAST_LABELLED and middle - last >= _room_for(short, middle):
                labels.append(label_at(short, middle))
                last = middle
            at += width
        return tuple(labels)
    return ()
