"""Hand-overs: one post ended and another begun as one act, and what went along with it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongxin.people.models.persons import Person
from tongxin.people.models.posts import Post
from tongxin.people.queries import HandOverQuerySet
from tongxin.records import clock
from tongxin.records.ids import new_id


class HandOver(models.Model):
    """A post changed hands (移交): on that day what was open went to the successor.

    `moved`: for each sort of open work the ids of what went along, filled on the day; the sheet lists them.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    before = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="given_on")
    after = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="taken_over")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now, editable=False)
    effective_at = models.DateTimeField(null=True, help_text="when what was open went to the successor")
    moved = models.JSONField(default=dict)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="hand_over_has_two_posts"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} {self.after_id}"
