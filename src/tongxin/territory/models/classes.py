"""Classes of ground and their goals."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.records import figures
from tongxin.records.guards import Keeps
from tongxin.records.ids import new_id
from tongxin.territory.queries import ClassQuerySet


class GroundClass(models.Model):
    """A class of ground (片区类型): mountain, valley, market town … A town's own words, with goals of their own.

    A village has one or none; a villager group of another nature has its own.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    division_code = models.CharField(max_length=12, db_index=True, editable=False, help_text="the town")
    name = models.CharField(_("name"), max_length=20)
    note = models.CharField(_("what belongs to it"), max_length=200, blank=True)

    objects = ClassQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "name"]
        constraints = [
            models.UniqueConstraint(fields=["division_code", "name"], name="class_once_per_town"),
        ]

    def __str__(self) -> str:
        return self.name


class GroundGoal(models.Model):
    """What a class of ground is to reach (分类目标): a figure's value from a day on."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.ENDED_ROWS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ground_class = models.ForeignKey(GroundClass, on_delete=models.CASCADE, related_name="goals")
    figure = models.CharField(_("figure"), max_length=60, help_text="key of a declared figure")
    is_ceiling = models.BooleanField(_("at most"), default=False)
    value = models.DecimalField(_("goal"), max_digits=12, decimal_places=2)
    since = models.DateField(_("since"))
    until = models.DateField(null=True, blank=True, help_text="first day no longer in force")

    class Meta:
        ordering = ["figure", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["ground_class", "figure"],
                condition=Q(until__isnull=True),
                name="one_goal_per_class_and_figure",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")), name="goal_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.value}"

    @property
    def figure_title(self) -> str:
        """The figure's title; its key where it is declared no more."""
        try:
            return str(figures.get(self.figure).title)
        except figures.UnknownFigure:
            return self.figure

    @property
    def words(self) -> str:
        """The goal in words: "at least 90"."""
        value = f"{self.value.normalize():f}"
        bound = _("at most %(value)s") if self.is_ceiling else _("at least %(value)s")
        return str(bound) % {"value": value}
