"""Positions that visits brought along, kept without who was there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tongxin.records.ids import new_id
from tongxin.territory.models.places import Site


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
