"""Pauses: a household or place that leaves duties and comparison for a while, never the register."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.records.ids import new_id
from tongxin.territory.models.grounded import GroundedModel
from tongxin.territory.queries import PauseQuerySet


class Pause(GroundedModel):
    """A site that is left in peace from a day until a day (暂停): no visit falls due, no score is compared."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    class Reason(models.TextChoices):
        AWAY = "away", _("the household is away")
        BEREAVEMENT = "bereavement", _("bereavement")
        DEMOLITION = "demolition", _("demolition or rebuilding")
        WORKS = "works", _("works at the place")
        OTHER = "other", _("other")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), help_text="first day on which it counts again")

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "since"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="pause_ends_after_start"),
            models.CheckConstraint(
                condition=Q(ground_kind="site", site__isnull=False), name="pause_is_of_a_site"
            ),
        ]
        indexes = [models.Index(fields=["site", "until"], name="pause_of_site")]

    def __str__(self) -> str:
        return self.get_reason_display()
