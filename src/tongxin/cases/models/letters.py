"""Rectification letters, and the cases that each of them is about."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongxin.cases.letter_queries import LetterQuerySet
from tongxin.cases.letter_rules import RUNNING, AddresseeKind, LetterState
from tongxin.cases.letter_words import ADDRESSEE_WORDS, LETTER_STATE_WORDS
from tongxin.cases.models.case import Case
from tongxin.cases.models.columns import choices, paired, values
from tongxin.people.models import Organisation, Person, Post
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import StoredFile
from tongxin.territory.models import Division, GroundedModel

NOTE_LENGTH = 500
ANSWER_LENGTH = 1000
NAME_LENGTH = 40
_RECEIVED = values({LetterState.RECEIVED, LetterState.ANSWERED})


def _who() -> models.ForeignKey[Person | None, Person | None]:
    return models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)


class Letter(GroundedModel):
    """A rectification letter (整改函) about cases of one place or village. Its paper is frozen when it is issued.

    Its ground is the narrowest that holds all its cases. It is addressed to a post, a committee, an organisation
    or a door, never to a person by name; `addressee` keeps the words that stand on the paper.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = (
        "note",
        "contact",
        "received_name",
        "answer",
        "withdraw_reason",
        "file",
        "signed_file",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town_code = models.CharField(max_length=12, editable=False, help_text="the town that numbers it")
    number = models.CharField(max_length=40, editable=False)
    state = models.CharField(
        max_length=9, choices=choices(LETTER_STATE_WORDS), default=LetterState.ISSUED.value
    )
    addressee_kind = models.CharField(max_length=12, choices=choices(ADDRESSEE_WORDS))
    addressee = models.CharField(max_length=120)
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, related_name="letters", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="letters", db_index=False
    )
    note = models.TextField(max_length=NOTE_LENGTH, blank=True)
    contact = models.CharField(max_length=80, blank=True)
    answer_by = models.DateField(help_text="last day on which the answer is in time")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(default=clock.now, editable=False)
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    received_on = models.DateField(null=True)
    received_name = models.CharField(max_length=NAME_LENGTH, blank=True, help_text="as signed on the paper")
    received_entered_at = models.DateTimeField(null=True)
    received_entered_by = _who()
    signed_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(max_length=ANSWER_LENGTH, blank=True)
    answered_on = models.DateField(null=True)
    answered_entered_at = models.DateTimeField(null=True)
    answered_entered_by = _who()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = _who()
    withdraw_reason = models.CharField(max_length=200, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["town_code", "number"], name="letter_number_once"),
            models.CheckConstraint(condition=Q(state__in=values(LetterState)), name="letter_state_is_known"),
            models.CheckConstraint(
                condition=Q(addressee_kind=AddresseeKind.POST.value, post__isnull=False)
                | ~Q(addressee_kind=AddresseeKind.POST.value) & Q(post__isnull=True),
                name="letter_to_a_post_names_it",
            ),
            models.CheckConstraint(
                condition=Q(addressee_kind=AddresseeKind.ORGANISATION.value, organisation__isnull=False)
                | ~Q(addressee_kind=AddresseeKind.ORGANISATION.value) & Q(organisation__isnull=True),
                name="letter_to_organisation_names_it",
            ),
            models.CheckConstraint(
                condition=~Q(addressee_kind=AddresseeKind.HOUSEHOLD.value) | Q(site__isnull=False),
                name="letter_to_a_household_has_its_door",
            ),
            models.CheckConstraint(
                condition=paired("received_on", "received_entered_at", "received_entered_by"),
                name="letter_received_who_and_when",
            ),
            models.CheckConstraint(
                condition=paired("answered_on", "answered_entered_at", "answered_entered_by"),
                name="letter_answered_who_and_when",
            ),
            models.CheckConstraint(
                condition=paired("withdrawn_at", "withdrawn_by")
                & (Q(state=LetterState.WITHDRAWN.value) | Q(withdrawn_at__isnull=True)),
                name="letter_withdrawn_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=LetterState.WITHDRAWN.value)
                | Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason=""),
                name="letter_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_RECEIVED) | Q(received_on__isnull=False),
                name="letter_answered_was_received",
            ),
            models.CheckConstraint(
                condition=Q(state=LetterState.ANSWERED.value, answered_on__isnull=False) & ~Q(answer="")
                | ~Q(state=LetterState.ANSWERED.value) & Q(answered_on__isnull=True),
                name="letter_answered_has_its_answer",
            ),
        ]
        indexes = [
            models.Index(fields=["-issued_at", "-id", "division_code"], name="letter_by_day"),
            models.Index(
                fields=["answer_by", "division_code"],
                condition=Q(state__in=values(RUNNING)),
                name="letter_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_to_household(self) -> bool:
        """Does it go to a household? Then lists do not say to which."""
        return self.addressee_kind == AddresseeKind.HOUSEHOLD

    @property
    def is_running(self) -> bool:
        """Does it still wait for its answer?"""
        return self.state in RUNNING

    @property
    def days_late(self) -> int:
        """How many days the answer is late: of the answer given, or of today; 0 where it is in time."""
        if self.state == LetterState.WITHDRAWN:
            return 0
        return max(0, ((self.answered_on or clock.today()) - self.answer_by).days)

    @property
    def village_name(self) -> str:
        """The village in words."""
        return Division.objects.name_of(self.division_code)


class LetterCase(models.Model):
    """A case in a letter, with the day by which the letter asks for it to be put right.

    `is_running` follows the letter: the database refuses a second running letter about a case.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="rows", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letter_rows")
    position = models.PositiveSmallIntegerField()
    correct_by = models.DateField()
    is_running = models.BooleanField(default=True)

    class Meta:
        ordering = ["letter", "position"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "position"], name="letter_row_once"),
            models.UniqueConstraint(fields=["letter", "case"], name="case_once_in_a_letter"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(is_running=True), name="one_running_letter_a_case"
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="letter_rows_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.position}"
