"""From a key to the ground that it names, and to the row behind it."""

from __future__ import annotations

from tongxin.territory.errors import NoSuchGround
from tongxin.territory.ground import Ground, GroundError, GroundKind, division_ground, parse_key
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

Place = Division | VillagerGroup | Grid | Site


def place_of(key: str) -> Place:
    """The division, group, grid or site that `key` names. Raises `NoSuchGround`."""
    try:
        kind, value = parse_key(key)
    except GroundError as error:
        raise NoSuchGround(key) from error
    place: Place | None
    match kind:
        case GroundKind.DIVISION:
            place = Division.objects.filter(pk=value).first()
        case GroundKind.GROUP:
            place = VillagerGroup.objects.filter(pk=value).first()
        case GroundKind.GRID:
            place = Grid.objects.filter(pk=value).first()
        case GroundKind.SITE:
            place = Site.objects.filter(pk=value).first()
    if place is None:
        raise NoSuchGround(key)
    return place


def ground_of(key: str) -> Ground:
    """The ground that `key` names, with its group and grid filled. Raises `NoSuchGround`.

    Without a query for a division whose name is known already.
    """
    if ":" not in key and Division.objects.name_of(key) != key:
        return division_ground(key)
    return place_of(key).ground
