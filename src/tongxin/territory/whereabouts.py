"""Questions about where things lie."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from tongxin.territory.datum import Position, Reach, reach_of
from tongxin.territory.ground import Ground, GroundKind, division_ground
from tongxin.territory.kinds import PositionFrom
from tongxin.territory.models import Sighting, Site, VillagerGroup
from tongxin.territory.positions import Sighted, position_from_sightings

CERTAIN = (PositionFrom.PIN, PositionFrom.IMPORT)  # somebody said so: never changed by reckoning
_TOWN_DIGITS = 9
_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Placed:
    """How many places of a ground have a position, and from where."""

    total: int
    placed: int
    by_guess: int

    @property
    def missing(self) -> int:
        """How many have none."""
        return self.total - self.placed


def placed_within(ground: Ground) -> Placed:
    """How much of a ground is on the map: one query."""
    counted = (
        Site.objects.in_use()
        .within(ground)
        .aggregate(
            total=Count("pk"),
            placed=Count("pk", filter=Q(latitude__isnull=False)),
            by_guess=Count("pk", filter=Q(position_from=PositionFrom.BETWEEN)),
        )
    )
    return Placed(**counted)


def position_of(site: Site) -> Position | None:
    """The site's position in WGS84, or None."""
    if site.latitude is None or site.longitude is None:
        return None
    return Position(site.latitude, site.longitude)


def town_of(division_code: str) -> Ground:
    """The town around a village: the division one level up; of what lies higher, itself."""
    return division_ground(division_code[:_TOWN_DIGITS].ljust(12, "0"))


def reach_of_town(division_code: str, *, without: Site | None = None) -> Reach | None:
    """How far the certain positions of the town around `division_code` reach; None with too few.

    `without`: the site about which it is asked, so that it does not vouch for itself.
    """
    known = Site.objects.within(town_of(division_code)).filter(position_from__in=CERTAIN).order_by()
    if without is not None:
        known = known.exclude(pk=without.pk)
    points = known.values_list("latitude", "longitude")
    return reach_of(
        [Position(north, east) for north, east in points if north is not None and east is not None]
    )


def sighted_position(site: Site) -> Position | None:
    """Where the visits say that the site lies; None where they are too few or disagree ("unsure")."""
    return position_from_sightings([_sighted(each) for each in Sighting.objects.filter(site=site)])


def sighted_positions(sites: Iterable[Site]) -> dict[object, Position | None]:
    """The same for many sites at once, by id; a site that no visit placed is left out."""
    found: dict[object, list[Sighted]] = {}
    for each in Sighting.objects.filter(site__in=[site.pk for site in sites]):
        found.setdefault(each.site_id, []).append(_sighted(each))
    return {site_id: position_from_sightings(sightings) for site_id, sightings in found.items()}


def _sighted(sighting: Sighting) -> Sighted:
    return Sighted(Position(sighting.latitude, sighting.longitude), sighting.accuracy_m)


def in_walking_order(sites: Iterable[Site]) -> list[Site]:
    """Sites by their sequence, then by door number as people count (2 before 10)."""
    return sorted(sites, key=lambda site: (site.sequence, _door_key(site.door), str(site.pk)))


def _door_key(door: str) -> tuple[tuple[int, ...], str]:
    return tuple(int(number) for number in _NUMBER.findall(door)), door


def groups_to_place(ground: Ground) -> list[VillagerGroup]:
    """Groups of a ground with a place that has no certain position, most unplaced first, with `missing`."""
    if ground.kind not in (GroundKind.DIVISION, GroundKind.GROUP):
        return []
    unplaced = Q(sites__closed_on__isnull=True, sites__latitude__isnull=True, sites__id__isnull=False)
    groups = VillagerGroup.objects.within(ground).filter(closed_on__isnull=True).select_related("village")
    return list(
        groups.annotate(missing=Count("sites", filter=unplaced))
        .filter(missing__gt=0)
        .order_by("-missing", "number")
    )
