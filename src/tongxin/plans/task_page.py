"""What the page of a task shows: what it is, what happened, what is next, and what came of it in its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tongxin.plans.actions import holds
from tongxin.plans.blocks import Block
from tongxin.plans.forms import StepForm, step_form
from tongxin.plans.matrix import Cell, cell_of
from tongxin.plans.models import Task
from tongxin.plans.people import Able, who_can
from tongxin.plans.rules import TRANSITIONS, TaskMove, TaskState, Whose, moves_from
from tongxin.plans.words import BUTTON_WORDS
from tongxin.records import clock
from tongxin.records.figures import FigureScope
from tongxin.records.permission import Act, Viewer
from tongxin.standards.lines import lines

# One step is the main button of the page; the others stand below it, folded.
_MAIN: Mapping[TaskState, TaskMove] = {
    TaskState.GIVEN: TaskMove.ACCEPT,
    TaskState.ACCEPTED: TaskMove.FINISH,
    TaskState.REFUSED: TaskMove.GIVE,
    TaskState.DONE: TaskMove.CONFIRM,
}


@dataclass(frozen=True)
class Refused:
    """A step that could not be taken: its form, with what was typed and why."""

    move: TaskMove
    form: StepForm


@dataclass(frozen=True)
class Step:
    """A step that the viewer may take now."""

    move: TaskMove
    form: StepForm
    url: str
    is_main: bool

    @property
    def label(self) -> Any:
        """What stands on the button."""
        return BUTTON_WORDS[self.move]


def moves_for(task: Task, viewer: Viewer) -> list[TaskMove]:
    """The steps that table, rights and facts leave to the viewer now, the main one first."""
    state = TaskState(task.state)
    open_to = [move for move in moves_from(state) if _may_take(task, move, viewer)]
    return sorted(open_to, key=lambda move: move is not _MAIN.get(state))


def _may_take(task: Task, move: TaskMove, viewer: Viewer) -> bool:
    transition = TRANSITIONS[move]
    if viewer.person_id is None or not viewer.may(transition.act, task.ground):
        return False
    match transition.whose:
        case Whose.HOLDER:
            return holds(task, viewer)
        case Whose.OTHER:
            return task.done_by_id != viewer.person_id
        case Whose.ANY:
            return True


def task_context(task: Task, viewer: Viewer, refused: Refused | None = None) -> dict[str, Any]:
    """Everything that the template needs."""
    moves = moves_for(task, viewer)
    able = who_can(task.ground, task.line) if TaskMove.GIVE in moves else []
    steps = [_step(task, move, able, refused) for move in moves]
    line_name = lines().get(task.line, task.line)
    return {
        "task": task,
        "line_name": line_name,
        "steps": steps,
        "events": task.events.select_related("by", "holder").order_by("version"),
        "cell": _cell(task, line_name) if viewer.may(Act.CASE_VIEW, task.ground) else None,
    }


def _step(task: Task, move: TaskMove, able: list[Able], refused: Refused | None) -> Step:
    is_refused = refused is not None and refused.move is move
    form = refused.form if refused is not None and is_refused else step_form(task, move, able)
    url = reverse(f"plans:{move}", args=[task.pk])
    return Step(move, form, url, is_main=move is _MAIN.get(TaskState(task.state)))


def _cell(task: Task, line_name: str) -> Cell:
    """What happened in the task's cell since it was given, until it was done or now."""
    since = clock.local(task.given_at).date()
    until = clock.local(task.done_at).date() if task.done_at else clock.today()
    scope = FigureScope(task.ground.key, since, until)
    return cell_of(scope, Block(task.place_name, None, task.ground), task.line, line_name)
