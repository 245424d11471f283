"""The ground: divisions, villager groups, grids, sites, and how other records point at them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongxin.records.ids import new_id
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.kinds import Level, SiteKind
from tongxin.territory.queries import (
    DivisionQuerySet,
    GridQuerySet,
    GroupQuerySet,
    SiteQuerySet,
)


class Division(models.Model):
    """A row of the national table of administrative divisions (行政区划), keyed by its 12-digit code."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40)
    level = models.CharField(max_length=12, choices=Level.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    pinyin = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    data_year = models.PositiveSmallIntegerField()

    objects = DivisionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{12}$"), name="division_code_has_12_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def ground(self) -> Ground:
        """The whole division as a ground."""
        return Ground(GroundKind.DIVISION, self.code)

    @property
    def is_village(self) -> bool:
        """Is this the lowest level of the national table?"""
        return self.level == Level.VILLAGE

    @property
    def brief_name(self) -> str:
        """The name without its last character 村, as in human numbers (莲华-2026-0031)."""
        return self.short_name[:-1] if self.is_village and len(self.short_name) > 2 else self.short_name


class VillagerGroup(models.Model):
    """A villager group (村民小组) of a village."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    village = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="groups")
    division_code = models.CharField(max_length=12, db_index=True, editable=False)
    name = models.CharField(_("name"), max_length=40)
    number = models.PositiveSmallIntegerField(_("number"))

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["village", "name"], name="group_name_once_per_village"),
            models.UniqueConstraint(fields=["village", "number"], name="group_number_once_per_village"),
            models.CheckConstraint(
                condition=Q(division_code=models.F("village_id")), name="group_lies_in_its_village"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ground(self) -> Ground:
        """The group as a ground."""
        return Ground(GroundKind.GROUP, self.division_code, group_id=self.pk)


class Grid(models.Model):
    """A grid (网格): part of a village with a leader; its members are the sites that name it."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    village = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="grids")
    division_code = models.CharField(max_length=12, db_index=True, editable=False)
    group = models.ForeignKey(
        VillagerGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="grids"
    )
    name = models.CharField(_("name"), max_length=40)
    number = models.PositiveSmallIntegerField(_("number"))
    polygon = models.JSONField(null=True, blank=True, help_text="GeoJSON Polygon in WGS84; optional")
    closed_on = models.DateField(null=True, blank=True)

    objects = GridQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["village", "name"], name="grid_name_once_per_village"),
            models.UniqueConstraint(fields=["village", "number"], name="grid_number_once_per_village"),
            models.CheckConstraint(
                condition=Q(division_code=models.F("village_id")), name="grid_lies_in_its_village"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ground(self) -> Ground:
        """The grid as a ground; with its group where it lies in one."""
        return Ground(GroundKind.GRID, self.division_code, group_id=self.group_id, grid_id=self.pk)


class Site(models.Model):
    """Anything that can be looked after and looked at (地点).

    A household here is a door: no name, no phone; the register is in `people` (A5).
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=SiteKind.choices)
    division_code = models.CharField(max_length=12, editable=False)
    group = models.ForeignKey(
        VillagerGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="sites"
    )
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, blank=True, related_name="sites")
    door = models.CharField(_("door number"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=60, blank=True)
    sequence = models.PositiveIntegerField(default=0, help_text="walking order within the group")
    latitude = models.FloatField(null=True, blank=True, help_text="WGS84 degrees; optional")
    longitude = models.FloatField(null=True, blank=True, help_text="WGS84 degrees; optional")
    last_seen_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "sequence", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "door"], condition=Q(kind="household"), name="door_once_per_group"
            ),
            models.CheckConstraint(
                condition=~Q(kind="household") | (Q(group__isnull=False) & ~Q(door="")),
                name="household_has_group_and_door",
            ),
            models.CheckConstraint(condition=Q(kind="household") | ~Q(name=""), name="place_has_a_name"),
        ]
        indexes = [
            models.Index(  # holds all that counting asks for, so no row is read
                fields=["division_code", "group", "kind", "grid", "last_seen_on", "closed_on", "id"],
                name="site_coverage",
            ),
            models.Index(fields=["grid", "sequence"], name="site_of_grid"),
            models.Index(fields=["group", "sequence"], name="site_of_group"),
        ]

    def __str__(self) -> str:
        return self.name or gettext("No. %(door)s") % {"door": self.door}

    @property
    def ground(self) -> Ground:
        """The site as a ground, with its group and grid."""
        return Ground(
            GroundKind.SITE, self.division_code, group_id=self.group_id, grid_id=self.grid_id, site_id=self.pk
        )

    @property
    def is_household(self) -> bool:
        """Is this a household's door?"""
        return self.kind == SiteKind.HOUSEHOLD


class GroundedModel(models.Model):
    """A record that points at a place: it keeps the village's code and, where known, group, grid and site.

    All four are those of the day it was made: a grid drawn anew later does not move old records.
    Each such model has a manager made of `GroundedQuerySet` or of a class under it.
    """

    ground_kind = models.CharField(
        max_length=10, choices=[(kind.value, kind.value) for kind in GroundKind], editable=False
    )
    division_code = models.CharField(max_length=12, db_index=True, editable=False)
    group = models.ForeignKey(
        VillagerGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def ground(self) -> Ground:
        """Where this record belongs."""
        return Ground(
            GroundKind(self.ground_kind),
            self.division_code,
            group_id=self.group_id,
            grid_id=self.grid_id,
            site_id=self.site_id,
        )

    @cached_property
    def place_name(self) -> str:
        """The place in words (莲华村 小伍排组 12号).

        No query after `select_related("group", "grid", "site")`.
        """
        parts = [Division.objects.name_of(self.division_code)]
        if self.group is not None and self.ground_kind in (GroundKind.GROUP, GroundKind.SITE):
            parts.append(self.group.name)
        if self.grid is not None and self.ground_kind == GroundKind.GRID:
            parts.append(self.grid.name)
        if self.site is not None and self.ground_kind == GroundKind.SITE:
            parts.append(str(self.site))
        return " ".join(parts)
