"""Who is proposed to put a case right: whoever holds its line there, else whoever is nearest. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tongxin.people.roles import Role

# Who is proposed first for a new case: whoever is nearest to the spot. The rest may be chosen, in this order.
ASSIGNEE_ORDER: tuple[Role, ...] = (
    Role.STEWARD,
    Role.GRID_LEADER,
    Role.GROUP_LEADER,
    Role.VILLAGE_SECRETARY,
    Role.COMMITTEE_MEMBER,
    Role.GRID_MEMBER,
    Role.CLEANER,
    Role.WELFARE_POST,
    Role.FOREST_RANGER,
    Role.TOWN_CLERK,
)
PROPOSED_ROLES: frozenset[Role] = frozenset(ASSIGNEE_ORDER[:4])


@dataclass(frozen=True)
class Candidate:
    """Somebody whose post holds the spot; whether the post answers for the case's line, and gave it back before."""

    person_id: UUID
    role: Role
    since: date
    holds_line: bool = False
    gave_back: bool = False


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates, each person once (by the best post): who gave it back stands last, holders of the line first,
    then the nearest."""
    place = {role: number for number, role in enumerate(ASSIGNEE_ORDER)}
    kept: dict[UUID, Candidate] = {}
    for candidate in sorted(
        (candidate for candidate in candidates if candidate.role in place),
        key=lambda one: (one.gave_back, not one.holds_line, place[one.role], one.since, one.person_id),
    ):
        kept.setdefault(candidate.person_id, candidate)
    return list(kept.values())


def proposed(candidates: Iterable[Candidate]) -> Candidate | None:
    """Who is proposed: the holder of the line, else the steward of the place, the grid leader, the group leader,
    the village secretary; never somebody who gave the case back."""
    return next(
        (
            one
            for one in in_order(candidates)
            if not one.gave_back and (one.holds_line or one.role in PROPOSED_ROLES)
        ),
        None,
    )
