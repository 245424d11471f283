"""Who may key in the paper forms of a round besides its inspectors and the office that plans it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tongxin.inspections.models.rounds import Round
from tongxin.people.models import Person
from tongxin.records import clock


class RoundTypist(models.Model):
    """A person whom the town's office lets key in what inspectors of a round wrote on paper."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="typists", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=clock.now, editable=False)
    named_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["round", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="typist_once_a_round")]

    def __str__(self) -> str:
        return self.person.masked_name
