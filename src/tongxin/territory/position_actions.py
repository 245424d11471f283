"""Every write to positions of sites. A position is optional; nothing in the house waits for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from tongxin.records import ledger
from tongxin.records.permission import Act, Viewer
from tongxin.territory.datum import Position, gcj02_to_wgs84, is_position
from tongxin.territory.ground import division_ground
from tongxin.territory.kinds import GivenAs, PositionFrom
from tongxin.territory.map_errors import AnchorNeeded, NoPosition, NothingToPlace, PlaceGone
from tongxin.territory.models import Division, Sighting, Site, VillagerGroup
from tongxin.territory.positions import between_neighbours
from tongxin.territory.whereabouts import CERTAIN, in_walking_order, position_of, sighted_positions

SIGHTINGS_KEPT = 20  # of a site, the newest; more make no position surer
_COLUMNS = ["latitude", "longitude", "position_from", "position_given_as"]
_DIGITS = 7  # of a degree: a centimetre


@dataclass(frozen=True)
class Given:
    """A position for one site as a file gives it, in degrees of `given_as`."""

    site_id: UUID
    latitude: float
    longitude: float
    given_as: GivenAs = GivenAs.WGS84


@dataclass(frozen=True)
class GroupPlaced:
    """What placing a group did: from visits, between neighbours; of the latter so many with unsure visits."""

    from_visits: int
    between: int
    unsure: int


def wgs84_of(latitude: float, longitude: float, given_as: GivenAs) -> Position:
    """The point in WGS84. Raises `NoPosition` for what is no point on the globe."""
    if not is_position(latitude, longitude):
        raise NoPosition
    if given_as is GivenAs.GCJ02:
        latitude, longitude = gcj02_to_wgs84(latitude, longitude)
    return Position(round(latitude, _DIGITS), round(longitude, _DIGITS))


@transaction.atomic
def set_position(
    site: Site, *, latitude: float, longitude: float, by: Viewer, given_as: GivenAs = GivenAs.WGS84
) -> Site:
    """Sets a site's position by hand (a pin); a GCJ-02 point is converted and marked as given so.

    Raises `NotAllowed`, `NoPosition`, `PlaceGone`.
    """
    by.require(Act.POSITION_SET, site.ground)
    position = wgs84_of(latitude, longitude, given_as)
    current = Site.objects.select_for_update().get(pk=site.pk)
    if current.closed_on is not None:
        raise PlaceGone
    _put(current, position, PositionFrom.PIN, given_as)
    current.save(update_fields=_COLUMNS)
    ledger.append(
        "site.position",
        by=by,
        subject=current,
        division_code=current.division_code,
        detail={"from": PositionFrom.PIN.value, "given_as": given_as.value},
    )
    return current


@transaction.atomic
def clear_position(site: Site, *, by: Viewer) -> Site:
    """Takes a site's position away; without one nothing happens. Raises `NotAllowed`."""
    by.require(Act.POSITION_SET, site.ground)
    current = Site.objects.select_for_update().get(pk=site.pk)
    if current.latitude is None:
        return current
    current.latitude = current.longitude = None
    current.position_from = current.position_given_as = ""
    current.save(update_fields=_COLUMNS)
    ledger.append(
        "site.position",
        by=by,
        subject=current,
        division_code=current.division_code,
        detail={"from": "", "given_as": ""},
    )
    return current


@transaction.atomic
def set_positions(positions: Sequence[Given], *, by: Viewer, marked: GivenAs | None = None) -> int:
    """Sets many positions from a file, all or none; gives how many. A pin set by hand stays.

    `marked`: the datum of the file, where its numbers were turned into WGS84 before. Sites that are no more
    are passed over. Raises `NotAllowed`, `NoPosition`.
    """
    wanted = {each.site_id: each for each in positions}
    sites = list(Site.objects.select_for_update().in_use().filter(pk__in=wanted))
    for code in {site.division_code for site in sites}:
        by.require(Act.POSITION_SET, division_ground(code))
    changed = [site for site in sites if site.position_from != PositionFrom.PIN]
    for site in changed:
        given = wanted[site.pk]
        point = wgs84_of(given.latitude, given.longitude, given.given_as)
        _put(site, point, PositionFrom.IMPORT, marked or given.given_as)
    _save(changed, PositionFrom.IMPORT, by)
    return len(changed)


def note_sighting(
    site_id: UUID, *, latitude: float, longitude: float, accuracy_m: int | None, on: date
) -> None:
    """Keeps a position that a visit brought along, without who was there; for the act of the visit.

    Nonsense is passed over, as nobody can mend it: the position was a gift. The newest 20 are kept.
    """
    if not is_position(latitude, longitude):
        return
    Sighting.objects.create(
        site_id=site_id,
        latitude=round(latitude, _DIGITS),
        longitude=round(longitude, _DIGITS),
        accuracy_m=accuracy_m,
        seen_on=on,
    )
    newest = Sighting.objects.filter(site=site_id).order_by("-seen_on", "-id").values("pk")[:SIGHTINGS_KEPT]
    Sighting.objects.filter(site=site_id).exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()


@transaction.atomic
def place_group(group: VillagerGroup, *, by: Viewer, anchor: Position | None = None) -> GroupPlaced:
    """Gives a position to everything of a villager group that has no certain one.

    From visits where they agree, else between the neighbours in walking order; `anchor` is where the group
    lies, needed only where no place is known. Pins and imported positions are never changed; what was placed
    between neighbours before is placed anew. Raises `NotAllowed`, `AnchorNeeded`, `NothingToPlace`.
    """
    by.require(Act.POSITION_SET, group.ground)
    sites = in_walking_order(Site.objects.select_for_update().in_use().filter(group=group))
    visited = sighted_positions(site for site in sites if site.position_from not in CERTAIN)
    known = [_known(site, visited.get(site.pk)) for site in sites]
    if all(
        position is not None and site.latitude is not None
        for site, position in zip(sites, known, strict=True)
    ):
        raise NothingToPlace
    if anchor is None and not any(known):
        raise AnchorNeeded
    placed = between_neighbours(known, anchor)
    changed: dict[PositionFrom, list[Site]] = {PositionFrom.VISITS: [], PositionFrom.BETWEEN: []}
    for site, sure, position in zip(sites, known, placed, strict=True):
        if site.position_from in CERTAIN or position == position_of(site):
            continue
        where_from = PositionFrom.BETWEEN if sure is None else PositionFrom.VISITS
        _put(site, position, where_from, GivenAs.WGS84)
        changed[where_from].append(site)
    for where_from, rows in changed.items():
        _save(rows, where_from, by)
    between = changed[PositionFrom.BETWEEN]
    unsure = sum(site.pk in visited for site in between)
    return GroupPlaced(len(changed[PositionFrom.VISITS]), len(between), unsure)


def _known(site: Site, by_visits: Position | None) -> Position | None:
    """What is known of a site: what somebody said, else what visits agree on, now or before."""
    if site.position_from in CERTAIN:
        return position_of(site)
    return by_visits or (position_of(site) if site.position_from == PositionFrom.VISITS else None)


def _put(site: Site, position: Position, where_from: PositionFrom, given_as: GivenAs) -> None:
    site.latitude, site.longitude = round(position.latitude, _DIGITS), round(position.longitude, _DIGITS)
    site.position_from, site.position_given_as = where_from, given_as


def _save(sites: Sequence[Site], where_from: PositionFrom, by: Viewer) -> None:
    """Writes the positions of many sites; one entry of the ledger for each village.

    Row by row: 10,000 take 2 s so, and 9 s by `bulk_update`, whose statements compare each row with each.
    """
    for site in sites:
        values = {column: getattr(site, column) for column in _COLUMNS}
        Site.objects.filter(pk=site.pk).update(**values)
    number = Counter(site.division_code for site in sites)
    for village in Division.objects.filter(pk__in=number):
        ledger.append(
            "site.positions",
            by=by,
            subject=village,
            division_code=village.code,
            detail={"from": where_from.value, "number": number[village.code]},
        )
