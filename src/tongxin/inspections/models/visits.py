"""Visits, what they came to, and what they said before a correction."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.inspections.errors import VersionsStay
from tongxin.inspections.models.rounds import Round
from tongxin.inspections.querysets import (
    VisitQuerySet,
)
from tongxin.inspections.rules import VisitRole, VisitState
from tongxin.inspections.words import (
    ROLE_WORDS,
    VISIT_PILLS,
    VISIT_WORDS,
)
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.territory.models import GroundedModel


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
    made_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="who was there",
    )
    from_paper = models.BooleanField(_("from paper"), default=False, help_text="keyed in from a paper form")
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
    role = models.CharField(
        _("kind of visit"), max_length=7, choices=list(ROLE_WORDS.items()), default=VisitRole.MAIN
    )
    position = models.PositiveIntegerField(help_text="walking order within the round, village by village")
    planned_on = models.DateField(_("day"), null=True, help_text="on whose day list it stands")
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
            models.Index(
                fields=["visited_at", "id", "division_code", "state", "role", "round"],
                name="visits_by_day_role",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "unit_key", "role"], name="place_once_a_round_and_role"),
            models.CheckConstraint(condition=Q(role__in=list(VisitRole)), name="visit_role_is_known"),
            models.CheckConstraint(condition=Q(state__in=list(VisitState)), name="visit_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=VisitState.PLANNED, visited_at__isnull=True, entered_at__isnull=True)
                | (~Q(state=VisitState.PLANNED) & Q(visited_at__isnull=False, entered_at__isnull=False)),
                name="made_visit_has_its_moments",
            ),
            models.CheckConstraint(
                condition=Q(from_paper=False) | Q(made_by__isnull=False, entered_by__isnull=False),
                name="visit_from_paper_names_both",
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
