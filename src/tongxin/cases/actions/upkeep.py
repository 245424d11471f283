"""What hand-overs and calendars change about cases."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.cases.actions.writing import record
from tongxin.cases.models import Case
from tongxin.cases.rules import (
    Move,
)
from tongxin.people.models import Person
from tongxin.records import calendar, clock, ledger
from tongxin.records.permission import Act, Viewer
from tongxin.records.working_time import LimitUnit


@transaction.atomic
def pass_on_case(case: Case, *, to: Person, by: Viewer) -> Case:
    """Gives an open case to the successor of its assignee, whatever its state; part of a hand-over.

    Who assigned it stays, and sees it through. The state stays too: this is no step of the case's own life.
    """
    current = Case.objects.select_for_update().get(pk=case.pk)
    current.assignee, current.assigned_at = to, clock.now()
    current.version += 1
    current.save(update_fields=["assignee", "assigned_at", "version"])
    record(current, Move.ASSIGN, by=by, note=_("hand-over"), detail={"assignee": str(to.pk)})
    return current


@transaction.atomic
def reckon_limits(*, by: Viewer) -> int:
    """Reckons the provisional limits of open cases again; returns how many moments or marks changed.

    Calendar rule 1: when the arrangement of a year is published or entered, limits that touch it follow it.
    """
    by.require(Act.STANDARD_LOAD)
    town = calendar.town_calendar()
    changed = 0
    for case in (
        Case.objects.open()
        .filter(due_provisional=True)
        .select_for_update(of=("self",))
        .select_related("matter")
    ):
        due = calendar.due_at(case.found_at, case.matter.limit_value, LimitUnit(case.matter.limit_unit), town)
        if (due.at, due.provisional) == (case.due_at, case.due_provisional):
            continue
        case.due_at, case.due_provisional = due.at, due.provisional
        case.save(update_fields=["due_at", "due_provisional"])
        detail = {"number": case.number, "due": due.at.isoformat()}
        ledger.append("case.limit", by=by, subject=case, division_code=case.division_code, detail=detail)
        changed += 1
    return changed
