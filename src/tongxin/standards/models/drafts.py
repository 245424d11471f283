"""Sheets that a town is writing, and the pictures that explain items."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import StoredFile
from tongxin.standards.models.sheets import ScoreSheet, SheetVersion
from tongxin.standards.queries import SheetDraftQuerySet, SheetPictureQuerySet
from tongxin.standards.rules import Sheet, read_sheet
from tongxin.standards.words import OBJECT_WORDS, chosen


class SheetDraft(models.Model):
    """A sheet that a town is writing (细则草稿): the next version of its own sheet, or a new one."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    division_code = models.CharField(max_length=12, db_index=True, help_text="the town")
    sheet = models.ForeignKey(
        ScoreSheet, on_delete=models.PROTECT, null=True, related_name="drafts", help_text="empty: a new sheet"
    )
    base = models.ForeignKey(SheetVersion, on_delete=models.PROTECT, null=True, related_name="+")
    content = models.JSONField()
    revision = models.PositiveIntegerField(default=1, help_text="counts the changes")
    begun_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)

    objects = SheetDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(sheet__isnull=False), name="one_draft_of_a_sheet"
            ),
            models.CheckConstraint(condition=~Q(division_code=""), name="draft_is_of_a_town"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the screen."""
        return chosen(self.content["title"]["zh"], self.content["title"]["en"])

    @property
    def made_for(self) -> str:
        """What kind of place it is made for, in words."""
        return str(OBJECT_WORDS[self.content["object_kind"]])

    @cached_property
    def parts(self) -> Sheet:
        """The sheet as plain values, for rules."""
        return read_sheet(self.content)


class SheetPicture(models.Model):
    """A picture that explains an item of a town's sheet (图示); items name it by its id."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    division_code = models.CharField(max_length=12, help_text="the town")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now, editable=False)

    objects = SheetPictureQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at"]

    def __str__(self) -> str:
        return str(self.pk)
