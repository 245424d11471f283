"""What was broken, and the case that puts it right."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongxin.cases.models import Case
from tongxin.council.models.agreements import Agreement
from tongxin.council.querysets import BreachQuerySet
from tongxin.council.rules import Duty
from tongxin.council.words import DUTY_WORDS
from tongxin.records import clock
from tongxin.records.ids import new_id


class Breach(models.Model):
    """A duty of an agreement that was not kept (未落实): it opens one case. It carries no sum of money."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="breaches")
    duty = models.CharField(max_length=8, choices=list(DUTY_WORDS.items()))
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="breach")
    noted_at = models.DateTimeField(default=clock.now, editable=False)

    objects = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["agreement", "-noted_at"]
        constraints = [models.CheckConstraint(condition=Q(duty__in=list(Duty)), name="breach_duty_is_known")]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.duty}"
