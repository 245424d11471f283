"""The timeline of a case."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from tongxin.cases.errors import TimelineStays
from tongxin.cases.models.case import Case
from tongxin.cases.models.columns import choices, values
from tongxin.cases.queries import CaseEventQuerySet
from tongxin.cases.rules import OPENING, WITH_REASON, Move
from tongxin.cases.words import EVENT_WORDS, STATE_WORDS
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.ids import new_id


class CaseEvent(models.Model):
    """One step of a case (经过): added, never changed. Version n of a case has exactly one event n.

    Some steps carry what they set: `line` a transfer, `due_at` the moment asked for or the new limit, `level` an
    escalation. No event is earlier than the one before it, whatever the server's clock says.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("note",)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False)
    version = models.PositiveIntegerField()
    move = models.CharField(max_length=8, choices=choices(EVENT_WORDS))
    state = models.CharField(max_length=9, choices=choices(STATE_WORDS), help_text="the state after it")
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    assignee = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    line = models.CharField(max_length=20, blank=True)
    due_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(null=True)
    note = models.TextField(max_length=1000, blank=True)

    objects = CaseEventQuerySet.as_manager()

    class Meta:
        ordering = ["case", "version"]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="one_event_a_version"),
            models.CheckConstraint(
                condition=Q(move__in=[OPENING, *values(Move)]), name="case_event_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(move__in=values(WITH_REASON)) | ~Q(note=""),
                name="case_event_has_its_reason",
            ),
            models.CheckConstraint(
                condition=(Q(move=Move.TRANSFER.value) & ~Q(line=""))
                | (~Q(move=Move.TRANSFER.value) & Q(line="")),
                name="case_event_names_the_line",
            ),
            models.CheckConstraint(
                condition=Q(move=Move.ESCALATE.value, level__isnull=False)
                | (~Q(move=Move.ESCALATE.value) & Q(level__isnull=True)),
                name="case_event_names_the_level",
            ),
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(move=Move.RETURN.value), name="case_returns"),
            models.Index(fields=["at"], condition=Q(move=Move.REOPEN.value), name="case_reopenings"),
            models.Index(fields=["at"], condition=Q(move=Move.GRANT.value), name="case_grants"),
            models.Index(
                fields=["at"], condition=Q(move__in=values({Move.REFUSE, Move.TRANSFER})), name="case_sent_on"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.version} {self.move}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the event. Raises `TimelineStays` for one that is there."""
        if not self._state.adding:
            raise TimelineStays
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises `TimelineStays`: the timeline only grows."""
        raise TimelineStays
