"""Where a viewer may report a problem: village, then group, then site. Each list holds only what the viewer may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

ACT = Act.CASE_REPORT


def villages(viewer: Viewer) -> list[Division]:
    """The villages in which the viewer may report something somewhere."""
    return list(Division.objects.villages().in_use().around(viewer.grounds(ACT)))


def groups(viewer: Viewer, village: str) -> list[VillagerGroup]:
    """The groups of a village in which the viewer may report something somewhere, in their order."""
    inside = VillagerGroup.objects.in_use().filter(division_code=village)
    grids = [ground.grid_id for ground in _of_kind(viewer, GroundKind.GRID)]
    sites = [ground.site_id for ground in _of_kind(viewer, GroundKind.SITE)]
    whole = viewer.visible(VillagerGroup.objects.all(), ACT).values("pk")
    return list(
        inside.filter(
            Q(pk__in=whole) | Q(grids__in=grids) | Q(sites__grid__in=grids) | Q(sites__in=sites)
        ).distinct()
    )


def sites(viewer: Viewer, village: str, group: UUID | None) -> list[Site]:
    """The viewer's sites of a group, or those of the village that lie in none: public places first, then doors."""
    inside = viewer.visible(Site.objects.in_use(), ACT).filter(division_code=village, group=group)
    found = inside.order_by("sequence", "id")
    return sorted(found, key=lambda site: site.is_household)


def wholes(viewer: Viewer, village: str, group: UUID | None) -> list[tuple[str, str]]:
    """(key, name) of the grounds between a site and the village that the viewer may report on as a whole."""
    grounds: list[tuple[Ground, Any]] = []
    if group is None:
        grounds += [(division.ground, division) for division in Division.objects.filter(pk=village)]
    else:
        grounds += [
            (row.ground, row) for row in VillagerGroup.objects.filter(division_code=village, pk=group)
        ]
        grounds += [
            (row.ground, row) for row in Grid.objects.in_use().filter(division_code=village, group=group)
        ]
    return [(ground.key, str(row)) for ground, row in grounds if viewer.may(ACT, ground)]


def _of_kind(viewer: Viewer, kind: GroundKind) -> Sequence[Ground]:
    return [ground for ground in viewer.grounds(ACT) if isinstance(ground, Ground) and ground.kind is kind]
