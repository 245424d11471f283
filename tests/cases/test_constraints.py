"""What must never be in the table of cases, written past the acts. Each row is a constraint of the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from tests.cases.life import Life
from tongxin.cases.errors import TimelineStays
from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.rules import State
from tongxin.records import clock

NOW = clock.now()
BROKEN: list[tuple[str, State, dict[str, Any]]] = [
    ("case_state_is_known", State.FOUND, {"state": "lost"}),
    ("case_ring_is_known", State.FOUND, {"ring": "moon"}),
    ("case_assigned_who_and_when", State.FOUND, {"assigned_at": NOW}),
    ("case_fixed_who_and_when", State.FIXED, {"fixed_by": None}),
    ("case_verified_who_and_when", State.VERIFIED, {"verified_by": None}),
    ("case_closed_who_and_when", State.CLOSED, {"closed_by": None}),
    ("case_assigned_has_assignee", State.FOUND, {"state": "assigned"}),
    ("case_fix_stands_from_fixed_on", State.ASSIGNED, {"state": "fixed"}),
    ("case_fix_stands_from_fixed_on", State.FIXED, {"state": "assigned"}),
    ("case_verified_before_closed", State.FIXED, {"state": "verified"}),
    ("case_ends_with_a_moment", State.VERIFIED, {"state": "closed"}),
    ("case_ends_with_a_moment", State.CLOSED, {"closed_at": None, "closed_by": None}),
    ("case_duplicate_names_original", State.DUPLICATE, {"duplicate_of": None}),
    ("case_not_its_own_duplicate", State.DUPLICATE, {"duplicate_of": F("id")}),
    ("case_waiting_who_and_when", State.FOUND, {"waiting_since": NOW}),
    ("case_waits_only_to_be_put_right", State.FIXED, {"waiting_since": NOW, "waiting_by": F("fixed_by")}),
    ("case_postponement_who_and_when", State.ASSIGNED, {"postpone_to": NOW.date()}),
    (
        "case_postponement_of_assigned",
        State.FOUND,
        {"postpone_to": NOW.date(), "postpone_asked_at": NOW, "postpone_asked_by": F("found_by")},
    ),
    ("case_urged_who_and_when", State.FOUND, {"urged_at": NOW}),
    ("case_escalated_since_a_moment", State.FOUND, {"escalation_level": 1}),
    ("case_escalated_since_a_moment", State.FOUND, {"escalated_at": NOW}),
    ("case_reopened_at_a_moment", State.FOUND, {"reopen_count": 1}),
    ("case_reopened_at_a_moment", State.FOUND, {"reopened_at": NOW}),
    ("case_at_household_never_public", State.FOUND, {"ring": "household"}),
]


@pytest.mark.parametrize(("constraint", "state", "values"), BROKEN)
def test_the_database_refuses(life: Life, constraint: str, state: State, values: dict[str, Any]) -> None:
    case = Case.objects.filter(pk=life.in_state(state).pk)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        case.update(**values)


def test_every_constraint_of_the_table_is_tried_somewhere() -> None:
    elsewhere = {"case_number_once", "one_case_an_origin", "case_verified_by_another"}
    assert {constraint.name for constraint in Case._meta.constraints} == {
        row[0] for row in BROKEN
    } | elsewhere


def test_an_event_is_neither_changed_nor_deleted(case: Case) -> None:
    event = CaseEvent.objects.get(case=case)
    for change in (
        event.save,
        event.delete,
        CaseEvent.objects.all().delete,
        lambda: CaseEvent.objects.update(note="x"),
    ):
        with pytest.raises(TimelineStays):
            change()


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("case_event_is_known", {"move": "lose"}),
        ("case_event_has_its_reason", {"move": "refuse"}),
        ("case_event_has_its_reason", {"move": "wait"}),
        ("case_event_names_the_line", {"move": "transfer", "note": "归水务"}),
        ("case_event_names_the_line", {"move": "fix", "line": "water"}),
        ("case_event_names_the_level", {"move": "escalate"}),
        ("case_event_names_the_level", {"move": "urge", "level": 1}),
    ],
)
def test_the_database_refuses_an_event(case: Case, constraint: str, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CaseEvent.objects.create(case=case, version=2, state="found", **values)


def test_a_second_event_of_the_same_version_is_refused(case: Case) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseEvent.objects.create(case=case, version=1, move="assign", state="assigned")
