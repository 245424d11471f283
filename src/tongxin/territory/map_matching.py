"""What the features of a map file are meant for, and which of them fit nothing. Nothing is written here."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.records.errors import RuleBroken
from tongxin.territory.datum import Position, Reach, is_position, reach_of
from tongxin.territory.ground import Ground
from tongxin.territory.kinds import PositionFrom, SiteKind
from tongxin.territory.lookup import Place, place_of
from tongxin.territory.map_columns import Columns, Meaning, plain, stem
from tongxin.territory.map_errors import ShapeFaulty
from tongxin.territory.map_files import Feature
from tongxin.territory.models import Division, Grid, Outline, Site, VillagerGroup
from tongxin.territory.shapes import GeoJSON, checked_outline
from tongxin.territory.whereabouts import position_of, reach_of_town

OUT = "out"  # what somebody picks for a feature that is to be left out
_SAME_DEGREES = 1e-6  # 10 cm

Names = dict[str, list[Any]]


@dataclass(frozen=True)
class Match:
    """A feature and the place it is for; `shape` of an area, `position` of a point."""

    feature: Feature
    place: Place
    label: str
    is_new: bool
    is_same: bool
    shape: GeoJSON | None = None
    position: Position | None = None
    is_far: bool = False


@dataclass(frozen=True)
class Fault:
    """A feature that fits nothing, and why."""

    feature: Feature
    name: str
    why: str
    picked: str = ""


@dataclass
class Matched:
    """What a file would do."""

    matches: list[Match] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: int = 0

    @property
    def changes(self) -> list[Match]:
        """The matches that change something."""
        return [match for match in self.matches if not match.is_same]

    @property
    def far(self) -> list[Match]:
        """Positions far from all others of the town: to look at, not refused."""
        return [match for match in self.matches if match.is_far]

    @property
    def seen(self) -> str:
        """Digest of what would change: whoever confirms says it, so that nothing else is done."""
        told = [
            [match.place.ground.key, match.shape, astuple(match.position) if match.position else None]
            for match in self.changes
        ]
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


class _Misfit(Exception):
    """Why a feature fits nothing."""


@dataclass
class Matcher:
    """Finds the places that the features of one file are for, within `scope`."""

    scope: Ground
    columns: Columns
    picks: Mapping[int, str]  # number of a feature → one of `labels`, or `OUT`
    reach: Reach | None = None

    def match(self, features: list[Feature]) -> Matched:
        """Every feature with its place, or with what is wrong with it; a place is named at most once."""
        self.reach = reach_of_town(self.scope.division_code) or _reach_of_file(features)
        found = Matched()
        taken: dict[str, int] = {}
        for feature in features:
            if self.picks.get(feature.number) == OUT:
                found.left_out += 1
                continue
            try:
                match = self._match(feature)
                if match.place.ground.key in taken:
                    first = taken[match.place.ground.key]
                    raise _Misfit(_("the same place as entry %(number)d") % {"number": first})
            except ShapeFaulty as error:
                found.faults.append(self._fault(feature, str(error.why)))
            except (_Misfit, RuleBroken) as error:
                found.faults.append(self._fault(feature, str(error)))
            else:
                taken[match.place.ground.key] = feature.number
                found.matches.append(match)
        return found

    def _fault(self, feature: Feature, why: str) -> Fault:
        columns = (self.columns.village, self.columns.group, self.columns.door, self.columns.name)
        said = dict.fromkeys(self._value(feature, column) for column in columns)
        return Fault(feature, " ".join(filter(None, said)), why, self.picks.get(feature.number, ""))

    def _match(self, feature: Feature) -> Match:
        if feature.is_area:
            return self._area(feature)
        if feature.is_point:
            return self._point(feature)
        if feature.geometry is None:
            raise _Misfit(_("it has no shape"))
        raise _Misfit(_("it is a line or something else; only points and polygons are taken"))

    def _area(self, feature: Feature) -> Match:
        place = self._picked(feature) or self._named_area(feature)
        if isinstance(place, Site):
            raise _Misfit(_("a polygon is no position of a single place"))
        if isinstance(place, Grid) and place.is_locked:
            raise _Misfit(_("the grid is locked"))
        shape = checked_outline(feature.geometry, reach=self.reach, parts=not isinstance(place, Grid))
        before = place.polygon if isinstance(place, Grid) else self._outlines.get(place.ground.key)
        return Match(
            feature, place, self._label(place), is_new=before is None, is_same=before == shape, shape=shape
        )

    def _named_area(self, feature: Feature) -> Place:
        name, areas = self._value(feature, self.columns.name), self.columns.areas
        place: Place
        if areas is Meaning.VILLAGES:
            place = _only(self._villages, name, "village")
        elif areas is Meaning.GROUPS:
            place = _only(self._of_village(self._groups, feature), name, "group")
        else:
            place = _only(self._of_village(self._grids, feature), name, "grid")
        return place

    def _point(self, feature: Feature) -> Match:
        place = self._picked(feature) or self._named_point(feature)
        if not isinstance(place, Site):
            raise _Misfit(_("a point is no outline"))
        longitude, latitude = feature.geometry["coordinates"] if feature.geometry else (0.0, 0.0)
        if not is_position(latitude, longitude):
            raise _Misfit(_("its numbers are no longitude and latitude in degrees"))
        position, before = Position(latitude, longitude), position_of(place)
        stays = before is not None and (
            place.position_from == PositionFrom.PIN
            or max(abs(before.latitude - latitude), abs(before.longitude - longitude)) < _SAME_DEGREES
        )
        return Match(
            feature,
            place,
            self._label(place),
            is_new=before is None,
            is_same=stays,
            position=position,
            is_far=self.reach is not None and not self.reach.holds(position),
        )

    def _named_point(self, feature: Feature) -> Site:
        door = self._value(feature, self.columns.door)
        if door:
            group_name = self._value(feature, self.columns.group)
            group = _only(self._of_village(self._groups, feature), group_name, "group")
            site = _only(self._doors[group.pk], door, "door")
        else:
            name = self._value(feature, self.columns.name)
            site = _only(self._of_village(self._places, feature), name, "place")
        assert isinstance(site, Site)  # noqa: S101 - the names of doors and places are those of sites
        return site

    def _picked(self, feature: Feature) -> Place | None:
        name = self.picks.get(feature.number)
        if not name:
            return None
        if name not in self._labels:
            raise _Misfit(_("“%(name)s” is not on the list of places") % {"name": name})
        return place_of(self._labels[name])

    def _of_village(self, by_village: Mapping[str, Names], feature: Feature) -> Names:
        """The names in the village that the feature names; without one those of all villages."""
        village = self._value(feature, self.columns.village)
        if village and self.columns.village != self.columns.name:
            return by_village[_only(self._villages, village, "village").code]
        every: Names = defaultdict(list)
        for names in by_village.values():
            for name, places in names.items():
                every[name] += places
        return every

    def _value(self, feature: Feature, column: str) -> str:
        return feature.properties.get(column, "") if column else ""

    def _label(self, place: Place) -> str:
        village = Division.objects.name_of(place.ground.division_code)
        if isinstance(place, Division):
            return village
        group = place.group.name if isinstance(place, Site) and place.group else ""
        return " ".join(part for part in (village, group, str(place)) if part)

    @cached_property
    def _labels(self) -> dict[str, str]:
        return labels(self.scope)

    @cached_property
    def _villages(self) -> Names:
        names: Names = defaultdict(list)
        for village in Division.objects.villages().within(self.scope).filter(closed_on__isnull=True):
            spellings = [*_spellings(village.name, "village"), *_spellings(village.short_name, "village")]
            for name in {village.code, *spellings}:
                names[name].append(village)
        return names

    @cached_property
    def _groups(self) -> dict[str, Names]:
        rows = (
            VillagerGroup.objects.within(self.scope).filter(closed_on__isnull=True).select_related("village")
        )
        return _by_village(rows, "group")

    @cached_property
    def _grids(self) -> dict[str, Names]:
        return _by_village(Grid.objects.in_use().within(self.scope).select_related("village"), "grid")

    @cached_property
    def _places(self) -> dict[str, Names]:
        rows = Site.objects.in_use().within(self.scope).exclude(kind=SiteKind.HOUSEHOLD)
        return _by_village(rows.select_related("group"), "place")

    @cached_property
    def _doors(self) -> dict[Any, Names]:
        names: dict[Any, Names] = defaultdict(lambda: defaultdict(list))
        for site in Site.objects.households().within(self.scope).select_related("group").order_by():
            names[site.group_id][stem(site.door, "door")].append(site)
        return names

    @cached_property
    def _outlines(self) -> dict[str, GeoJSON]:
        rows = Outline.objects.within(self.scope).select_related("group")
        return {outline.ground.key: outline.shape for outline in rows}


def labels(scope: Ground) -> dict[str, str]:
    """Places that can be named for an entry by hand: villages, groups, grids, public places; name → key."""
    name_of = Division.objects.name_of
    villages = Division.objects.villages().within(scope).filter(closed_on__isnull=True)
    groups = VillagerGroup.objects.within(scope).filter(closed_on__isnull=True)
    grids = Grid.objects.in_use().within(scope)
    places = Site.objects.in_use().within(scope).exclude(kind=SiteKind.HOUSEHOLD)
    named = {str(village): village.ground.key for village in villages}
    for row in [*groups, *grids, *places]:
        named.setdefault(f"{name_of(row.division_code)} {row.name}", row.ground.key)
    return named


def _by_village(rows: Any, kind: str) -> dict[str, Names]:
    names: dict[str, Names] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for name in _spellings(row.name, kind):
            names[row.division_code][name].append(row)
    return names


def _spellings(name: str, kind: str) -> Iterator[str]:
    yield from dict.fromkeys([plain(name), stem(name, kind)] if kind != "place" else [plain(name)])


_UNKNOWN: Mapping[str, Promise] = {
    "village": gettext_lazy("there is no village “%(name)s” here"),
    "group": gettext_lazy("there is no villager group “%(name)s” here"),
    "grid": gettext_lazy("there is no grid “%(name)s” here"),
    "door": gettext_lazy("the group has no door “%(name)s”"),
    "place": gettext_lazy("there is no public place “%(name)s” here"),
}


def _only(names: Names, name: str, kind: str) -> Any:
    """The one place of that name. Raises `_Misfit` where there is none, or more than one."""
    if not name:
        raise _Misfit(_("nothing says which place it is"))
    found = names.get(plain(name)) or names.get(plain(name) if kind == "place" else stem(name, kind), [])
    distinct = {row.ground.key: row for row in found}
    if not distinct:
        raise _Misfit(str(_UNKNOWN[kind]) % {"name": name})
    if len(distinct) > 1:
        raise _Misfit(
            _("“%(name)s” is the name of several; the village must stand beside it") % {"name": name}
        )
    return next(iter(distinct.values()))


def _reach_of_file(features: list[Feature]) -> Reach | None:
    """How far the file's own points and areas reach, for a town that has no positions yet."""
    corners = (_first_corner(feature.geometry["coordinates"]) for feature in features if feature.geometry)
    points = [(each[1], each[0]) for each in corners if each]
    return reach_of([Position(*each) for each in points if is_position(*each)])


def _first_corner(value: Any) -> Any:
    while value and isinstance(value[0], list):
        value = value[0]
    return value
