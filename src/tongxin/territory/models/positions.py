"""Positions that visits brought along, outlines of villages and groups, and files of such things."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import StoredFile
from tongxin.territory.kinds import FileDatum
from tongxin.territory.models.grounded import GroundedModel
from tongxin.territory.models.places import Site
from tongxin.territory.queries import MapImportQuerySet, OutlineQuerySet


class Sighting(models.Model):
    """A position that an optional entry gave for a site (定位线索): no person, no time of day, so no track."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="sightings")
    latitude = models.FloatField(help_text="WGS84 degrees")
    longitude = models.FloatField(help_text="WGS84 degrees")
    accuracy_m = models.PositiveIntegerField(null=True, blank=True, help_text="metres, as the phone says")
    seen_on = models.DateField()

    class Meta:
        ordering = ["site", "seen_on"]

    def __str__(self) -> str:
        return f"{self.site_id} {self.seen_on}"


class Outline(GroundedModel):
    """How far a village or a villager group reaches (边界), for the map. A grid keeps its own, with versions."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shape = models.JSONField(help_text="GeoJSON Polygon or MultiPolygon in WGS84")
    set_on = models.DateField(default=clock.today, editable=False)

    objects = OutlineQuerySet.as_manager()

    class Meta:
        ordering = ["division_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["division_code"], condition=Q(ground_kind="division"), name="one_outline_per_division"
            ),
            models.UniqueConstraint(
                fields=["group"], condition=Q(ground_kind="group"), name="one_outline_per_group"
            ),
            models.CheckConstraint(
                condition=Q(ground_kind="division", group__isnull=True)
                | Q(ground_kind="group", group__isnull=False),
                name="outline_is_of_a_division_or_group",
            ),
        ]

    def __str__(self) -> str:
        return self.place_name


class MapImport(models.Model):
    """One upload of outlines or positions (地图文件导入), from a look at it to its result; kept for some days only."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("file_name",)

    class State(models.TextChoices):
        PREVIEW = "preview", _("waits for a decision")
        DONE = "done", _("imported")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=120)
    division_code = models.CharField(max_length=12, db_index=True, help_text="town or village it is about")
    datum = models.CharField(max_length=8, choices=FileDatum.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PREVIEW)
    counts = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField(default=clock.now, editable=False)
    finished_at = models.DateTimeField(null=True)

    objects = MapImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False)
                | Q(state="preview", finished_at__isnull=True),
                name="map_import_done_when",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
