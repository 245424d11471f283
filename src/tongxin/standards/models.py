"""Standards as data: kinds of problem, score sheets, checklists. Versions stand side by side (A15)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.working_time import LimitUnit
from tongxin.standards.errors import LoadedVersionsStay
from tongxin.standards.queries import MatterTypeQuerySet, SheetVersionQuerySet
from tongxin.standards.rules import Sheet, read_sheet
from tongxin.standards.words import chosen

DIGEST_DIGITS = 64


class LimitUnitChoice(models.TextChoices):
    """In what a limit is counted; the same words as `LimitUnit` of the working calendar."""

    WORKING_HOURS = LimitUnit.WORKING_HOURS.value, _("working hours")
    WORKING_DAYS = LimitUnit.WORKING_DAYS.value, _("working days")
    DAYS = LimitUnit.DAYS.value, _("days")


class LimitBasis(models.TextChoices):
    """Where a limit comes from: shown beside it wherever it is set or explained."""

    SOURCE = "source", _("from a printed source")
    SUGGESTED = "suggested", _("suggested, no source")
    TOWN = "town", _("set by the town")


class Severity(models.TextChoices):
    """How heavy a problem usually is."""

    MINOR = "minor", _("minor")
    ORDINARY = "ordinary", _("ordinary")
    SERIOUS = "serious", _("serious")
    URGENT = "urgent", _("urgent")


class Completeness(models.TextChoices):
    """How much of a sheet or standard is here."""

    COMPLETE = "complete", _("complete")
    PARTIAL = "partial", _("partial")
    OUTLINE_ONLY = "outline_only", _("outline only")


class MatterType(models.Model):
    """A kind of problem (问题类型) in one version, with the time to put it right (整改期限)."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("code"), max_length=8)
    valid_from = models.DateField(_("valid from"))
    retired_on = models.DateField(_("retired on"), null=True, blank=True, help_text="first day not in force")
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    line = models.CharField(_("line of work"), max_length=20, db_index=True)
    line_zh = models.CharField(max_length=20)
    place_kind = models.CharField(_("kind of place"), max_length=20)
    limit_value = models.PositiveSmallIntegerField(_("limit"))
    limit_unit = models.CharField(max_length=13, choices=LimitUnitChoice.choices)
    limit_basis = models.CharField(_("basis of the limit"), max_length=9, choices=LimitBasis.choices)
    limit_source = models.CharField(_("source of the limit"), max_length=200, blank=True)
    ref_new = models.CharField(
        max_length=20, blank=True, help_text="code of GB/T 47678.5, second-hand; ? = unsure"
    )
    ref_new_standard = models.CharField(max_length=60, blank=True)
    ref_old = models.CharField(max_length=80, blank=True, help_text="under GB/T 30428.2, second-hand")
    ref_old_standard = models.CharField(max_length=60, blank=True)
    severity = models.CharField(_("usual severity"), max_length=8, choices=Severity.choices)
    household_related = models.BooleanField(_("usually lies at a household"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = MatterTypeQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="matter_version_once"),
            models.CheckConstraint(
                condition=Q(retired_on__isnull=True) | Q(retired_on__gt=F("valid_from")),
                name="matter_retires_later",
            ),
            models.CheckConstraint(condition=Q(limit_value__gt=0), name="matter_has_a_limit"),
            models.CheckConstraint(
                condition=~Q(limit_basis=LimitBasis.SOURCE) | ~Q(limit_source=""),
                name="sourced_limit_names_its_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the screen."""
        return chosen(self.name_zh, self.name_en)

    @property
    def line_name(self) -> str:
        """The line of work in the language of the screen."""
        return chosen(self.line_zh, self.line.replace("_", " "))

    @property
    def is_limit_sourced(self) -> bool:
        """Was the limit printed somewhere? Otherwise it is a starting value and says so."""
        return self.limit_basis == LimitBasis.SOURCE


class ScoreSheet(models.Model):
    """A score sheet (评分细则), whatever its version."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    sheet_id = models.CharField(primary_key=True, max_length=60)

    class Meta:
        ordering = ["sheet_id"]

    def __str__(self) -> str:
        return self.sheet_id


class LoadedOnce(models.Model):
    """A row that is written once and never again."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises `LoadedVersionsStay` for a row that is in the database already."""
        if not self._state.adding:
            raise LoadedVersionsStay
        super().save(*args, **kwargs)


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
