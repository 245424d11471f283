"""Whose turn it is: as a question to the database and as the case page says it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cases.life import Life
from tests.conftest import On
from tests.persons import PERSONS
from tongxin.cases import actions
from tongxin.cases.models import Case
from tongxin.cases.rules import State
from tongxin.cases.turn import offered_moves, turn_of
from tongxin.people.actions import end_post
from tongxin.people.models import Post
from tongxin.records import clock
from tongxin.records.permission import SYSTEM

OPEN = (State.FOUND, State.ASSIGNED, State.FIXED, State.VERIFIED)


def waits_on(case: Case, life: Life) -> set[str]:
    """The fixed persons for whom the case waits."""
    rows = Case.objects.filter(pk=case.pk)
    return {key for key in PERSONS if rows.waiting_for(life.persons.viewer(key)).exists()}


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (State.FOUND, {"village_secretary", "liaison_cadre", "town_clerk"}),
        (State.ASSIGNED, {"grid_leader"}),
        (State.FIXED, {"village_secretary"}),
        (State.VERIFIED, {"village_secretary"}),
        (State.CLOSED, set()),
        (State.DECLINED, set()),
        (State.DUPLICATE, set()),
    ],
)
def test_a_case_waits_on(life: Life, state: State, who: set[str]) -> None:
    assert waits_on(life.in_state(state), life) == who


def test_a_fix_without_an_order_waits_on_whoever_may_look(life: Life) -> None:
    case = actions.fix_case(life.found(), by=life.leader)
    assert waits_on(case, life) == {"village_secretary", "liaison_cadre", "town_clerk"}


def test_whoever_gave_the_order_and_did_it_is_not_waited_for(life: Life) -> None:
    case = actions.fix_case(life.in_state(State.ASSIGNED), by=life.secretary)
    assert waits_on(case, life) == {"grid_leader", "liaison_cadre", "town_clerk"}


def test_what_somebody_left_behind_falls_to_the_others(life: Life, on: On) -> None:
    case = life.in_state(State.FIXED)
    post = Post.objects.get(person=life.persons.village_secretary)
    end_post(post, on=clock.today() + timedelta(days=1), by=life.town.founder)
    on(clock.today() + timedelta(days=1))
    assert waits_on(case, life) == {"liaison_cadre", "town_clerk"}


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize("key", PERSONS)
def test_the_page_and_the_list_agree(life: Life, state: State, key: str) -> None:
    case, viewer = life.in_state(state), life.persons.viewer(key)
    turn = turn_of(case, viewer)
    assert turn.is_mine == (key in waits_on(case, life))
    assert not turn.is_mine or turn.main == turn.move
    assert list(turn.offered) == sorted(offered_moves(case, viewer), key=turn.offered.index)


def test_the_page_names_the_people_it_waits_on(life: Life) -> None:
    viewer = life.persons.viewer("grid_leader")
    assert "李*明" in turn_of(life.in_state(State.FIXED), viewer).names
    found = turn_of(life.found(), viewer)
    assert found.names.split("（")[0] in ("李*明", "赵*")
    assert "杨*" in turn_of(life.in_state(State.ASSIGNED), viewer).names


def test_nothing_waits_on_the_machine(life: Life) -> None:
    case = life.found()
    assert not Case.objects.waiting_for(SYSTEM).exists()
    assert offered_moves(case, SYSTEM) == []
