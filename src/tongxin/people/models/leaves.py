"""Leaves: who stands in for the holder of a post, from when until when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.people.models.persons import Person
from tongxin.people.models.posts import Post
from tongxin.people.queries import LeaveQuerySet
from tongxin.records import clock
from tongxin.records.guards import Keeps
from tongxin.records.ids import new_id


class Leave(models.Model):
    """The holder of a post is away, and a deputy sees and does what the post may (请假代理).

    `back_on` is the first day back as it was granted; `until` is filled only where it ended earlier: one that
    was called off before it began ends on its first day. The reason is never one of health (P05).
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS = Keeps.ENDED_ROWS

    class Reason(models.TextChoices):
        DUTY = "duty", _("away on duty")
        TRAINING = "training", _("training")
        LEAVE = "leave", _("on leave")
        OTHER = "other", _("other")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="leaves")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leaves_as_deputy")
    since = models.DateField(_("first day away"))
    back_on = models.DateField(_("first day back"))
    until = models.DateField(
        null=True, blank=True, help_text="first day no longer in force, where ended early"
    )
    reason = models.CharField(_("reason"), max_length=8, choices=Reason.choices)
    granted_at = models.DateTimeField(default=clock.now, editable=False)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(back_on__gt=F("since")), name="leave_ends_after_start"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since"), until__lt=F("back_on")),
                name="leave_ended_early_is_earlier",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["duty", "training", "leave", "other"]), name="leave_reason_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["deputy", "since"], name="leave_of_deputy"),
            models.Index(fields=["post", "since"], name="leave_of_post"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.since}"
