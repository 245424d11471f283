"""The life of a case as one table, and the rules beside it. Pure: no clock, no database.

Source: architecture (found → assigned → fixed → verified → closed); `docs/rules/case-life.md` shows the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

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
    """What is done with a case after it was found. Thirteen lead on, or back; the others leave the state."""

    ASSIGN = "assign"
    FIX = "fix"
    VERIFY = "verify"
    RETURN = "return"
    CLOSE = "close"
    DECLINE = "decline"
    MERGE = "merge"
    REFUSE = "refuse"
    TRANSFER = "transfer"
    RELOCATE = "relocate"
    PARTIAL = "partial"
    REOPEN = "reopen"
    UNASSIGN = "unassign"
    UNVERIFY = "unverify"
    WAIT = "wait"
    RESUME = "resume"
    POSTPONE = "postpone"
    GRANT = "grant"
    DENY = "deny"
    URGE = "urge"
    ESCALATE = "escalate"


OPENING = "open"  # the first event of every case; not a move, it has no state before it


class Fact(StrEnum):
    """What a move must bring along, or find."""

    ASSIGNEE = "assignee"  # a person who may put it right here
    REASON = "reason"  # in words
    OTHER_PERSON = "other person"  # whoever moves is not the one who put it right
    ORIGINAL = "original"  # the open case that stays
    LINE = "line"  # another line of work than before
    PLACE = "place"  # another place of the same town
    LATER_DAY = "later day"  # later than the day on which it is due
    RUNNING = "running"  # the limit runs: not stopped, not over
    STOPPED = "stopped"  # the limit stands still
    ASKED = "asked"  # somebody asks for a later day
    NOT_ASKED = "not asked"  # nobody does
    NOT_OWN_TIME = "not own time"  # whoever moves is neither the one who is to put it right, nor who asked
    OWN_LAST = "own last"  # it is the mover's own step, and the last one
    RECENT = "recent"  # closed only lately (data/cases/life.json)
    LATE = "late"  # past its limit for longer than the patience of the next level


class Own(StrEnum):
    """Who may take a move because of what the case is to them."""

    ASSIGNEE = "assignee"  # the person to whom it was given, or the deputy
    FINDER = "finder"  # the person who reported it


@dataclass(frozen=True)
class Transition:
    """One row of the table: from `sources` to `target`, the act it needs and the facts it needs.

    `target` None: the state stays. `or_else`: the other state that the facts may lead to. `own`: who may take it
    besides those who hold the act; `only_own`: instead of them (who must hold the act nevertheless).
    `by_machine`: the machine may take it, `by_machine_alone`: nobody else; every other step needs a person.
    """

    sources: frozenset[State]
    target: State | None
    act: Act
    needs: frozenset[Fact] = frozenset()
    or_else: State | None = None
    own: Own | None = None
    only_own: bool = False
    by_machine: bool = False
    by_machine_alone: bool = False


_TO_FIX = frozenset({State.FOUND, State.ASSIGNED})
_ASSIGNED = frozenset({State.ASSIGNED})
_GOING_ON = frozenset({State.FOUND, State.ASSIGNED, State.FIXED, State.VERIFIED})

TRANSITIONS: Mapping[Move, Transition] = {
    Move.ASSIGN: Transition(_TO_FIX, State.ASSIGNED, Act.CASE_ASSIGN, frozenset({Fact.ASSIGNEE})),
    # From found as well: put right on the spot (自行处置), nobody had to be sent.
    Move.FIX: Transition(_TO_FIX, State.FIXED, Act.CASE_FIX),
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
    Move.DECLINE: Transition(_TO_FIX, State.DECLINED, Act.CASE_CLOSE, frozenset({Fact.REASON})),
    Move.MERGE: Transition(_TO_FIX, State.DUPLICATE, Act.CASE_CLOSE, frozenset({Fact.ORIGINAL})),
    # Sent back as not mine (回退): it is given to the next one.
    Move.REFUSE: Transition(
        _ASSIGNED, State.FOUND, Act.CASE_FIX, frozenset({Fact.REASON}), own=Own.ASSIGNEE, only_own=True
    ),
    # To another line of work (转办): whoever holds that line there is proposed.
    Move.TRANSFER: Transition(_TO_FIX, State.FOUND, Act.CASE_ASSIGN, frozenset({Fact.REASON, Fact.LINE})),
    # Found at the wrong place, or the place is no more: whoever works at the right one is proposed.
    Move.RELOCATE: Transition(_TO_FIX, State.FOUND, Act.CASE_ASSIGN, frozenset({Fact.REASON, Fact.PLACE})),
    # Part of it is good, the rest goes on: no rework, nothing was done badly.
    Move.PARTIAL: Transition(
        frozenset({State.FIXED}),
        State.ASSIGNED,
        Act.CASE_VERIFY,
        frozenset({Fact.OTHER_PERSON, Fact.REASON}),
    ),
    # To whoever had it, where that person still works there; else anew to be assigned.
    Move.REOPEN: Transition(
        frozenset({State.CLOSED}),
        State.ASSIGNED,
        Act.CASE_VERIFY,
        frozenset({Fact.REASON, Fact.RECENT}),
        or_else=State.FOUND,
        own=Own.FINDER,
        by_machine=True,
    ),
    # Taken back by whoever did it, as long as nothing followed.
    Move.UNASSIGN: Transition(
        _ASSIGNED, State.FOUND, Act.CASE_ASSIGN, frozenset({Fact.OWN_LAST}), or_else=State.ASSIGNED
    ),
    Move.UNVERIFY: Transition(
        frozenset({State.VERIFIED}), State.FIXED, Act.CASE_VERIFY, frozenset({Fact.OWN_LAST})
    ),
    # Calendar rule 6: the clock stops for recorded reasons only, and nobody stops their own.
    Move.WAIT: Transition(
        _TO_FIX, None, Act.CASE_ASSIGN, frozenset({Fact.REASON, Fact.RUNNING, Fact.NOT_OWN_TIME})
    ),
    Move.RESUME: Transition(_TO_FIX, None, Act.CASE_ASSIGN, frozenset({Fact.STOPPED}), own=Own.ASSIGNEE),
    Move.POSTPONE: Transition(
        _ASSIGNED,
        None,
        Act.CASE_FIX,
        frozenset({Fact.REASON, Fact.LATER_DAY, Fact.RUNNING, Fact.NOT_ASKED}),
        own=Own.ASSIGNEE,
        only_own=True,
    ),
    Move.GRANT: Transition(_ASSIGNED, None, Act.CASE_ASSIGN, frozenset({Fact.ASKED, Fact.NOT_OWN_TIME})),
    Move.DENY: Transition(
        _ASSIGNED, None, Act.CASE_ASSIGN, frozenset({Fact.ASKED, Fact.NOT_OWN_TIME, Fact.REASON})
    ),
    Move.URGE: Transition(_GOING_ON, None, Act.CASE_URGE),
    Move.ESCALATE: Transition(
        _TO_FIX, None, Act.CASE_URGE, frozenset({Fact.LATE}), by_machine=True, by_machine_alone=True
    ),
}

# Whoever takes one of these steps has stood before the place: it was seen that day.
SEEN_BY: frozenset[Move] = frozenset({Move.FIX, Move.VERIFY, Move.RETURN, Move.PARTIAL})
END_STATES: frozenset[State] = frozenset({State.CLOSED, State.DECLINED, State.DUPLICATE})
OPEN_STATES: frozenset[State] = frozenset(State) - END_STATES
STATES_TO_FIX: frozenset[State] = _TO_FIX
PUT_RIGHT_STATES: frozenset[State] = frozenset({State.FIXED, State.VERIFIED, State.CLOSED})
WITH_REASON: frozenset[Move] = frozenset(
    move for move, transition in TRANSITIONS.items() if Fact.REASON in transition.needs
)
# A stopped clock runs again with these: it is no longer waited for, or no longer to be put right.
RUNS_ON: frozenset[Move] = frozenset({Move.RESUME}) | frozenset(
    move for move, to in TRANSITIONS.items() if to.target is not None and to.target not in STATES_TO_FIX
)
# After these the case names somebody who is to put it right.
GIVES_ASSIGNEE: frozenset[Move] = frozenset({Move.ASSIGN, Move.RETURN, Move.PARTIAL, Move.REOPEN})
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
    return (transition.target or state) if state in transition.sources else None


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


class Sign(StrEnum):
    """What stands out about an open case besides its state."""

    STOPPED = "stopped"
    ASKED = "asked"
    URGED = "urged"
    ESCALATED = "escalated"
    REOPENED = "reopened"


class OriginKind(StrEnum):
    """Where a case comes from; an upper room that makes cases adds its kind here."""

    REPORT = "report"
    FINDING = "finding"
    BREACH = "breach"
    RESIDENT = "resident"


@dataclass(frozen=True)
class Origin:
    """The record behind a case: its kind, and its id where it is a record of an upper room."""

    kind: OriginKind
    id: UUID | None = None
