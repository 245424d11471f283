"""The household register and its imports."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.people.models.persons import Person
from tongxin.people.queries import RegisterImportQuerySet, RegisterQuerySet
from tongxin.people.rules import mask_name
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import StoredFile
from tongxin.territory.models import Division, Site


class RegisterEntry(models.Model):
    """A household of the register (农户): who lives behind a door.

    Opened by `access` only, and each opening is recorded (A5).
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("head", "phone", "note")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="register")
    head = models.CharField(_("household head"), max_length=40)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    people = models.PositiveSmallIntegerField(_("people"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    objects = RegisterQuerySet.as_manager()

    def __str__(self) -> str:
        return mask_name(self.head)


class RegisterImport(models.Model):
    """One upload of a household register (户册导入), from preview to result. The file is kept for some days only."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("file_name",)

    class State(models.TextChoices):
        PREVIEW = "preview", _("waits for a decision")
        WAITING = "waiting", _("is being imported")
        DONE = "done", _("imported")
        REFUSED = "refused", _("not imported")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=120)
    village = models.ForeignKey(Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    division_code = models.CharField(max_length=12, db_index=True, help_text="ground of the one who imports")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField(default=0, help_text="households of the file")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PREVIEW)
    seen = models.CharField(
        max_length=64, blank=True, help_text="digest of the difference that was confirmed"
    )
    gone = models.JSONField(default=list, help_text="ids of households that were ticked as gone")
    counts = models.JSONField(default=dict)
    fault = models.CharField(max_length=500, blank=True)
    job_id = models.UUIDField(null=True)
    uploaded_at = models.DateTimeField(default=clock.now, editable=False)
    finished_at = models.DateTimeField(null=True)

    objects = RegisterImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False) | ~Q(state="done"),
                name="import_done_when",
            ),
            models.CheckConstraint(condition=Q(fault="") | Q(state="refused"), name="import_fault_is_told"),
        ]

    def __str__(self) -> str:
        return self.file_name
