"""Versions of the text."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.council.querysets import TextQuerySet
from tongxin.council.wording import Wording, read
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.guards import Keeps
from tongxin.records.ids import new_id


class AgreementText(models.Model):
    """A version of the text of the agreement (责任书文本). Never changed: what was signed can always be read.

    Without a town it is the one that came with the system.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.EVERYTHING

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    division_code = models.CharField(
        max_length=12, blank=True, help_text="the town; empty: came with the system"
    )
    version = models.CharField(_("version"), max_length=20)
    text = models.JSONField(help_text="by language, see data/council/schema.json")
    valid_from = models.DateField(_("holds from"))
    reason = models.CharField(_("reason"), max_length=200)
    adopted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    adopted_at = models.DateTimeField(default=clock.now, editable=False)

    objects = TextQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["division_code", "version"], name="text_version_once"),
            models.UniqueConstraint(
                fields=["division_code", "valid_from"],
                condition=~Q(division_code=""),
                name="one_text_of_a_town_a_day",
            ),
            models.CheckConstraint(
                condition=Q(division_code="") | ~Q(reason=""), name="text_of_a_town_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.version

    @property
    def is_suggested(self) -> bool:
        """Did it come with the system?"""
        return not self.division_code

    @cached_property
    def wording(self) -> Wording:
        """The text in the language of the screen."""
        return read(self.text)
