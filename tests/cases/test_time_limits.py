"""The limit of a case: stopped, put off, reckoned again; nobody decides on their own time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.cases.life import Life
from tests.conftest import On
from tongxin.cases import actions
from tongxin.cases.errors import (
    AskedAlready,
    ClockNotStopped,
    LimitNotRunning,
    NoLaterDay,
    NothingAsked,
    OwnTime,
)
from tongxin.cases.limits import Standing
from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.rules import Move, State
from tongxin.records import clock
from tongxin.records.permission import SYSTEM


def due(case: Case) -> str:
    """The due moment in China."""
    return f"{clock.local(case.due_at):%m-%d %H:%M}"


def test_the_limit_moves_by_the_opening_time_that_the_clock_stood_still(life: Life, on: On) -> None:
    on("2022-09-05", "10:00")
    case = life.in_state(State.ASSIGNED)
    assert due(case) == "09-07 17:30"
    on("2022-09-06", "10:00")
    case = life.take(case, Move.WAIT)
    on("2022-09-15", "10:00")
    assert (case.limit.standing, case in Case.objects.overdue(clock.now())) == (Standing.STOPPED, False)
    case = life.take(case, Move.RESUME)
    assert (due(case), case.limit.standing) == ("09-16 17:30", Standing.RUNNING)


@pytest.mark.parametrize("move", [Move.FIX, Move.DECLINE, Move.MERGE])
def test_a_step_that_needs_no_more_waiting_ends_it(life: Life, on: On, move: Move) -> None:
    on("2022-09-05", "10:00")
    case = life.take(life.in_state(State.ASSIGNED), Move.WAIT)
    on("2022-09-12", "10:00")
    case = life.take(case, move)
    # 33 hours and a half passed: the 12th is a holiday (中秋).
    assert (case.waiting_since, case.waiting_by_id, due(case)) == (None, None, "09-15 16:00")


@pytest.mark.parametrize("move", [Move.ASSIGN, Move.REFUSE, Move.TRANSFER, Move.URGE, Move.UNASSIGN])
def test_other_steps_leave_the_clock_as_it_is(life: Life, move: Move) -> None:
    case = life.take(life.found(), Move.WAIT)
    case = life.take(case, Move.ASSIGN)
    assert life.take(case, move).waiting_since is not None


def test_nobody_stops_or_prolongs_the_own_time(life: Life) -> None:
    mine = actions.assign_case(life.found(), to=life.persons.village_secretary, by=life.secretary)
    with pytest.raises(OwnTime):
        actions.stop_clock(mine, reason="等天晴", by=life.secretary)
    mine = life.take(mine, Move.POSTPONE, by=life.secretary)
    with pytest.raises(OwnTime):
        actions.grant_postponement(mine, by=life.secretary)
    assert actions.grant_postponement(mine, by=life.persons.viewer("town_clerk")).postponed_count == 1


def test_a_limit_that_passed_is_neither_stopped_nor_put_off(life: Life, on: On) -> None:
    case = life.in_state(State.ASSIGNED)
    with clock.travel(to=case.due_at + timedelta(minutes=1)):
        for move in (Move.WAIT, Move.POSTPONE):
            with pytest.raises(LimitNotRunning):
                life.take(case, move)


def test_a_request_in_time_may_be_answered_late(life: Life) -> None:
    case = life.take(life.in_state(State.ASSIGNED), Move.POSTPONE)
    with clock.travel(to=case.due_at + timedelta(hours=1)):
        assert life.take(case, Move.GRANT).limit.standing is Standing.RUNNING


@pytest.mark.parametrize(
    ("answer", "due_then", "count"), [(Move.GRANT, "09-10 17:30", 1), (Move.DENY, "09-07 17:30", 0)]
)
def test_more_time_is_given_or_refused(life: Life, on: On, answer: Move, due_then: str, count: int) -> None:
    on("2022-09-05", "10:00")
    case = life.take(life.in_state(State.ASSIGNED), Move.POSTPONE)
    assert due(case) == "09-07 17:30"
    case = life.take(case, answer)
    assert (due(case), case.postponed_count, case.postpone_to) == (due_then, count, None)


@pytest.mark.parametrize("day", [date(2022, 9, 7), date(2022, 9, 5), date(2022, 9, 4)])
def test_more_time_is_asked_for_until_a_later_day(life: Life, on: On, day: date) -> None:
    on("2022-09-05", "10:00")
    with pytest.raises(NoLaterDay):
        actions.ask_to_postpone(life.in_state(State.ASSIGNED), to=day, reason="等料", by=life.leader)


def test_what_is_not_there_is_not_answered(life: Life) -> None:
    case = life.in_state(State.ASSIGNED)
    with pytest.raises(NothingAsked):
        life.take(case, Move.GRANT)
    with pytest.raises(ClockNotStopped):
        life.take(case, Move.RESUME)
    with pytest.raises(AskedAlready):
        life.take(life.take(case, Move.POSTPONE), Move.POSTPONE)


@pytest.mark.parametrize("move", [Move.ASSIGN, Move.REFUSE, Move.FIX, Move.TRANSFER, Move.DECLINE])
def test_a_request_ends_when_the_case_leaves_the_hands(life: Life, move: Move) -> None:
    case = life.take(life.in_state(State.ASSIGNED), Move.POSTPONE)
    assert life.take(case, move).postpone_to is None


def test_more_time_starts_the_line_over(life: Life, on: On) -> None:
    on("2022-09-05", "10:00")
    case = life.take(life.in_state(State.ASSIGNED), Move.POSTPONE)
    on("2022-09-12", "10:00")
    actions.escalate_late_cases(by=SYSTEM)
    case.refresh_from_db()
    assert case.escalation_level == 1
    case = life.take(case, Move.GRANT)
    assert (case.escalation_level, case.escalated_at) == (0, None)


def test_the_request_waits_for_whoever_gave_the_order(life: Life) -> None:
    case = life.take(life.in_state(State.ASSIGNED), Move.POSTPONE)
    rows = Case.objects.filter(pk=case.pk)
    people = ("grid_leader", "village_secretary", "liaison_cadre", "town_clerk")
    waiting = [key for key in people if rows.waiting_for(life.persons.viewer(key)).exists()]
    assert waiting == ["grid_leader", "village_secretary"]


def test_the_timeline_says_which_limit_each_step_set(life: Life) -> None:
    case = life.in_state(State.ASSIGNED)
    first = case.due_at
    case = life.take(life.take(case, Move.POSTPONE), Move.GRANT)
    events = CaseEvent.objects.filter(case=case).order_by("version")
    set_by = {event.move: event.due_at for event in events if event.due_at}
    assert set_by == {"open": first, "postpone": case.due_at, "grant": case.due_at}


def reckoned_again(case: Case) -> datetime:
    """The due moment that the daily job finds."""
    Case.objects.filter(pk=case.pk).update(due_at=clock.now(), due_provisional=True)
    assert actions.reckon_limits(by=SYSTEM) == 1
    return Case.objects.get(pk=case.pk).due_at


def test_reckoned_again_from_its_history_the_limit_is_the_same(life: Life, on: On) -> None:
    on("2022-09-05", "10:00")
    case = life.take(life.in_state(State.ASSIGNED), Move.WAIT)
    on("2022-09-08", "15:00")
    case = life.take(case, Move.RESUME)
    assert reckoned_again(case) == case.due_at
    case = life.take(Case.objects.get(pk=case.pk), Move.POSTPONE)
    case = life.take(case, Move.GRANT)
    assert reckoned_again(case) == case.due_at
    case = life.take(Case.objects.get(pk=case.pk), Move.WAIT)
    on("2022-09-12", "09:00")
    case = life.take(case, Move.FIX)
    assert reckoned_again(case) == case.due_at
