"""Which inspector of a round looked at others' scores while the round was under way."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tongxin.inspections.models.rounds import Round
from tongxin.inspections.models.visits import Visit
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.guards import Keeps
from tongxin.records.ids import new_id


class PeerLook(models.Model):
    """An inspector of a round saw a colleague's result; without `visit` the round's scores as a whole.

    It says nothing but that, is kept for inspectors of the round only and while the round is open, once a day.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS = Keeps.EVERYTHING

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="peer_looks", db_index=False)
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, null=True, related_name="peer_looks", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["round", "person", "at"]
        indexes = [models.Index(fields=["round", "person", "at"], name="peer_looks_of_person")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.person_id}"
