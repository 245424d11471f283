"""Follow-up visits: looking again at what visits found at a place. Their own tables; no score is theirs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.inspections.follow_up_rules import FollowUpState, ItemOutcome
from tongxin.inspections.models.findings import Finding
from tongxin.inspections.querysets import FollowUpItemQuerySet, FollowUpQuerySet
from tongxin.inspections.words import FOLLOW_UP_PILLS, FOLLOW_UP_WORDS, ITEM_OUTCOME_WORDS
from tongxin.people.models import Person
from tongxin.records.ids import new_id
from tongxin.territory.models import GroundedModel


class FollowUp(GroundedModel):
    """A visit to one place to see whether what was found is right now (复查), made by the findings themselves.

    `due_on`: the first day by which something is to be right. One that was made says what came of it; what was
    found again is on the next one. `next_on`: by when the place is looked at again, by how it went.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("note",)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit_key = models.CharField(max_length=48, help_text="key of the ground that is visited")
    inspector = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="follow_ups", db_index=False
    )
    due_on = models.DateField(_("due"))
    due_provisional = models.BooleanField(
        default=False, help_text="reckoned with a year whose days off were not yet published"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=list(FOLLOW_UP_WORDS.items()), default=FollowUpState.DUE
    )
    tries = models.PositiveSmallIntegerField(default=0, help_text="times nobody was met")
    tried_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(_("visited"), null=True)
    made_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="who was there",
    )
    entered_at = models.DateTimeField(_("entered"), null=True)
    entered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    next_on = models.DateField(_("look again by"), null=True)
    before = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="after",
        help_text="on which it was found again",
    )
    receipt_id = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["inspector", "state", "due_on"], name="follow_ups_to_make"),
            models.Index(fields=["state", "due_on", "id"], name="follow_ups_by_day"),
            models.Index(fields=["made_at", "id", "division_code"], name="follow_ups_made"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit_key"], condition=Q(state=FollowUpState.DUE), name="one_follow_up_due_a_place"
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(FollowUpState)), name="follow_up_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=FollowUpState.DUE, made_at__isnull=True, entered_at__isnull=True)
                | (~Q(state=FollowUpState.DUE) & Q(made_at__isnull=False, entered_at__isnull=False)),
                name="made_follow_up_has_its_moments",
            ),
        ]

    def __str__(self) -> str:
        return self.place_name

    @property
    def is_due(self) -> bool:
        """Is it still to be made?"""
        return self.state == FollowUpState.DUE

    @property
    def pill(self) -> tuple[str, str]:
        """Style and icon of the state."""
        return FOLLOW_UP_PILLS[FollowUpState(self.state)]


class FollowUpItem(models.Model):
    """One finding on a follow-up visit, and what became of it."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("note",)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="items", db_index=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="follow_up_items")
    correct_by = models.DateField(
        _("to be right by"), null=True, help_text="its kind's limit; none where noted"
    )
    outcome = models.CharField(
        _("outcome"), max_length=9, choices=list(ITEM_OUTCOME_WORDS.items()), blank=True, default=""
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = FollowUpItemQuerySet.as_manager()

    class Meta:
        ordering = ["follow_up", "correct_by", "id"]
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "finding"], name="finding_once_a_follow_up"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *ItemOutcome]), name="follow_up_outcome_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.follow_up_id} {self.finding_id}"
