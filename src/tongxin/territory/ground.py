"""Ground: the one key by which posts, visits and cases point at a place (architecture A3, A4). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

DIVISION_DIGITS = 12
VILLAGE = "village"


class GroundKind(StrEnum):
    """What a ground is, from wide to narrow."""

    DIVISION = "division"
    GROUP = "group"
    GRID = "grid"
    SITE = "site"


class GroundError(ValueError):
    """A key that names no ground."""


def division_stem(code: str) -> str:
    """The digits that every division inside `code` begins with.

    `code`: 12 digits, built 2+2+2+3+3 (province, prefecture, county, town, village); trailing zeros of a
    whole level are cut. '532301105000' gives '532301105'.
    """
    for length in (2, 4, 6, 9):
        if code[length:] == "0" * (DIVISION_DIGITS - length):
            return code[:length]
    return code


def code_range(code: str) -> tuple[str, str]:
    """The half-open range of codes inside `code`: (first, first after). Any index serves a range test."""
    stem = division_stem(code)
    return stem, str(int(stem) + 1).zfill(len(stem))


def division_contains(outer: str, inner: str) -> bool:
    """Does the division with code `outer` contain the one with code `inner` (itself included)?"""
    return inner.startswith(division_stem(outer))


@dataclass(frozen=True)
class Ground:
    """A place that can be looked after and looked at.

    `division_code`: 12 digits: the village's code for anything in a village, else the division's own.
    A site's ground carries its group and grid as well, so that containment needs no look-up.
    """

    kind: GroundKind
    division_code: str
    group_id: UUID | None = None
    grid_id: UUID | None = None
    site_id: UUID | None = None

    @property
    def key(self) -> str:
        """The ground as text, for addresses and figures: '532301105203', 'grid:<uuid>'."""
        match self.kind:
            case GroundKind.DIVISION:
                return self.division_code
            case GroundKind.GROUP:
                return f"group:{self.group_id}"
            case GroundKind.GRID:
                return f"grid:{self.grid_id}"
            case GroundKind.SITE:
                return f"site:{self.site_id}"

    def contains(self, other: Ground) -> bool:
        """Is `other` this ground or a part of it?"""
        match self.kind:
            case GroundKind.DIVISION:
                return division_contains(self.division_code, other.division_code)
            case GroundKind.GROUP:
                return other.group_id is not None and other.group_id == self.group_id
            case GroundKind.GRID:
                return other.grid_id is not None and other.grid_id == self.grid_id
            case GroundKind.SITE:
                return other.site_id is not None and other.site_id == self.site_id


def division_ground(code: str) -> Ground:
    """The ground of a whole division. Raises `GroundError` where `code` is not 12 digits."""
    if len(code) != DIVISION_DIGITS or not code.isdecimal():
        raise GroundError(code)
    return Ground(GroundKind.DIVISION, code)


def parse_key(key: str) -> tuple[GroundKind, str | UUID]:
    """Splits a key into its kind and its code or id. Raises `GroundError`."""
    head, colon, tail = key.partition(":")
    if not colon:
        return GroundKind.DIVISION, division_ground(key).division_code
    try:
        kind = GroundKind(head)
        if kind is GroundKind.DIVISION:
            raise GroundError(key)
        return kind, UUID(tail)
    except ValueError as error:
        raise GroundError(key) from error
