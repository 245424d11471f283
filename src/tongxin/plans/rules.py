"""The life of a task as one table, and who may take which step. Pure: no clock, no database.

`docs/rules/tasks.md` shows the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tongxin.records.permission import Act


class TaskState(StrEnum):
    """Where a task is."""

    GIVEN = "given"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class TaskMove(StrEnum):
    """What is done with a task; GIVE also opens it."""

    GIVE = "give"
    ACCEPT = "accept"
    REFUSE = "refuse"
    FINISH = "finish"
    CONFIRM = "confirm"
    RETURN = "return"
    WITHDRAW = "withdraw"


class Whose(StrEnum):
    """Whose step it is among those who hold the act."""

    ANY = "any"
    HOLDER = "holder"  # the person who was given the task, or the deputy
    OTHER = "other"  # anybody but the person who did it


@dataclass(frozen=True)
class Transition:
    """One row of the table: from `sources` to `target`, the act it needs, whose step it is, whether with a reason."""

    sources: frozenset[TaskState]
    target: TaskState
    act: Act
    whose: Whose = Whose.ANY
    needs_reason: bool = False


_TO_DO = frozenset({TaskState.GIVEN, TaskState.ACCEPTED})
NOT_DONE = _TO_DO | {TaskState.REFUSED}

TRANSITIONS: Mapping[TaskMove, Transition] = {
    # To somebody else than before: whoever has it is overloaded, or said no.
    TaskMove.GIVE: Transition(NOT_DONE, TaskState.GIVEN, Act.TASK_GIVE),
    TaskMove.ACCEPT: Transition(frozenset({TaskState.GIVEN}), TaskState.ACCEPTED, Act.TASK_DO, Whose.HOLDER),
    TaskMove.REFUSE: Transition(_TO_DO, TaskState.REFUSED, Act.TASK_DO, Whose.HOLDER, needs_reason=True),
    # From given as well: whoever reports it done has taken it on, and is not asked twice.
    TaskMove.FINISH: Transition(_TO_DO, TaskState.DONE, Act.TASK_DO, Whose.HOLDER),
    TaskMove.CONFIRM: Transition(
        frozenset({TaskState.DONE}), TaskState.CONFIRMED, Act.TASK_CONFIRM, Whose.OTHER
    ),
    TaskMove.RETURN: Transition(
        frozenset({TaskState.DONE}), TaskState.ACCEPTED, Act.TASK_CONFIRM, Whose.OTHER, needs_reason=True
    ),
    TaskMove.WITHDRAW: Transition(NOT_DONE, TaskState.WITHDRAWN, Act.TASK_GIVE, needs_reason=True),
}
END_STATES: frozenset[TaskState] = frozenset({TaskState.CONFIRMED, TaskState.WITHDRAWN})
OPEN_STATES: frozenset[TaskState] = frozenset(TaskState) - END_STATES


def next_state(state: TaskState, move: TaskMove) -> TaskState | None:
    """The state after `move`; None where the table does not allow it."""
    transition = TRANSITIONS[move]
    return transition.target if state in transition.sources else None


def moves_from(state: TaskState) -> tuple[TaskMove, ...]:
    """Every move that the table allows in `state`, in the table's order."""
    return tuple(move for move, transition in TRANSITIONS.items() if state in transition.sources)


def is_overdue(state: TaskState, due_on: date, today: date) -> bool:
    """Is the task still to be done after its day?"""
    return state in NOT_DONE and due_on < today
