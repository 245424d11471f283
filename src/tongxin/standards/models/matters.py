"""Kinds of problem."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.records.ids import new_id
from tongxin.records.working_time import LimitUnit
from tongxin.standards.queries import MatterTypeQuerySet
from tongxin.standards.words import chosen


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
