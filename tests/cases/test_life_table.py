"""The table of transitions: every state × every move, in the rule and through the acts."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.cases.life import Life
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
    State,
    moves_from,
    next_state,
)
from tongxin.records.permission import Act

# Written by hand beside the rule: rows are states, columns moves; empty where it is not allowed.
MOVES = (Move.ASSIGN, Move.FIX, Move.VERIFY, Move.RETURN, Move.CLOSE, Move.DECLINE, Move.MERGE)
TABLE = {
    State.FOUND: ("assigned", "fixed", "", "", "", "declined", "duplicate"),
    State.ASSIGNED: ("assigned", "fixed", "", "", "", "declined", "duplicate"),
    State.FIXED: ("", "", "verified", "assigned", "", "", ""),
    State.VERIFIED: ("", "", "", "assigned", "closed", "", ""),
    State.CLOSED: ("",) * 7,
    State.DECLINED: ("",) * 7,
    State.DUPLICATE: ("",) * 7,
}
EVERY = [(state, move, to) for state, row in TABLE.items() for move, to in zip(MOVES, row, strict=True)]
pytestmark = pytest.mark.django_db


def test_the_table_speaks_of_every_state_and_every_move() -> None:
    assert set(TABLE) == set(State)
    assert set(MOVES) == set(TRANSITIONS) == set(Move)


@pytest.mark.parametrize(("state", "move", "to"), EVERY)
def test_the_rule_gives_the_state_of_the_table(state: State, move: Move, to: str) -> None:
    assert next_state(state, move) == (State(to) if to else None)
    assert (move in moves_from(state)) == bool(to)


@pytest.mark.parametrize(("state", "move", "to"), EVERY)
def test_the_act_follows_the_table(life: Life, state: State, move: Move, to: str) -> None:
    case = life.in_state(state)
    assert case.state == state
    if to:
        assert life.take(case, move).state == to
    else:
        with pytest.raises(MoveNotPossible):
            life.take(case, move)


@pytest.mark.parametrize("state", sorted(END_STATES))
def test_nothing_leaves_an_end(state: State) -> None:
    assert moves_from(state) == ()


def test_every_open_state_leads_on_to_closed() -> None:
    assert set(FORWARD) == OPEN_STATES
    for here, after in pairwise(WAY):
        assert next_state(here, FORWARD[here][0]) is after


@pytest.mark.parametrize(
    ("move", "act", "needs"),
    [
        (Move.ASSIGN, Act.CASE_ASSIGN, {Fact.ASSIGNEE}),
        (Move.FIX, Act.CASE_FIX, set()),
        (Move.VERIFY, Act.CASE_VERIFY, {Fact.OTHER_PERSON}),
        (Move.RETURN, Act.CASE_VERIFY, {Fact.OTHER_PERSON, Fact.REASON}),
        (Move.CLOSE, Act.CASE_CLOSE, set()),
        (Move.DECLINE, Act.CASE_CLOSE, {Fact.REASON}),
        (Move.MERGE, Act.CASE_CLOSE, {Fact.ORIGINAL}),
    ],
)
def test_each_move_needs_its_act_and_its_facts(move: Move, act: Act, needs: set[Fact]) -> None:
    assert TRANSITIONS[move].act is act
    assert TRANSITIONS[move].needs == needs


def test_the_timeline_has_one_event_a_version(life: Life) -> None:
    case = life.in_state(State.CLOSED)
    events = CaseEvent.objects.filter(case=case).order_by("version")
    assert [event.move for event in events] == ["open", "assign", "fix", "verify", "close"]
    assert [event.version for event in events] == [1, 2, 3, 4, 5]
