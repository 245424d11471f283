"""Checks of people: every spot has its person. Posts, register and accounts have theirs in files of their own."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from tongxin.people import account_checks, post_checks, register_checks  # noqa: F401 - they declare theirs
from tongxin.people.models import Post
from tongxin.people.queries import PostQuerySet
from tongxin.people.roles import Role
from tongxin.records import checks, clock
from tongxin.records.checks import CheckScope, Found, Severity, check
from tongxin.territory.check_subjects import appointing, subject_of
from tongxin.territory.ground import GroundKind
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

checks.room("people", _("People and posts"), place=2)


@check(
    "people.grid_without_leader",
    title=_("Grid without a leader"),
    why=_("The second ring has a gap: nobody follows what is open there, nobody is asked."),
    mend=_("Appoint a grid leader."),
    severity=Severity.WRONG,
)
def grid_without_leader(scope: CheckScope) -> Found:
    """Grids in use that nobody leads today."""
    leaders = _in_force(Role.GRID_LEADER).filter(grid=OuterRef("pk"))
    return checks.found(
        scope.within(Grid.objects.in_use()).filter(~Exists(leaders)),
        lambda row: subject_of(
            row, act=_("Appoint a leader"), act_url=appointing(row.ground, Role.GRID_LEADER)
        ),
        scope,
    )


@check(
    "people.village_without_secretary",
    title=_("Village without a secretary"),
    why=_("The secretary heads the village's leading group; problems that nobody puts right end there."),
    mend=_("Appoint a village secretary."),
    severity=Severity.WRONG,
)
def village_without_secretary(scope: CheckScope) -> Found:
    """Villages in use without a secretary today."""
    secretaries = _in_force(Role.VILLAGE_SECRETARY).filter(
        ground_kind=GroundKind.DIVISION, division_code=OuterRef("pk")
    )
    villages = scope.within(Division.objects.villages()).filter(closed_on__isnull=True)
    return checks.found(
        villages.filter(~Exists(secretaries)),
        lambda row: subject_of(
            row, act=_("Appoint a secretary"), act_url=appointing(row.ground, Role.VILLAGE_SECRETARY)
        ),
        scope,
    )


@check(
    "people.group_without_leader",
    title=_("Villager group without a leader"),
    why=_("Nobody calls the group's clean-up or is asked about its households."),
    mend=_("Appoint a villager-group leader."),
    severity=Severity.LOOK,
)
def group_without_leader(scope: CheckScope) -> Found:
    """Groups in use without a leader today."""
    leaders = _in_force(Role.GROUP_LEADER).filter(group=OuterRef("pk"))
    groups = scope.within(VillagerGroup.objects.filter(closed_on__isnull=True))
    return checks.found(
        groups.filter(~Exists(leaders)),
        lambda row: subject_of(
            row, act=_("Appoint a leader"), act_url=appointing(row.ground, Role.GROUP_LEADER)
        ),
        scope,
    )


@check(
    "people.place_without_steward",
    title=_("Public place that nobody looks after"),
    why=_("The third ring has a gap: no steward, and no grid leader in whose grid it lies."),
    mend=_("Appoint a steward, or put the place into a grid that is led."),
    severity=Severity.WRONG,
)
def place_without_steward(scope: CheckScope) -> Found:
    """Public places in use with neither a steward nor a grid leader."""
    stewards = _in_force(Role.STEWARD).filter(site=OuterRef("pk"))
    leaders = _in_force(Role.GRID_LEADER).filter(grid=OuterRef("grid"))
    places = scope.within(Site.objects.public()).filter(~Exists(stewards), ~Exists(leaders))
    return checks.found(
        places.select_related("group"),
        lambda row: subject_of(row, act=_("Appoint a steward"), act_url=appointing(row.ground, Role.STEWARD)),
        scope,
    )


def _in_force(role: Role) -> PostQuerySet:
    return Post.objects.in_force(clock.today()).of_role(role)
