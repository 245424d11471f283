"""The one table of rights: which role may do which act on its ground. Pure.

`docs/rules/access.md` shows it in Chinese; it is written from this table.
"""

from __future__ import annotations

from collections.abc import Mapping

from tongxin.people.roles import Role
from tongxin.records.permission import Act

_TOWN = frozenset({Role.TOWN_LEADER, Role.TOWN_CLERK})
_CADRES = frozenset({Role.LIAISON_CADRE, Role.RESIDENT_TEAM})
_VILLAGE = frozenset({Role.VILLAGE_SECRETARY, Role.COMMITTEE_MEMBER})
_LEADERS = frozenset({Role.GROUP_LEADER, Role.GRID_LEADER})
_FIELD = frozenset({Role.GRID_MEMBER, Role.WELFARE_POST, Role.FOREST_RANGER, Role.CLEANER, Role.STEWARD})
_OFFICE = _TOWN | _CADRES | _VILLAGE
_EVERYONE = _OFFICE | _LEADERS | _FIELD
_HELPERS = frozenset({Role.VOLUNTEER, Role.PARTNER_CONTACT})  # no register, no cases of households
_READERS = frozenset({Role.COUNTY_READER})
_CLERK = frozenset({Role.TOWN_CLERK})
_ADMIN = frozenset({Role.ADMINISTRATOR})

RIGHTS: Mapping[Act, frozenset[Role]] = {
    Act.HOME_OPEN: _EVERYONE | _HELPERS | _READERS | _ADMIN,
    Act.GROUND_VIEW: _EVERYONE | _HELPERS | _READERS | _ADMIN,
    Act.GROUND_MANAGE: _CLERK | _ADMIN,
    Act.GROUND_PAUSE: _CLERK | _VILLAGE | _LEADERS,
    Act.POSITION_SET: _CLERK | _CADRES | _VILLAGE | _LEADERS | _ADMIN,
    Act.REGISTER_OPEN: _CLERK | _VILLAGE | _LEADERS | frozenset({Role.LIAISON_CADRE}),
    Act.REGISTER_IMPORT: _CLERK,
    Act.ID_NUMBERS: _CLERK | _ADMIN,
    Act.REGISTER_EXPORT: _CLERK | frozenset({Role.VILLAGE_SECRETARY}),
    Act.EXPORT_APPROVE: _TOWN,
    Act.PHONE_OPEN: _OFFICE | _LEADERS,
    Act.OPENINGS_VIEW: _TOWN | _ADMIN | frozenset({Role.VILLAGE_SECRETARY}),
    Act.SUBJECT_ANSWER: _CLERK,
    Act.PEOPLE_VIEW: _OFFICE | _LEADERS | _ADMIN,
    Act.POST_MANAGE: _CLERK | _ADMIN,
    Act.LEAVE_MANAGE: _CLERK | _ADMIN | frozenset({Role.VILLAGE_SECRETARY}),
    Act.ACCOUNT_MANAGE: _ADMIN,
    Act.ACCOUNT_RESET: _CLERK | _ADMIN | frozenset({Role.VILLAGE_SECRETARY}),
    Act.STANDARD_VIEW: _EVERYONE | _HELPERS | _READERS | _ADMIN,
    Act.STANDARD_LOAD: _CLERK | _ADMIN,
    Act.SHEET_AMEND: _CLERK,
    Act.ROUND_VIEW: _OFFICE | _LEADERS,
    Act.ROUND_PLAN: _CLERK,
    Act.VISIT_ENTER: _CLERK | _CADRES | _VILLAGE | _LEADERS | frozenset({Role.GRID_MEMBER}),
    Act.VISIT_VIEW: _OFFICE | _LEADERS | frozenset({Role.GRID_MEMBER}),
    Act.CASE_VIEW: _OFFICE | _LEADERS | _FIELD,
    Act.CASE_REPORT: _EVERYONE | _HELPERS,
    Act.REPORT_RECEIVE: _CLERK,
    Act.COMPLAINT_HANDLE: _TOWN | _CADRES,
    Act.COMPLAINT_NAME: _ADMIN | frozenset({Role.TOWN_LEADER}),
    Act.CASE_ASSIGN: _CLERK | _CADRES | _VILLAGE,
    Act.CASE_FIX: _CLERK | _VILLAGE | _LEADERS | _FIELD,
    Act.CASE_VERIFY: _CLERK | _CADRES | _VILLAGE | _LEADERS,
    Act.CASE_CLOSE: _CLERK | _CADRES | _VILLAGE,
    Act.LETTER_ISSUE: _TOWN,
    Act.LETTER_ANSWER: _TOWN | _VILLAGE | _LEADERS | _FIELD,
    Act.CASE_URGE: _OFFICE,
    Act.AGREEMENT_VIEW: _OFFICE | _LEADERS,
    Act.AGREEMENT_KEEP: _CLERK | _VILLAGE | _LEADERS,
    Act.TASK_VIEW: _EVERYONE,
    Act.TASK_GIVE: _TOWN | _VILLAGE,
    Act.TASK_DO: _CLERK | _CADRES | _VILLAGE | _LEADERS | _FIELD,
    Act.TASK_CONFIRM: _OFFICE,
    Act.TABLE_VIEW: _OFFICE | _LEADERS | _READERS,
    Act.LIST_DRAFT: _CLERK,
    Act.LIST_APPROVE: _TOWN,
    Act.LIST_PUBLISH: _TOWN,
    Act.FIGURE_OPEN: _EVERYONE | _HELPERS | _READERS,
    Act.BRIEF_VIEW: _OFFICE | _READERS,
    Act.BRIEF_WRITE: _CLERK,
    Act.BRIEF_PUBLISH: _TOWN,
    Act.CALENDAR_KEEP: _CLERK | _ADMIN,
    Act.ADMINISTER: _ADMIN,
    Act.CHECKS_VIEW: _OFFICE | _ADMIN,
    Act.HEALTH_SEE: _ADMIN | _CLERK,
}


def roles_with(act: Act) -> frozenset[Role]:
    """The roles that may do `act` on their ground; none where the table is silent (deny by default)."""
    return RIGHTS.get(act, frozenset())


def works_in_the_field(role: Role) -> bool:
    """Is it a role of the field (grid, group, place), whose day begins with what is to be done there?"""
    return role in _LEADERS | _FIELD


def allows(role: Role, act: Act) -> bool:
    """May a person in `role` do `act` on the ground of the post?"""
    return role in roles_with(act)
