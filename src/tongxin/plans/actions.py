"""What is done with tasks: may I, is it still as I saw it, does the table allow it; then row, event, ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.access.queries import who_may
from tongxin.people.models import Person
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
    UnknownLine,
)
from tongxin.plans.models import TITLE_LENGTH, Task, TaskEvent
from tongxin.plans.rules import TRANSITIONS, TaskMove, TaskState, Whose, next_state
from tongxin.plans.words import EVENT_WORDS, STATE_WORDS
from tongxin.records import clock, ledger
from tongxin.records.canonical import JSON
from tongxin.records.permission import Act, Viewer
from tongxin.records.personal import KIND_WORDS, find_personal
from tongxin.standards.lines import lines
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.queries import grounded


@transaction.atomic
def give_task(
    *, ground: Ground, line: str, title: str, due_on: date, to: Person, by: Viewer, what: str = ""
) -> Task:
    """Gives a task to a person who answers for `ground`, to be done by the end of `due_on`.

    Raises `NotAllowed`, `TaskNeedsPerson`, `NoBlock`, `UnknownLine`, `DueInThePast`, `CannotDoHere`,
    `NumberOfPerson`.
    """
    by.require(Act.TASK_GIVE, ground)
    if by.person_id is None:
        raise TaskNeedsPerson
    if ground.kind is GroundKind.SITE:
        raise NoBlock
    if line not in lines():
        raise UnknownLine
    if due_on < clock.today():
        raise DueInThePast
    _require_able(to, ground)
    task = Task(
        line=line,
        title=_kept(title)[:TITLE_LENGTH],
        what=_kept(what),
        due_on=due_on,
        given_by_id=by.person_id,
        holder=to,
        **grounded(ground),
    )
    task.save(force_insert=True)
    _record(
        task, TaskMove.GIVE, by=by, note="", detail={"line": line, "ground": ground.key, "to": str(to.pk)}
    )
    return task


@transaction.atomic
def give_again(task: Task, *, to: Person, by: Viewer, note: str = "", seen: int | None = None) -> Task:
    """Gives a task that is not done to another person. Raises `CannotDoHere`, `SameHolder`."""
    current = _begin(task, TaskMove.GIVE, by=by, seen=seen)
    _require_able(to, current.ground)
    if current.holder_id == to.pk and current.state != TaskState.REFUSED:
        raise SameHolder
    current.holder = to
    return _end(current, TaskMove.GIVE, by=by, note=note, detail={"to": str(to.pk)})


@transaction.atomic
def accept_task(task: Task, *, by: Viewer, note: str = "", seen: int | None = None) -> Task:
    """Takes it on. Raises `NotTheHolder`."""
    return _end(_begin(task, TaskMove.ACCEPT, by=by, seen=seen), TaskMove.ACCEPT, by=by, note=note)


@transaction.atomic
def refuse_task(task: Task, *, reason: str, by: Viewer, seen: int | None = None) -> Task:
    """Says no, and why. Raises `NotTheHolder`, `TaskReasonMissing`."""
    current = _begin(task, TaskMove.REFUSE, by=by, seen=seen, reason=reason)
    return _end(current, TaskMove.REFUSE, by=by, note=reason)


@transaction.atomic
def finish_task(task: Task, *, by: Viewer, note: str = "", seen: int | None = None) -> Task:
    """Reports it done. No photo, no position and no note is needed. Raises `NotTheHolder`."""
    current = _begin(task, TaskMove.FINISH, by=by, seen=seen)
    current.done_at, current.done_by_id = clock.now(), by.person_id
    return _end(current, TaskMove.FINISH, by=by, note=note)


@transaction.atomic
def confirm_task(task: Task, *, by: Viewer, note: str = "", seen: int | None = None) -> Task:
    """Says that it was really done. Raises `OwnTask` for whoever did it."""
    current = _begin(task, TaskMove.CONFIRM, by=by, seen=seen)
    current.confirmed_at, current.confirmed_by_id = clock.now(), by.person_id
    return _end(current, TaskMove.CONFIRM, by=by, note=note)


@transaction.atomic
def return_task(task: Task, *, reason: str, by: Viewer, seen: int | None = None) -> Task:
    """Sends it back: it was not really done. Raises `OwnTask`, `TaskReasonMissing`."""
    current = _begin(task, TaskMove.RETURN, by=by, seen=seen, reason=reason)
    current.done_at = current.done_by_id = None
    return _end(current, TaskMove.RETURN, by=by, note=reason)


@transaction.atomic
def withdraw_task(task: Task, *, reason: str, by: Viewer, seen: int | None = None) -> Task:
    """Ends a task that is no longer wanted. Raises `TaskReasonMissing`."""
    current = _begin(task, TaskMove.WITHDRAW, by=by, seen=seen, reason=reason)
    return _end(current, TaskMove.WITHDRAW, by=by, note=reason)


@transaction.atomic
def pass_on_task(task: Task, *, to: Person, by: Viewer) -> Task:
    """Gives an open task to the successor of its holder, whatever its state; part of a hand-over."""
    current = Task.objects.select_for_update().get(pk=task.pk)
    current.holder = to
    current.version += 1
    current.save(update_fields=["holder", "version"])
    _record(current, TaskMove.GIVE, by=by, note=_("hand-over"), detail={"to": str(to.pk)})
    return current


def holds(task: Task, by: Viewer) -> bool:
    """Is the viewer the task's holder, or standing in for that person there?"""
    return by.person_id == task.holder_id or any(
        post.holder_id == task.holder_id and _contains(post.ground, task.ground) for post in by.stands_in_for
    )


def _contains(held: object, ground: Ground) -> bool:
    return isinstance(held, Ground) and held.contains(ground)


def _begin(task: Task, move: TaskMove, *, by: Viewer, seen: int | None, reason: str | None = None) -> Task:
    """The task as it is now, locked, if the step may be taken; `seen`: the version that was decided on.

    Raises `NotAllowed`, `TaskNeedsPerson`, `TaskMovedOn`, `StepNotPossible`, `NotTheHolder`, `OwnTask`,
    `TaskReasonMissing`.
    """
    transition = TRANSITIONS[move]
    by.require(transition.act, task.ground)
    if by.person_id is None:
        raise TaskNeedsPerson
    current = Task.objects.select_for_update().get(pk=task.pk)
    if current.version != (task.version if seen is None else seen):
        raise TaskMovedOn
    if next_state(TaskState(current.state), move) is None:
        raise StepNotPossible(move=str(EVENT_WORDS[move]), state=str(STATE_WORDS[TaskState(current.state)]))
    if transition.whose is Whose.HOLDER and not holds(current, by):
        raise NotTheHolder
    if transition.whose is Whose.OTHER and current.done_by_id == by.person_id:
        raise OwnTask
    if transition.needs_reason and not (reason or "").strip():
        raise TaskReasonMissing
    return current


def _end(
    current: Task, move: TaskMove, *, by: Viewer, note: str, detail: Mapping[str, JSON] | None = None
) -> Task:
    current.state = TRANSITIONS[move].target
    current.version += 1
    current.save()
    _record(current, move, by=by, note=note, detail=detail or {})
    return current


def _record(task: Task, move: TaskMove, *, by: Viewer, note: str, detail: Mapping[str, JSON]) -> None:
    """The event and the entry in the ledger, which holds no words of a person."""
    TaskEvent.objects.create(
        task=task,
        version=task.version,
        move=move,
        by_id=by.person_id,
        holder=task.holder if move is TaskMove.GIVE else None,
        note=_kept(note),
    )
    said = {"version": task.version, **detail}
    ledger.append(f"task.{move}", by=by, subject=task, division_code=task.division_code, detail=said)


def _kept(text: str) -> str:
    """Words of a task. Raises `NumberOfPerson`: several people read them."""
    found = find_personal(text)
    if found:
        raise NumberOfPerson(KIND_WORDS[found[0].kind], found[0].masked)
    return text.strip()


def _require_able(person: Person, ground: Ground) -> None:
    """The holder answers for the place in the own right: what is given stays past a leave."""
    if not who_may(Act.TASK_DO, ground, clock.today(), deputies=False).filter(pk=person.pk).exists():
        raise CannotDoHere(person.masked_name)
