"""Briefs, their templates and their frozen figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.records import clock, figures
from tongxin.records.figures import FigureScope, Total
from tongxin.records.ids import new_id
from tongxin.records.models import DIGEST_DIGITS
from tongxin.reporting.querysets import BriefQuerySet, BriefTemplateQuerySet
from tongxin.reporting.rules import BriefState, Step, after, unpack_ids
from tongxin.territory.models import GroundedModel


class BriefTemplate(models.Model):
    """One version of the wording that briefs begin with (简报模板); loaded from `data/brief_templates`."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=60)
    language = models.CharField(max_length=10)
    valid_from = models.DateField()
    masthead = models.CharField(max_length=120, help_text="may hold {place}")
    issuer = models.CharField(max_length=120, help_text="may hold {place}")
    title = models.CharField(max_length=120, help_text="may hold {place} and {period}")
    text = models.TextField(help_text="one line a paragraph, see text.py")
    distribution = models.JSONField(default=list, help_text="lines of the closing block")
    source = models.CharField(max_length=300)
    digest = models.CharField(max_length=DIGEST_DIGITS)
    loaded_at = models.DateTimeField(default=clock.now, editable=False)

    objects = BriefTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="one_template_a_version"),
        ]

    def __str__(self) -> str:
        return self.name


class Brief(GroundedModel):
    """A written account of a period whose figures open their records (简报).

    A draft's figures are live. Approval by a second person freezes values and row ids; nothing that happens
    to the records later changes an approved brief.
    """

    class State(models.TextChoices):
        DRAFT = BriefState.DRAFT.value, _("draft")
        APPROVED = BriefState.APPROVED.value, _("approved")
        PUBLISHED = BriefState.PUBLISHED.value, _("published")
        WITHDRAWN = BriefState.WITHDRAWN.value, _("withdrawn")

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    template = models.ForeignKey(BriefTemplate, on_delete=models.PROTECT, related_name="briefs")
    series = models.CharField(_("masthead"), max_length=120, help_text="issues are counted in it, by year")
    issuer = models.CharField(_("issued by"), max_length=120)
    issue_year = models.PositiveSmallIntegerField(null=True)
    issue_no = models.PositiveSmallIntegerField(_("issue"), null=True)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1, help_text="rises with each change of a draft")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now, editable=False)
    edited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(max_length=200, blank=True)
    body = models.JSONField(null=True, help_text="the approved document: blocks with frozen values")
    digest = models.CharField(max_length=DIGEST_DIGITS, blank=True, help_text="of body and figures")

    objects = BriefQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="brief_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in BriefState]), name="brief_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("written_by")) & ~Q(approved_by=F("edited_by"))),
                name="brief_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="brief_approval_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[BriefState.APPROVED.value, BriefState.PUBLISHED.value])
                | Q(approved_at__isnull=False, body__isnull=False, issue_no__isnull=False) & ~Q(digest=""),
                name="approved_brief_is_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(state=BriefState.DRAFT.value) | Q(approved_at__isnull=True, body__isnull=True),
                name="draft_brief_is_not_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(state=BriefState.PUBLISHED.value) | Q(published_at__isnull=False),
                name="published_brief_has_a_moment",
            ),
            models.UniqueConstraint(fields=["series", "issue_year", "issue_no"], name="one_brief_an_issue"),
        ]
        indexes = [
            models.Index(fields=["division_code", "-written_at"], name="brief_of_division"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        """May the text still change?"""
        return self.state == BriefState.DRAFT

    @property
    def is_frozen(self) -> bool:
        """Were values and ids frozen by an approval?"""
        return self.body is not None

    @property
    def scope(self) -> FigureScope:
        """What the brief's figures are asked for."""
        return FigureScope(self.ground.key, self.since, self.until)

    @property
    def hands(self) -> tuple[UUID, UUID]:
        """Who wrote it and who changed it last: neither approves it."""
        return self.written_by_id, self.edited_by_id

    def allows(self, step: Step) -> bool:
        """Does the brief's state allow `step`?"""
        return after(BriefState(self.state), step) is not None


class BriefFigure(models.Model):
    """A figure of a brief as it stood at approval: its value and the ids of the rows it counted.

    `position` is its number in the brief's table of figures. A share holds no ids but points at the two
    figures it is made of.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="figures", db_index=False)
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=120)
    definition = models.CharField(max_length=400)
    unit = models.CharField(max_length=20)
    ground_key = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, help_text="null: not measured")
    ids = models.BinaryField(help_text="zlib of a JSON list of row ids, in the order of the page")
    rows_count = models.PositiveIntegerField(default=0)
    numerator = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    denominator = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=DIGEST_DIGITS)

    class Meta:
        ordering = ["brief", "position"]
        constraints = [
            models.UniqueConstraint(fields=["brief", "position"], name="one_figure_a_position"),
            models.UniqueConstraint(
                fields=["brief", "key", "ground_key", "since", "until"], name="one_freeze_a_figure"
            ),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="frozen_figure_ends_after_start"),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__isnull=False),
                name="share_has_both_parts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.key}"

    @property
    def scope(self) -> FigureScope:
        """What was asked for."""
        return FigureScope(self.ground_key, self.since, self.until)

    @property
    def is_share(self) -> bool:
        """Is this a share of two figures?"""
        return self.numerator_id is not None

    def parts(self) -> list[BriefFigure]:
        """The figures that a share or sum is made of, as they stood: frozen in the same brief."""
        if self.numerator is not None and self.denominator is not None:
            return [self.numerator, self.denominator]
        declared = figures.get(self.key)
        keys = [part.key for part in declared.made_of] if isinstance(declared, Total) else []
        where = {"ground_key": self.ground_key, "since": self.since, "until": self.until}
        found = {
            row.key: row for row in BriefFigure.objects.filter(brief=self.brief_id, key__in=keys, **where)
        }
        return [found[key] for key in keys if key in found]

    def row_ids(self) -> list[str]:
        """The ids of the rows counted, frozen."""
        return unpack_ids(bytes(self.ids))

    def facts(self) -> dict[str, str | list[str] | None]:
        """What the digest is made of."""
        return {
            "key": self.key,
            "ground": self.ground_key,
            "since": _iso(self.since),
            "until": _iso(self.until),
            "value": None if self.value is None else plain_number(self.value),
            "unit": self.unit,
            "ids": self.row_ids(),
        }


def plain_number(value: Decimal | int) -> str:
    """A number without grouping and without empty decimals, the same from every database: "1538", "98.5"."""
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _iso(day: date) -> str:
    return day.isoformat()
