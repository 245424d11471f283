"""Steps that push a case on, and the one that brings a closed one back."""

from __future__ import annotations

from django.db import transaction

from tongxin.access.queries import who_may
from tongxin.cases.actions.writing import begin, end
from tongxin.cases.models import Case
from tongxin.cases.rules import Move, State
from tongxin.people.models import Person
from tongxin.records import calendar, clock
from tongxin.records.permission import Act, Viewer
from tongxin.records.working_time import LimitUnit


@transaction.atomic
def urge_case(case: Case, *, by: Viewer, note: str = "", seen: int | None = None) -> Case:
    """Urges an open case (督办); the latest urging stands on it until it ends."""
    step = begin(case, Move.URGE, by=by, seen=seen, note=note)
    step.case.urged_at, step.case.urged_by_id = step.at, by.person_id
    return end(step)


@transaction.atomic
def escalate_case(case: Case, *, by: Viewer) -> Case:
    """Tells the next level up the line that the case is late. Raises `PatienceNotUsedUp`."""
    step = begin(case, Move.ESCALATE, by=by, seen=None)
    step.case.escalation_level += 1
    step.case.escalated_at = step.at
    level = step.case.escalation_level
    return end(step, level=level, detail={"level": level})


@transaction.atomic
def reopen_case(case: Case, *, reason: str, by: Viewer, seen: int | None = None) -> Case:
    """Opens a case again that was closed lately, for whoever reported it or may verify there.

    For a resident without an account the room that knows the resident acts as the machine (`SYSTEM`). The case goes
    to whoever had it, if that person still works there, else it is anew to be assigned; the whole limit begins
    again. Raises `ClosedLongAgo`, `ReasonMissing`.
    """
    step = begin(case, Move.REOPEN, by=by, seen=seen, reason=reason)
    current = step.case
    state = _give_again(current, step.by)
    due = calendar.due_at(step.at, current.matter.limit_value, LimitUnit(current.matter.limit_unit))
    current.due_at, current.due_provisional = due.at, due.provisional
    current.fixed_at = current.fixed_by_id = None
    current.verified_at = current.verified_by_id = None
    current.closed_at = current.closed_by_id = None
    current.escalation_level, current.escalated_at = 0, None
    current.reopened_at = step.at
    current.reopen_count += 1
    return end(step, to=state, due_at=due.at, detail={"reopened": current.reopen_count})


def _give_again(case: Case, by: Viewer) -> State:
    """Gives the case to whoever had it or had fixed it on the spot, where that person still works there."""
    able = who_may(Act.CASE_FIX, case.ground, clock.today(), deputies=False)
    had_it = [each for each in (case.assignee_id, case.fixed_by_id) if each is not None]
    person: Person | None = able.filter(pk__in=had_it[:1]).first()
    if person is None:
        case.assignee = None
        case.assigned_at = case.assigned_by_id = None
        return State.FOUND
    if case.assignee_id is None:
        case.assigned_at, case.assigned_by_id = case.closed_at, by.person_id or case.verified_by_id
    case.assignee = person
    return State.ASSIGNED
