"""The balance of a village's grids: what each holds, how far one walks in it, which villager groups are divided.

Pure over the village's members, which `members_of_village` reads in one query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from tongxin.territory.kinds import PUBLIC_KINDS, SiteKind
from tongxin.territory.models import Site

EARTH_RADIUS = 6_371_000.0  # metres

Key = str  # of a grid in a drawing: its id as text, or "new:0" for one to be made; "" for no grid


@dataclass(frozen=True)
class Member:
    """A household or place of the village, as far as drawing grids needs it."""

    id: UUID
    kind: str
    name: str
    group_id: UUID | None
    grid: Key
    sequence: int
    latitude: float | None
    longitude: float | None
    is_locked: bool

    @property
    def is_household(self) -> bool:
        """Is it a household's door?"""
        return self.kind == SiteKind.HOUSEHOLD

    @property
    def is_public(self) -> bool:
        """Is it a public place?"""
        return self.kind in PUBLIC_KINDS


_COLUMNS = (
    "pk",
    "kind",
    "door",
    "name",
    "group_id",
    "grid_id",
    "sequence",
    "latitude",
    "longitude",
    "is_locked",
)


def members_of_village(code: str) -> list[Member]:
    """Everything in use in the village, in walking order: one query."""
    rows = Site.objects.in_use().filter(division_code=code).order_by("group__number", "sequence", "id")
    return [
        Member(pk, kind, name or door, group, str(grid or ""), sequence, latitude, longitude, locked)
        for pk, kind, door, name, group, grid, sequence, latitude, longitude, locked in rows.values_list(
            *_COLUMNS
        )
    ]


@dataclass(frozen=True)
class Load:
    """What lies in one grid. `metres`: the way through it, None where fewer than two positions are known."""

    households: int
    places: int
    metres: int | None
    with_position: int
    groups: frozenset[UUID]

    @property
    def total(self) -> int:
        """Households and public places."""
        return self.households + self.places

    @property
    def is_whole_way(self) -> bool:
        """Is the position of everything known, so that the way leads past all of it?"""
        return self.with_position == self.total


def load_of(members: Iterable[Member]) -> Load:
    """The load of the members of one grid, which come in walking order."""
    listed = [member for member in members if member.is_household or member.is_public]
    placed = [member for member in listed if member.latitude is not None and member.longitude is not None]
    return Load(
        households=sum(member.is_household for member in listed),
        places=sum(member.is_public for member in listed),
        metres=way(placed),
        with_position=len(placed),
        groups=frozenset(member.group_id for member in listed if member.group_id is not None),
    )


def way(placed: Sequence[Member]) -> int | None:
    """Metres as the crow flies from each place to the next in walking order; None for fewer than two."""
    if len(placed) < 2:
        return None
    legs = (_metres(one, other) for one, other in pairwise(placed))
    return round(sum(legs))


def _metres(one: Member, other: Member) -> float:
    """The great-circle distance (haversine)."""
    lat1, lon1 = radians(one.latitude or 0), radians(one.longitude or 0)
    lat2, lon2 = radians(other.latitude or 0), radians(other.longitude or 0)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(half)))


def by_grid(members: Iterable[Member], drawn: Mapping[UUID, Key] | None = None) -> dict[Key, list[Member]]:
    """The members by grid: by the one they lie in, or by that of a drawing."""
    found: dict[Key, list[Member]] = {}
    for member in members:
        key = member.grid if drawn is None else drawn[member.id]
        found.setdefault(key, []).append(member)
    return found


def divided_groups(
    members: Iterable[Member], drawn: Mapping[UUID, Key] | None = None
) -> dict[UUID, dict[Key, int]]:
    """Villager groups whose households lie in several grids, with how many in each."""
    counts: dict[UUID, dict[Key, int]] = {}
    for member in members:
        key = member.grid if drawn is None else drawn[member.id]
        if member.is_household and member.group_id is not None and key:
            grids = counts.setdefault(member.group_id, {})
            grids[key] = grids.get(key, 0) + 1
    return {group: grids for group, grids in counts.items() if len(grids) > 1}
