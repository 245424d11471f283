"""Rounds and who inspects on them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.inspections.drawing import SampleKind, SampleRule
from tongxin.inspections.querysets import (
    RoundQuerySet,
)
from tongxin.inspections.rules import RoundState
from tongxin.inspections.words import (
    ROUND_PILLS,
    ROUND_WORDS,
    SAMPLE_IN_FULL,
    SAMPLE_WORDS,
)
from tongxin.people.models import Person
from tongxin.records.ids import new_id
from tongxin.standards.models import SheetVersion
from tongxin.territory.models import GroundedModel


class Round(GroundedModel):
    """A set of inspections on one sheet in a period (检查轮次); its ground is where it is held."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("title"), max_length=80)
    sheet_version = models.ForeignKey(SheetVersion, on_delete=models.PROTECT, related_name="rounds")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    sample_kind = models.CharField(_("sample"), max_length=8, choices=list(SAMPLE_WORDS.items()))
    sample_number = models.PositiveIntegerField(default=0, help_text="of each grid, or percent")
    sample_keys = models.JSONField(default=list, help_text="keys of the units listed")
    seed = models.CharField(
        _("seed"), max_length=40, help_text="start of the random numbers; kept to draw again"
    )
    frame_size = models.PositiveIntegerField(null=True, help_text="how many units were drawn from")
    frame_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(
        _("state"), max_length=7, choices=list(ROUND_WORDS.items()), default=RoundState.PLANNED
    )
    planned_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        indexes = [models.Index(fields=["-starts_on", "-id"], name="rounds_by_start")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="round_ends_after_start"),
            models.CheckConstraint(condition=Q(state__in=list(RoundState)), name="round_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=RoundState.PLANNED, opened_at__isnull=True)
                | (~Q(state=RoundState.PLANNED) & Q(opened_at__isnull=False, frame_size__isnull=False)),
                name="open_round_was_drawn",
            ),
            models.CheckConstraint(
                condition=Q(state=RoundState.CLOSED, closed_at__isnull=False)
                | (~Q(state=RoundState.CLOSED) & Q(closed_at__isnull=True)),
                name="closed_round_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(sample_kind__in=[SampleKind.PER_GRID, SampleKind.SHARE])
                | Q(sample_number__gt=0),
                name="sample_has_a_number",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def sample(self) -> SampleRule:
        """The rule by which the visit list is drawn."""
        return SampleRule(SampleKind(self.sample_kind), self.sample_number, frozenset(self.sample_keys))

    @property
    def sample_words(self) -> str:
        """The rule of the sample in words, with its number: "4 of each grid"."""
        words = SAMPLE_IN_FULL[SampleKind(self.sample_kind)]
        return str(words) % {"number": self.sample_number}

    @property
    def is_planned(self) -> bool:
        """Is the visit list still to be drawn?"""
        return self.state == RoundState.PLANNED

    @property
    def is_open(self) -> bool:
        """May visits be entered?"""
        return self.state == RoundState.OPEN

    @property
    def pill(self) -> tuple[str, str]:
        """Style and icon of the state."""
        return ROUND_PILLS[RoundState(self.state)]


class RoundInspector(models.Model):
    """A person who inspects on a round (检查员)."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="inspectors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="inspected_rounds")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["round", "position"]
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="inspector_once_a_round")]

    def __str__(self) -> str:
        return self.person.masked_name
