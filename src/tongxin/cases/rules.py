"""The life of a case as one table, and the rules beside it. Pure: no clock, no database.

Source: architecture (found → assigned → fixed → verified → closed); `docs/rules/case-life.md` shows the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from tongxin.people.roles import Role
from tongxin.records.clock import local
from tongxin.records.permission import Act


class State(StrEnum):
    """Where a case is."""

    FOUND = "found"
    ASSIGNED = "assigned"
    FIXED = "fixed"
    VERIFIED = "verified"
    CLOSED = "closed"
    DECLINED = "declined"
    DUPLICATE = "duplicate"


class Move(StrEnum):
    """What is done with a case after it was found."""

    ASSIGN = "assign"
    FIX = "fix"
    VERIFY = "verify"
    RETURN = "return"
    CLOSE = "close"
    DECLINE = "decline"
    MERGE = "merge"


OPENING = "open"  # the first event of every case; not a move, it has no state before it


class Fact(StrEnum):
    """What a move must bring along."""

    ASSIGNEE = "assignee"  # a person who may put it right here
    REASON = "reason"  # in words
    OTHER_PERSON = "other person"  # whoever moves is not the one who put it right
    ORIGINAL = "original"  # the open case that stays


@dataclass(frozen=True)
class Transition:
    """One row of the table: from `sources` to `target`, the act it needs and the facts it needs."""

    sources: frozenset[State]
    target: State
    act: Act
    needs: frozenset[Fact] = frozenset()


TRANSITIONS: Mapping[Move, Transition] = {
    Move.ASSIGN: Transition(
        frozenset({State.FOUND, State.ASSIGNED}), State.ASSIGNED, Act.CASE_ASSIGN, frozenset({Fact.ASSIGNEE})
    ),
    # From found as well: put right on the spot (自行处置), nobody had to be sent.
    Move.FIX: Transition(frozenset({State.FOUND, State.ASSIGNED}), State.FIXED, Act.CASE_FIX),
    Move.VERIFY: Transition(
        frozenset({State.FIXED}), State.VERIFIED, Act.CASE_VERIFY, frozenset({Fact.OTHER_PERSON})
    ),
    # From verified as well: before it is closed, somebody sees that it is bad again.
    Move.RETURN: Transition(
        frozenset({State.FIXED, State.VERIFIED}),
        State.ASSIGNED,
        Act.CASE_VERIFY,
        frozenset({Fact.OTHER_PERSON, Fact.REASON}),
    ),
    Move.CLOSE: Transition(frozenset({State.VERIFIED}), State.CLOSED, Act.CASE_CLOSE),
    Move.DECLINE: Transition(
        frozenset({State.FOUND, State.ASSIGNED}), State.DECLINED, Act.CASE_CLOSE, frozenset({Fact.REASON})
    ),
    Move.MERGE: Transition(
        frozenset({State.FOUND, State.ASSIGNED}), State.DUPLICATE, Act.CASE_CLOSE, frozenset({Fact.ORIGINAL})
    ),
}

# Whoever takes one of these steps has stood before the place: it was seen that day.
SEEN_BY: frozenset[Move] = frozenset({Move.FIX, Move.VERIFY, Move.RETURN})
END_STATES: frozenset[State] = frozenset({State.CLOSED, State.DECLINED, State.DUPLICATE})
OPEN_STATES: frozenset[State] = frozenset(State) - END_STATES
STATES_TO_FIX: frozenset[State] = frozenset({State.FOUND, State.ASSIGNED})
PUT_RIGHT_STATES: frozenset[State] = frozenset({State.FIXED, State.VERIFIED, State.CLOSED})
WAY: tuple[State, ...] = (State.FOUND, State.ASSIGNED, State.FIXED, State.VERIFIED, State.CLOSED)
FORWARD: Mapping[State, tuple[Move, ...]] = {
    State.FOUND: (Move.ASSIGN, Move.FIX),
    State.ASSIGNED: (Move.FIX,),
    State.FIXED: (Move.VERIFY,),
    State.VERIFIED: (Move.CLOSE,),
}


def next_state(state: State, move: Move) -> State | None:
    """The state after `move`; None where the table does not allow it."""
    transition = TRANSITIONS[move]
    return transition.target if state in transition.sources else None


def moves_from(state: State) -> tuple[Move, ...]:
    """Every move that the table allows in `state`, in the table's order."""
    return tuple(move for move, transition in TRANSITIONS.items() if state in transition.sources)


def is_another(person_id: UUID, fixed_by_id: UUID | None) -> bool:
    """May this person judge the fix? Nobody verifies or returns their own work (four eyes)."""
    return person_id != fixed_by_id


class Ring(StrEnum):
    """Whose duty the place is: the town's three rings (门前屋后自己管，卫生网格有人管，公共区域大家管)."""

    HOUSEHOLD = "household"
    GRID = "grid"
    PUBLIC = "public"


class PlaceKind(StrEnum):
    """What a case needs to know of its place."""

    HOUSEHOLD = "household"
    PUBLIC = "public"
    OTHER = "other"


def ring_of(place: PlaceKind, *, household_matter: bool) -> Ring:
    """The ring of a case: by its place; without a public place or a door, by what kind of problem it is."""
    if place is PlaceKind.PUBLIC:
        return Ring.PUBLIC
    if place is PlaceKind.HOUSEHOLD or household_matter:
        return Ring.HOUSEHOLD
    return Ring.GRID


def is_never_public(place: PlaceKind, *, household_matter: bool) -> bool:
    """Must the case stay out of everything public? Source: `burden-rules.md` P03, mission "Bounds"."""
    return place is PlaceKind.HOUSEHOLD or household_matter


class OriginKind(StrEnum):
    """Where a case comes from; an upper room that makes cases adds its kind here."""

    REPORT = "report"
    FINDING = "finding"


@dataclass(frozen=True)
class Origin:
    """The record behind a case: its kind, and its id where it is a record of an upper room."""

    kind: OriginKind
    id: UUID | None = None


class Standing(StrEnum):
    """How a case stands to its time limit."""

    RUNNING = "running"
    OVERDUE = "overdue"
    IN_TIME = "in_time"
    LATE = "late"
    NONE = "none"


@dataclass(frozen=True)
class Limit:
    """The time limit of one case, seen at one moment.

    The limit is the time to put it right (`matters.md`): it is kept by the fix that stands, and runs on when
    a fix is returned. A case that was declined or merged has none.
    """

    state: State
    found_at: datetime
    due_at: datetime
    fixed_at: datetime | None
    at: datetime

    @property
    def standing(self) -> Standing:
        """Running or overdue while it waits to be put right; in time or late afterwards."""
        if self.state in STATES_TO_FIX:
            return Standing.OVERDUE if self.at > self.due_at else Standing.RUNNING
        if self.fixed_at is not None:
            return Standing.LATE if self.fixed_at > self.due_at else Standing.IN_TIME
        return Standing.NONE

    @property
    def apart(self) -> timedelta:
        """The time between the due moment and now, or the fix; never negative."""
        return abs(self.due_at - (self.fixed_at or self.at))

    @property
    def days_late(self) -> int:
        """Days of the calendar in China past the day it was due; 1 as well later on that same day."""
        end = local(self.fixed_at or self.at).date()
        return max(1, (end - local(self.due_at).date()).days)

    @property
    def percent_used(self) -> int:
        """How much of the limit is used, 0 to 100."""
        whole, used = self.due_at - self.found_at, (self.fixed_at or self.at) - self.found_at
        return 100 if whole <= timedelta(0) else max(0, min(100, round(used / whole * 100)))


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
    """Somebody whose post holds the spot."""

    person_id: UUID
    role: Role
    since: date


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates, nearest first, each person once (by the nearest post)."""
    place = {role: number for number, role in enumerate(ASSIGNEE_ORDER)}
    kept: dict[UUID, Candidate] = {}
    for candidate in sorted(
        (candidate for candidate in candidates if candidate.role in place),
        key=lambda candidate: (place[candidate.role], candidate.since, candidate.person_id),
    ):
        kept.setdefault(candidate.person_id, candidate)
    return list(kept.values())


def proposed(candidates: Iterable[Candidate]) -> Candidate | None:
    """Who is proposed: steward of the place, else grid leader, else group leader, else village secretary."""
    return next((candidate for candidate in in_order(candidates) if candidate.role in PROPOSED_ROLES), None)
