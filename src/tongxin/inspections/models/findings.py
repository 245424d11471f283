"""What was found on a visit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.cases.models import Case
from tongxin.inspections.models.rounds import Round
from tongxin.inspections.models.visits import Visit
from tongxin.inspections.querysets import (
    FindingQuerySet,
)
from tongxin.records.ids import new_id
from tongxin.records.models import StoredFile
from tongxin.standards.models import MatterType


class Finding(models.Model):
    """Something out of order at an item (发现问题): becomes a case, was put right on the spot, or is noted.

    Two heaps at two places under one item are two findings, each with its own note, photos and case; together
    they count what the item's answer counts.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("note",)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="findings", db_index=False, help_text="the visit's"
    )
    item_id = models.CharField(max_length=20)
    matter = models.ForeignKey(
        MatterType, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    count = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(_("what is the matter"), max_length=500, blank=True)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="finding")
    fixed_on_spot = models.BooleanField(_("put right on the spot"), default=False)
    withdrawn_at = models.DateTimeField(null=True, help_text="a correction says that it was none")

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["visit", "id"]
        indexes = [models.Index(fields=["round", "id"], name="findings_of_round")]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(fixed_on_spot=False), name="fixed_on_spot_is_no_case"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(matter__isnull=False), name="case_has_its_kind"
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="finding_counts_something"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.item_id}"


class FindingPhoto(models.Model):
    """A photo of a finding; how many one may have is in `data/inspections/visits.json`."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="photos", db_index=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["finding", "id"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "file"], name="photo_once_a_finding"),
        ]

    def __str__(self) -> str:
        return str(self.finding_id)
