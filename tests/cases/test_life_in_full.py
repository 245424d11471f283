"""What goes beyond the straight way: given back, another line, partly good, opened again, taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cases.life import Life
from tests.conftest import On
from tests.persons import Persons
from tests.town import Town
from tongxin.cases import actions
from tongxin.cases.actions import pushing
from tongxin.cases.errors import (
    CaseMovedOn,
    ClosedLongAgo,
    NotGivenToYou,
    NotTakenBack,
    OwnWork,
    PatienceNotUsedUp,
    ReasonMissing,
    SameLine,
)
from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.patience import levels, patience
from tongxin.cases.rules import WITH_REASON, Move, State
from tongxin.cases.turn import assignable_to, told_of
from tongxin.people.actions import (
    add_organisation,
    end_post,
    grant_leave,
    hand_over,
    join_organisation,
    take_line,
)
from tongxin.people.models import Post
from tongxin.records import clock
from tongxin.records.permission import SYSTEM, NotAllowed
from tongxin.standards.models import MatterType


def first(case: Case) -> str | None:
    """Sign-in name of whoever is proposed for a case."""
    return next(
        (str(one.post.person.account.username) for one in assignable_to(case) if one.is_proposed), None
    )


def test_a_case_given_back_is_proposed_to_the_next(life: Life) -> None:
    case = life.in_state(State.ASSIGNED)
    assert first(case) == "grid_leader"
    case = life.take(case, Move.REFUSE)
    assert (case.state, case.assignee_id, case.assigned_at) == (State.FOUND, None, None)
    assert first(case) == "village_secretary"
    assert str(assignable_to(case)[-1].post.person.account.username) == "grid_leader"


def test_only_the_assignee_gives_a_case_back(life: Life) -> None:
    with pytest.raises(NotGivenToYou):
        actions.refuse_case(life.in_state(State.ASSIGNED), reason="不归我管", by=life.secretary)


# The act of each step that needs a reason, who takes it from which state, and what else it needs.
REASONED: dict[Move, tuple[str, str, State, dict[str, object]]] = {
    Move.RETURN: ("return_case", "village_secretary", State.FIXED, {}),
    Move.DECLINE: ("decline_case", "village_secretary", State.FOUND, {}),
    Move.REFUSE: ("refuse_case", "grid_leader", State.ASSIGNED, {}),
    Move.TRANSFER: ("transfer_case", "village_secretary", State.FOUND, {"line": "order"}),
    Move.PARTIAL: ("verify_partly", "village_secretary", State.FIXED, {}),
    Move.REOPEN: ("reopen_case", "village_secretary", State.CLOSED, {}),
    Move.WAIT: ("stop_clock", "village_secretary", State.FOUND, {}),
    Move.POSTPONE: ("ask_to_postpone", "grid_leader", State.ASSIGNED, {"to": date(2099, 1, 1)}),
    Move.DENY: ("deny_postponement", "village_secretary", State.ASSIGNED, {}),
}


@pytest.mark.parametrize("move", REASONED)
def test_a_step_that_needs_its_reason_is_refused_without(life: Life, move: Move) -> None:
    name, key, state, more = REASONED[move]
    case = life.ready(life.in_state(state), move)
    with pytest.raises(ReasonMissing):
        getattr(actions, name)(case, reason="  ", by=life.persons.viewer(key), **more)


def test_every_step_that_needs_a_reason_is_among_them() -> None:
    assert set(REASONED) == WITH_REASON - {Move.RELOCATE}  # that one is in test_orphans.py


def test_another_line_takes_the_case_to_whoever_answers_for_it(life: Life, town: Town) -> None:
    water = add_organisation(
        name="莲华村秩序组",
        kind="team",
        division_code=town.lianhua.code,
        since=clock.today() - timedelta(days=9),
        by=town.founder,
    )
    take_line(water, line="order", since=clock.today(), by=town.founder)
    join_organisation(
        water, person=life.persons.village_secretary, duty="member", since=clock.today(), by=town.founder
    )
    case = life.in_state(State.ASSIGNED)
    assert first(case) == "grid_leader"
    case = life.take(life.take(case, Move.REFUSE), Move.TRANSFER)
    assert (case.line, case.line_name, case.state) == ("order", "秩序", State.FOUND)
    assert first(case) == "village_secretary"
    # Who gave it back for the other line may be asked for this one.
    assert "grid_leader" in {str(one.post.person.account.username) for one in assignable_to(case)}


@pytest.mark.parametrize("line", ["sanitation", "no such line", ""])
def test_a_case_goes_only_to_another_line_that_there_is(life: Life, line: str) -> None:
    with pytest.raises(SameLine):
        actions.transfer_case(life.found(), line=line, reason="归那边", by=life.secretary)


def test_partly_good_goes_on_and_is_no_rework(life: Life) -> None:
    case = life.take(life.in_state(State.FIXED), Move.PARTIAL)
    assert (case.state, case.rework_count, case.fixed_at) == (State.ASSIGNED, 0, None)
    assert case.assignee_id == life.persons.grid_leader.pk
    with pytest.raises(OwnWork):
        actions.verify_partly(life.take(case, Move.FIX), reason="差一点", by=life.leader)


def test_a_reopened_case_has_its_whole_limit_again(life: Life, on: On) -> None:
    on("2022-09-05", "10:00")
    case = life.in_state(State.CLOSED)
    on("2022-09-15", "10:00")
    again = life.take(case, Move.REOPEN)
    assert (again.state, again.reopen_count, again.closed_at, again.verified_at) == (
        State.ASSIGNED,
        1,
        None,
        None,
    )
    assert clock.local(again.due_at).date().isoformat() == "2022-09-19"  # two working days, over a weekend
    assert again.limit.percent_used == 0


def test_the_finder_opens_it_again_and_the_machine_for_a_resident(life: Life) -> None:
    found = actions.open_case(ground=life.town.public_place.ground, matter=life.matter, by=life.leader)
    case = close(life, found)
    assert actions.reopen_case(case, reason="又堆了", by=life.leader).reopen_count == 1
    other = life.in_state(State.CLOSED)
    event = CaseEvent.objects.get(case=actions.reopen_case(other, reason="没清", by=SYSTEM), move="reopen")
    assert event.by is None
    with pytest.raises(NotAllowed):
        actions.reopen_case(close(life, life.found()), reason="没清", by=life.persons.viewer("villager"))


def close(life: Life, case: Case) -> Case:
    """Takes a case straight to closed."""
    for move in (Move.ASSIGN, Move.FIX, Move.VERIFY, Move.CLOSE):
        case = life.take(case, move)
    return case


def test_after_fifteen_days_a_closed_case_stays_closed(life: Life, on: On) -> None:
    on("2022-09-05", "10:00")
    case, other = life.in_state(State.CLOSED), life.in_state(State.CLOSED)
    assert patience().reopen_within == timedelta(days=15)
    on("2022-09-20", "10:00")
    assert life.take(case, Move.REOPEN).is_open
    on("2022-09-20", "10:01")
    with pytest.raises(ClosedLongAgo):
        life.take(other, Move.REOPEN)


def test_a_reopened_case_whose_assignee_left_is_to_be_assigned_anew(life: Life, on: On) -> None:
    case = life.in_state(State.CLOSED)
    tomorrow = clock.today() + timedelta(days=1)
    end_post(Post.objects.get(person=life.persons.grid_leader), on=tomorrow, by=life.town.founder)
    on(tomorrow)
    again = life.take(case, Move.REOPEN)
    assert (again.state, again.assignee_id) == (State.FOUND, None)


def test_fixed_on_the_spot_and_reopened_it_goes_to_the_fixer(life: Life) -> None:
    case = actions.fix_case(life.found(), by=life.leader)
    case = life.take(life.take(case, Move.VERIFY), Move.CLOSE)
    again = actions.reopen_case(case, reason="没清", by=SYSTEM)
    assert again.assignee_id == life.persons.grid_leader.pk
    assert again.assigned_by_id == life.persons.village_secretary.pk


def test_an_assignment_taken_back_leaves_the_case_with_whoever_had_it(life: Life) -> None:
    case = actions.assign_case(
        life.in_state(State.ASSIGNED), to=life.persons.village_secretary, by=life.secretary
    )
    assert case.assign_count == 2
    back = actions.take_back(case, by=life.secretary)
    assert (back.state, back.assignee_id, back.assign_count) == (
        State.ASSIGNED,
        life.persons.grid_leader.pk,
        1,
    )
    with pytest.raises(NotTakenBack):  # the last step is now the taking back
        actions.take_back(back, by=life.secretary)


def test_a_case_that_changed_hands_is_no_assignment_to_take_back(life: Life) -> None:
    case = life.in_state(State.ASSIGNED)
    post = Post.objects.get(person=life.persons.grid_leader)
    hand_over(post, to=life.persons.villager, on=clock.today(), by=life.town.founder)
    case = Case.objects.get(pk=case.pk)
    assert case.assignee_id == life.persons.villager.pk
    assert case.assign_count == 1
    with pytest.raises(NotTakenBack):
        actions.take_back(case, by=life.secretary)


def test_the_deputy_of_the_assignee_gives_it_back_and_asks_for_time(life: Life, persons: Persons) -> None:
    case = life.in_state(State.ASSIGNED)
    today = clock.today()
    grant_leave(
        Post.objects.get(person=persons.grid_leader),
        deputy=persons.next_grid_leader,
        since=today,
        back_on=today + timedelta(days=3),
        reason="leave",
        by=life.town.founder,
    )
    deputy = persons.viewer("next_grid_leader")
    day = clock.local(case.due_at).date() + timedelta(days=2)
    case = actions.ask_to_postpone(case, to=day, reason="等料", by=deputy)
    assert case.postpone_asked_by_id == persons.next_grid_leader.pk
    assert actions.refuse_case(case, reason="不归我管", by=deputy).postpone_to is None


def test_each_level_up_the_line_has_its_own_time(life: Life, on: On) -> None:
    on("2022-09-05", "10:00")  # due on Wednesday the 7th at 17:30
    case = life.found()
    steps = [("2022-09-09", "17:30", 0), ("2022-09-09", "17:31", 1)]
    # The 12th is a holiday: what is told after the close of work of the 9th counts from the 13th.
    steps += [("2022-09-15", "17:30", 1), ("2022-09-15", "17:31", 2)]
    steps += [("2022-09-21", "17:30", 2), ("2022-09-21", "17:31", 3), ("2022-11-30", "10:00", 3)]
    for day, time, level in steps:
        on(day, time)
        actions.escalate_late_cases(by=SYSTEM)
        case.refresh_from_db()
        assert case.escalation_level == level, (day, time)
    told = [str(post.person.account.username) for post in told_of(case)]
    assert told[0] == "town_leader"
    assert set(told) == {"town_leader", "town_clerk", "liaison_cadre", "village_secretary"}
    assert [event.level for event in case.events.filter(move="escalate")] == [1, 2, 3]
    assert len(levels()) == 3


def test_those_who_were_told_find_the_case(life: Life, on: On) -> None:
    on("2022-09-05", "10:00")
    case = life.found()
    on("2022-09-12", "10:00")
    actions.escalate_late_cases(by=SYSTEM)
    told = [
        key
        for key in ("village_secretary", "town_leader")
        if case in Case.objects.told_to(life.persons.viewer(key))
    ]
    assert told == ["village_secretary"]


def test_nobody_is_told_before_it_is_time_nor_while_the_clock_stands(life: Life, on: On) -> None:
    on("2022-09-05", "10:00")
    running, stopped = life.found(), life.take(life.found(), Move.WAIT)
    with pytest.raises(PatienceNotUsedUp):
        actions.escalate_case(running, by=SYSTEM)
    on("2022-12-05", "10:00")
    assert actions.escalate_late_cases(by=SYSTEM) == 1
    stopped.refresh_from_db()
    assert (stopped.escalation_level, stopped in Case.objects.overdue(clock.now())) == (0, False)


def test_a_person_does_not_play_the_machine(life: Life) -> None:
    with pytest.raises(NotAllowed):
        life.escalate(life.found(), by=life.persons.viewer("town_leader"))


def test_without_the_rule_the_machine_would_tell_at_once(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal above comes from the patience, not from something else."""
    monkeypatch.setattr("tongxin.cases.actions.writing.is_late", lambda case, at: True)
    assert pushing.escalate_case(life.found(), by=SYSTEM).escalation_level == 1


def test_the_clock_set_back_never_turns_the_timeline_round(life: Life, on: On) -> None:
    on("2022-09-06", "10:00")
    case = life.in_state(State.ASSIGNED)
    on("2022-09-05", "08:00")
    case = life.take(case, Move.FIX)
    moments = [event.at for event in CaseEvent.objects.filter(case=case).order_by("version")]
    assert moments == sorted(moments)
    assert case.fixed_at == case.assigned_at


def test_a_retired_kind_stays_with_its_open_cases(life: Life) -> None:
    case = life.in_state(State.ASSIGNED)
    MatterType.objects.filter(pk=life.matter.pk).update(retired_on=clock.today())
    for move in (Move.FIX, Move.VERIFY, Move.CLOSE, Move.REOPEN):
        case = life.take(case, move)
    assert (case.state, case.matter_id) == (State.ASSIGNED, life.matter.pk)


def test_of_two_who_close_one_case_the_second_is_told_who_was_faster(life: Life) -> None:
    case = life.in_state(State.VERIFIED)
    other = Case.objects.get(pk=case.pk)
    actions.close_case(case, by=life.secretary)
    with pytest.raises(CaseMovedOn, match=r"李\*明"):
        actions.close_case(other, by=life.persons.viewer("town_clerk"))
