"""Positions: from the datum of Chinese web maps to WGS84 and back, and distances. Pure.

GCJ-02 is the datum that the surveying law asks web maps in China to use; inside Tongxin a position is WGS84
always. The shift is the published one on the Krasovsky 1940 ellipsoid (the routine that spread as
"eviltransform"; its test points are tested here). It has no closed inverse, so the way back is by iteration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, hypot, isfinite, pi, radians, sin, sqrt
from statistics import median

KRASOVSKY_A = 6378245.0  # metres, half the long axis
KRASOVSKY_EE = 0.00669342162296594323  # square of the first eccentricity
EARTH_RADIUS_M = 6371008.8  # mean radius (IUGG), for distances
METRES_PER_DEGREE = EARTH_RADIUS_M * pi / 180.0

# A position is strange where it lies far outside of what its town's other positions span.
FEWEST_TO_COMPARE = 5
LEAST_REACH_M = 10_000.0
REACH_TIMES = 3.0

# The box inside which the shift is applied by every published routine.
_SOUTH, _NORTH, _WEST, _EAST = 0.8293, 55.8271, 72.004, 137.8347
_CLOSE_ENOUGH = 1e-9  # degrees, 0.1 mm
_MOST_ROUNDS = 30


@dataclass(frozen=True)
class Position:
    """A point in WGS84 degrees."""

    latitude: float
    longitude: float


def is_in_china(latitude: float, longitude: float) -> bool:
    """Does the point lie in the box inside which GCJ-02 differs from WGS84?"""
    return _SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST


def wgs84_to_gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    """(latitude, longitude) in GCJ-02 degrees of a WGS84 point; the same point outside China."""
    if not is_in_china(latitude, longitude):
        return latitude, longitude
    north, east = _shift(latitude, longitude)
    return latitude + north, longitude + east


def gcj02_to_wgs84(latitude: float, longitude: float) -> tuple[float, float]:
    """(latitude, longitude) in WGS84 degrees of a GCJ-02 point; the same point outside China.

    The shift changes by less than a thousandth of the distance moved, so a few rounds reach 1e-9 degrees.
    """
    if not is_in_china(latitude, longitude):
        return latitude, longitude
    north, east = _shift(latitude, longitude)
    found = (latitude - north, longitude - east)
    for _round in range(_MOST_ROUNDS):
        north, east = _shift(*found)
        nearer = (latitude - north, longitude - east)
        if max(abs(nearer[0] - found[0]), abs(nearer[1] - found[1])) < _CLOSE_ENOUGH:
            return nearer
        found = nearer
    return found


def _shift(latitude: float, longitude: float) -> tuple[float, float]:
    """How far GCJ-02 lies north and east of WGS84, in degrees."""
    x, y = longitude - 105.0, latitude - 35.0
    wave = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    flat = 1.0 - KRASOVSKY_EE * sin(radians(latitude)) ** 2
    north = north * 180.0 / (KRASOVSKY_A * (1.0 - KRASOVSKY_EE) / (flat * sqrt(flat)) * pi)
    east = east * 180.0 / (KRASOVSKY_A / sqrt(flat) * cos(radians(latitude)) * pi)
    return north, east


def is_position(latitude: float, longitude: float) -> bool:
    """Are these two numbers degrees on the globe? (0, 0) is what phones say when they know nothing."""
    known = isfinite(latitude) and isfinite(longitude) and (latitude, longitude) != (0.0, 0.0)
    return known and -90.0 <= latitude <= 90.0 and -180.0 <= longitude <= 180.0


def metres_between(one: Position, other: Position) -> float:
    """Distance over the ground in metres (haversine on the mean sphere; within 0.6 % of the ellipsoid)."""
    first, second = radians(one.latitude), radians(other.latitude)
    half_north = sin((second - first) / 2.0)
    half_east = sin(radians(other.longitude - one.longitude) / 2.0)
    chord = half_north**2 + cos(first) * cos(second) * half_east**2
    return 2.0 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))


def moved(start: Position, *, north_m: float, east_m: float) -> Position:
    """The point that lies so many metres north and east of `start`; for a few hundred metres."""
    latitude = start.latitude + north_m / METRES_PER_DEGREE
    return Position(latitude, start.longitude + east_m / (METRES_PER_DEGREE * cos(radians(start.latitude))))


def middle_of(points: Sequence[Position]) -> Position:
    """The median latitude and longitude: one stray point does not move it. `points` is not empty."""
    return Position(median(p.latitude for p in points), median(p.longitude for p in points))


@dataclass(frozen=True)
class Reach:
    """Where a town's positions lie: around `centre`, within so many metres."""

    centre: Position
    metres: float

    def holds(self, point: Position) -> bool:
        """Does `point` lie near the town's other positions?"""
        return _roughly(self.centre, point) <= self.metres


def reach_of(positions: Sequence[Position]) -> Reach | None:
    """How far a position of this town may lie off before somebody should look: a warning, never a refusal.

    Three times the distance from the median within which nine tenths of the positions lie, and 10 km at
    least. None with fewer than five positions: then nothing can be said.
    """
    if len(positions) < FEWEST_TO_COMPARE:
        return None
    centre = middle_of(positions)
    distances = sorted(_roughly(centre, each) for each in positions)
    usual = distances[(len(distances) * 9 - 1) // 10]
    return Reach(centre, max(LEAST_REACH_M, REACH_TIMES * usual))


def is_plausible(point: Position, others: Sequence[Position]) -> bool:
    """Does `point` lie near the other positions of its town? Taken as yes where nothing can be said."""
    reach = reach_of(others)
    return reach is None or reach.holds(point)


def _roughly(one: Position, other: Position) -> float:
    """Metres on a flat sheet: a third of the cost of `metres_between`, right to a part in a thousand in a town."""
    east = (other.longitude - one.longitude) * cos(radians(one.latitude))
    return hypot(other.latitude - one.latitude, east) * METRES_PER_DEGREE
