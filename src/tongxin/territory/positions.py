"""Positions that visits give, and places between their neighbours (docs/rules/positions.md). Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin, sqrt

from tongxin.territory.datum import Position, metres_between, middle_of, moved

FEWEST_SIGHTINGS = 3
NEAR_M = 30.0
WORST_ACCURACY_M = 100
APART_M = 6.0  # between places of which no more is known than that they lie near something
_GOLDEN_ANGLE = 137.508  # degrees: no two of a sunflower's seeds lie on one another


@dataclass(frozen=True)
class Sighted:
    """A position that a visit brought along; accuracy in metres as the phone says, None where it says none."""

    position: Position
    accuracy_m: int | None = None

    @property
    def is_usable(self) -> bool:
        """Is the phone sure enough of it?"""
        return self.accuracy_m is None or self.accuracy_m <= WORST_ACCURACY_M


def position_from_sightings(sightings: Sequence[Sighted]) -> Position | None:
    """Where a site lies by its visits: the median of at least 3 within 30 m of their median; None is "unsure".

    What is less sure than 100 m is left out first, then what lies further than 30 m from the median of the rest.
    """
    usable = [each.position for each in sightings if each.is_usable]
    if len(usable) < FEWEST_SIGHTINGS:
        return None
    middle = middle_of(usable)
    near = [each for each in usable if metres_between(middle, each) <= NEAR_M]
    return middle_of(near) if len(near) >= FEWEST_SIGHTINGS else None


def between_neighbours(known: Sequence[Position | None], anchor: Position | None) -> list[Position]:
    """A position for each place of a walking order, of which some are known.

    A place between two known ones lies on the line between them, by its number in the order. Before the
    first and after the last known one they lie a few metres apart around it; where none is known, around
    `anchor`. Raises `ValueError` where neither a place nor an anchor is known.
    """
    fixed = [number for number, position in enumerate(known) if position is not None]
    if not fixed and anchor is None:
        raise ValueError("nothing is known of where these places lie")
    stacked: Counter[Position] = Counter({anchor: -1} if anchor and not fixed else {})
    placed: list[Position] = []
    for number, position in enumerate(known):
        place = bisect_left(fixed, number)
        before = known[fixed[place - 1]] if place > 0 else None
        after = known[fixed[place]] if place < len(fixed) else None
        if position is None and before and after:
            first, last = fixed[place - 1], fixed[place]
            position = _on_the_line(before, after, (number - first) / (last - first))
        elif position is None:
            centre = before or after or anchor
            assert centre is not None  # noqa: S101 - asked above
            stacked[centre] += 1
            position = _apart(centre, stacked[centre])
        placed.append(position)
    return placed


def _on_the_line(start: Position, end: Position, share: float) -> Position:
    return Position(
        start.latitude + (end.latitude - start.latitude) * share,
        start.longitude + (end.longitude - start.longitude) * share,
    )


def _apart(centre: Position, seed: int) -> Position:
    """The seed with this number of a sunflower around `centre`: 0 is the centre, each lies 6 m from the others."""
    angle, radius = radians(seed * _GOLDEN_ANGLE), APART_M * sqrt(seed)
    return moved(centre, north_m=radius * cos(angle), east_m=radius * sin(angle))
