"""Standards and checklists with their criteria."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.standards.models.loaded import DIGEST_DIGITS, Completeness, LoadedOnce
from tongxin.standards.words import chosen


class StandardEdition(LoadedOnce):
    """A standard or checklist (标准) in one edition, its JSON kept whole; immutable."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    standard_id = models.CharField(max_length=60)
    edition = models.CharField(_("edition"), max_length=40)
    content = models.JSONField()
    digest = models.CharField(max_length=DIGEST_DIGITS)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160)
    level = models.CharField(_("level"), max_length=10)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    valid_from = models.CharField(_("valid from"), max_length=10, blank=True, help_text="year or day")
    valid_to = models.CharField(_("valid to"), max_length=10, blank=True)
    applies_to = models.CharField(_("applies to"), max_length=24)
    completeness = models.CharField(_("completeness"), max_length=12, choices=Completeness.choices)
    loaded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["standard_id", "-loaded_at"]
        constraints = [
            models.UniqueConstraint(fields=["standard_id", "edition"], name="standard_edition_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the screen."""
        return chosen(self.title_zh, self.title_en)


class Criterion(LoadedOnce):
    """One line of a standard (指标). A threshold that nobody has is null and shown as unknown."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    edition = models.ForeignKey(StandardEdition, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    criterion_id = models.CharField(max_length=20)
    section = models.CharField(max_length=40)
    text_zh = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    kind = models.CharField(max_length=8)
    comparison = models.CharField(max_length=5, blank=True, help_text=">=, <=, =, about")
    threshold = models.JSONField(null=True)
    by_region = models.JSONField(default=dict, help_text="threshold by region, where the source has several")
    unit = models.CharField(max_length=40, blank=True)
    scope = models.CharField(max_length=200, blank=True)
    is_verified = models.BooleanField(_("read in an official text"))
    evidence_from = models.JSONField(default=list, help_text="rooms whose records can prove it")
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "criterion_id"], name="criterion_once")]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The wording in the language of the screen."""
        return chosen(self.text_zh, self.text_en)

    @property
    def is_threshold_known(self) -> bool:
        """Did a source give a value?"""
        return self.threshold is not None or bool(self.by_region)
