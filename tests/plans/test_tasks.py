"""The life of a task: the table of steps, who may take which, and what each leaves behind."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.architecture.tree import ROOT
from tests.conftest import On
from tests.plans.conftest import WAYS, Work
from tests.town import LIANHUA
from tongxin.people.actions import (
    add_organisation,
    appoint,
    grant_leave,
    hand_over,
    join_organisation,
    take_line,
)
from tongxin.people.models import Post
from tongxin.people.open_work import listed
from tongxin.plans import actions
from tongxin.plans.errors import (
    CannotDoHere,
    DueInThePast,
    NoBlock,
    NotTheHolder,
    NumberOfPerson,
    OwnTask,
    SameHolder,
    StepNotPossible,
    TaskMovedOn,
    TaskNeedsPerson,
    TaskReasonMissing,
    TaskStepsStay,
    UnknownLine,
)
from tongxin.plans.lists import tasks_for
from tongxin.plans.models import Task, TaskEvent
from tongxin.plans.people import who_can
from tongxin.plans.rules import (
    END_STATES,
    TRANSITIONS,
    TaskMove,
    TaskState,
    is_overdue,
    moves_from,
    next_state,
)
from tongxin.records import clock
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM, NotAllowed

DOCUMENT = (ROOT / "docs/rules/tasks.md").read_text()


def test_the_document_shows_the_table_of_steps() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\w, ]+) \| (\w+) \| (\w+) \| (yes|no) \|$", DOCUMENT, re.MULTILINE)
    shown = {row[0]: ({word.strip() for word in row[1].split(",")}, *row[2:]) for row in rows}
    assert shown == {
        str(move): (
            set(map(str, step.sources)),
            step.target,
            step.whose,
            "yes" if step.needs_reason else "no",
        )
        for move, step in TRANSITIONS.items()
    }


@pytest.mark.parametrize("state", TaskState)
@pytest.mark.parametrize("move", TaskMove)
def test_a_step_leads_where_the_table_says_or_is_refused(
    work: Work, state: TaskState, move: TaskMove
) -> None:
    task = work.in_state(state)
    target = next_state(state, move)
    if target is None:
        with pytest.raises(StepNotPossible):
            work.take(task, move)
        assert Task.objects.get(pk=task.pk).state == state
    else:
        assert work.take(task, move).state == target


@given(st.lists(st.sampled_from(TaskMove), max_size=12))
def test_what_is_over_stays_over(moves: list[TaskMove]) -> None:
    state = TaskState.GIVEN
    for move in moves:
        was_over = state in END_STATES
        state = next_state(state, move) or state
        assert not was_over or state in END_STATES
    assert (moves_from(state) == ()) == (state in END_STATES)


@pytest.mark.parametrize(
    ("state", "due", "late"),
    [
        ("given", 4, True),
        ("given", 5, False),
        ("refused", 4, True),
        ("done", 4, False),
        ("withdrawn", 4, False),
    ],
)
def test_a_task_is_overdue_after_its_day_until_it_is_done(state: TaskState, due: int, late: bool) -> None:
    assert is_overdue(TaskState(state), date(2022, 9, due), date(2022, 9, 5)) is late


def test_every_step_stands_in_the_timeline_and_the_ledger(work: Work) -> None:
    task = work.in_state(TaskState.CONFIRMED)
    moves = list(TaskEvent.objects.filter(task=task).order_by("version").values_list("move", flat=True))
    assert moves == ["give", "finish", "confirm"]
    entries = LedgerEntry.objects.filter(subject_id=str(task.pk)).order_by("at", "id")
    assert {entry.verb for entry in entries} == {"task.give", "task.finish", "task.confirm"}
    assert "清理" not in "".join(str(entry.detail) for entry in entries)


def test_nobody_confirms_what_they_did_themselves(work: Work) -> None:
    task = work.give(to=work.persons.village_secretary, by=work.persons.viewer("town_clerk"))
    done = actions.finish_task(task, by=work.secretary)
    with pytest.raises(OwnTask):
        actions.confirm_task(done, by=work.secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=done.pk).update(
            state="confirmed", confirmed_at=clock.now(), confirmed_by=work.persons.village_secretary
        )
    assert actions.confirm_task(done, by=work.persons.viewer("liaison_cadre")).state == "confirmed"


def test_only_the_holder_takes_it_on_refuses_or_reports(work: Work) -> None:
    task = work.give()
    for move in (TaskMove.ACCEPT, TaskMove.REFUSE, TaskMove.FINISH):
        with pytest.raises(NotTheHolder):
            work.take(task, move, by=work.persons.viewer("town_clerk"))
    with pytest.raises(NotAllowed):
        work.take(task, TaskMove.ACCEPT, by=work.persons.viewer("next_grid_leader"))


def test_the_deputy_does_what_the_holder_would(work: Work) -> None:
    post = Post.objects.get(person=work.persons.grid_leader)
    deputy = work.persons.next_grid_leader
    grant_leave(
        post,
        deputy=deputy,
        since=clock.today(),
        back_on=date(2022, 9, 20),
        reason="leave",
        by=work.town.founder,
    )
    task = work.give()
    viewer = work.persons.viewer("next_grid_leader")
    assert list(tasks_for(viewer)) == [task]
    assert actions.finish_task(task, by=viewer).done_by == deputy


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"line": "mining"}, UnknownLine),
        ({"due_on": date(2022, 9, 4)}, DueInThePast),
        ({"title": "打电话给13812345678"}, NumberOfPerson),
        ({"what": "找 13812345678"}, NumberOfPerson),
        ({"by": SYSTEM}, TaskNeedsPerson),
    ],
)
def test_a_task_is_refused(work: Work, change: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        work.give(**change)
    assert not Task.objects.exists()


def test_a_task_is_for_a_block_not_for_a_door(work: Work) -> None:
    with pytest.raises(NoBlock):
        work.give(ground=work.town.household.ground)
    task = work.give()
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(ground_kind="site")


def test_a_task_is_given_to_somebody_who_answers_for_the_place(work: Work) -> None:
    for person in (work.persons.next_grid_leader, work.persons.villager):
        with pytest.raises(CannotDoHere):
            work.give(to=person)
    with pytest.raises(NotAllowed):
        work.give(ground=work.town.far_grid.ground)


def test_the_holder_of_the_line_is_offered_first_then_the_nearest(work: Work) -> None:
    ground = work.town.grid.ground
    names = [able.person.name for able in who_can(ground, "water")]
    assert names[0] == "杨贵"
    assert {"李建明", "王芬", "赵敏"} <= set(names)
    assert "李秀英" not in names
    founder, today = work.town.founder, clock.today()
    unit = add_organisation(
        name="水务站", kind="partner_unit", division_code=LIANHUA, since=today, by=founder
    )
    secretary = work.persons.village_secretary
    join_organisation(unit, person=secretary, duty="contact", since=today, by=founder)
    take_line(unit, line="water", since=today, by=founder)
    assert next(able.person for able in who_can(ground, "water")) == secretary
    assert next(able.person for able in who_can(ground, "sanitation")) == work.persons.grid_leader


def test_a_refusal_says_why_and_the_task_can_be_given_to_another(work: Work) -> None:
    task = work.give()
    with pytest.raises(TaskReasonMissing):
        actions.refuse_task(task, reason=" ", by=work.leader)
    refused = work.take(task, TaskMove.REFUSE)
    assert TaskEvent.objects.get(task=task, move="refuse").note == "没有车"
    again = actions.give_again(refused, to=work.persons.village_secretary, by=work.secretary)
    assert (again.state, again.holder) == ("given", work.persons.village_secretary)
    with pytest.raises(SameHolder):
        actions.give_again(again, to=work.persons.village_secretary, by=work.secretary)


def test_what_was_sent_back_is_to_be_done_again(work: Work) -> None:
    back = work.take(work.in_state(TaskState.DONE), TaskMove.RETURN)
    assert (back.state, back.done_at, back.done_by) == ("accepted", None, None)


def test_whoever_comes_second_is_told(work: Work) -> None:
    task = work.give()
    work.take(Task.objects.get(pk=task.pk), TaskMove.WITHDRAW)
    with pytest.raises(TaskMovedOn):
        work.take(task, TaskMove.ACCEPT)


def test_what_happened_is_only_added_to(work: Work) -> None:
    event = TaskEvent.objects.get(task=work.give())
    for change in (event.save, event.delete, TaskEvent.objects.all().delete):
        with pytest.raises(TaskStepsStay):
            change()
    with pytest.raises(TaskStepsStay):
        TaskEvent.objects.update(note="")


@pytest.mark.parametrize(
    "change",
    [
        {"state": "lost"},
        {"title": ""},
        {"state": "done"},
        {"state": "confirmed"},
        {"done_at": clock.start_of(date(2022, 9, 5))},
    ],
)
def test_the_table_refuses_what_must_never_be(work: Work, change: dict[str, object]) -> None:
    task = work.give()
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(**change)


def test_the_next_step_is_whose_turn_it_is(work: Work) -> None:
    given, done, refused = (
        work.in_state(state) for state in (TaskState.GIVEN, TaskState.DONE, TaskState.REFUSED)
    )
    assert set(tasks_for(work.leader)) == {given}
    assert set(tasks_for(work.secretary)) == {done, refused}
    assert set(tasks_for(work.persons.viewer("liaison_cadre"))) == {done}
    assert not tasks_for(work.persons.viewer("next_grid_leader"))
    assert not tasks_for(SYSTEM)


def test_open_tasks_go_to_the_successor_with_the_post(work: Work, on: On) -> None:
    task, over = work.in_state(TaskState.ACCEPTED), work.in_state(TaskState.CONFIRMED)
    post = Post.objects.get(person=work.persons.grid_leader)
    assert [(work_.title, work_.count) for work_ in listed(post)] == [("没有确认完成的任务", 1)]
    successor = work.persons.villager
    hand_over(post, to=successor, on=clock.today(), by=work.town.founder)
    task.refresh_from_db()
    over.refresh_from_db()
    assert (task.holder, task.state) == (successor, "accepted")
    assert over.holder == work.persons.grid_leader
    assert TaskEvent.objects.filter(task=task).order_by("-version")[0].note


def test_a_task_of_the_village_stays_when_a_grid_changes_hands(work: Work) -> None:
    appoint(
        work.persons.grid_leader,
        role="committee_member",
        ground=work.town.lianhua.ground,
        since=clock.today(),
        by=work.town.founder,
    )
    village = work.give(ground=work.town.lianhua.ground)
    grid = work.give()
    post = Post.objects.get(person=work.persons.grid_leader, role="grid_leader")
    assert list(Task.objects.of_post(post)) == [grid]
    assert village.holder == work.persons.grid_leader


def test_every_way_to_a_state_is_in_the_table() -> None:
    for state, moves in WAYS.items():
        here = TaskState.GIVEN
        for move in moves:
            here = next_state(here, move) or here
        assert here == state
