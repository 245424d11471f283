"""Divisions, villager groups, grids, sites."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongxin.records.ids import new_id
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.kinds import GivenAs, Level, PositionFrom, SiteKind
from tongxin.territory.models.classes import GroundClass
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
    ground_class = models.ForeignKey(
        GroundClass, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_on = models.DateField(null=True, blank=True, help_text="its first day; empty: before our records")
    closed_on = models.DateField(null=True, blank=True, help_text="first day on which it is no more")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )

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
    ground_class = models.ForeignKey(
        GroundClass, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_on = models.DateField(null=True, blank=True, help_text="its first day; empty: before our records")
    closed_on = models.DateField(null=True, blank=True, help_text="first day on which it is no more")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "name"],
                condition=Q(closed_on__isnull=True),
                name="group_name_once_per_village",
            ),
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
    is_locked = models.BooleanField(default=False, help_text="no redraw may change it")
    closed_on = models.DateField(null=True, blank=True, help_text="first day on which it is no more")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )

    objects = GridQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "name"],
                condition=Q(closed_on__isnull=True),
                name="grid_name_once_per_village",
            ),
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
    position_from = models.CharField(max_length=8, choices=PositionFrom.choices, blank=True)
    position_given_as = models.CharField(max_length=5, choices=GivenAs.choices, blank=True)
    is_locked = models.BooleanField(default=False, help_text="no redraw may move it to another grid")
    last_seen_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True, help_text="first day on which it is no more")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "sequence", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "door"],
                condition=Q(kind="household", merged_into__isnull=True),
                name="door_once_per_group",
            ),
            models.CheckConstraint(
                condition=~Q(kind="household") | (Q(group__isnull=False) & ~Q(door="")),
                name="household_has_group_and_door",
            ),
            models.CheckConstraint(condition=Q(kind="household") | ~Q(name=""), name="place_has_a_name"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True, position_from="")
                | (Q(latitude__isnull=False, longitude__isnull=False) & ~Q(position_from="")),
                name="position_says_where_from",
            ),
        ]
        indexes = [
            models.Index(  # holds all that counting asks for, so no row is read
                fields=["division_code", "group", "kind", "grid", "last_seen_on", "closed_on", "id"],
                name="site_coverage",
            ),
            models.Index(  # in the order of the matrix of coverage, so that nothing is sorted
                fields=["division_code", "kind", "last_seen_on", "closed_on", "id"], name="site_seen"
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

    @property
    def words(self) -> str:
        """The site in words, for columns of figures."""
        return str(self)

    @property
    def group_name(self) -> str:
        """The name of its group; of the group of the day that `history.sites_of` was asked for."""
        if "then_group_name" in self.__dict__:
            return self.__dict__["then_group_name"] or ""
        return self.group.name if self.group else ""

    @property
    def grid_name(self) -> str:
        """The name of its grid; of the grid of the day that `history.sites_of` was asked for."""
        if "then_grid_name" in self.__dict__:
            return self.__dict__["then_grid_name"] or ""
        return self.grid.name if self.grid else ""
