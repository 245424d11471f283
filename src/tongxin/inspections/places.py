"""What a round can visit: the sites, grids, groups or villages of the kind that its sheet is made for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q

from tongxin.cases.models import Case
from tongxin.inspections.drawing import Among, SampleRule
from tongxin.inspections.models import Finding, Round
from tongxin.inspections.rules import RoundState, VisitRole
from tongxin.inspections.walking import Position, walking_order
from tongxin.records import clock
from tongxin.standards.models import SheetVersion
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division, Grid, Site, VillagerGroup
from tongxin.territory.pausing import paused_sites
from tongxin.territory.queries import SiteQuerySet

# The kind of site for a sheet's object kind; a natural village is visited as a villager group, the nearest
# unit that the register has.
_SITES = {kind.value: kind for kind in SiteKind}
_GROUPS = frozenset({"villager_group", "natural_village"})
_BATCH = 500  # ids a query: SQLite takes 250,000 variables, PostgreSQL 65,535


class Place(NamedTuple):
    """A unit to draw, and where it lies: a million of them are read for one drawing."""

    key: str
    stratum: str
    kind: GroundKind
    division_code: str
    group_id: UUID | None
    grid_id: UUID | None
    site_id: UUID | None

    @property
    def ground(self) -> Ground:
        """The ground that is visited."""
        return Ground(
            self.kind,
            self.division_code,
            group_id=self.group_id,
            grid_id=self.grid_id,
            site_id=self.site_id,
        )


def is_of_sites(object_kind: str) -> bool:
    """Is a sheet of this object kind made for sites, which alone are seen on a day?"""
    return object_kind in _SITES


def places_to_visit(round_: Round) -> list[Place]:
    """Everything that the round can draw from, by village, group and number.

    Households and places that are paused today are left in peace.
    """
    return places_for(round_.sheet_version, round_.ground, round_.sample)


def places_for(version: SheetVersion, ground: Ground, rule: SampleRule) -> list[Place]:
    """What the sample `rule` draws from on `ground` with a sheet, by village, group and number."""
    if is_of_sites(version.object_kind):
        found = list(_sites(_sites_for(version, ground, rule)))
    elif version.object_kind == "grid":
        found = list(_placed(Grid.objects.in_use().within(ground).order_by("division_code", "number")))
    elif version.object_kind in _GROUPS:
        groups = VillagerGroup.objects.in_use().within(ground).order_by("division_code", "number")
        found = list(_placed(groups.distinct()))
    else:
        found = list(_placed(Division.objects.villages().in_use().within(ground).order_by("code")))
    if rule.among is not Among.PROBLEMS:
        return found
    wanted = problem_keys(version, ground)
    return [place for place in found if place.key in wanted]


def counts_by_stratum(version: SheetVersion, ground: Ground, rule: SampleRule) -> Mapping[str, int]:
    """How many units lie in each grid, or in no grid of a village; counted by the database where it can be."""
    if not is_of_sites(version.object_kind) or rule.among is Among.PROBLEMS:
        return Counter(place.stratum for place in places_for(version, ground, rule))
    rows = (
        _sites_for(version, ground, rule)
        .order_by()
        .values_list("division_code", "grid_id")
        .annotate(n=Count("pk"))
        .order_by("division_code", "grid__number")
    )
    return {_stratum(code, grid_id): count for code, grid_id, count in rows}


def _sites_for(version: SheetVersion, ground: Ground, rule: SampleRule) -> SiteQuerySet:
    today = clock.today()
    sites = Site.objects.in_use().filter(kind=_SITES[version.object_kind]).within(ground)
    sites = sites.exclude(pk__in=paused_sites(today))
    if rule.among is Among.NOT_SEEN:
        before = today - timedelta(days=rule.days)
        sites = sites.filter(Q(last_seen_on__isnull=True) | Q(last_seen_on__lt=before))
    return sites


def _sites(sites: SiteQuerySet) -> Iterator[Place]:
    rows = sites.order_by("division_code", "group__number", "grid__number", "sequence", "id").values_list(
        "id", "division_code", "group_id", "grid_id"
    )
    kind = GroundKind.SITE
    for site_id, code, group_id, grid_id in rows.iterator(2000):
        stratum = _stratum(code, grid_id)
        yield Place(f"site:{site_id}", stratum, kind, code, group_id, grid_id, site_id)


def _placed(rows: Iterable[Grid | VillagerGroup | Division]) -> Iterator[Place]:
    for row in rows:
        at = row.ground
        stratum = _stratum(at.division_code, at.grid_id)
        yield Place(at.key, stratum, at.kind, at.division_code, at.group_id, at.grid_id, at.site_id)


def _stratum(division_code: str, grid_id: UUID | None) -> str:
    """The grid, or for what lies in none: the rest of its village."""
    return division_code if grid_id is None else f"grid:{grid_id}"


def stratum_names(keys: Iterable[str]) -> dict[str, str]:
    """The names of strata for screens: the grid with its village, or the village."""
    grids = {key.removeprefix("grid:"): key for key in keys if key.startswith("grid:")}
    names = {key: Division.objects.name_of(key) for key in keys if key.isdecimal()}
    for grid in Grid.objects.filter(pk__in=grids):
        village = Division.objects.name_of(grid.division_code)
        names[grids[str(grid.pk)]] = f"{village} {grid.name}"
    return names


def last_round(version: SheetVersion, ground: Ground) -> Round | None:
    """The last closed round on this sheet, in whatever version, whose ground holds `ground` or lies in it."""
    closed = Round.objects.filter(state=RoundState.CLOSED, sheet_version__sheet=version.sheet_id)
    for found in closed.order_by("-closed_at")[:_BATCH]:
        if found.ground.contains(ground) or ground.contains(found.ground):
            return found
    return None


def problem_keys(version: SheetVersion, ground: Ground) -> frozenset[str]:
    """Keys of the places where the last round found something that is not known to be put right.

    A finding that was only noted is not known to be; one that was put right on the spot, or whose case has
    ended, is.
    """
    last = last_round(version, ground)
    if last is None:
        return frozenset()
    left_open = Finding.objects.standing().filter(round=last, fixed_on_spot=False)
    left_open = left_open.filter(Q(case__isnull=True) | Q(case__in=Case.objects.open()))
    return frozenset(left_open.values_list("visit__unit_key", flat=True))


def in_walking_order(places: Sequence[Place]) -> list[Place]:
    """The places village by village, in each along a short way where positions are known.

    `places` come by village, group and number; without positions they stay so.
    """
    positions = positions_of(place.site_id for place in places if place.site_id)
    walked: list[Place] = []
    for _code, of_village in groupby(places, key=lambda place: place.division_code):
        listed = list(of_village)
        known = {place: positions[place.site_id] for place in listed if place.site_id in positions}
        walked += walking_order(listed, known)
    return walked


def positions_of(site_ids: Iterable[UUID]) -> dict[UUID | None, Position]:
    """Where sites lie, as far as known: latitude and longitude in degrees (WGS84)."""
    ids = list(site_ids)
    positions: dict[UUID | None, Position] = {}
    for start in range(0, len(ids), _BATCH):
        rows = Site.objects.filter(pk__in=ids[start : start + _BATCH], latitude__isnull=False)
        for site_id, latitude, longitude in rows.values_list("pk", "latitude", "longitude"):
            if latitude is not None and longitude is not None:
                positions[site_id] = (latitude, longitude)
    return positions


def paused_keys(keys: Collection[str]) -> frozenset[str]:
    """Those of the keys that are sites which are paused today."""
    if not keys:
        return frozenset()
    paused = paused_sites(clock.today()).values_list("site", flat=True)
    return frozenset(keys) & {f"{GroundKind.SITE}:{site_id}" for site_id in paused}


def listed_keys(round_: Round) -> frozenset[str]:
    """Keys of the places on the round's list."""
    return frozenset(round_.visits.filter(role=VisitRole.MAIN).values_list("unit_key", flat=True))
