"""What residents report, with or without an account (随手拍、来电、来信)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongxin.cases.intake import report_kinds
from tongxin.cases.models.case import Case
from tongxin.cases.models.columns import paired, values
from tongxin.cases.report_queries import ReportQuerySet
from tongxin.cases.report_rules import ReportSource, ReportState
from tongxin.cases.report_words import SOURCE_WORDS, STATE_WORDS
from tongxin.people.models import Person
from tongxin.people.rules import is_landline, is_mobile, mask_phone, mask_text
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import DIGEST_DIGITS, StoredFile
from tongxin.territory.models import GroundedModel

WORDS_LENGTH = 1000
PLACE_LENGTH = 120
CONTACT_LENGTH = 60
_CASE = Q(state__in=values({ReportState.ACCEPTED, ReportState.MERGED}))
_WAITS = Q(state=ReportState.RECEIVED.value)


class ResidentReport(GroundedModel):
    """A problem as a resident told of it, before and beside the case that it becomes.

    The ground is what the reporter named: a public place, a group, a village, or the town; never a household.
    `place_words` and `text` have numbers of persons masked; `raw_text` holds both as they were told, only where
    something was masked, and is opened with `contact` and the position by the clerk for a purpose. The code to
    follow is kept as a keyed digest. `tidied_at`: when contact, raw words and position were erased.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("text", "place_words", "raw_text", "contact", "answer")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=7, choices=list(SOURCE_WORDS.items()))
    entered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=12, blank=True, help_text="a code of data/cases/report_kinds.json")
    place_words = models.CharField(max_length=PLACE_LENGTH, blank=True)
    text = models.TextField(max_length=WORDS_LENGTH, blank=True)
    raw_text = models.TextField(max_length=WORDS_LENGTH + PLACE_LENGTH + 1, blank=True)
    contact = models.CharField(max_length=CONTACT_LENGTH, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    received_at = models.DateTimeField(default=clock.now)
    state = models.CharField(
        max_length=8, choices=list(STATE_WORDS.items()), default=ReportState.RECEIVED.value
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="reports")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answer = models.TextField(max_length=WORDS_LENGTH, blank=True, help_text="read by the reporter")
    reopened_count = models.PositiveSmallIntegerField(default=0)
    code_digest = models.CharField(max_length=DIGEST_DIGITS, unique=True, editable=False)
    content_digest = models.CharField(max_length=DIGEST_DIGITS, editable=False)
    receipt_id = models.UUIDField(unique=True, editable=False)
    tidied_at = models.DateTimeField(null=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=values(ReportState)), name="report_state_is_known"),
            models.CheckConstraint(
                condition=Q(source__in=values(ReportSource)), name="report_source_is_known"
            ),
            models.CheckConstraint(
                condition=(Q(source=ReportSource.FORM.value) & Q(entered_by__isnull=True))
                | (~Q(source=ReportSource.FORM.value) & Q(entered_by__isnull=False)),
                name="report_entered_by_whom",
            ),
            models.CheckConstraint(
                condition=paired("decided_at", "decided_by"), name="report_decided_who_and_when"
            ),
            models.CheckConstraint(
                condition=(_WAITS & Q(decided_at__isnull=True)) | (~_WAITS & Q(decided_at__isnull=False)),
                name="report_waits_or_is_decided",
            ),
            models.CheckConstraint(
                condition=(_CASE & Q(case__isnull=False)) | (~_CASE & Q(case__isnull=True)),
                name="report_names_its_case",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.DECLINED.value) | ~Q(answer=""),
                name="report_declined_with_a_reason",
            ),
            models.CheckConstraint(
                condition=paired("latitude", "longitude"), name="report_position_is_whole"
            ),
            models.CheckConstraint(
                condition=Q(site__isnull=True) | Q(ground_kind="site"), name="report_site"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "received_at", "id"], name="report_by_state"),
            models.Index(fields=["content_digest", "received_at"], name="report_by_content"),
            models.Index(fields=["contact"], condition=~Q(contact=""), name="report_by_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.received_at:%Y-%m-%d}"

    @property
    def kind_words(self) -> str:
        """The kind that the reporter chose, in words; empty where none was chosen or the data no longer name it."""
        found = report_kinds().get(self.kind)
        return found.words if found else ""

    @property
    def masked_contact(self) -> str:
        """The contact as the clerk sees it unopened."""
        is_phone = is_mobile(self.contact) or is_landline(self.contact)
        return mask_phone(self.contact) if is_phone else mask_text(self.contact)

    @property
    def has_more(self) -> bool:
        """Is there something that is only opened for a purpose: a contact, unmasked words, a position?"""
        return bool(self.contact or self.raw_text or self.latitude is not None)

    @property
    def waits(self) -> bool:
        """Does it wait for the clerk?"""
        return self.state == ReportState.RECEIVED


class ReportPhoto(models.Model):
    """A photo of a report: made anew without EXIF; never shown to anybody but the clerk before the case."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("file",)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(ResidentReport, on_delete=models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "file"], name="report_photo_once")]

    def __str__(self) -> str:
        return str(self.pk)
