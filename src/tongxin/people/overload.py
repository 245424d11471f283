"""Who has too much ground: grids, and leaders of several grids, far above the median of their like.

Compared are the grids of one town and one class of ground; `territory/load.py` holds the rule and its numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tongxin.people.coverage import SPOT_KINDS, in_use
from tongxin.people.models import Post
from tongxin.people.roles import Role
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground, GroundKind, division_ground
from tongxin.territory.kinds import SiteKind
from tongxin.territory.load import LoadRule, is_too_much, load_rule, most_bearable
from tongxin.territory.models import Grid, Site
from tongxin.territory.pausing import paused_sites
from tongxin.territory.queries import outermost

TOWN_DIGITS = 9


class LoadKind(StrEnum):
    """What there is too much of."""

    HOUSEHOLDS = "households"  # of one grid
    PLACES = "places"  # public places of one grid
    SEVERAL = "several"  # households of one leader's grids together


@dataclass(frozen=True)
class Size:
    """A grid with what lies in it, its leader's post, and with which it is compared."""

    id: UUID
    division_code: str
    name: str
    group_id: UUID | None
    like: tuple[str, UUID | None]
    households: int
    places: int
    post: UUID | None
    person: UUID | None

    @property
    def ground(self) -> Ground:
        """The grid as a ground."""
        return Ground(GroundKind.GRID, self.division_code, group_id=self.group_id, grid_id=self.id)


@dataclass(frozen=True)
class TooMuch:
    """One that has too much: its grids, the size, and what would be bearable."""

    kind: LoadKind
    grids: tuple[Size, ...]
    size: int
    bearable: Decimal

    @property
    def grid(self) -> Size:
        """The grid, or the first of several."""
        return self.grids[0]


def overloads_for(viewer: Viewer, on: date) -> list[TooMuch]:
    """Everything in the viewer's ground that is too much, village by village: three queries.

    The town's other grids are counted for the median only.
    """
    held = [ground for ground in viewer.grounds(Act.PEOPLE_VIEW) if isinstance(ground, Ground)]
    towns = {ground.division_code[:TOWN_DIGITS].ljust(12, "0") for ground in held}
    sizes = sizes_of(outermost(map(division_ground, towns)), on)
    found = too_much(sizes, load_rule())
    return [each for each in found if any(own.contains(each.grid.ground) for own in held)]


def sizes_of(towns: Iterable[Ground], on: date) -> list[Size]:
    """The grids of these towns with what lies in them: three queries, whatever their number."""
    grounds = list(towns)
    counts = _counts(grounds, on)
    leading = Post.objects.in_force(on).of_role(Role.GRID_LEADER).within_any(grounds)
    leaders = {grid: (pk, person) for grid, pk, person in leading.values_list("grid_id", "pk", "person_id")}
    rows: QuerySet[Any, Any] = (
        Grid.objects.within_any(grounds).filter(in_use(on)).order_by("division_code", "number")
    )
    found = []
    for pk, code, name, group, own, wide in rows.values_list(
        "pk", "division_code", "name", "group_id", "group__ground_class_id", "village__ground_class_id"
    ):
        households, places = counts.get(pk, (0, 0))
        like = (code[:TOWN_DIGITS], own or wide)
        found.append(Size(pk, code, name, group, like, households, places, *leaders.get(pk, (None, None))))
    return found


def _counts(grounds: list[Ground], on: date) -> Mapping[UUID, tuple[int, int]]:
    """Households and public places of each grid, without paused ones."""
    household = Q(kind=SiteKind.HOUSEHOLD)
    sites = Site.objects.within_any(grounds).filter(in_use(on), kind__in=SPOT_KINDS, grid__isnull=False)
    rows = sites.exclude(pk__in=paused_sites(on)).order_by().values("grid_id")
    counted = rows.annotate(households=Count("pk", filter=household), places=Count("pk", filter=~household))
    return {row["grid_id"]: (row["households"], row["places"]) for row in counted}


def too_much(sizes: Iterable[Size], rule: LoadRule) -> list[TooMuch]:
    """What is too much among `sizes`, each compared with its like."""
    shelves: dict[tuple[str, UUID | None], list[Size]] = {}
    for size in sizes:
        shelves.setdefault(size.like, []).append(size)
    found: list[TooMuch] = []
    for shelf in shelves.values():
        most = most_bearable([size.households for size in shelf], rule, rule.least_households)
        found += _over(LoadKind.HOUSEHOLDS, [((size,), size.households) for size in shelf], most)
        places = most_bearable([size.places for size in shelf], rule, rule.least_places)
        found += _over(LoadKind.PLACES, [((size,), size.places) for size in shelf], places)
        found += _over(LoadKind.SEVERAL, _of_leaders(shelf), most)
    return sorted(found, key=lambda each: (each.grid.division_code, each.kind, each.grid.name))


def _over(
    kind: LoadKind, pieces: Iterable[tuple[tuple[Size, ...], int]], bearable: Decimal | None
) -> list[TooMuch]:
    if bearable is None:
        return []
    return [TooMuch(kind, grids, size, bearable) for grids, size in pieces if is_too_much(size, bearable)]


def _of_leaders(shelf: list[Size]) -> list[tuple[tuple[Size, ...], int]]:
    """The grids of each person who leads more than one, with their households together."""
    led: dict[UUID, list[Size]] = {}
    for size in shelf:
        if size.person is not None:
            led.setdefault(size.person, []).append(size)
    return [
        (tuple(grids), sum(grid.households for grid in grids)) for grids in led.values() if len(grids) > 1
    ]
