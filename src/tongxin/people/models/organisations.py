"""Organisations: branches, committees, teams, partner units."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.people.queries import OrganisationQuerySet
from tongxin.records.ids import new_id


class Organisation(models.Model):
    """A branch, committee, office, team or partner unit (组织)."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    class Kind(models.TextChoices):
        TOWN_OFFICE = "town_office", _("town office")
        PARTY_BRANCH = "party_branch", _("party branch")
        GENERAL_BRANCH = "general_branch", _("general party branch")
        VILLAGERS_COMMITTEE = "villagers_committee", _("villagers' committee")
        RESIDENT_TEAM = "resident_team", _("resident work team")
        PARTNER_UNIT = "partner_unit", _("partner unit")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    division_code = models.CharField(max_length=12, db_index=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["division_code", "name"], name="organisation_once_per_division"),
        ]

    def __str__(self) -> str:
        return self.name
