"""What hand-overs and calendars change about cases."""

from __future__ import annotations

from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.cases.actions.pushing import escalate_case
from tongxin.cases.actions.writing import record
from tongxin.cases.limits import Rule, happenings, limit_of
from tongxin.cases.models import Case
from tongxin.cases.patience import levels
from tongxin.cases.rules import Move
from tongxin.cases.situation import is_late, last_event
from tongxin.people.models import Person
from tongxin.records import calendar, clock, ledger
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, Viewer
from tongxin.records.working_time import LimitUnit


@transaction.atomic
def pass_on_case(case: Case, *, to: Person, by: Viewer) -> Case:
    """Gives an open case to the successor of its assignee, whatever its state; part of a hand-over.

    Who assigned it stays, and sees it through. The state stays too: this is no step of the case's own life.
    """
    current = Case.objects.select_for_update().get(pk=case.pk)
    at = max(clock.now(), last_event(current).at)
    current.assignee, current.assigned_at = to, at
    current.version += 1
    current.save(update_fields=["assignee", "assigned_at", "version"])
    record(current, Move.ASSIGN, by=by, at=at, note=_("hand-over"), detail={"assignee": str(to.pk)})
    return current


@transaction.atomic
def reckon_limits(*, by: Viewer) -> int:
    """Reckons the provisional limits of open cases again; returns how many moments or marks changed.

    Calendar rule 1: when the arrangement of a year is published or entered, limits that touch it follow it, with
    all that stopped them or put them off.
    """
    by.require(Act.STANDARD_LOAD)
    town = calendar.town_calendar()
    changed = 0
    for case in (
        Case.objects.open()
        .filter(due_provisional=True)
        .select_for_update(of=("self",))
        .select_related("matter")
        .prefetch_related("events")
    ):
        rule = Rule(case.matter.limit_value, LimitUnit(case.matter.limit_unit), town)
        due = limit_of(happenings(case.found_at, sorted(case.events.all(), key=attrgetter("version"))), rule)
        if (due.at, due.provisional) == (case.due_at, case.due_provisional):
            continue
        case.due_at, case.due_provisional = due.at, due.provisional
        case.save(update_fields=["due_at", "due_provisional"])
        detail = {"number": case.number, "due": due.at.isoformat()}
        ledger.append("case.limit", by=by, subject=case, division_code=case.division_code, detail=detail)
        changed += 1
    return changed


def escalate_late_cases(*, by: Viewer) -> int:
    """Tells the next level of each late case whose patience is used up; returns how many were told.

    One level a case and run, so that each level has its own time, also after a night without the worker.
    """
    by.require(Act.CASE_URGE)
    now, told = clock.now(), 0
    late = Case.objects.overdue(now).filter(escalation_level__lt=len(levels())).order_by("due_at", "id")
    for case in late.select_related("matter").iterator(chunk_size=500):
        if is_late(case, now):
            told += _told(case, by)
    return told


def _told(case: Case, by: Viewer) -> bool:
    """Whether the next level was told; not, where somebody was faster with another step."""
    try:
        escalate_case(case, by=by)
    except RuleBroken:
        return False
    return True
