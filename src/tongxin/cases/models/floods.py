"""How much came in how short a time: numbers only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tongxin.records.ids import new_id
from tongxin.records.models import DIGEST_DIGITS


class IntakeCount(models.Model):
    """How often something was sent in one hour or day, from one network or for one town.

    A network stands here as a keyed digest that changes every day: no address can be read from it, and what a
    network did on one day cannot be joined with another day. Rows are deleted after two days.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    what = models.CharField(max_length=20, help_text="a code of data/cases/intake.json")
    whose = models.CharField(max_length=DIGEST_DIGITS)
    since = models.DateTimeField(help_text="begin of the hour or day")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["what", "whose", "since"], name="one_intake_count_a_span")
        ]
        indexes = [models.Index(fields=["since"], name="intake_count_by_time")]

    def __str__(self) -> str:
        return f"{self.what} {self.since:%Y-%m-%d %H:%M}: {self.count}"
