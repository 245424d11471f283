"""Organisations: branches, committees, teams, partner units; who belongs to them; the areas taken on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.models.persons import Person
from tongxin.people.organisation_queries import (
    MembershipQuerySet,
    OrganisationQuerySet,
    PartnershipQuerySet,
)
from tongxin.records.guards import Keeps
from tongxin.records.ids import new_id
from tongxin.territory.models import GroundedModel

FIRST_DAY_AFTER = "first day no longer in force"


class Organisation(models.Model):
    """A branch, committee, office, team or partner unit (组织).

    Its name and the organisation above it are those of today; `OrganisationVersion` keeps what they were.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    class Kind(models.TextChoices):
        TOWN_OFFICE = "town_office", _("town office")
        GENERAL_BRANCH = "general_branch", _("general party branch")
        PARTY_BRANCH = "party_branch", _("party branch")
        VILLAGERS_COMMITTEE = "villagers_committee", _("villagers' committee")
        SUPERVISORY_COMMITTEE = "supervisory", _("village supervisory committee")
        LEADING_GROUP = "leading_group", _("leading group")
        WORK_GROUP = "work_group", _("work group")
        RESIDENT_TEAM = "resident_team", _("resident work team")
        TEAM = "team", _("team")
        PARTNER_UNIT = "partner_unit", _("partner unit")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    division_code = models.CharField(max_length=12, db_index=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    closed_on = models.DateField(null=True, blank=True, help_text="first day on which it is no more")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "name"],
                condition=Q(closed_on__isnull=True),
                name="organisation_once_per_division",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="organisation_not_above_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_partner(self) -> bool:
        """Is it a unit from outside that takes on areas?"""
        return self.kind == self.Kind.PARTNER_UNIT


class OrganisationVersion(models.Model):
    """What an organisation was called and stood under, from a day until a day. Ended rows never change."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.ENDED_ROWS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=80)
    parent = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text=FIRST_DAY_AFTER)

    class Meta:
        ordering = ["organisation", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(until__isnull=True),
                name="one_version_per_organisation",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="organisation_version_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in an organisation, with a duty in it, from a day until a day (成员). Never overwritten."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.ENDED_ROWS

    class Duty(models.TextChoices):
        HEAD = "head", pgettext_lazy("duty in an organisation", "head")
        DEPUTY_HEAD = "deputy_head", pgettext_lazy("duty in an organisation", "deputy head")
        CONTACT = "contact", pgettext_lazy("duty in an organisation", "contact person")
        MEMBER = "member", pgettext_lazy("duty in an organisation", "member")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    duty = models.CharField(_("duty"), max_length=12, choices=Duty.choices, default=Duty.MEMBER)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True, help_text=FIRST_DAY_AFTER)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="membership_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(until__isnull=True),
                name="member_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(until__isnull=True, duty="head"),
                name="one_head_per_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.organisation}"


class AreaPartnership(GroundedModel):
    """An area that a partner unit has taken on (包片共建), and what was agreed. Never overwritten."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS: ClassVar[Keeps] = Keeps.ENDED_ROWS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="areas")
    contact = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    agreed = models.CharField(_("what was agreed"), max_length=300)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True, help_text=FIRST_DAY_AFTER)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="partnership_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(agreed=""), name="partnership_says_what_was_agreed"),
        ]
        indexes = [models.Index(fields=["organisation", "until"], name="partnership_of_unit")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.place_name}"
