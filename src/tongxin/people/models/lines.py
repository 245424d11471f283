"""Lines of work that an organisation answers for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.people.models.organisations import FIRST_DAY_AFTER, Organisation
from tongxin.people.organisation_queries import LineDutyQuerySet
from tongxin.records.guards import Keeps
from tongxin.records.ids import new_id


class LineDuty(models.Model):
    """A line of work (条线) that an organisation answers for on its ground, from a day until a day.

    Whoever holds a post in the organisation, or is a member of it, is proposed first for a case of the line on
    the ground of the person's post. `line` is a code of the kinds of problem. Never overwritten.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.ENDED_ROWS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="lines")
    line = models.CharField(_("line of work"), max_length=20)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True, help_text=FIRST_DAY_AFTER)

    objects = LineDutyQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "line", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="line_duty_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["organisation", "line"],
                condition=Q(until__isnull=True),
                name="line_once_per_organisation",
            ),
        ]
        indexes = [models.Index(fields=["line", "until"], name="line_duty_of_line")]

    def __str__(self) -> str:
        return f"{self.line} {self.organisation}"
