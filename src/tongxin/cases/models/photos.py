"""Photos of a case."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from tongxin.cases.models.case import Case
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import StoredFile


class Stage(models.TextChoices):
    """When a photo was taken: of the problem, or of what was done about it."""

    BEFORE = "before", pgettext_lazy("stage of a photo", "before")
    AFTER = "after", pgettext_lazy("stage of a photo", "after")


class CasePhoto(models.Model):
    """A photo of a case (整改前后照片): always made anew without EXIF; the uploaded file is not kept."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("file",)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=6, choices=Stage.choices)
    taken_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "stage", "file"], name="case_photo_once"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="case_photo_stage_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage}"
