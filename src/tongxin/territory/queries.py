"""Questions about the ground. `within` is written here once and used by every room (A3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from tongxin.records.permission import GroundLike
from tongxin.territory.ground import DIVISION_DIGITS, Ground, GroundKind, code_range
from tongxin.territory.kinds import PUBLIC_KINDS, Level, SiteKind

if TYPE_CHECKING:
    from tongxin.territory.models import (
        Division,
        FormerName,
        Grid,
        GridVersion,
        GroundChange,
        GroundClass,
        MapImport,
        Outline,
        Pause,
        Placement,
        Site,
        VillagerGroup,
    )

TOWN_DIGITS = 9
_names: dict[str, str] = {}

Row = TypeVar("Row", bound=models.Model)


class GroundedQuerySet(models.QuerySet[Row]):
    """Rows that point at a place by `division_code`, `group`, `grid`, `site`.

    `GROUND_PATH` is set where these columns are another row's: `"site__"` for what belongs to a site.
    """

    GROUND_PATH: ClassVar[str] = ""
    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {
        GroundKind.GROUP: "group_id",
        GroundKind.GRID: "grid_id",
        GroundKind.SITE: "site_id",
    }

    def _inside(self, ground: Ground) -> Q:
        if ground.kind is GroundKind.DIVISION:
            first, after = code_range(ground.division_code)
            column = f"{self.GROUND_PATH}division_code"
            return Q(**{f"{column}__gte": first, f"{column}__lt": after})
        value: UUID | None = {
            GroundKind.GROUP: ground.group_id,
            GroundKind.GRID: ground.grid_id,
            GroundKind.SITE: ground.site_id,
        }[ground.kind]
        own = self.GROUND_COLUMNS.get(ground.kind)
        return Q(**{f"{self.GROUND_PATH}{own}": value}) if own else Q(pk__in=())

    def within(self, ground: Ground) -> Self:
        """Rows that lie in `ground`: one indexed column decides."""
        return self.filter(self._inside(ground))

    def within_any(self, grounds: Iterable[Ground]) -> Self:
        """Rows that lie in at least one of `grounds`; none where there is no ground."""
        condition = Q(pk__in=())
        for ground in outermost(grounds):
            condition |= self._inside(ground)
        return self.filter(condition)


def outermost(grounds: Iterable[Ground]) -> list[Ground]:
    """The grounds that lie in no other of them, widest first; fewer terms for the database."""
    kinds = list(GroundKind)
    distinct = sorted(set(grounds), key=lambda ground: (kinds.index(ground.kind), ground.key))
    kept: list[Ground] = []
    for ground in distinct:
        if not any(outer.contains(ground) for outer in kept):
            kept.append(ground)
    return kept


def lies_in(ground: Ground, path: str = "") -> Q:
    """Whether the place in the columns `division_code`, `group`, `grid`, `site` behind `path` lies in `ground`."""
    if ground.kind is GroundKind.DIVISION:
        first, after = code_range(ground.division_code)
        return Q(**{f"{path}division_code__gte": first, f"{path}division_code__lt": after})
    own = {
        GroundKind.GROUP: ground.group_id,
        GroundKind.GRID: ground.grid_id,
        GroundKind.SITE: ground.site_id,
    }
    return Q(**{f"{path}{ground.kind.value}_id": own[ground.kind]})


def _not_closed(on: date | None) -> Q:
    """Whether a place is in use: never closed, or, on a day, opened by then and not closed yet."""
    if on is None:
        return Q(closed_on__isnull=True)
    begun = Q(opened_on__isnull=True) | Q(opened_on__lte=on)
    return begun & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))


class DivisionQuerySet(GroundedQuerySet["Division"]):
    """Divisions, by their own code. No division lies inside a group, a grid or a site."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {}

    def _inside(self, ground: Ground) -> Q:
        if ground.kind is not GroundKind.DIVISION:
            return super()._inside(ground)
        first, after = code_range(ground.division_code)
        return Q(code__gte=first, code__lt=after)

    def villages(self) -> Self:
        """The lowest level of the national table."""
        return self.filter(level=Level.VILLAGE)

    def townships(self) -> Self:
        """The level above the villages."""
        return self.filter(level=Level.TOWNSHIP)

    def in_use(self, on: date | None = None) -> Self:
        """Divisions that were not closed; with a day, those that were in use that day."""
        return self.filter(_not_closed(on))

    def around(self, grounds: Iterable[GroundLike]) -> Self:
        """Divisions that lie in one of `grounds`, or that one of them lies in: for filters by village.

        Not for permission: a grid leader's village is around the grid, yet not the leader's ground.
        """
        found = list(grounds)
        condition = Q(pk__in={ground.division_code for ground in found})
        for ground in found:
            if isinstance(ground, Ground) and ground.kind is GroundKind.DIVISION:
                condition |= self._inside(ground)
        return self.filter(condition)

    def name_of(self, code: str) -> str:
        """The short name of the division with `code`, else the code; all names are read at once and kept."""
        if code not in _names:
            _names.update(self.model._default_manager.values_list("code", "short_name"))
        return _names.get(code, code)

    def forget_names(self) -> None:
        """Called by every act that writes a division."""
        _names.clear()


class GroupQuerySet(GroundedQuerySet["VillagerGroup"]):
    """Villager groups. A grid lies inside a group, never a group inside a grid."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {GroundKind.GROUP: "id"}

    def in_use(self, on: date | None = None) -> Self:
        """Groups that were not closed; with a day, those that were in use that day."""
        return self.filter(_not_closed(on))


class GridQuerySet(GroundedQuerySet["Grid"]):
    """Grids."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {GroundKind.GROUP: "group_id", GroundKind.GRID: "id"}

    def in_use(self) -> Self:
        """Grids that were not closed."""
        return self.filter(closed_on__isnull=True)


class SiteQuerySet(GroundedQuerySet["Site"]):
    """Sites of every kind."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {
        GroundKind.GROUP: "group_id",
        GroundKind.GRID: "grid_id",
        GroundKind.SITE: "id",
    }

    def in_use(self) -> Self:
        """Sites that were not closed."""
        return self.filter(closed_on__isnull=True)

    def households(self) -> Self:
        """Households in use."""
        return self.in_use().filter(kind=SiteKind.HOUSEHOLD)

    def public(self) -> Self:
        """Public places of every kind in use."""
        return self.in_use().filter(kind__in=PUBLIC_KINDS)

    def placed(self) -> Self:
        """Sites with a position."""
        return self.filter(latitude__isnull=False)

    def seen_since(self, day: date) -> Self:
        """Sites that some record says were looked at on `day` or later."""
        return self.filter(last_seen_on__gte=day)


class PlacementQuerySet(GroundedQuerySet["Placement"]):
    """Where sites lay."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {
        GroundKind.GROUP: "group_id",
        GroundKind.GRID: "grid_id",
        GroundKind.SITE: "site_id",
    }

    def in_force(self, on: date) -> Self:
        """Placements of the day `on`."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)


class VersionQuerySet(GroundedQuerySet["GridVersion"]):
    """Versions of grids."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {
        GroundKind.GROUP: "group_id",
        GroundKind.GRID: "grid_id",
    }

    def in_force(self, on: date) -> Self:
        """Versions of the day `on`."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)


class FormerNameQuerySet(GroundedQuerySet["FormerName"]):
    """Former names of villages, groups and grids, and former numbers of doors."""

    def of(self, ground: Ground) -> Self:
        """The former names of exactly this place."""
        own = Q(division_code=ground.division_code)
        if ground.kind is not GroundKind.DIVISION:
            own = lies_in(ground)
        return self.filter(own, ground_kind=ground.kind.value)


class ChangeQuerySet(GroundedQuerySet["GroundChange"]):
    """Acts that changed the ground, by the village in which they were done."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {}

    def of_town(self, digits: str) -> Self:
        """Changes in the town whose codes begin with these nine digits."""
        return self.within(Ground(GroundKind.DIVISION, digits.ljust(DIVISION_DIGITS, "0")))

    def concerning(self, division: Division) -> Self:
        """Changes in a division and, for a village, those between villages of its town that name it."""
        if not division.is_village:
            return self.within(division.ground)
        between = self.of_town(division.code[:TOWN_DIGITS]).filter(ground_kind=GroundKind.DIVISION)
        named = [row.pk for row in between if division.code in row.keys]
        return self.filter(Q(pk__in=named) | lies_in(division.ground))


class ClassQuerySet(GroundedQuerySet["GroundClass"]):
    """Classes of ground, by their town."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {}


class PauseQuerySet(GroundedQuerySet["Pause"]):
    """Pauses of sites."""

    def in_force(self, on: date) -> Self:
        """Pauses that hold on the day `on`."""
        return self.filter(since__lte=on, until__gt=on)

    def not_over(self, on: date) -> Self:
        """Pauses that hold on the day `on` or will later."""
        return self.filter(until__gt=on)

    def touching(self, since: date, until: date) -> Self:
        """Pauses that hold on some day of a period, both days included."""
        return self.filter(since__lte=until, until__gt=since)


class OutlineQuerySet(GroundedQuerySet["Outline"]):
    """Outlines of villages and groups."""


class MapImportQuerySet(GroundedQuerySet["MapImport"]):
    """Uploads for the map, by the town or village that they are about."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {}

    def with_file_older_than(self, moment: datetime) -> Self:
        """Uploads from before `moment` whose file is still kept."""
        return self.filter(file__isnull=False, uploaded_at__lt=moment)


def grounded(ground: Ground) -> dict[str, Any]:
    """The field values that make a `GroundedModel` row point at `ground`."""
    return {
        "ground_kind": ground.kind.value,
        "division_code": ground.division_code,
        "group_id": ground.group_id,
        "grid_id": ground.grid_id,
        "site_id": ground.site_id,
    }
