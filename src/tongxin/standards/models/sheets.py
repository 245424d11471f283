"""Score sheets, their versions, and what is ours beside their items."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.standards.models.loaded import DIGEST_DIGITS, Completeness, LoadedOnce
from tongxin.standards.queries import SheetVersionQuerySet
from tongxin.standards.rules import Sheet, read_sheet
from tongxin.standards.words import OBJECT_WORDS, chosen


class ScoreSheet(models.Model):
    """A score sheet (评分细则), whatever its version."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    sheet_id = models.CharField(primary_key=True, max_length=60)
    division_code = models.CharField(
        max_length=12,
        blank=True,
        default="",
        db_index=True,
        help_text="the town whose own sheet it is; empty: of all",
    )

    class Meta:
        ordering = ["sheet_id"]

    def __str__(self) -> str:
        return self.sheet_id

    @property
    def is_own(self) -> bool:
        """Did a town write it itself?"""
        return bool(self.division_code)


class SheetVersion(LoadedOnce):
    """One version of a sheet, its JSON kept whole; immutable, because scores point at it."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(_("version"), max_length=20)
    content = models.JSONField()
    digest = models.CharField(max_length=DIGEST_DIGITS)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    object_kind = models.CharField(_("made for"), max_length=20)
    total = models.DecimalField(_("total"), max_digits=8, decimal_places=2, null=True)
    completeness = models.CharField(_("completeness"), max_length=12, choices=Completeness.choices)
    loaded_at = models.DateTimeField(default=clock.now, editable=False)

    objects = SheetVersionQuerySet.as_manager()

    class Meta:
        ordering = ["sheet", "-loaded_at"]
        constraints = [models.UniqueConstraint(fields=["sheet", "version"], name="sheet_version_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the screen."""
        return chosen(self.title_zh, self.title_en)

    @property
    def is_complete(self) -> bool:
        """Is every item of the source here? Only then is the sheet ready to use."""
        return self.completeness == Completeness.COMPLETE

    @cached_property
    def parts(self) -> Sheet:
        """The sheet as plain values, for rules."""
        return read_sheet(self.content)

    @property
    def made_for(self) -> str:
        """What kind of place it is made for, in words."""
        return str(OBJECT_WORDS[self.object_kind])


class ItemHint(models.Model):
    """Ours beside a sheet's item: the kind of problem it usually is, and care to take. A starting value.

    Kept apart from the sheet, whose text stays that of the source.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="hints")
    item_id = models.CharField(max_length=20)
    matter_code = models.CharField(max_length=8, blank=True)
    needs_reason = models.BooleanField(default=False, help_text="an 'other' item: charged with a text")
    is_private = models.BooleanField(default=False, help_text="judges private rooms: only with consent")
    not_with = models.CharField(max_length=20, blank=True, help_text="item that charges the same thing")

    class Meta:
        ordering = ["sheet", "item_id"]
        constraints = [models.UniqueConstraint(fields=["sheet", "item_id"], name="one_hint_an_item")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.item_id}"
