"""What a round can visit: the sites, grids, groups or villages of the kind that its sheet is made for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from tongxin.inspections.drawing import Unit, draw, frame_digest
from tongxin.inspections.models import Round
from tongxin.records import clock
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division, Grid, Site, VillagerGroup
from tongxin.territory.pausing import paused_sites

# The kind of site for a sheet's object kind; a natural village is visited as a villager group, the nearest
# unit that the register has.
_SITES = {kind.value: kind for kind in SiteKind}
_GROUPS = frozenset({"villager_group", "natural_village"})


@dataclass(frozen=True)
class Place:
    """A unit to draw and the ground that it stands for."""

    unit: Unit
    ground: Ground


def places_to_visit(round_: Round) -> list[Place]:
    """Everything on the round's ground that its sheet is made for, in walking order.

    Households and places that are paused today are left in peace.
    """
    kind = round_.sheet_version.object_kind
    if kind in _SITES:
        return list(_sites(round_.ground, _SITES[kind]))
    if kind == "grid":
        return list(_placed(Grid.objects.in_use().within(round_.ground).order_by("division_code", "number")))
    if kind in _GROUPS:
        groups = VillagerGroup.objects.in_use().within(round_.ground).order_by("division_code", "number")
        return list(_placed(groups.distinct()))
    return list(_placed(Division.objects.villages().in_use().within(round_.ground).order_by("code")))


def _sites(ground: Ground, kind: SiteKind) -> Iterator[Place]:
    rows = (
        Site.objects.in_use()
        .filter(kind=kind)
        .within(ground)
        .exclude(pk__in=paused_sites(clock.today()))
        .order_by("division_code", "group__number", "grid__number", "sequence", "id")
        .values_list("id", "division_code", "group_id", "grid_id")
    )
    for site_id, code, group_id, grid_id in rows.iterator(2000):
        place = Ground(GroundKind.SITE, code, group_id=group_id, grid_id=grid_id, site_id=site_id)
        yield Place(Unit(place.key, _stratum(code, grid_id)), place)


def _placed(rows: Iterable[Grid | VillagerGroup | Division]) -> Iterator[Place]:
    for row in rows:
        ground = row.ground
        yield Place(Unit(ground.key, _stratum(ground.division_code, ground.grid_id)), ground)


def _stratum(division_code: str, grid_id: UUID | None) -> str:
    """The grid, or for what lies in none: the rest of its village."""
    return f"grid:{grid_id}" if grid_id else division_code


@dataclass(frozen=True)
class DrawnAgain:
    """A round's sample drawn a second time: is it the list, and has the register changed since?"""

    frame_size: int
    is_same_frame: bool
    is_same_list: bool
    drawn: int


def draw_again(round_: Round) -> DrawnAgain:
    """Draws the opened round again from today's register, to show that nobody chose by hand."""
    units = [place.unit for place in places_to_visit(round_)]
    drawn = {unit.key for unit in draw(units, round_.sample, round_.seed)}
    listed = set(round_.visits.values_list("unit_key", flat=True))
    return DrawnAgain(
        frame_size=len(units),
        is_same_frame=frame_digest(units) == round_.frame_digest,
        is_same_list=drawn == listed,
        drawn=len(drawn),
    )


def paused_keys(keys: Iterable[str]) -> frozenset[str]:
    """Those of the keys that are sites which are paused today."""
    paused = {
        f"{GroundKind.SITE}:{site_id}"
        for site_id in paused_sites(clock.today()).values_list("site", flat=True)
    }
    return frozenset(keys) & paused
