"""The table of transitions: every state × every move, and every move × every person, in the rule and by the acts."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID

import pytest
from django.db import transaction

from tests.cases.life import Life
from tests.persons import PERSONS
from tongxin.cases.errors import MoveNotPossible
from tongxin.cases.models import CaseEvent
from tongxin.cases.rules import (
    END_STATES,
    FORWARD,
    OPEN_STATES,
    TRANSITIONS,
    WAY,
    Fact,
    Move,
    Own,
    State,
    moves_from,
    next_state,
)
from tongxin.cases.turn import offered_moves
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import SYSTEM, Act

# Written by hand beside the rule: rows are moves, columns states; a dash where it is not allowed.
STATES = (
    State.FOUND,
    State.ASSIGNED,
    State.FIXED,
    State.VERIFIED,
    State.CLOSED,
    State.DECLINED,
    State.DUPLICATE,
)
TABLE = {
    Move.ASSIGN: "assigned assigned - - - - -",
    Move.FIX: "fixed fixed - - - - -",
    Move.VERIFY: "- - verified - - - -",
    Move.RETURN: "- - assigned assigned - - -",
    Move.CLOSE: "- - - closed - - -",
    Move.DECLINE: "declined declined - - - - -",
    Move.MERGE: "duplicate duplicate - - - - -",
    Move.REFUSE: "- found - - - - -",
    Move.TRANSFER: "found found - - - - -",
    Move.RELOCATE: "found found - - - - -",
    Move.PARTIAL: "- - assigned - - - -",
    Move.REOPEN: "- - - - assigned - -",
    Move.UNASSIGN: "- found - - - - -",
    Move.UNVERIFY: "- - - fixed - - -",
    Move.WAIT: "found assigned - - - - -",
    Move.RESUME: "found assigned - - - - -",
    Move.POSTPONE: "- assigned - - - - -",
    Move.GRANT: "- assigned - - - - -",
    Move.DENY: "- assigned - - - - -",
    Move.URGE: "found assigned fixed verified - - -",
    Move.ESCALATE: "found assigned - - - - -",
}
EVERY = {
    state: {move: row.split()[number].strip("-") for move, row in TABLE.items()}
    for number, state in enumerate(STATES)
}

# Who takes a move with a case that the clerk found, the secretary assigned and verified, the grid leader put right.
CLERK, CADRE, SECRETARY, LEADER = "town_clerk", "liaison_cadre", "village_secretary", "grid_leader"
WHO = {
    Move.ASSIGN: {CLERK, CADRE, SECRETARY},
    Move.FIX: {CLERK, SECRETARY, LEADER},
    Move.VERIFY: {CLERK, CADRE, SECRETARY},
    Move.RETURN: {CLERK, CADRE, SECRETARY},
    Move.CLOSE: {CLERK, CADRE, SECRETARY},
    Move.DECLINE: {CLERK, CADRE, SECRETARY},
    Move.MERGE: {CLERK, CADRE, SECRETARY},
    Move.REFUSE: {LEADER},
    Move.TRANSFER: {CLERK, CADRE, SECRETARY},
    Move.RELOCATE: {CLERK, CADRE, SECRETARY},
    Move.PARTIAL: {CLERK, CADRE, SECRETARY},
    Move.REOPEN: {CLERK, CADRE, SECRETARY, LEADER, "machine"},
    Move.UNASSIGN: {SECRETARY},
    Move.UNVERIFY: {SECRETARY},
    Move.WAIT: {CLERK, CADRE, SECRETARY},
    Move.RESUME: {CLERK, CADRE, SECRETARY, LEADER},
    Move.POSTPONE: {LEADER},
    Move.GRANT: {CLERK, CADRE, SECRETARY},
    Move.DENY: {CLERK, CADRE, SECRETARY},
    Move.URGE: {CLERK, CADRE, SECRETARY, "town_leader"},
    Move.ESCALATE: {"machine"},
}
USUAL_SOURCE = {Move.RETURN: State.FIXED, Move.URGE: State.ASSIGNED}
pytestmark = pytest.mark.django_db


def test_the_tables_speak_of_every_state_and_every_move() -> None:
    assert set(STATES) == set(State)
    assert list(TABLE) == list(TRANSITIONS) == list(Move)
    assert set(WHO) == set(Move)


@pytest.mark.parametrize("state", STATES)
def test_the_rule_gives_the_state_of_the_table(state: State) -> None:
    for move, to in EVERY[state].items():
        assert next_state(state, move) == (State(to) if to else None), move
        assert (move in moves_from(state)) == bool(to), move


@pytest.mark.parametrize("state", STATES)
def test_the_acts_follow_the_table(life: Life, state: State) -> None:
    case = life.in_state(state)
    assert case.state == state
    for move, to in EVERY[state].items():
        with transaction.atomic():
            if to:
                assert life.take(life.ready(case, move), move).state == to, move
            else:
                with pytest.raises(MoveNotPossible):
                    life.take(case, move)
            transaction.set_rollback(True)
        case.refresh_from_db()


@pytest.mark.parametrize("move", Move)
def test_each_move_is_for_those_of_the_table(life: Life, move: Move) -> None:
    source = USUAL_SOURCE.get(move) or next(state for state in reversed(STATES) if EVERY[state][move])
    case = life.ready(life.in_state(source), move)
    able = {key for key in (*PERSONS, "machine") if takes(life, case.pk, move, key)}
    assert able == WHO[move]


def takes(life: Life, case_id: UUID, move: Move, key: str) -> bool:
    """Does the step succeed by that person? Taken back afterwards. The page offers it to the same persons."""
    viewer = SYSTEM if key == "machine" else life.persons.viewer(key)
    case = CaseEvent.objects.filter(case_id=case_id)[0].case
    offered = move in offered_moves(case, viewer)
    with transaction.atomic():
        try:
            life.take(case, move, by=viewer)
        except RuleBroken:
            assert not offered, key
            return False
        finally:
            transaction.set_rollback(True)
    assert offered or key == "machine", key
    return True


def test_only_a_closed_case_leaves_its_end() -> None:
    assert {state: moves_from(state) for state in END_STATES if moves_from(state)} == {
        State.CLOSED: (Move.REOPEN,)
    }


def test_every_open_state_leads_on_to_closed() -> None:
    assert set(FORWARD) == OPEN_STATES
    for here, after in pairwise(WAY):
        assert next_state(here, FORWARD[here][0]) is after


ASSIGN, FIX, VERIFY, CLOSE = Act.CASE_ASSIGN, Act.CASE_FIX, Act.CASE_VERIFY, Act.CASE_CLOSE
NEEDS: list[tuple[Move, Act, set[Fact]]] = [
    (Move.ASSIGN, ASSIGN, {Fact.ASSIGNEE}),
    (Move.FIX, FIX, set()),
    (Move.VERIFY, VERIFY, {Fact.OTHER_PERSON}),
    (Move.RETURN, VERIFY, {Fact.OTHER_PERSON, Fact.REASON}),
    (Move.CLOSE, CLOSE, set()),
    (Move.DECLINE, CLOSE, {Fact.REASON}),
    (Move.MERGE, CLOSE, {Fact.ORIGINAL}),
    (Move.REFUSE, FIX, {Fact.REASON}),
    (Move.TRANSFER, ASSIGN, {Fact.REASON, Fact.LINE}),
    (Move.RELOCATE, ASSIGN, {Fact.REASON, Fact.PLACE}),
    (Move.PARTIAL, VERIFY, {Fact.OTHER_PERSON, Fact.REASON}),
    (Move.REOPEN, VERIFY, {Fact.REASON, Fact.RECENT}),
    (Move.UNASSIGN, ASSIGN, {Fact.OWN_LAST}),
    (Move.UNVERIFY, VERIFY, {Fact.OWN_LAST}),
    (Move.WAIT, ASSIGN, {Fact.REASON, Fact.RUNNING, Fact.NOT_OWN_TIME}),
    (Move.RESUME, ASSIGN, {Fact.STOPPED}),
    (Move.POSTPONE, FIX, {Fact.REASON, Fact.LATER_DAY, Fact.RUNNING, Fact.NOT_ASKED}),
    (Move.GRANT, ASSIGN, {Fact.ASKED, Fact.NOT_OWN_TIME}),
    (Move.DENY, ASSIGN, {Fact.ASKED, Fact.NOT_OWN_TIME, Fact.REASON}),
    (Move.URGE, Act.CASE_URGE, set()),
    (Move.ESCALATE, Act.CASE_URGE, {Fact.LATE}),
]


@pytest.mark.parametrize(("move", "act", "needs"), NEEDS)
def test_each_move_needs_its_act_and_its_facts(move: Move, act: Act, needs: set[Fact]) -> None:
    assert TRANSITIONS[move].act is act
    assert TRANSITIONS[move].needs == needs


def test_some_moves_hang_on_what_the_case_is_to_the_person() -> None:
    assert {move: (row.own, row.only_own) for move, row in TRANSITIONS.items() if row.own} == {
        Move.REFUSE: (Own.ASSIGNEE, True),
        Move.POSTPONE: (Own.ASSIGNEE, True),
        Move.RESUME: (Own.ASSIGNEE, False),
        Move.REOPEN: (Own.FINDER, False),
    }


def test_the_timeline_has_one_event_a_version(life: Life) -> None:
    case = life.in_state(State.CLOSED)
    events = CaseEvent.objects.filter(case=case).order_by("version")
    assert [event.move for event in events] == ["open", "assign", "fix", "verify", "close"]
    assert [event.version for event in events] == [1, 2, 3, 4, 5]
