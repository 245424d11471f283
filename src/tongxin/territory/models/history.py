"""The ground as it was: where a site lay, what a grid looked like, what a place was called."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.records import clock
from tongxin.records.guards import Keeps
from tongxin.records.ids import new_id
from tongxin.territory.ground import GroundKind
from tongxin.territory.models.grounded import GroundedModel
from tongxin.territory.models.places import Grid, Site, VillagerGroup
from tongxin.territory.queries import ChangeQuerySet, FormerNameQuerySet, PlacementQuerySet, VersionQuerySet

BEFORE_RECORDS = date(1900, 1, 1)  # the first day of what lay somewhere when the history began to be kept


class Placement(models.Model):
    """Where a site lay from a day until a day (归属): its village, group and grid. Ended rows never change.

    `Site` keeps the present one in its own columns; the open row here says the same.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.ENDED_ROWS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="placements")
    division_code = models.CharField(max_length=12, editable=False)
    group = models.ForeignKey(
        VillagerGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="first day on which it lay elsewhere")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["site", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=Q(until__isnull=True), name="one_placement_per_site"
            ),
            models.UniqueConstraint(fields=["site", "since"], name="placement_begins_once_a_day"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="placement_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "since"], name="placement_of_village"),
            models.Index(fields=["grid", "since"], name="placement_of_grid"),
            models.Index(fields=["group", "since"], name="placement_of_group"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.since}"


class GridVersion(models.Model):
    """A grid as it was drawn from a day until a day (网格版本). Ended rows never change."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.ENDED_ROWS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="versions")
    division_code = models.CharField(max_length=12, db_index=True, editable=False)
    group = models.ForeignKey(
        VillagerGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    number = models.PositiveSmallIntegerField(_("version"))
    polygon = models.JSONField(null=True, blank=True, help_text="GeoJSON Polygon in WGS84; optional")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="first day no longer in force")

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["grid", "number"]
        constraints = [
            models.UniqueConstraint(fields=["grid", "number"], name="grid_version_once"),
            models.UniqueConstraint(
                fields=["grid"], condition=Q(until__isnull=True), name="one_version_per_grid"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="version_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_from_before_records(self) -> bool:
        """Was it drawn before this house kept days?"""
        return self.since == BEFORE_RECORDS


class FormerName(GroundedModel):
    """What a village, group or grid was called before a day (曾用名)."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.EVERYTHING

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    until = models.DateField(help_text="first day on which it has another name")

    objects = FormerNameQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "until"]

    def __str__(self) -> str:
        return self.name


class GroundChange(models.Model):
    """One act that changed the ground (村组调整): what was, what became of it, from which day, why. Never changed."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.EVERYTHING

    class Kind(models.TextChoices):
        MERGE = "merge", _("merged")
        SPLIT = "split", _("split")
        RENAME = "rename", _("renamed")
        REDRAW = "redraw", _("drawn anew")
        CLOSE = "close", pgettext_lazy("ground", "closed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    ground_kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in GroundKind])
    division_code = models.CharField(max_length=12, db_index=True, editable=False)
    on = models.DateField(help_text="first day of the new ground")
    before = models.JSONField(default=list, help_text="keys and names of the places that were")
    after = models.JSONField(default=list, help_text="keys and names of the places that are")
    sites = models.PositiveIntegerField(default=0, help_text="how many sites changed hands")
    reason = models.CharField(_("reason"), max_length=200)
    made_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-made_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="ground_change_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"

    @property
    def keys(self) -> frozenset[str]:
        """Keys of everything that it is about."""
        return frozenset(place["key"] for place in (*self.before, *self.after))
