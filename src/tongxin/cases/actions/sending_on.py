"""Steps by which a case leaves the hands that it is in: given back, sent on to another line, taken back."""

from __future__ import annotations

from django.db import transaction

from tongxin.cases.actions.writing import Step, begin, end
from tongxin.cases.errors import SameLine
from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.rules import GIVES_ASSIGNEE, Move, State
from tongxin.records.permission import Viewer
from tongxin.standards.models import MatterType


@transaction.atomic
def refuse_case(case: Case, *, by: Viewer, reason: str, seen: int | None = None) -> Case:
    """The person to whom it was given gives it back, with the reason: somebody else is then proposed.

    The limit runs on. Raises `NotGivenToYou`, `ReasonMissing`.
    """
    step = begin(case, Move.REFUSE, by=by, seen=seen, reason=reason)
    _take_from_assignee(step.case)
    return end(step)


@transaction.atomic
def transfer_case(case: Case, *, line: str, by: Viewer, reason: str, seen: int | None = None) -> Case:
    """Sends the case on to another line of work (转办); whoever holds that line there is then proposed.

    The kind of problem and its limit stay. Raises `SameLine` (also for a line that no kind of problem has),
    `ReasonMissing`.
    """
    step = begin(case, Move.TRANSFER, by=by, seen=seen, reason=reason)
    if line == step.case.line or not MatterType.objects.filter(line=line).exists():
        raise SameLine
    detail = {"line": line, "line_before": step.case.line}
    step.case.line = line
    _take_from_assignee(step.case)
    return end(step, line=line, detail=detail)


def take_back(case: Case, *, by: Viewer, seen: int | None = None) -> Case:
    """Undoes one's own last step as long as nothing followed: a verification, or an assignment.

    Raises `NotTakenBack` besides the errors of every step.
    """
    undo = unverify_case if case.state == State.VERIFIED else unassign_case
    return undo(case, by=by, seen=seen)


@transaction.atomic
def unverify_case(case: Case, *, by: Viewer, seen: int | None = None) -> Case:
    """Undoes one's own verification. Raises `NotTakenBack`."""
    step = begin(case, Move.UNVERIFY, by=by, seen=seen)
    step.case.verified_at = step.case.verified_by_id = None
    return end(step)


@transaction.atomic
def unassign_case(case: Case, *, by: Viewer, seen: int | None = None) -> Case:
    """Undoes one's own assignment: the case is again with whoever had it before, if anybody. Raises `NotTakenBack`."""
    step = begin(case, Move.UNASSIGN, by=by, seen=seen)
    step.case.assign_count -= 1
    return end(step, to=_given_as_before(step))


def _given_as_before(step: Step) -> State:
    """Gives the case to whoever had it before the last step, if anybody; returns the state that follows."""
    current = step.case
    events = (
        current.events.select_related("assignee").filter(version__lt=current.version).order_by("-version")
    )
    if events[0].state != State.ASSIGNED:
        _take_from_assignee(current)
        return State.FOUND
    before = next(event for event in events if event.move in GIVES_ASSIGNEE and event.assignee_id)
    given: CaseEvent = next((event for event in events if event.move == Move.ASSIGN and event.by_id), before)
    current.assignee, current.assigned_at, current.assigned_by_id = before.assignee, given.at, given.by_id
    return State.ASSIGNED


def _take_from_assignee(case: Case) -> None:
    case.assignee = None
    case.assigned_at = case.assigned_by_id = None
