"""Rounds and who inspects on them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.inspections.assigning import Sharing
from tongxin.inspections.drawing import Among, SampleKind, SampleRule, seed_hash
from tongxin.inspections.purposes import Purpose
from tongxin.inspections.querysets import (
    RoundQuerySet,
)
from tongxin.inspections.rules import RoundState
from tongxin.inspections.words import (
    AMONG_IN_FULL,
    AMONG_WORDS,
    PURPOSE_WORDS,
    ROUND_PILLS,
    ROUND_WORDS,
    SAMPLE_IN_FULL,
    SAMPLE_WORDS,
)
from tongxin.people.models import Person
from tongxin.records.ids import new_id
from tongxin.records.models import StoredFile
from tongxin.standards.models import SheetVersion
from tongxin.territory.models import GroundedModel


class Round(GroundedModel):
    """A set of inspections on one sheet in a period (检查轮次); its ground is where it is held."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("title"), max_length=80)
    sheet_version = models.ForeignKey(SheetVersion, on_delete=models.PROTECT, related_name="rounds")
    purpose = models.CharField(
        pgettext_lazy("of a round", "purpose"),
        max_length=11,
        choices=list(PURPOSE_WORDS.items()),
        default=Purpose.ROUTINE,
    )
    is_announced = models.BooleanField(
        _("announced"), default=True, help_text="may those on the ground see the list before the visits?"
    )
    is_compared = models.BooleanField(
        default=True, help_text="do its main visits count where grounds are compared? Settled at planning"
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    sample_kind = models.CharField(_("sample"), max_length=8, choices=list(SAMPLE_WORDS.items()))
    sample_number = models.PositiveIntegerField(default=0, help_text="of each grid, or percent")
    sample_keys = models.JSONField(default=list, help_text="keys of the units listed")
    sample_among = models.CharField(
        _("among"), max_length=10, choices=list(AMONG_WORDS.items()), default=Among.EVERYTHING
    )
    sample_days = models.PositiveSmallIntegerField(default=0, help_text="not seen for so many days")
    cross_share = models.PositiveSmallIntegerField(
        default=0, help_text="percent of visits by another inspector than the block's"
    )
    own_share = models.PositiveSmallIntegerField(
        default=100, help_text="percent of an inspector's visits that may lie on own ground"
    )
    second_share = models.PositiveSmallIntegerField(default=0, help_text="percent seen by a second inspector")
    recheck_share = models.PositiveSmallIntegerField(default=0, help_text="percent seen again, blind")
    seed = models.CharField(
        _("seed"), max_length=40, help_text="start of the random numbers; shown once the round is closed"
    )
    frame_size = models.PositiveIntegerField(null=True, help_text="how many units were drawn from")
    frame_digest = models.CharField(max_length=64, blank=True)
    frame_file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
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
            models.CheckConstraint(condition=Q(purpose__in=list(Purpose)), name="purpose_is_known"),
            models.CheckConstraint(
                condition=~Q(purpose=Purpose.UNANNOUNCED) | Q(is_announced=False),
                name="unannounced_is_not_announced",
            ),
            models.CheckConstraint(
                condition=~Q(sample_among=Among.NOT_SEEN) | Q(sample_days__gt=0),
                name="not_seen_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(cross_share__lte=100)
                & Q(own_share__lte=100)
                & Q(second_share__lte=100)
                & Q(recheck_share__lte=100),
                name="shares_are_percent",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def sample(self) -> SampleRule:
        """The rule by which the visit list is drawn."""
        return SampleRule(
            SampleKind(self.sample_kind),
            self.sample_number,
            frozenset(self.sample_keys),
            Among(self.sample_among),
            self.sample_days,
        )

    @property
    def sharing(self) -> Sharing:
        """How the visits are shared out."""
        return Sharing(
            cross=self.cross_share,
            own=self.own_share,
            second=self.second_share,
            recheck=self.recheck_share,
            home_first=self.purpose == Purpose.SELF,
        )

    @property
    def sample_words(self) -> str:
        """The rule of the sample in words, with its number: "4 of each grid"."""
        words = str(SAMPLE_IN_FULL[SampleKind(self.sample_kind)]) % {"number": self.sample_number}
        if self.sample_among == Among.EVERYTHING:
            return words
        among = str(AMONG_IN_FULL[Among(self.sample_among)]) % {"days": self.sample_days}
        return f"{among} \u00b7 {words}"

    @property
    def seed_hash(self) -> str:
        """What is shown of the seed before the round is closed: nobody can choose another one afterwards."""
        return seed_hash(self.seed)

    @property
    def is_seed_shown(self) -> bool:
        """Is the seed no secret any more? Before, seed and register would tell the list of an unannounced round."""
        return self.state == RoundState.CLOSED

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


class RoundStratum(models.Model):
    """Of how many units of a stratum how many were drawn: each had the chance drawn / size."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="strata")
    key = models.CharField(max_length=48, help_text="a grid's key, a village's code, or a part of the whole")
    size = models.PositiveIntegerField(help_text="units that could be drawn")
    drawn = models.PositiveIntegerField()

    class Meta:
        ordering = ["round", "key"]
        constraints = [
            models.UniqueConstraint(fields=["round", "key"], name="stratum_once_a_round"),
            models.CheckConstraint(condition=Q(drawn__lte=F("size")), name="drawn_at_most_all"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.drawn}/{self.size}"
