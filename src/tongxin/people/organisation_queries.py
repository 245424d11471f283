"""Questions about organisations, who belongs to them, and the areas that partner units have taken on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from tongxin.people.queries import containing
from tongxin.territory.ground import Ground, GroundKind, division_ground
from tongxin.territory.queries import GroundedQuerySet

if TYPE_CHECKING:
    from tongxin.people.models import AreaPartnership, LineDuty, Membership, Organisation, Post


def in_force(on: date) -> Q:
    """Rows of the day `on`; `until` is the first day no longer in force."""
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))


class OrganisationQuerySet(GroundedQuerySet["Organisation"]):
    """Organisations, by the division that they belong to."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {}

    def in_use(self) -> Self:
        """Organisations that were not closed."""
        return self.filter(closed_on__isnull=True)

    def partner_units(self) -> Self:
        """Units from outside that take on areas."""
        return self.filter(kind="partner_unit")

    def around(self, ground: Ground) -> Self:
        """Organisations of the divisions that `ground` lies in, and of those in it."""
        codes = {ground.division_code[:length].ljust(12, "0") for length in (2, 4, 6, 9, 12)}
        return self.filter(Q(division_code__in=codes) | self._inside(division_ground(ground.division_code)))

    def with_counts(self, on: date) -> Self:
        """Each with `members`, `posts_held` and `area_count` of the day `on`; three counts inside one query."""
        return self.annotate(
            members=_number_of(self, "memberships", on),
            posts_held=_number_of(self, "posts", on),
            area_count=_number_of(self, "areas", on),
        )


def _number_of(organisations: OrganisationQuerySet, relation: str, on: date) -> Coalesce:
    """How many rows of `relation` each organisation has in force."""
    related: Any = organisations.model._meta.get_field(relation).related_model
    rows = related._default_manager.filter(in_force(on), organisation=OuterRef("pk")).order_by()
    return Coalesce(Subquery(rows.values("organisation").annotate(number=Count("pk")).values("number")), 0)


class MembershipQuerySet(GroundedQuerySet["Membership"]):
    """Who belongs to which organisation; its ground is the organisation's division."""

    GROUND_PATH: ClassVar[str] = "organisation__"
    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {}

    def in_force(self, on: date) -> Self:
        """Memberships of the day `on`."""
        return self.filter(in_force(on))


class PartnershipQuerySet(GroundedQuerySet["AreaPartnership"]):
    """Areas that partner units have taken on."""

    def in_force(self, on: date) -> Self:
        """Partnerships of the day `on`."""
        return self.filter(in_force(on))

    def holding(self, ground: Ground) -> Self:
        """Partnerships whose area contains `ground`."""
        return self.filter(containing(ground))


class LineDutyQuerySet(GroundedQuerySet["LineDuty"]):
    """Lines of work that organisations answer for; its ground is the organisation's division."""

    GROUND_PATH: ClassVar[str] = "organisation__"
    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {}

    def in_force(self, on: date) -> Self:
        """What is answered for on the day `on`."""
        return self.filter(in_force(on))

    def holders(self, line: str, posts: Iterable[Post], on: date) -> set[UUID]:
        """Which of the posts answer for the line on the day `on`: those held in an organisation that has it, and
        those of its members. Gives the ids of the posts; two queries."""
        duties = self.in_force(on).filter(line=line)
        organisations = set(duties.values_list("organisation", flat=True))
        if not organisations:
            return set()
        memberships = duties.filter(
            Q(organisation__memberships__until__isnull=True) | Q(organisation__memberships__until__gt=on),
            organisation__memberships__since__lte=on,
        )
        members = set(memberships.values_list("organisation__memberships__person", flat=True))
        return {
            post.pk for post in posts if post.organisation_id in organisations or post.person_id in members
        }
