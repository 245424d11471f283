"""Imports of registers and public places, and what is kept of them for a while."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.people.models.persons import Person
from tongxin.people.queries import RegisterImportQuerySet
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import StoredFile
from tongxin.territory.models import Division, Site


class RegisterImport(models.Model):
    """One upload of a register or of public places (导入), from its columns to its result or its undoing.

    The file is kept for some days only, and with it everything that shows or remembers persons.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("file_name", "plan", "shown")

    class Kind(models.TextChoices):
        HOUSEHOLDS = "households", _("household register")
        PLACES = "places", _("public places")

    class State(models.TextChoices):
        COLUMNS = "columns", _("columns to be chosen")
        LOOKING = "looking", _("is being read")
        PREVIEW = "preview", _("waits for a decision")
        WAITING = "waiting", _("is being imported")
        DONE = "done", _("imported")
        REFUSED = "refused", _("not imported")
        UNDOING = "undoing", _("is being undone")
        UNDONE = "undone", _("undone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.HOUSEHOLDS)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=120)
    village = models.ForeignKey(Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    division_code = models.CharField(max_length=12, db_index=True, help_text="ground of the one who imports")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField(default=0, help_text="rows of the file; after reading, its households")
    state = models.CharField(max_length=8, choices=State.choices, default=State.COLUMNS)
    plan = models.JSONField(default=list, help_text="the sheets with their columns")
    shown = models.JSONField(default=dict, help_text="the preview as the page shows it, masked")
    seen = models.CharField(
        max_length=64, blank=True, help_text="digest of the difference that was confirmed"
    )
    gone = models.JSONField(default=list, help_text="ids of what was ticked as gone")
    counts = models.JSONField(default=dict)
    made = models.JSONField(default=dict, help_text="ids of the groups and grids that it made")
    fault = models.CharField(max_length=500, blank=True)
    job_id = models.UUIDField(null=True)
    uploaded_at = models.DateTimeField(default=clock.now, editable=False)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = RegisterImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False) | ~Q(state="done"),
                name="import_done_when",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False) | ~Q(state="undone"),
                name="import_undone_when",
            ),
            models.CheckConstraint(
                condition=Q(fault="") | Q(state__in=["refused", "done"]), name="import_fault_is_told"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def can_be_undone(self) -> bool:
        """Is it still remembered what the import did? Whether something depends on it, `hindrances` says."""
        return self.state == self.State.DONE and self.file_id is not None and self.imported.exists()

    @property
    def is_busy(self) -> bool:
        """Is the worker at it?"""
        return self.state in (self.State.LOOKING, self.State.WAITING, self.State.UNDOING)

    @property
    def is_of_places(self) -> bool:
        """Is this about public places?"""
        return self.kind == self.Kind.PLACES


class ImportFault(models.Model):
    """One thing that is wrong or suspicious in an uploaded file. Removed with the file."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("detail",)

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="faults")
    is_warning = models.BooleanField(default=False)
    kind = models.CharField(max_length=20)
    sheet = models.CharField(max_length=120, blank=True)
    row = models.PositiveIntegerField(null=True, help_text="as the spreadsheet counts")
    heading = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["run", "is_warning", "id"], name="fault_of_import")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row or ''}".strip()


class ImportedRow(models.Model):
    """What an import did to one household or place, with the values before: undoing needs it.

    Removed with the file, so an import can be undone for as long as that is kept.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("before", "steward")

    class Act(models.TextChoices):
        MADE = "made", _("made")
        CHANGED = "changed", _("changed")
        CLOSED = "closed", _("closed")
        NAMED = "named", _("named a steward")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="imported")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=8, choices=Act.choices)
    before: models.JSONField[Any, Any] = models.JSONField(default=dict)
    steward: models.JSONField[Any, Any] = models.JSONField(
        default=dict, help_text="name and phone; a suggestion"
    )

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["run", "act"], name="imported_rows_of_run")]

    def __str__(self) -> str:
        return f"{self.act} {self.site_id}"


class LearntHeading(models.Model):
    """What a town's heading was chosen to mean, for the next upload; `key` is "" where it is not read."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    division_code = models.CharField(max_length=12, help_text="the town")
    kind = models.CharField(max_length=12, choices=RegisterImport.Kind.choices)
    heading = models.CharField(max_length=120)
    key = models.CharField(max_length=20, blank=True)
    used_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["division_code", "kind", "heading"]
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "kind", "heading"], name="heading_is_learnt_once"
            )
        ]

    def __str__(self) -> str:
        return self.heading
