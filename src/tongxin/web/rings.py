"""Geometry of the three rings: angle is the village, radius the ring of duty. Pure; the template draws it.

Angles are degrees clockwise from the top; lengths are the units of the picture's view box.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tongxin.people.coverage_matrix import shade_of

CENTRE = (252.0, 252.0)
SIZE = (504.0, 492.0)
# Inner and outer radius of each ring, from the doorstep outwards.
RADII = ((76.0, 116.0), (122.0, 162.0), (168.0, 208.0))
LABEL_RADIUS = 219.0
SPACE = 3.0  # half the white between two cells
SIGN_WIDTH = 14.0  # one Chinese sign of a village's name
LEAST_GAP, MOST_GAP = 30.0, 60.0  # the opening at the top, where the rings' names stand
LEAST_HATCH = 3.0  # a gap in responsibility is drawn at least this wide
DISC_OFFSET = 9.6  # two discs in one cell stand this far from its middle
MOST_SECTORS = 24  # more villages are shown as the table


class RingCell(Protocol):
    """What a cell shows: one village in one ring."""

    @property
    def village_code(self) -> str: ...
    @property
    def village_name(self) -> str: ...
    @property
    def ring_key(self) -> str: ...
    @property
    def seen_share(self) -> float | None: ...
    @property
    def gap_share(self) -> float | None: ...
    @property
    def open(self) -> int: ...
    @property
    def overdue(self) -> int: ...


@dataclass(frozen=True)
class Sector:
    """A village's share of the circle."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        """The angle half-way."""
        return (self.start + self.end) / 2


@dataclass(frozen=True)
class Disc:
    """A number in a cell: all open cases, or the overdue ones among them."""

    x: float
    y: float
    number: int
    is_late: bool

    @property
    def x_text(self) -> str:
        """`x` for the drawing, the same in every language."""
        return f"{self.x:.1f}"

    @property
    def y_text(self) -> str:
        """`y` for the drawing."""
        return f"{self.y:.1f}"


@dataclass(frozen=True)
class DrawnCell:
    """A cell with its paths: `path` is the part with someone responsible, `hatch` the rest (empty if none)."""

    cell: RingCell
    outline: str
    path: str
    hatch: str
    shade: int
    discs: tuple[Disc, ...]


@dataclass(frozen=True)
class Label:
    """A village's name outside the rings; `anchor` is start, middle or end."""

    text: str
    x: float
    y: float
    anchor: str

    @property
    def x_text(self) -> str:
        """`x` for the drawing, the same in every language."""
        return f"{self.x:.1f}"

    @property
    def y_text(self) -> str:
        """`y` for the drawing."""
        return f"{self.y:.1f}"


@dataclass(frozen=True)
class Drawing:
    """All that the template needs."""

    view_box: str
    cells: tuple[DrawnCell, ...]
    labels: tuple[Label, ...]


def sectors(count: int) -> tuple[Sector, ...]:
    """`count` equal sectors clockwise from the right edge of the opening at the top."""
    gap = min(MOST_GAP, max(LEAST_GAP, 360 / (count + 1)))
    width = (360 - gap) / count if count else 0.0
    return tuple(Sector(gap / 2 + i * width, gap / 2 + (i + 1) * width) for i in range(count))


def point(radius: float, angle: float) -> tuple[float, float]:
    """The point at `radius` from the centre in the direction of `angle`."""
    turned = math.radians(angle)
    return CENTRE[0] + radius * math.sin(turned), CENTRE[1] - radius * math.cos(turned)


def band(inner: float, outer: float, start: float, end: float) -> str:
    """The path of a piece of a ring."""
    large = 1 if end - start > 180 else 0
    (ax, ay), (bx, by) = point(outer, start), point(outer, end)
    (cx, cy), (dx, dy) = point(inner, end), point(inner, start)
    return (
        f"M{ax:.1f} {ay:.1f}A{outer:g} {outer:g} 0 {large} 1 {bx:.1f} {by:.1f}"
        f"L{cx:.1f} {cy:.1f}A{inner:g} {inner:g} 0 {large} 0 {dx:.1f} {dy:.1f}Z"
    )


def hatched_degrees(width: float, gap_share: float | None) -> float:
    """How much of a cell of `width` degrees is hatched: its share, at least 3°, at most the cell."""
    if gap_share is None or gap_share <= 0:
        return 0.0
    return min(width, max(LEAST_HATCH, width * gap_share))


def draw(
    cells: Sequence[RingCell], ring_keys: Sequence[str], names: Mapping[str, str] | None = None
) -> Drawing | None:
    """The drawing of `cells`; None above 24 villages or without any.

    `ring_keys`: the rings from inside outwards. `names`: short names of the villages by code, for the labels.
    """
    short = names or {}
    names = {cell.village_code: short.get(cell.village_code, cell.village_name) for cell in cells}
    if not names or len(names) > MOST_SECTORS:
        return None
    places = dict(zip(names, sectors(len(names)), strict=True))
    drawn = tuple(
        _drawn(cell, places[cell.village_code], RADII[ring_keys.index(cell.ring_key)]) for cell in cells
    )
    labels = tuple(label_at(name, places[code].middle) for code, name in names.items())
    room = max(0.0, (max(map(len, names.values())) - 2) * SIGN_WIDTH)
    return Drawing(f"{-room:g} 0 {SIZE[0] + 2 * room:g} {SIZE[1]:g}", drawn, labels)


def _drawn(cell: RingCell, sector: Sector, radii: tuple[float, float]) -> DrawnCell:
    inner, outer = radii
    pad = math.degrees(SPACE / outer)
    start, end = sector.start + pad, sector.end - pad
    turn = end - hatched_degrees(end - start, cell.gap_share)
    return DrawnCell(
        cell=cell,
        outline=band(inner, outer, start, end),
        path=band(inner, outer, start, turn) if turn > start else "",
        hatch=band(inner, outer, turn, end) if turn < end else "",
        shade=shade_of(cell.seen_share),
        discs=_discs(cell, (inner + outer) / 2, sector.middle),
    )


def _discs(cell: RingCell, radius: float, angle: float) -> tuple[Disc, ...]:
    numbers = [
        (number, is_late) for number, is_late in ((cell.open, False), (cell.overdue, True)) if number > 0
    ]
    step = math.degrees(DISC_OFFSET / radius)
    angles = [angle] if len(numbers) == 1 else [angle - step, angle + step]
    return tuple(
        Disc(*point(radius, place), number, is_late)
        for place, (number, is_late) in zip(angles, numbers, strict=False)
    )


def label_at(name: str, angle: float, radius: float = LABEL_RADIUS) -> Label:
    """A name at `radius` in the direction of `angle`, turned away from the circle."""
    x, y = point(radius, angle)
    across = math.sin(math.radians(angle))
    anchor = "start" if across > 0.25 else "end" if across < -0.25 else "middle"
    return Label(name, round(x, 1), round(y + 5, 1), anchor)
