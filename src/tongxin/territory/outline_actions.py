"""Every write to outlines."""

from __future__ import annotations

from django.db import transaction

from tongxin.records import clock, ledger
from tongxin.records.permission import Act, Viewer
from tongxin.territory.actions import placements
from tongxin.territory.errors import GroundGone, Locked
from tongxin.territory.ground import GroundKind
from tongxin.territory.models import Division, Grid, Outline, VillagerGroup
from tongxin.territory.queries import grounded
from tongxin.territory.shapes import GeoJSON, checked_outline
from tongxin.territory.whereabouts import reach_of_town


@transaction.atomic
def set_outline(
    place: Division | VillagerGroup | Grid, *, shape: object, by: Viewer, reason: str = ""
) -> GeoJSON:
    """Sets how far a village, group or grid reaches on the map; no site changes its grid by it.

    `shape`: GeoJSON in WGS84. A grid gets a new version from today. Raises `NotAllowed`, `ShapeFaulty`,
    `GroundGone`, `Locked`, `ChangedLater`.
    """
    by.require(Act.GROUND_MANAGE, place.ground)
    reach = reach_of_town(place.ground.division_code)
    outline = checked_outline(shape, reach=reach, parts=not isinstance(place, Grid))
    if isinstance(place, Grid):
        _draw_grid(place, outline, reason)
    else:
        where = grounded(place.ground)
        key = "division_code" if place.ground.kind is GroundKind.DIVISION else "group_id"
        lookup = {"ground_kind": place.ground.kind.value, key: where[key]}
        values = {"shape": outline, "set_on": clock.today()}
        Outline.objects.update_or_create(**lookup, defaults=values, create_defaults={**where, **values})
    code = place.ground.division_code
    ledger.append(
        "ground.outline", by=by, subject=place, division_code=code, detail={"kind": outline["type"]}
    )
    return outline


def _draw_grid(grid: Grid, outline: GeoJSON, reason: str) -> None:
    current = Grid.objects.select_for_update().get(pk=grid.pk)
    if current.closed_on is not None:
        raise GroundGone(current.name)
    if current.is_locked:
        raise Locked([current.name])
    current.polygon = outline
    current.save(update_fields=["polygon"])
    placements.begin_version(current, on=clock.today(), reason=reason)
