"""Drawings of grids: who lies where, before anything is changed.

A `Proposal` says for some grids of a village, present ones and ones to be made, everything that is to lie in them.
Whoever makes one — by villager groups, by a list of doors, by a line on the map, or a program that reckons
— hands it to `consequences` for the page that asks, and to `actions.apply_drawing` to carry it out. Makers
read; only the act writes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.territory.balance import Key, Load, Member, by_grid, divided_groups, load_of
from tongxin.territory.errors import DrawnTwice, NothingChosen, OtherVillage
from tongxin.territory.models import Grid, Site, VillagerGroup
from tongxin.territory.rules import doors_said
from tongxin.territory.shapes import GeoJSON, cut, inside, sides_of

NO_GRID: Key = ""


@dataclass(frozen=True)
class Piece:
    """One grid of a proposal: a present one (`grid`) or a new one by `name`; everything that is to lie in it.

    `polygon` is its outline in WGS84, or None where it keeps the one it has.
    """

    sites: tuple[UUID, ...]
    grid: Grid | None = None
    name: str = ""
    group: VillagerGroup | None = None
    polygon: GeoJSON | None = None


@dataclass(frozen=True)
class Proposal:
    """A drawing of some grids of one village; grids that it does not name only lose what it takes from them."""

    village: str
    pieces: tuple[Piece, ...]

    def key_of(self, number: int) -> Key:
        """The key of the piece with that number: of its grid, or "new:<number>"."""
        grid = self.pieces[number].grid
        return str(grid.pk) if grid is not None else f"new:{number}"


# ---- makers ----------------------------------------------------------------------------------------


def by_groups(
    groups: Sequence[VillagerGroup], members: Iterable[Member], locked: Collection[Key]
) -> Proposal:
    """One new grid for each villager group of a village, named like it, with everything that lies in it.

    What is locked, or lies in one of the `locked` grids, stays where it is. Raises `NothingChosen`.
    """
    if not groups:
        raise NothingChosen
    lying: dict[UUID | None, list[UUID]] = {}
    for member in members:
        if not member.is_locked and member.grid not in locked:
            lying.setdefault(member.group_id, []).append(member.id)
    pieces = (
        Piece(
            sites=tuple(lying.get(group.pk, ())),
            name=_("%(group)s grid") % {"group": group.name},
            group=group,
        )
        for group in groups
    )
    return Proposal(groups[0].division_code, tuple(pieces))


def by_list(grid: Grid, sites: Iterable[UUID], polygon: GeoJSON | None = None) -> Proposal:
    """Exactly these sites lie in the grid; what else lay in it lies in none."""
    return Proposal(grid.division_code, (Piece(tuple(dict.fromkeys(sites)), grid=grid, polygon=polygon),))


def by_line(grid: Grid, polygon: GeoJSON, members: Iterable[Member]) -> Proposal:
    """What lies inside a line on the map lies in the grid; its members without a position stay in it.

    `polygon`: a valid outline (`shapes.checked_outline`).
    """
    listed = list(members)
    placed = set(inside(polygon, [_point(member) for member in listed]))
    own = str(grid.pk)
    sites = (
        member.id
        for member in listed
        if member.id in placed or (member.grid == own and member.latitude is None)
    )
    return by_list(grid, sites, polygon)


@dataclass(frozen=True)
class Cut:
    """A grid parted by a line: the sites on the side with fewer of them, and the outlines of both, if it has one."""

    leaving: tuple[UUID, ...]
    outlines: tuple[GeoJSON, GeoJSON] | None


def by_cut(grid: Grid, line: Sequence[Sequence[float]], members: Iterable[Member]) -> Cut:
    """What a line of (longitude, latitude) parts off a grid; its members without a position stay.

    Raises `ShapeFaulty` for a line that does not part it.
    """
    own = [_point(member) for member in members if member.grid == str(grid.pk)]
    leaving = min(sides_of(line, own), key=len)
    if grid.polygon is None:
        return Cut(tuple(leaving), None)
    halves = cut(grid.polygon, line)
    gone = set(leaving)
    part = max(halves, key=lambda half: len(gone & set(inside(half, own))))
    rest = halves[1] if part is halves[0] else halves[0]
    return Cut(tuple(leaving), (rest, part))


def _point(member: Member) -> Site:
    return Site(pk=member.id, latitude=member.latitude, longitude=member.longitude)


# ---- what follows ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Crossing:
    """What changes hands between two grids: how much, and the doors and places by name."""

    before: Key
    after: Key
    households: int
    places: int
    names: str


@dataclass(frozen=True)
class Consequences:
    """A proposal beside what there is: loads, divided groups, what changes hands, what a lock forbids.

    `names`: of every grid that appears, by its key. `emptied`: keys of grids in which nothing would be left.
    """

    proposal: Proposal
    drawn: Mapping[UUID, Key]
    names: Mapping[Key, str]
    crossings: tuple[Crossing, ...]
    locked: tuple[str, ...]
    before: Mapping[Key, Load]
    after: Mapping[Key, Load]
    divided_before: Mapping[UUID, Mapping[Key, int]]
    divided_after: Mapping[UUID, Mapping[Key, int]]
    emptied: tuple[Key, ...] = field(default=())

    @property
    def moving(self) -> int:
        """How many households and places change hands."""
        return sum(crossing.households + crossing.places for crossing in self.crossings)

    @property
    def changes_nothing(self) -> bool:
        """Would everything be as it is, outlines included?"""
        return not self.crossings and all(
            piece.grid is not None and piece.polygon is None for piece in self.proposal.pieces
        )


def consequences(proposal: Proposal, members: Sequence[Member], grids: Iterable[Grid]) -> Consequences:
    """What follows from a proposal for the `members` of its village, which has `grids` now.

    Raises `OtherVillage` for a site that is not among them, `DrawnTwice`.
    """
    present = {str(grid.pk): grid for grid in grids}
    drawn = assigned(proposal, members)
    moving = [member for member in members if drawn[member.id] != member.grid]
    names = {key: grid.name for key, grid in present.items()}
    names |= {
        proposal.key_of(number): piece.name
        for number, piece in enumerate(proposal.pieces)
        if piece.grid is None
    }
    before, after = by_grid(members), by_grid(members, drawn)
    return Consequences(
        proposal=proposal,
        drawn=drawn,
        names=names,
        crossings=_crossings(moving, drawn),
        locked=_locked(moving, drawn, present),
        before={key: load_of(before.get(key, ())) for key in present},
        after={key: load_of(after.get(key, ())) for key in names},
        divided_before=divided_groups(members),
        divided_after=divided_groups(members, drawn),
        emptied=tuple(key for key in present if key in before and key not in after),
    )


def assigned(proposal: Proposal, members: Iterable[Member]) -> dict[UUID, Key]:
    """The grid of each member by the proposal. Raises `OtherVillage`, `DrawnTwice`."""
    redrawn = {str(piece.grid.pk) for piece in proposal.pieces if piece.grid is not None}
    drawn = {member.id: NO_GRID if member.grid in redrawn else member.grid for member in members}
    taken: set[UUID] = set()
    for number, piece in enumerate(proposal.pieces):
        for site_id in piece.sites:
            if site_id not in drawn:
                raise OtherVillage(_name_of(site_id))
            if site_id in taken:
                raise DrawnTwice(_name_of(site_id))
            taken.add(site_id)
            drawn[site_id] = proposal.key_of(number)
    return drawn


def _name_of(site_id: UUID) -> str:
    return str(Site.objects.filter(pk=site_id).first() or site_id)


def _crossings(moving: Iterable[Member], drawn: Mapping[UUID, Key]) -> tuple[Crossing, ...]:
    ways: dict[tuple[Key, Key], list[Member]] = {}
    for member in moving:
        ways.setdefault((member.grid, drawn[member.id]), []).append(member)
    return tuple(
        Crossing(
            before=before,
            after=after,
            households=sum(member.is_household for member in listed),
            places=sum(not member.is_household for member in listed),
            names=_said(listed),
        )
        for (before, after), listed in ways.items()
    )


def _said(members: Iterable[Member]) -> str:
    """Doors as people list them, then places by name."""
    listed = list(members)
    doors = doors_said(member.name for member in listed if member.is_household)
    places = [member.name for member in listed if not member.is_household]
    return ", ".join([*([doors] if doors else []), *places])


def _locked(
    moving: Iterable[Member], drawn: Mapping[UUID, Key], present: Mapping[Key, Grid]
) -> tuple[str, ...]:
    """Names of what a lock forbids: locked sites that would move, locked grids that would lose or gain."""
    shut = {key for key, grid in present.items() if grid.is_locked}
    names: dict[str, None] = {}
    for member in moving:
        if member.is_locked:
            names[member.name] = None
        for key in (member.grid, drawn[member.id]):
            if key in shut:
                names[present[key].name] = None
    return tuple(names)
