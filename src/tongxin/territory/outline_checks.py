"""Checks of outlines on the map: none crosses itself, none lies over another, and what is in a grid lies in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry import shape

from tongxin.records import checks
from tongxin.records.checks import CheckScope, Found, Severity, check
from tongxin.territory.check_subjects import subject_of
from tongxin.territory.map_errors import ShapeFaulty
from tongxin.territory.models import Grid, Site
from tongxin.territory.shapes import checked_outline

LEAST_OVERLAP = 0.01  # of the smaller grid; borders drawn by hand never meet exactly
MARGIN_DEGREES = 0.0005  # about 50 m: as exact as a phone under trees


@check(
    "territory.outline_invalid",
    title=_("Grid whose outline crosses itself"),
    why=_("What lies inside cannot be told, and its area is wrong."),
    mend=_("Draw the grid's outline again."),
    severity=Severity.WRONG,
    is_heavy=True,
)
def outline_invalid(scope: CheckScope) -> Found:
    """Grids in use whose outline would not be taken today."""
    faulty = [grid for grid, area in _outlines(scope) if area is None]
    return checks.found(faulty, subject_of, scope)


@check(
    "territory.outlines_overlap",
    title=_("Grid that lies over another"),
    why=_("A spot with two grid leaders has none: each waits for the other."),
    mend=_("Draw the border between the two again."),
    severity=Severity.WRONG,
    is_heavy=True,
)
def outlines_overlap(scope: CheckScope) -> Found:
    """Grids in use that share over a hundredth of the smaller one's area with another."""
    drawn = [(grid, area) for grid, area in _outlines(scope) if area is not None]
    areas = [area for _grid, area in drawn]
    if not areas:
        return Found()
    tree = shapely.STRtree(areas)
    over: set[int] = set()
    for one, other in zip(*tree.query(areas, predicate="overlaps"), strict=True):
        shared = areas[one].intersection(areas[other]).area
        if shared > LEAST_OVERLAP * min(areas[one].area, areas[other].area):
            over.add(int(one))
    for one, other in zip(*tree.query(areas, predicate="contains"), strict=True):
        if one != other:
            over |= {int(one), int(other)}
    return checks.found([drawn[index][0] for index in sorted(over)], subject_of, scope)


@check(
    "territory.site_outside_its_grid",
    title=_("Place that lies outside its grid on the map"),
    why=_("Either its position is wrong, or it is in the wrong grid: somebody walks in vain."),
    mend=_("Set the position again, or put the place into the grid in which it lies."),
    severity=Severity.LOOK,
    is_heavy=True,
)
def site_outside_its_grid(scope: CheckScope) -> Found:
    """Sites in use over 50 m outside of the drawn outline of their own grid."""
    areas = {grid.pk: area.buffer(MARGIN_DEGREES) for grid, area in _outlines(scope) if area is not None}
    placed = (
        Site.objects.in_use().filter(grid__in=areas, latitude__isnull=False) if areas else Site.objects.none()
    )
    points: dict[UUID | None, list[tuple[float | None, float | None, UUID]]] = defaultdict(list)
    for grid, longitude, latitude, site in placed.order_by().values_list(
        "grid", "longitude", "latitude", "pk"
    ):
        points[grid].append((longitude, latitude, site))
    outside: list[UUID] = []
    for grid_id, area in areas.items():
        there = points.get(grid_id, [])
        inside = shapely.contains_xy(area, [point[0] for point in there], [point[1] for point in there])
        outside += [point[2] for point, is_inside in zip(there, inside, strict=True) if not is_inside]
    named = Site.objects.select_related("group").filter(pk__in=outside[: scope.most])
    return Found(len(outside), tuple(subject_of(site) for site in named))


def _outlines(scope: CheckScope) -> Iterator[tuple[Grid, Any]]:
    """Grids in use that were drawn, each with its area; None for an outline that is faulty."""
    for grid in scope.within(Grid.objects.in_use()).filter(polygon__isnull=False):
        try:
            yield grid, shape(checked_outline(grid.polygon))
        except ShapeFaulty:
            yield grid, None
