"""Visits to look at again, and what photos look like."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.inspections.models.rounds import Round
from tongxin.inspections.models.visits import Visit
from tongxin.inspections.signals.rules import SignalKind
from tongxin.inspections.signals.words import KIND_WORDS
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import StoredFile


class PhotoLikeness(models.Model):
    """What a stored photo looks like (感知哈希): 64 bits as 16 hexadecimal digits. It goes when the file goes."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, primary_key=True, related_name="+")
    bits = models.CharField(
        max_length=16, blank=True, help_text="empty: the file is no picture that can be read"
    )

    def __str__(self) -> str:
        return self.bits


class VisitSignal(models.Model):
    """Something odd about a visit that says: look again (再看一眼). It changes nothing and judges nobody."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("note",)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="signals", db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="signals")
    kind = models.CharField(max_length=10, choices=list(KIND_WORDS.items()))
    other = models.ForeignKey(
        Visit,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="which visit it resembles or follows",
    )
    facts = models.JSONField(default=dict, help_text="whole numbers for its sentence")
    found_at = models.DateTimeField(default=clock.now, editable=False)
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    note = models.CharField(_("what was found on looking again"), max_length=200, blank=True)

    class Meta:
        ordering = ["round", "visit"]
        indexes = [models.Index(fields=["round", "set_aside_at"], name="signals_of_round")]
        constraints = [
            models.UniqueConstraint(fields=["visit", "kind"], name="signal_once_a_visit_and_kind"),
            models.CheckConstraint(condition=Q(kind__in=list(SignalKind)), name="signal_kind_is_known"),
            models.CheckConstraint(
                condition=Q(set_aside_at__isnull=True, note="")
                | (Q(set_aside_at__isnull=False) & ~Q(note="")),
                name="signal_set_aside_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.kind}"
