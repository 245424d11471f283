"""Complaints about a leader (投诉建议): no cases, and kept from everybody but the persons the town has named."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongxin.cases.complaint_queries import ComplaintQuerySet, ReaderQuerySet
from tongxin.cases.models.columns import paired, values
from tongxin.cases.models.reports import CONTACT_LENGTH, PLACE_LENGTH, WORDS_LENGTH
from tongxin.cases.report_rules import ComplaintState
from tongxin.cases.report_words import COMPLAINT_WORDS
from tongxin.people.catalogue import role_name
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.guards import Keeps
from tongxin.records.ids import new_id
from tongxin.records.models import DIGEST_DIGITS
from tongxin.territory.models import Division, VillagerGroup


class Complaint(models.Model):
    """A complaint or suggestion, as it was written.

    Rows are reached through `Complaint.objects.readable_by(viewer)` only. It points at no ground by the columns
    that lists, figures and maps ask for, so none of them can show it.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("about_words", "text", "contact", "answer")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town_code = models.CharField(max_length=12, editable=False)
    about_code = models.CharField(max_length=12, blank=True, help_text="village or town of the post")
    about_group = models.ForeignKey(
        VillagerGroup, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    about_role = models.CharField(max_length=40, blank=True)
    about_words = models.CharField(max_length=PLACE_LENGTH, blank=True)
    text = models.TextField(max_length=WORDS_LENGTH)
    contact = models.CharField(max_length=CONTACT_LENGTH, blank=True)
    received_at = models.DateTimeField(default=clock.now, editable=False)
    state = models.CharField(
        max_length=8, choices=list(COMPLAINT_WORDS.items()), default=ComplaintState.RECEIVED.value
    )
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answer = models.TextField(max_length=WORDS_LENGTH, blank=True, help_text="read by whoever complained")
    code_digest = models.CharField(max_length=DIGEST_DIGITS, unique=True, editable=False)
    content_digest = models.CharField(max_length=DIGEST_DIGITS, editable=False)
    receipt_id = models.UUIDField(unique=True, editable=False)
    tidied_at = models.DateTimeField(null=True, editable=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=values(ComplaintState)), name="complaint_state_is_known"
            ),
            models.CheckConstraint(
                condition=paired("taken_at", "taken_by"), name="complaint_taken_who_and_when"
            ),
            models.CheckConstraint(
                condition=paired("answered_at", "answered_by"), name="complaint_answered_who_and_when"
            ),
            models.CheckConstraint(
                condition=(Q(state=ComplaintState.ANSWERED.value, answered_at__isnull=False) & ~Q(answer=""))
                | (~Q(state=ComplaintState.ANSWERED.value) & Q(answered_at__isnull=True)),
                name="complaint_answered_in_words",
            ),
        ]
        indexes = [
            models.Index(fields=["town_code", "state", "received_at"], name="complaint_by_state"),
            models.Index(fields=["content_digest", "received_at"], name="complaint_by_content"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def about(self) -> str:
        """Whom it is about, as far as that was chosen: village, group, role."""
        parts = [Division.objects.name_of(self.about_code) if self.about_code else ""]
        parts.append(self.about_group.name if self.about_group else "")
        parts.append(role_name(self.about_role) if self.about_role else "")
        return " ".join(part for part in parts if part)


class ComplaintExclusion(models.Model):
    """Somebody who never sees a complaint, whatever they are named for: it is about them, or names them."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.EVERYTHING

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="exclusions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "person"], name="complaint_exclusion_once")
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.person_id}"


class ComplaintReader(models.Model):
    """Who reads and answers the complaints of a town, from a day until a day (投诉受理人). Ended rows never change."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.ENDED_ROWS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town_code = models.CharField(max_length=12, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, help_text="first day no longer in force")
    named_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = ReaderQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["town_code", "person"],
                condition=Q(until__isnull=True),
                name="complaint_reader_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="complaint_reader_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.town_code} {self.person_id}"
