"""Openings: who looked at whose personal data."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.access.purposes import Part, words_of
from tongxin.access.querysets import OpeningQuerySet
from tongxin.access.words import PART_WORDS
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.territory.models import GroundedModel


class Opening(GroundedModel):
    """One opening of personal data (访问留痕): who, when, whose, which part, what for. Never changed.

    Whose: the household of the site or, with `subject`, a person (the ground is then that of the person's post),
    or, with `record`, whoever told of what stands in a record of an upper room ("cases.residentreport:<id>").
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    record = models.CharField(max_length=100, blank=True)
    part = models.CharField(max_length=10, choices=list(PART_WORDS.items()), default=Part.HOUSEHOLD.value)
    purpose = models.CharField(_("purpose"), max_length=12)
    opened_at = models.DateTimeField(default=clock.now, editable=False)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        indexes = [
            models.Index(fields=["site", "-opened_at"], name="opening_of_site"),
            models.Index(fields=["-opened_at", "-id"], name="openings_by_time"),
            models.Index(fields=["person", "-opened_at", "-id"], name="openings_by_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="opening_says_what_for"),
            models.CheckConstraint(
                condition=Q(part__in=[part.value for part in Part]), name="opening_part_is_known"
            ),
            models.CheckConstraint(
                condition=Q(subject__isnull=False) | Q(site__isnull=False) | ~Q(record=""),
                name="opening_says_whose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.opened_at:%Y-%m-%d}"

    @property
    def purpose_words(self) -> str:
        """What for, in words."""
        return words_of(self.purpose)
