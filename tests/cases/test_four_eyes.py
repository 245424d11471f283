"""Whoever put it right does not judge it: the rule says so, and the database has the last word."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.cases.life import Life
from tongxin.cases import actions, facts
from tongxin.cases.errors import OwnWork
from tongxin.cases.models import Case
from tongxin.cases.rules import State


def fixed_by_the_secretary(life: Life) -> Case:
    return actions.fix_case(life.in_state(State.ASSIGNED), by=life.secretary)


def test_the_fixer_cannot_verify(life: Life) -> None:
    case = fixed_by_the_secretary(life)
    with pytest.raises(OwnWork):
        actions.verify_case(case, by=life.secretary)
    assert Case.objects.get(pk=case.pk).state == State.FIXED


def test_the_fixer_cannot_return_it_either(life: Life) -> None:
    with pytest.raises(OwnWork):
        actions.return_case(fixed_by_the_secretary(life), reason="再改", by=life.secretary)


def test_another_person_can(life: Life) -> None:
    verified = actions.verify_case(fixed_by_the_secretary(life), by=life.persons.viewer("town_clerk"))
    assert verified.verified_by_id == life.persons.town_clerk.pk


def test_without_the_rule_the_database_still_refuses(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    case = fixed_by_the_secretary(life)
    monkeypatch.setattr(facts, "is_another", lambda person_id, fixed_by_id: True)
    with pytest.raises(IntegrityError, match="case_verified_by_another"), transaction.atomic():
        actions.verify_case(case, by=life.secretary)


def test_a_row_written_past_the_acts_is_refused_for_the_fixer_only(life: Life) -> None:
    case = Case.objects.filter(pk=life.in_state(State.VERIFIED).pk)
    with pytest.raises(IntegrityError, match="case_verified_by_another"), transaction.atomic():
        case.update(verified_by=life.persons.grid_leader)
    assert case.update(verified_by=life.persons.town_clerk) == 1
