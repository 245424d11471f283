"""Steps that change the time limit of a case: the clock stopped, more time asked for, given or refused."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tongxin.cases.actions.writing import begin, end, let_run
from tongxin.cases.errors import NoLaterDay
from tongxin.cases.limits import is_later_day
from tongxin.cases.models import Case
from tongxin.cases.rules import Move
from tongxin.records import calendar, clock, working_time
from tongxin.records.permission import Viewer


@transaction.atomic
def stop_clock(case: Case, *, by: Viewer, reason: str, seen: int | None = None) -> Case:
    """Stops the clock while the case waits for others: for the weather, a decision, another authority.

    Source: calendar rule 6. Raises `OwnTime` for whoever is to put it right, `LimitNotRunning`, `ReasonMissing`.
    """
    step = begin(case, Move.WAIT, by=by, seen=seen, reason=reason)
    step.case.waiting_since, step.case.waiting_by_id = step.at, by.person_id
    return end(step)


@transaction.atomic
def resume_clock(case: Case, *, by: Viewer, note: str = "", seen: int | None = None) -> Case:
    """Lets the clock run again; the limit moves by the time that it stood still. Raises `ClockNotStopped`."""
    step = begin(case, Move.RESUME, by=by, seen=seen, note=note)
    let_run(step.case, step.at)
    return end(step, due_at=step.case.due_at, detail={"due": step.case.due_at.isoformat()})


@transaction.atomic
def ask_to_postpone(case: Case, *, to: date, by: Viewer, reason: str, seen: int | None = None) -> Case:
    """Asks for time until the close of work of a later day; until it is answered the old limit holds.

    Raises `NotGivenToYou`, `LimitNotRunning`, `AskedAlready`, `NoLaterDay`, `ReasonMissing`.
    """
    step = begin(case, Move.POSTPONE, by=by, seen=seen, reason=reason)
    if not is_later_day(to, step.case.due_at, clock.local(step.at).date()):
        raise NoLaterDay
    step.case.postpone_to = to
    step.case.postpone_asked_at, step.case.postpone_asked_by_id = step.at, by.person_id
    asked = working_time.close_of(to, calendar.town_calendar())
    return end(step, due_at=asked.at, detail={"to": to.isoformat()})


@transaction.atomic
def grant_postponement(case: Case, *, by: Viewer, note: str = "", seen: int | None = None) -> Case:
    """Puts the limit off to the day that was asked for; counted. Raises `NothingAsked`, `OwnTime`."""
    step = begin(case, Move.GRANT, by=by, seen=seen, note=note)
    current = step.case
    if current.postpone_to is None:
        raise AssertionError("a request without a day passed the facts")
    due = working_time.close_of(current.postpone_to, calendar.town_calendar())
    current.due_at, current.due_provisional = due.at, due.provisional
    current.postponed_count += 1
    _answered(current)
    current.escalation_level, current.escalated_at = 0, None
    return end(step, due_at=due.at, detail={"due": due.at.isoformat()})


@transaction.atomic
def deny_postponement(case: Case, *, by: Viewer, reason: str, seen: int | None = None) -> Case:
    """Refuses more time; the old limit holds. Raises `NothingAsked`, `OwnTime`, `ReasonMissing`."""
    step = begin(case, Move.DENY, by=by, seen=seen, reason=reason)
    _answered(step.case)
    return end(step)


def _answered(case: Case) -> None:
    case.postpone_to = case.postpone_asked_at = case.postpone_asked_by_id = None
