"""Agreements at the doors."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.council.models.texts import AgreementText
from tongxin.council.querysets import AgreementQuerySet
from tongxin.council.rules import (
    AgreementState,
    EndReason,
    Holder,
    Party,
    SignedHow,
    Standing,
    Term,
    standing,
)
from tongxin.council.wording import numbers
from tongxin.council.words import (
    END_WORDS,
    HOLDER_WORDS,
    HOW_WORDS,
    PARTY_WORDS,
    STANDING_PILLS,
    STANDING_WORDS,
    STATE_WORDS,
)
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import StoredFile
from tongxin.territory.models import GroundedModel

_DRAFT = Q(state=AgreementState.DRAFT)


def _who() -> Any:
    return models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)


class Agreement(GroundedModel):
    """An agreement on the three duties at one door (责任书), with the village committee or the town.

    It names no person: the household is a door here, its names are opened in the register (A5).
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("front", "left", "right", "evidence", "end_note")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, editable=False)
    text = models.ForeignKey(
        AgreementText, on_delete=models.PROTECT, related_name="agreements", db_index=False
    )
    party = models.CharField(
        pgettext_lazy("of an agreement", "other side"),
        max_length=7,
        choices=list(PARTY_WORDS.items()),
        default=Party.VILLAGE.value,
    )
    front = models.CharField(_("in front"), max_length=120, blank=True)
    left = models.CharField(_("to the left"), max_length=60, blank=True)
    right = models.CharField(_("to the right"), max_length=60, blank=True)
    width = models.DecimalField(_("width in metres"), max_digits=5, decimal_places=1, null=True, blank=True)
    depth = models.DecimalField(_("depth in metres"), max_digits=5, decimal_places=1, null=True, blank=True)
    since = models.DateField(_("first day"))
    until = models.DateField(help_text="first day no longer in force; cut where it ends early")
    agreed_until = models.DateField(help_text="`until` as it was signed")
    state = models.CharField(
        max_length=7, choices=list(STATE_WORDS.items()), default=AgreementState.DRAFT.value
    )
    followed_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="follows", help_text="its renewal, signed"
    )
    drafted_at = models.DateTimeField(default=clock.now, editable=False)
    drafted_by = _who()
    signed_how = models.CharField(max_length=6, choices=list(HOW_WORDS.items()), blank=True)
    signed_on = models.DateField(null=True)
    signed_at = models.DateTimeField(null=True, help_text="when it was written down here")
    signed_by = _who()
    evidence = models.ForeignKey(
        StoredFile,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="the hand-drawn signature, or the photo of the paper",
    )
    paper_place = models.CharField(_("where the paper lies"), max_length=80, blank=True)
    household_copy_on = models.DateField(null=True)
    village_copy_on = models.DateField(null=True)
    town_copy_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=9, choices=list(END_WORDS.items()), blank=True)
    end_note = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = _who()

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["division_code", "number"], name="agreement_number_once"),
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(state=AgreementState.SIGNED, followed_by__isnull=True),
                name="one_running_agreement_a_place",
            ),
            models.UniqueConstraint(fields=["site"], condition=_DRAFT, name="one_draft_a_place"),
            models.CheckConstraint(
                condition=Q(ground_kind="site", site__isnull=False), name="agreement_is_of_a_place"
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(AgreementState)), name="agreement_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("since"), agreed_until__gt=F("since"), agreed_until__gte=F("until")),
                name="agreement_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=(_DRAFT & Q(signed_how="", signed_on__isnull=True, signed_at__isnull=True))
                | (~_DRAFT & ~Q(signed_how="") & Q(signed_on__isnull=False, signed_at__isnull=False)),
                name="what_is_no_draft_was_signed",
            ),
            models.CheckConstraint(
                condition=(Q(state=AgreementState.ENDED) & ~Q(end_reason="") & Q(ended_at__isnull=False))
                | (~Q(state=AgreementState.ENDED) & Q(end_reason="", ended_at__isnull=True)),
                name="ended_agreement_says_why",
            ),
            models.CheckConstraint(
                condition=~_DRAFT | Q(followed_by__isnull=True), name="no_draft_was_renewed"
            ),
        ]
        indexes = [
            models.Index(fields=["site", "since", "until", "state"], name="agreements_of_place"),
            models.Index(fields=["state", "until"], name="agreements_to_run_out"),
            models.Index(
                fields=["division_code", "until", "since", "state", "site"], name="agreements_of_village"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def term(self) -> Term:
        """From when until when it holds."""
        return Term(self.since, self.until)

    @property
    def standing(self) -> Standing:
        """How it stands today."""
        return standing(AgreementState(self.state), self.term, clock.today(), numbers().ends_soon)

    @property
    def standing_words(self) -> str | Promise:
        """How it stands today, in words."""
        return STANDING_WORDS[self.standing]

    @property
    def pill(self) -> tuple[str, str]:
        """Style and icon of how it stands."""
        return STANDING_PILLS[self.standing]

    @property
    def is_draft(self) -> bool:
        """May its terms still be changed?"""
        return self.state == AgreementState.DRAFT

    @property
    def is_open(self) -> bool:
        """Is it signed and not over, so that it can be renewed, ended or broken?"""
        return self.state == AgreementState.SIGNED and self.until > clock.today()

    @property
    def has_photo(self) -> bool:
        """Is what is kept the photo of the paper, not a signature?"""
        return self.signed_how == SignedHow.PHOTO

    @property
    def copies(self) -> list[tuple[Holder, str | Promise, Any]]:
        """The three copies: who holds it, in words, and since when; None where it was not handed over."""
        return [
            (holder, words, getattr(self, f"{holder.value}_copy_on"))
            for holder, words in HOLDER_WORDS.items()
        ]

    @property
    def end_words(self) -> str | Promise:
        """Why it ended early; empty where it did not."""
        return END_WORDS[EndReason(self.end_reason)] if self.end_reason else ""
