"""What is not kept becomes a case and never a sum of money."""

from __future__ import annotations

import pytest

from tests.architecture.tree import ROOT
from tests.council.conftest import Desk
from tongxin.cases.rules import OriginKind
from tongxin.council import errors
from tongxin.council.actions import end_agreement, note_breach
from tongxin.council.models import Agreement, Breach
from tongxin.council.rules import Duty, EndReason
from tongxin.records.permission import SYSTEM
from tongxin.standards.actions import load_standards

MONEY_FIELDS = {"fine", "amount", "fee", "deposit", "money", "price", "yuan"}


@pytest.fixture
def signed(desk: Desk) -> Agreement:
    """An agreement in force, and the kinds of problem."""
    load_standards(ROOT / "data", by=SYSTEM)
    return desk.signed()


def test_a_breach_opens_a_case_at_the_door(desk: Desk, signed: Agreement) -> None:
    case = note_breach(signed, duty=Duty.HYGIENE, note="门口堆了垃圾", by=desk.secretary)
    breach = Breach.objects.get(agreement=signed)
    assert (case.matter.code, case.title) == ("OR-08", "门前三包未落实 · 包卫生")
    assert (case.origin_kind, case.origin_id, breach.case) == (OriginKind.BREACH, breach.pk, case)
    assert case.site == desk.town.household
    assert case.never_public


def test_a_cadre_may_note_what_was_seen(desk: Desk, signed: Agreement) -> None:
    note_breach(signed, duty=Duty.ORDER, note="", by=desk.persons.viewer("liaison_cadre"))
    assert Breach.objects.count() == 1


def test_what_has_ended_cannot_be_broken(desk: Desk, signed: Agreement) -> None:
    end_agreement(signed, reason=EndReason.WITHDRAWN, by=desk.secretary)
    with pytest.raises(errors.NotRunning):
        note_breach(signed, duty=Duty.ORDER, note="", by=desk.secretary)


def test_no_table_of_agreements_knows_an_amount() -> None:
    names = {field.name for model in (Agreement, Breach) for field in model._meta.get_fields()}
    assert not names & MONEY_FIELDS
