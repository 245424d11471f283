"""Roles that a post can have, and which ground each may hold. Pure but for the translated names."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.territory.ground import DIVISION_DIGITS, Ground, GroundKind, division_stem


class Role(models.TextChoices):
    """What a person in a post does (岗位); the ground says where."""

    TOWN_LEADER = "town_leader", _("town leader")
    TOWN_CLERK = "town_clerk", _("town clerk")
    LIAISON_CADRE = "liaison_cadre", _("liaison cadre")
    RESIDENT_TEAM = "resident_team", _("resident work team")
    VILLAGE_SECRETARY = "village_secretary", _("village secretary")
    COMMITTEE_MEMBER = "committee_member", _("village committee member")
    GROUP_LEADER = "group_leader", _("villager-group leader")
    GRID_LEADER = "grid_leader", _("grid leader")
    GRID_MEMBER = "grid_member", _("grid member")
    WELFARE_POST = "welfare_post", _("public-welfare worker")
    FOREST_RANGER = "forest_ranger", _("forest ranger")
    CLEANER = "cleaner", _("cleaner")
    STEWARD = "steward", _("steward of a public place")
    COUNTY_READER = "county_reader", _("county reader")
    ADMINISTRATOR = "administrator", _("administrator")


_AREA = frozenset({GroundKind.DIVISION, GroundKind.GROUP, GroundKind.GRID, GroundKind.SITE})

# Which kinds of ground a post may have. A leader has exactly the ground that it leads.
GROUND_OF_ROLE: Mapping[Role, frozenset[GroundKind]] = {
    Role.TOWN_LEADER: frozenset({GroundKind.DIVISION}),
    Role.TOWN_CLERK: frozenset({GroundKind.DIVISION}),
    Role.LIAISON_CADRE: frozenset({GroundKind.DIVISION}),
    Role.RESIDENT_TEAM: frozenset({GroundKind.DIVISION}),
    Role.VILLAGE_SECRETARY: frozenset({GroundKind.DIVISION}),
    Role.COMMITTEE_MEMBER: frozenset({GroundKind.DIVISION}),
    Role.GROUP_LEADER: frozenset({GroundKind.GROUP}),
    Role.GRID_LEADER: frozenset({GroundKind.GRID}),
    Role.GRID_MEMBER: frozenset({GroundKind.GRID}),
    Role.WELFARE_POST: _AREA,
    Role.FOREST_RANGER: _AREA,
    Role.CLEANER: _AREA,
    Role.STEWARD: frozenset({GroundKind.SITE}),
    Role.COUNTY_READER: frozenset({GroundKind.DIVISION}),
    Role.ADMINISTRATOR: frozenset({GroundKind.DIVISION}),
}

_OF_A_VILLAGE = frozenset({Role.VILLAGE_SECRETARY, Role.COMMITTEE_MEMBER})
_ABOVE_VILLAGES = frozenset({Role.TOWN_LEADER, Role.TOWN_CLERK, Role.COUNTY_READER})

# Roles that only one person may hold at a time on one ground.
SOLE_ROLES: frozenset[Role] = frozenset(
    {Role.VILLAGE_SECRETARY, Role.GROUP_LEADER, Role.GRID_LEADER, Role.STEWARD}
)


def fits(role: Role, ground: Ground) -> bool:
    """Can a post in `role` have this ground? A village's posts have one village, the town's more than one."""
    if ground.kind not in GROUND_OF_ROLE[role]:
        return False
    if ground.kind is not GroundKind.DIVISION:
        return True
    is_village = len(division_stem(ground.division_code)) == DIVISION_DIGITS
    return not (role in _OF_A_VILLAGE and not is_village) and not (role in _ABOVE_VILLAGES and is_village)
