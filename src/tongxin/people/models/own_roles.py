"""Roles that a town added to the catalogue."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.queries import OwnRoleQuerySet
from tongxin.people.roles import RoleType, standard_roles
from tongxin.records import clock
from tongxin.records.ids import new_id

OWN = "own_"  # before the code, so that none is mistaken for one of the data file


def own_code() -> str:
    """A code that no other role has."""
    return f"{OWN}{new_id().hex[-12:]}"


class OwnRole(models.Model):
    """A role of one town (本镇岗位), which is like one of the catalogue: same ground, same rights, its own name.

    Name and likeness never change, so that posts of the past keep their meaning; it is retired instead.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    code = models.CharField(primary_key=True, max_length=20, default=own_code, editable=False)
    division_code = models.CharField(max_length=12, db_index=True, editable=False, help_text="the town's")
    like = models.CharField(_("like"), max_length=20, help_text="code of a role of the catalogue")
    zh = models.CharField(pgettext_lazy("role", "name"), max_length=20)
    en = models.CharField(_("name in English"), max_length=40, blank=True)
    per_ground = models.PositiveSmallIntegerField(_("holders of one ground"), null=True, blank=True)
    per_person = models.PositiveSmallIntegerField(_("grounds of one person"), null=True, blank=True)
    added_at = models.DateTimeField(default=clock.now, editable=False)
    retired_on = models.DateField(
        null=True, blank=True, help_text="first day on which nobody is appointed to it"
    )

    objects = OwnRoleQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "zh"],
                condition=Q(retired_on__isnull=True),
                name="own_role_name_once_per_town",
            ),
            models.CheckConstraint(
                condition=(Q(per_ground__isnull=True) | Q(per_ground__gt=0))
                & (Q(per_person__isnull=True) | Q(per_person__gt=0)),
                name="own_role_numbers_are_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.zh

    @property
    def role_type(self) -> RoleType:
        """The row of the catalogue that it is."""
        base = standard_roles()[self.like]
        return RoleType(
            code=self.code,
            zh=self.zh,
            en=self.en,
            kinds=base.kinds,
            level=base.level,
            per_ground=self.per_ground,
            per_person=self.per_person,
            acts_as=base.acts_as,
            leads=base.leads,
            duties=base.duties,
        )
