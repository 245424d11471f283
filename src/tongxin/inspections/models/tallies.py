"""Each round's numbers by grid."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongxin.inspections.models.rounds import Round
from tongxin.inspections.querysets import (
    RoundTallyQuerySet,
)
from tongxin.territory.models import Grid


class RoundTally(models.Model):
    """Numbers of a round for one grid (or for what lies in no grid of a village), kept at each entry.

    A round of 100,000 visits shows its progress and scores from a few rows; `actions.recount` makes them anew.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="tallies")
    division_code = models.CharField(max_length=12, help_text="the village's code")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")
    planned = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    nobody_home = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    place_gone = models.PositiveIntegerField(default=0)
    scored = models.PositiveIntegerField(default=0, help_text="done visits on which something was assessed")
    sum_score100 = models.PositiveBigIntegerField(default=0)
    findings = models.PositiveIntegerField(default=0)

    objects = RoundTallyQuerySet.as_manager()

    class Meta:
        ordering = ["round", "division_code", "grid"]
        constraints = [
            models.UniqueConstraint(fields=["round", "division_code", "grid"], name="tally_once_a_grid"),
            models.UniqueConstraint(
                fields=["round", "division_code"],
                condition=Q(grid__isnull=True),
                name="tally_once_outside_grids",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.division_code} {self.grid_id}"
