"""What access itself records: who opened personal data."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.territory.models import GroundedModel
from tongxin.territory.queries import GroundedQuerySet


class Purpose(models.TextChoices):
    """Why personal data may be opened (导出理由)."""

    VISIT = "visit", _("arrange a visit or a call")
    CASE = "case", _("deal with a problem")
    CORRECTION = "correction", _("check or correct the register")
    REQUEST = "request", _("the household asks for it")


class Opening(GroundedModel):
    """One opening of a household's personal data (访问留痕): who, when, what for. Never changed."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    opened_at = models.DateTimeField(default=clock.now, editable=False)

    objects = GroundedQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        indexes = [
            models.Index(fields=["site", "-opened_at"], name="opening_of_site"),
            models.Index(fields=["-opened_at", "-id"], name="openings_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=Purpose.values), name="opening_has_a_purpose"
            ),
        ]
