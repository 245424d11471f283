"""Rounds, who inspects, visits, what was found, and each round's tally."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.cases.models import Case
from tongxin.inspections.drawing import SampleKind, SampleRule
from tongxin.inspections.errors import VersionsStay
from tongxin.inspections.querysets import (
    FindingQuerySet,
    RoundQuerySet,
    RoundTallyQuerySet,
    VisitQuerySet,
)
from tongxin.inspections.rules import RoundState, VisitState
from tongxin.inspections.words import (
    ROUND_PILLS,
    ROUND_WORDS,
    SAMPLE_IN_FULL,
    SAMPLE_WORDS,
    VISIT_PILLS,
    VISIT_WORDS,
)
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import StoredFile
from tongxin.standards.models import MatterType, SheetVersion
from tongxin.territory.models import Grid, GroundedModel


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


class Scored(models.Model):
    """What an inspector said of a place, and what it came to by the sheet."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("note",)

    state = models.CharField(
        _("state"), max_length=11, choices=list(VISIT_WORDS.items()), default=VisitState.PLANNED
    )
    visited_at = models.DateTimeField(_("visited"), null=True)
    entered_at = models.DateTimeField(_("entered"), null=True)
    entered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answers = models.JSONField(default=dict, help_text="by item; an item that is not there was not looked at")
    score = models.DecimalField(_("score"), max_digits=8, decimal_places=2, null=True)
    max_score = models.DecimalField(_("of"), max_digits=8, decimal_places=2, null=True)
    score100 = models.PositiveIntegerField(null=True, help_text="score on 0..100 in hundredths")
    failed = models.BooleanField(default=False, help_text="a veto fails the sheet, whatever the points")
    note = models.CharField(_("note"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def percent(self) -> Decimal | None:
        """The score on 0..100 with two decimals; None where nothing was assessed."""
        return None if self.score100 is None else Decimal(self.score100) / 100


class Visit(GroundedModel, Scored):
    """One visit to one place with the round's sheet (检查)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="visits", db_index=False)
    unit_key = models.CharField(max_length=48, help_text="key of the ground that is visited")
    position = models.PositiveIntegerField(help_text="walking order within the round, village by village")
    inspector = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="visits", db_index=False
    )
    receipt_id = models.UUIDField(null=True, unique=True, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["round", "position"]
        indexes = [
            models.Index(fields=["round", "division_code", "position"], name="visits_by_village"),
            models.Index(fields=["round", "state", "division_code", "position"], name="visits_by_state"),
            models.Index(fields=["round", "group", "position"], name="visits_by_group"),
            models.Index(fields=["round", "grid", "position"], name="visits_by_grid"),
            models.Index(fields=["round", "inspector", "position"], name="visits_by_inspector"),
            models.Index(fields=["inspector", "state", "round", "position"], name="visits_to_make"),
            # Figures of a period are counted, and their rows listed in order, from this index alone.
            models.Index(fields=["visited_at", "id", "division_code", "state"], name="visits_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "unit_key"], name="place_once_a_round"),
            models.CheckConstraint(condition=Q(state__in=list(VisitState)), name="visit_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=VisitState.PLANNED, visited_at__isnull=True, entered_at__isnull=True)
                | (~Q(state=VisitState.PLANNED) & Q(visited_at__isnull=False, entered_at__isnull=False)),
                name="made_visit_has_its_moments",
            ),
            models.CheckConstraint(
                condition=Q(state=VisitState.DONE, score__isnull=False, max_score__isnull=False)
                | (
                    ~Q(state=VisitState.DONE)
                    & Q(score__isnull=True, max_score__isnull=True, score100__isnull=True)
                ),
                name="only_a_done_visit_has_a_score",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__lte=F("max_score")),
                name="score_within_its_maximum",
            ),
            models.CheckConstraint(
                condition=Q(score100__isnull=True) | Q(score100__lte=10_000), name="score100_within_100"
            ),
        ]

    def __str__(self) -> str:
        return self.place_name

    @property
    def is_planned(self) -> bool:
        """Is the visit still to be made?"""
        return self.state == VisitState.PLANNED

    @property
    def is_done(self) -> bool:
        """Was the place looked at?"""
        return self.state == VisitState.DONE

    @property
    def pill(self) -> tuple[str, str]:
        """Style and icon of the state."""
        return VISIT_PILLS[VisitState(self.state)]


class VisitVersion(Scored):
    """What a visit said before it was corrected, who corrected it, and why. Never changed."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("note", "reason")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="versions")
    reason = models.CharField(_("reason"), max_length=200)
    replaced_at = models.DateTimeField(default=clock.now, editable=False)
    replaced_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["visit", "version"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "version"], name="each_version_kept_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises `VersionsStay` for a version that is kept already."""
        if not self._state.adding:
            raise VersionsStay
        super().save(*args, **kwargs)


class Finding(models.Model):
    """Something out of order at an item (发现问题): becomes a case, was put right on the spot, or is noted."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("note",)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="findings", db_index=False, help_text="the visit's"
    )
    item_id = models.CharField(max_length=20)
    matter = models.ForeignKey(
        MatterType, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    count = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(_("what is the matter"), max_length=500, blank=True)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="finding")
    fixed_on_spot = models.BooleanField(_("put right on the spot"), default=False)
    photo = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, help_text="a correction says that it was none")

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["visit", "id"]
        indexes = [models.Index(fields=["round", "id"], name="findings_of_round")]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "item_id"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_finding_an_item",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(fixed_on_spot=False), name="fixed_on_spot_is_no_case"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(matter__isnull=False), name="case_has_its_kind"
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="finding_counts_something"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.item_id}"


class RoundTally(models.Model):
    """Numbers of a round for one grid (or for what lies in no grid of a village), kept at each entry.

    A round of 100,000 visits shows its progress and scores from a few rows; `actions.recount` makes them anew.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="tallies")
    division_code = models.CharField(max_length=12, help_text="the village's code")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")
    planned = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    nobody_home = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    place_gone = models.PositiveIntegerField(default=0)
    scored = models.PositiveIntegerField(default=0, help_text="done visits on which something was assessed")
    sum_score100 = models.PositiveBigIntegerField(default=0)
    findings = models.PositiveIntegerField(default=0)

    objects = RoundTallyQuerySet.as_manager()

    class Meta:
        ordering = ["round", "division_code", "grid"]
        constraints = [
            models.UniqueConstraint(fields=["round", "division_code", "grid"], name="tally_once_a_grid"),
            models.UniqueConstraint(
                fields=["round", "division_code"],
                condition=Q(grid__isnull=True),
                name="tally_once_outside_grids",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.division_code} {self.grid_id}"
