"""Steps that were taken on many cases at once, and what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from tongxin.cases.models.case import Case
from tongxin.cases.oversight import batch_rules
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.ids import new_id


class BatchKind(models.TextChoices):
    """The step."""

    ASSIGN = "assign", pgettext_lazy("step on many cases", "assign")
    VERIFY = "verify", pgettext_lazy("step on many cases", "verify")


class Batch(models.Model):
    """One step taken on several cases by one person (批量处理); each case went by its own check."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=6, choices=BatchKind.choices)
    assignee = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    done_at = models.DateTimeField(default=clock.now, editable=False)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-done_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BatchKind.values), name="batch_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=BatchKind.ASSIGN, assignee__isnull=False)
                | ~Q(kind=BatchKind.ASSIGN) & Q(assignee__isnull=True),
                name="batch_of_assigning_names_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.done_at:%Y-%m-%d %H:%M}"

    @property
    def undo_until(self) -> datetime:
        """Up to when it can be taken back as a whole."""
        return self.done_at + batch_rules().undo_within

    @property
    def is_undoable(self) -> bool:
        """Can it still be taken back as a whole? What followed on a case is asked of each case then."""
        return self.undone_at is None and clock.now() < self.undo_until


class BatchItem(models.Model):
    """A case of a batch: whether the step was taken, else why not; and whether it was taken back."""

    # `why` is the product's own sentence; persons of the office stand in it masked.
    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("why",)

    class Outcome(models.TextChoices):
        DONE = "done", pgettext_lazy("outcome in a batch", "done")
        REFUSED = "refused", pgettext_lazy("outcome in a batch", "not done")
        UNDONE = "undone", pgettext_lazy("outcome in a batch", "taken back")
        KEPT = "kept", pgettext_lazy("outcome in a batch", "could not be taken back")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="items", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(help_text="of the case after it, done or not")
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="batch_row_once"),
            models.UniqueConstraint(fields=["batch", "case"], name="case_once_in_a_batch"),
            # Every outcome that is known is on one side or the other.
            models.CheckConstraint(
                condition=Q(outcome__in=["done", "undone"], why="")
                | Q(outcome__in=["refused", "kept"]) & ~Q(why=""),
                name="batch_refusal_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.position}"
