"""Rules of the responsibility network: when two posts overlap, and doors as ranges. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from tongxin.territory.ground import DIVISION_DIGITS, Ground, GroundKind, division_stem

_STEMS = (2, 4, 6, 9)


class OverlapKind(StrEnum):
    """Why two of them are one too many."""

    TWO_HOLDERS = "two_holders"  # two persons in a role that one holds
    TWICE = "twice"  # one person twice in a role, on the same ground or on a part of it
    TWO_UNITS = "two_units"  # two partner units on one area, or on an area and a part of it


@dataclass(frozen=True)
class Held:
    """A post, or an area that a unit has taken on: who holds what where, from a day until a day."""

    id: UUID
    holder: UUID
    role: str
    ground: Ground
    since: date
    until: date | None

    def meets(self, other: Held) -> bool:
        """Is there a day on which both are in force?"""
        return (self.until is None or self.until > other.since) and (
            other.until is None or other.until > self.since
        )


@dataclass(frozen=True)
class Overlap:
    """Two that overlap; the second began later or lies further inside."""

    kind: OverlapKind
    first: Held
    second: Held


def around(ground: Ground) -> list[str]:
    """The keys of all grounds that contain `ground`, itself included, from inside outwards."""
    keys = []
    for kind, value in (
        (GroundKind.SITE, ground.site_id),
        (GroundKind.GRID, ground.grid_id),
        (GroundKind.GROUP, ground.group_id),
    ):
        if value is not None:
            keys.append(f"{kind.value}:{value}")
    code = ground.division_code
    outer = [
        code[:length].ljust(DIVISION_DIGITS, "0") for length in _STEMS if length <= len(division_stem(code))
    ]
    return [*keys, *dict.fromkeys([code, *reversed(outer)])]


def overlaps_of(held: Iterable[Held], sole: Collection[str]) -> list[Overlap]:
    """The overlaps among posts; `sole`: roles that one person holds at a time on one ground."""
    rows = list(held)
    return _two_holders(rows, sole) + _nested(rows, OverlapKind.TWICE)


def unit_overlaps_of(held: Iterable[Held]) -> list[Overlap]:
    """The overlaps among areas of partner units: two units on one area or on a part of it."""
    return _nested(list(held), OverlapKind.TWO_UNITS)


def _two_holders(rows: list[Held], sole: Collection[str]) -> list[Overlap]:
    shelves: dict[tuple[str, str], list[Held]] = {}
    for row in rows:
        if row.role in sole:
            shelves.setdefault((row.role, row.ground.key), []).append(row)
    return [
        Overlap(OverlapKind.TWO_HOLDERS, *_in_order(one, other))
        for shelf in shelves.values()
        for one, other in combinations(shelf, 2)
        if one.meets(other) and one.holder != other.holder
    ]


def _nested(rows: list[Held], kind: OverlapKind) -> list[Overlap]:
    """Pairs on the same ground or one inside the other: of one holder for `TWICE`, else of two."""
    same = kind is OverlapKind.TWICE
    shelves: dict[tuple[object, str], list[Held]] = {}
    for row in rows:
        shelves.setdefault(((row.role, row.holder) if same else row.role, row.ground.key), []).append(row)
    found = []
    for row in rows:
        who = (row.role, row.holder) if same else row.role
        for place, key in enumerate(around(row.ground)):
            for outer in shelves.get((who, key), ()):
                is_pair = place > 0 or str(outer.id) < str(row.id)
                if is_pair and outer.meets(row) and (same or outer.holder != row.holder):
                    found.append(Overlap(kind, *(_in_order(outer, row) if place == 0 else (outer, row))))
    return found


def _in_order(one: Held, other: Held) -> tuple[Held, Held]:
    return (one, other) if (one.since, str(one.id)) <= (other.since, str(other.id)) else (other, one)


def door_ranges(doors: Sequence[str]) -> list[str]:
    """Doors as people list them: whole numbers that follow one another as ranges ("1–20"), the rest singly.

    Each door once, numbers first in order, then the others in the order given.
    """
    numbers = sorted({int(door) for door in doors if door.isascii() and door.isdecimal()})
    rest = list(dict.fromkeys(door for door in doors if not (door.isascii() and door.isdecimal())))
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return [str(first) if first == last else f"{first}–{last}" for first, last in ranges] + rest
