"""Exports of personal data: asked for, agreed to by a second person, made once, deleted again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.access.export_rules import MADE_STATES, ExportState
from tongxin.access.purposes import words_of
from tongxin.access.querysets import ExportQuerySet
from tongxin.access.words import EXPORT_PILLS, EXPORT_WORDS
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import StoredFile
from tongxin.territory.models import GroundedModel, Site

REASON_LENGTH = 200


class Export(GroundedModel):
    """An export of the households of a ground (导出). The file is made once and kept for some days only."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("file",)

    class Format(models.TextChoices):
        XLSX = "xlsx", _("Excel workbook")
        CSV = "csv", _("plain text (CSV)")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=clock.now, editable=False)
    purpose = models.CharField(_("purpose"), max_length=12)
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH)
    columns = models.JSONField(help_text="keys of the columns, see export_columns.py")
    file_format = models.CharField(max_length=4, choices=Format.choices)
    with_identity = models.BooleanField(default=False, help_text="ID numbers, by an own tick")
    needs_second = models.BooleanField(help_text="another person has to agree")
    asked_count = models.PositiveIntegerField(help_text="households when it was asked for, and agreed to")
    state = models.CharField(max_length=8, choices=list(EXPORT_WORDS.items()))
    decide_until = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=REASON_LENGTH, blank=True)
    job_id = models.UUIDField(null=True)
    rows = models.PositiveIntegerField(null=True, help_text="households in the file")
    made_at = models.DateTimeField(null=True)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    file_until = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-id"]
        indexes = [
            models.Index(fields=["-requested_at", "-id"], name="exports_by_time"),
            models.Index(fields=["requested_by", "made_at"], name="exports_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="export_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="export_decision_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(needs_second=False)
                | ~Q(state__in=sorted(state.value for state in MADE_STATES))
                | Q(decided_by__isnull=False),
                name="large_export_was_agreed_to",
            ),
            models.CheckConstraint(
                condition=Q(with_identity=False) | Q(needs_second=True), name="id_numbers_need_a_second"
            ),
            models.CheckConstraint(
                condition=~Q(state=ExportState.READY.value)
                | Q(rows__isnull=False, made_at__isnull=False, file_until__isnull=False),
                name="ready_export_was_made",
            ),
            models.CheckConstraint(
                condition=~Q(state=ExportState.WAITING.value) | Q(decide_until__isnull=False),
                name="waiting_export_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(state=ExportState.REFUSED.value) | ~Q(decision_note=""),
                name="refused_export_says_why",
            ),
            models.CheckConstraint(condition=Q(state__in=list(EXPORT_WORDS)), name="export_state_is_known"),
            models.CheckConstraint(condition=~Q(purpose="") & ~Q(reason=""), name="export_says_what_for"),
        ]

    def __str__(self) -> str:
        return self.place_name

    @property
    def purpose_words(self) -> str:
        """What for, in words."""
        return words_of(self.purpose)

    @property
    def pill(self) -> tuple[str, str]:
        """Style and icon of the state."""
        return EXPORT_PILLS[self.state]

    @property
    def is_ready(self) -> bool:
        """Is there a file to download?"""
        return self.state == ExportState.READY

    @property
    def is_waiting(self) -> bool:
        """Does it wait for a second person?"""
        return self.state == ExportState.WAITING

    @property
    def is_making(self) -> bool:
        """Is the worker at it?"""
        return self.state == ExportState.MAKING


class ExportedHousehold(models.Model):
    """A household in the file of an export, so that it can be told who has its data."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="households", db_index=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "site"], name="household_once_an_export")]

    def __str__(self) -> str:
        return f"{self.export_id} {self.site_id}"


class ExportDownload(models.Model):
    """One download of an export's file. Never changed."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="downloads")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.export_id} {self.at:%Y-%m-%d}"
