"""From a key in an address to the place behind it, as far as the viewer may."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import GroundError, GroundKind, parse_key
from tongxin.territory.lookup import Place
from tongxin.territory.models import Division, Grid, Site, VillagerGroup


def find_place(viewer: Viewer, act: Act, key: str) -> Place:
    """The village, group, grid or site in use that `key` names, where the viewer may do `act`, else `Http404`."""
    try:
        kind, value = parse_key(key)
    except GroundError as error:
        raise Http404 from error
    rows: QuerySet[Any]
    match kind:
        case GroundKind.DIVISION:
            rows = Division.objects.villages().in_use()
        case GroundKind.GROUP:
            rows = VillagerGroup.objects.in_use().select_related("village")
        case GroundKind.GRID:
            rows = Grid.objects.in_use().select_related("village", "group")
        case GroundKind.SITE:
            rows = Site.objects.in_use().select_related("group", "grid")
    found: Any = viewer.find(rows, act, pk=value)
    place: Place = found
    return place
