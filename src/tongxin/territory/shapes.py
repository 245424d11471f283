"""Outlines on the map: is a polygon one that can be, and which sites lie in it. WGS84, GeoJSON order (longitude first).

Geometry by shapely (GEOS): validity, point in polygon, and a line that cuts a polygon in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from math import hypot
from typing import Any
from uuid import UUID

import shapely
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from shapely.geometry import LineString, MultiPoint, MultiPolygon, Point, Polygon, mapping, shape
from shapely.ops import split

from tongxin.territory.datum import Position, Reach, is_position
from tongxin.territory.map_errors import ShapeFaulty
from tongxin.territory.models import Site

GeoJSON = dict[str, Any]
MOST_CORNERS = 20_000  # of one outline; a village surveyed to the metre has 5,000
FEWEST_CORNERS = 3
FEWEST_ENDS = HALVES = 2
_ROOM = 0.001  # degrees around the sites of a grid, about 100 m
_DIGITS = 7
_PLACE = re.compile(r"(?P<what>[A-Za-z -]+)\[(?P<x>\S+) (?P<y>\S+)\]")


def checked_outline(geometry: object, *, reach: Reach | None = None, parts: bool = False) -> GeoJSON:
    """`geometry` (GeoJSON) as a valid polygon with rounded corners; rings closed where the last corner is missing.

    `parts`: several separate pieces are fine (a village's outline), else it is one piece (a grid's). `reach`:
    where the town's positions lie. Raises `ShapeFaulty` with what is wrong and where.
    """
    polygons = [_polygon(rings) for rings in _rings_of(geometry, parts=parts)]
    whole = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    if not whole.is_valid:
        raise ShapeFaulty(_why_invalid(shapely.is_valid_reason(whole)))
    if whole.area <= 0:
        raise ShapeFaulty(_("its corners lie on one line"))
    middle = whole.representative_point()
    if reach is not None and not reach.holds(Position(middle.y, middle.x)):
        raise ShapeFaulty(
            _("it lies at %(place)s, far outside of the town") % {"place": place_words(middle.x, middle.y)}
        )
    found = mapping(whole)
    return {"type": found["type"], "coordinates": _lists(found["coordinates"])}


def _rings_of(geometry: object, *, parts: bool) -> list[Sequence[Any]]:
    """The rings of each piece. Raises `ShapeFaulty` for anything but a polygon."""
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    if kind == "Polygon" and isinstance(coordinates, Sequence) and coordinates:
        return [coordinates]
    if kind == "MultiPolygon" and isinstance(coordinates, Sequence) and coordinates:
        if len(coordinates) > 1 and not parts:
            raise ShapeFaulty(_("it has several separate pieces, and a grid is one"))
        return list(coordinates)
    raise ShapeFaulty(_("it is no polygon"))


def _polygon(rings: Sequence[Any]) -> Polygon:
    corners = [_ring(ring) for ring in rings]
    if sum(map(len, corners)) > MOST_CORNERS:
        raise ShapeFaulty(_("it has more than %(number)d corners") % {"number": MOST_CORNERS})
    return Polygon(corners[0], corners[1:])


def _ring(ring: object) -> list[tuple[float, float]]:
    """A closed ring of rounded corners. Raises `ShapeFaulty`."""
    try:
        corners = [(round(float(each[0]), _DIGITS), round(float(each[1]), _DIGITS)) for each in ring]  # type: ignore[attr-defined]  # what is no list fails below
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise ShapeFaulty(_("its corners are no pairs of numbers")) from error
    if not all(is_position(latitude, longitude) for longitude, latitude in corners):
        raise ShapeFaulty(_("its corners are no longitudes and latitudes in degrees"))
    if len(set(corners)) < FEWEST_CORNERS:
        raise ShapeFaulty(_("it has fewer than three corners"))
    return corners if corners[0] == corners[-1] else [*corners, corners[0]]


def _why_invalid(reason: str) -> str:
    """GEOS's reason in words, with the place."""
    match = _PLACE.match(reason)
    if match is None:
        return _("its rings do not fit together")
    place = place_words(float(match["x"]), float(match["y"]))
    words = _REASONS.get(match["what"].strip(), gettext_lazy("its rings do not fit together at %(place)s"))
    return str(words) % {"place": place}


_REASONS: Mapping[str, str | Promise] = {
    "Self-intersection": gettext_lazy("its line crosses itself at %(place)s"),
    "Ring Self-intersection": gettext_lazy("its line touches itself at %(place)s"),
    "Hole lies outside shell": gettext_lazy("its hole lies outside of it at %(place)s"),
    "Nested shells": gettext_lazy("one of its pieces lies inside another at %(place)s"),
}


def place_words(longitude: float, latitude: float) -> str:
    """A point for people, latitude first: 24.98123, 101.47321."""
    return f"{latitude:.5f}, {longitude:.5f}"


def _lists(value: Any) -> Any:
    return [_lists(each) for each in value] if isinstance(value, list | tuple) else value


def inside(outline: GeoJSON, sites: Iterable[Site]) -> list[UUID]:
    """Ids of the sites whose position lies in the outline or on its edge; those without a position are left out."""
    polygon = shape(outline)
    shapely.prepare(polygon)
    placed = (site for site in sites if site.latitude is not None)
    return [site.pk for site in placed if polygon.covers(Point(site.longitude, site.latitude))]


def cut(outline: GeoJSON, line: Sequence[Sequence[float]]) -> tuple[GeoJSON, GeoJSON]:
    """The two halves into which a line of (longitude, latitude) cuts an outline, the larger first.

    Raises `ShapeFaulty` where the line does not run right through it, or cuts it into more than two.
    """
    halves = _halves(shape(outline), _corners(line))
    larger, smaller = sorted(halves, key=lambda each: -each.area)
    return checked_outline(mapping(larger)), checked_outline(mapping(smaller))


def sides_of(line: Sequence[Sequence[float]], sites: Iterable[Site]) -> tuple[list[UUID], list[UUID]]:
    """Ids of the sites on either side of a line, whose ends run on straight; for a grid without an outline.

    Sites without a position are on neither. Raises `ShapeFaulty` for a line that does not part the place.
    """
    placed = [site for site in sites if site.latitude is not None]
    corners = _corners(line)
    points = MultiPoint([*corners, *((site.longitude, site.latitude) for site in placed)])
    room = points.buffer(_ROOM).envelope
    reach = _ROOM + room.length
    first, last = _run_on(corners[1], corners[0], reach), _run_on(corners[-2], corners[-1], reach)
    one, other = _halves(room, [first, *corners, last])
    return inside(mapping(one), placed), inside(mapping(other), placed)


def _corners(line: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    """The corners of a line, repeated ones once. Raises `ShapeFaulty`."""
    try:
        corners = [(float(longitude), float(latitude)) for longitude, latitude in line]
    except (TypeError, ValueError) as error:
        raise ShapeFaulty(_("its corners are no pairs of numbers")) from error
    kept = [each for number, each in enumerate(corners) if number == 0 or each != corners[number - 1]]
    if len(kept) < FEWEST_ENDS or not all(is_position(latitude, longitude) for longitude, latitude in kept):
        raise ShapeFaulty(_("the line has fewer than two points"))
    return kept


def _halves(polygon: Any, corners: Sequence[tuple[float, float]]) -> list[Any]:
    pieces = list(split(polygon, LineString(corners)).geoms)
    if len(pieces) != HALVES:
        raise ShapeFaulty(
            _("the line must enter it on one side and leave it on another, once; it makes %(number)d pieces")
            % {"number": len(pieces)}
        )
    return pieces


def _run_on(before: tuple[float, float], end: tuple[float, float], reach: float) -> tuple[float, float]:
    """The point that lies `reach` degrees beyond `end`, straight on."""
    length = hypot(end[0] - before[0], end[1] - before[1])
    return (end[0] + (end[0] - before[0]) / length * reach, end[1] + (end[1] - before[1]) / length * reach)


def joined(outlines: Sequence[GeoJSON | None]) -> GeoJSON | None:
    """One outline around several that touch; None where one of them has none, or where they lie apart."""
    drawn = [shape(outline) for outline in outlines if outline is not None]
    if not drawn or len(drawn) < len(outlines):
        return None
    whole = shapely.union_all(drawn)
    return checked_outline(mapping(whole)) if isinstance(whole, Polygon) else None
