"""How other records point at a place."""

from __future__ import annotations

from django.db import models
from django.utils.functional import cached_property

from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.models.places import Division, Grid, Site, VillagerGroup


class GroundedModel(models.Model):
    """A record that points at a place: it keeps the village's code and, where known, group, grid and site.

    All four are those of the day it was made: a grid drawn anew later does not move old records.
    Each such model has a manager made of `GroundedQuerySet` or of a class under it.
    """

    ground_kind = models.CharField(
        max_length=10, choices=[(kind.value, kind.value) for kind in GroundKind], editable=False
    )
    division_code = models.CharField(max_length=12, db_index=True, editable=False)
    group = models.ForeignKey(
        VillagerGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def ground(self) -> Ground:
        """Where this record belongs."""
        return Ground(
            GroundKind(self.ground_kind),
            self.division_code,
            group_id=self.group_id,
            grid_id=self.grid_id,
            site_id=self.site_id,
        )

    @cached_property
    def place_name(self) -> str:
        """The place in words (莲华村 小伍排组 12号).

        No query after `select_related("group", "grid", "site")`.
        """
        parts = [Division.objects.name_of(self.division_code)]
        if self.group is not None and self.ground_kind in (GroundKind.GROUP, GroundKind.SITE):
            parts.append(self.group.name)
        if self.grid is not None and self.ground_kind == GroundKind.GRID:
            parts.append(self.grid.name)
        if self.site is not None and self.ground_kind == GroundKind.SITE:
            parts.append(str(self.site))
        return " ".join(parts)
