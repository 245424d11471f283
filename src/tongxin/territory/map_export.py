"""The ground as files for other programs: places and outlines, as GeoJSON and GeoPackage. No person is in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tongxin.records.geopackage import Layer, geopackage
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.models import Division, Grid, Outline, Site

# Names of columns are code for other programs, so they are the same in every language.
PLACE_COLUMNS = ("key", "kind", "village", "group", "grid", "door", "name", "last_seen", "position_from")
AREA_COLUMNS = ("key", "kind", "village", "name")

Row = tuple[dict[str, Any], tuple[str, ...]]


def place_rows(ground: Ground) -> list[Row]:
    """Every place in use with a position: its point, and `PLACE_COLUMNS`."""
    sites = Site.objects.in_use().placed().within(ground).select_related("group", "grid")
    return [_place(site) for site in sites.order_by("division_code", "sequence", "id")]


def _place(site: Site) -> Row:
    point = {"type": "Point", "coordinates": [site.longitude, site.latitude]}
    values = (
        site.ground.key,
        site.kind,
        Division.objects.name_of(site.division_code),
        site.group.name if site.group else "",
        site.grid.name if site.grid else "",
        site.door,
        site.name,
        site.last_seen_on.isoformat() if site.last_seen_on else "",
        site.position_from,
    )
    return point, values


def area_rows(ground: Ground) -> list[Row]:
    """The outlines of villages, groups and grids in a ground, and `AREA_COLUMNS`."""
    return [*_outlines(ground), *_grids(ground)]


def _outlines(ground: Ground) -> Iterator[Row]:
    for outline in Outline.objects.within(ground).select_related("group"):
        village = Division.objects.name_of(outline.division_code)
        name = outline.group.name if outline.group else village
        kind = "group" if outline.ground_kind == GroundKind.GROUP else "village"
        yield outline.shape, (outline.ground.key, kind, village, name)


def _grids(ground: Ground) -> Iterator[Row]:
    for grid in Grid.objects.in_use().within(ground).filter(polygon__isnull=False):
        village = Division.objects.name_of(grid.division_code)
        yield dict(grid.polygon or {}), (grid.ground.key, "grid", village, grid.name)


def geojson_file(ground: Ground) -> bytes:
    """Places and outlines of a ground as one FeatureCollection (RFC 7946)."""
    features = [
        {"type": "Feature", "geometry": shape, "properties": dict(zip(columns, values, strict=True))}
        for columns, rows in ((AREA_COLUMNS, area_rows(ground)), (PLACE_COLUMNS, place_rows(ground)))
        for shape, values in rows
    ]
    whole = {"type": "FeatureCollection", "features": features}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def geopackage_file(ground: Ground) -> bytes:
    """The same as a GeoPackage with the layers `places` and `outlines`."""
    return geopackage(
        [
            Layer("outlines", AREA_COLUMNS, area_rows(ground), of_areas=True),
            Layer("places", PLACE_COLUMNS, place_rows(ground)),
        ]
    )
