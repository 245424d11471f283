"""From when until when a town uses a version."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.records import clock
from tongxin.records.guards import Keeps
from tongxin.records.ids import new_id
from tongxin.standards.models.sheets import SheetVersion
from tongxin.standards.names import name_of
from tongxin.standards.queries import SheetAdoptionQuerySet

ALWAYS = date.min  # a sheet that came with the system was never adopted; it was there


class SheetAdoption(models.Model):
    """A version that a town uses from a day on (启用), and until when (停用). What has ended never changes.

    A sheet that came with the system needs none; one that the town no longer uses has one that begins with time.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.ENDED_ROWS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(SheetVersion, on_delete=models.PROTECT, related_name="adoptions")
    division_code = models.CharField(max_length=12, help_text="the town")
    since = models.DateField(_("used from"))
    until = models.DateField(_("no longer used from"), null=True, help_text="first day no longer in force")
    adopted_by = models.UUIDField(null=True, editable=False, help_text="the person")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    adopted_at = models.DateTimeField(default=clock.now, editable=False)
    ended_by = models.UUIDField(null=True, editable=False, help_text="the person")
    end_reason = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = SheetAdoptionQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["version", "division_code"], name="version_adopted_once_a_town"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="adoption_ends_after_its_start",
            ),
            models.CheckConstraint(
                condition=(Q(until__isnull=True) & Q(ended_at__isnull=True))
                | (Q(until__isnull=False) & Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="ended_adoption_says_when_and_why",
            ),
            models.CheckConstraint(condition=Q(since=ALWAYS) | ~Q(reason=""), name="adoption_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.since}"

    @property
    def was_always_there(self) -> bool:
        """Did the sheet come with the system, so that it was never adopted?"""
        return self.since == ALWAYS

    @property
    def adopter(self) -> str:
        """Who adopted it, as screens name people."""
        return name_of(self.adopted_by, self.version, "sheet.adopt")

    @property
    def ender(self) -> str:
        """Who ended it, as screens name people."""
        return name_of(self.ended_by, self.version, "sheet.retire")
