"""Steps on many cases: each by its own check, and taken back as a whole while nothing followed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cases.conftest import kind
from tests.cases.life import Life
from tests.cases.test_two_at_once import at_once
from tests.conftest import On, found_everything
from tests.persons import Persons
from tests.town import Town
from tongxin.cases import actions
from tongxin.cases.actions import Chosen
from tongxin.cases.batch_errors import NothingChosen, NotYourBatch, TooLateToUndo, TooManyChosen
from tongxin.cases.errors import NeedsPerson
from tongxin.cases.models import Batch, BatchItem, Case
from tongxin.cases.oversight import batch_rules
from tongxin.cases.rules import Move, State
from tongxin.records import clock
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM

Outcome = BatchItem.Outcome


def chosen(*cases: Case) -> list[Chosen]:
    return [Chosen(case, case.version) for case in cases]


def outcomes(batch: Batch) -> list[str]:
    return [item.outcome for item in batch.items.order_by("position")]


def states(*cases: Case) -> list[str]:
    return [Case.objects.get(pk=case.pk).state for case in cases]


def assigned(life: Life, *cases: Case) -> Batch:
    return actions.assign_batch(chosen(*cases), to=life.persons.grid_leader, by=life.secretary)


def test_many_cases_are_assigned_at_once(life: Life) -> None:
    cases = [life.found() for _ in range(3)]
    batch = assigned(life, *cases)
    assert outcomes(batch) == [Outcome.DONE] * 3
    assert {Case.objects.get(pk=case.pk).assignee for case in cases} == {life.persons.grid_leader}


def test_each_case_has_its_own_check_and_the_others_go_on(life: Life, town: Town) -> None:
    good, elsewhere, over = life.found(), life.found(town.next_grid.ground), life.in_state(State.FIXED)
    batch = assigned(life, good, elsewhere, over)
    assert outcomes(batch) == [Outcome.DONE, Outcome.REFUSED, Outcome.REFUSED]
    whys = [item.why for item in batch.items.order_by("position")]
    assert whys[0] == ""
    assert "没有" in whys[1]
    assert states(good, elsewhere, over) == ["assigned", "found", "fixed"]


def test_a_case_outside_ones_ground_is_refused(life: Life, town: Town) -> None:
    batch = assigned(life, life.found(), life.found(town.far_grid.ground))
    assert outcomes(batch) == [Outcome.DONE, Outcome.REFUSED]


def test_a_case_that_moved_on_since_is_left_alone(life: Life) -> None:
    case = life.found()
    seen = chosen(case)
    life.take(case, Move.ASSIGN)
    batch = actions.assign_batch(seen, to=life.persons.village_secretary, by=life.secretary)
    assert outcomes(batch) == [Outcome.REFUSED]
    assert "李*明" in batch.items.get().why


def test_verification_keeps_four_eyes(life: Life) -> None:
    others, own = life.in_state(State.FIXED), life.found()
    own = actions.fix_case(own, by=life.secretary)
    batch = actions.verify_batch(chosen(others, own), by=life.secretary)
    assert outcomes(batch) == [Outcome.DONE, Outcome.REFUSED]
    assert states(others, own) == ["verified", "fixed"]


def test_a_case_ticked_twice_is_one(life: Life) -> None:
    case = life.found()
    assert outcomes(assigned(life, case, case)) == [Outcome.DONE]


def test_nothing_and_too_much_are_refused(life: Life) -> None:
    case = life.found()
    with pytest.raises(NothingChosen):
        assigned(life)
    many = [Chosen(Case(number=str(number)), 0) for number in range(batch_rules().cases_at_most + 1)]
    with pytest.raises(TooManyChosen):
        actions.verify_batch(many, by=life.secretary)
    with pytest.raises(NeedsPerson):
        actions.verify_batch(chosen(case), by=SYSTEM)
    assert not Batch.objects.exists()


# --- taking back -----------------------------------------------------------------------------------------------


def test_a_batch_is_taken_back_as_a_whole(life: Life) -> None:
    cases = [life.found(), life.in_state(State.ASSIGNED)]
    batch = actions.assign_batch(chosen(*cases), to=life.persons.village_secretary, by=life.secretary)
    actions.undo_batch(batch, by=life.secretary)
    assert outcomes(batch) == [Outcome.UNDONE] * 2
    assert states(*cases) == ["found", "assigned"]
    assert Case.objects.get(pk=cases[1].pk).assignee == life.persons.grid_leader  # as before


def test_verifications_are_taken_back(life: Life) -> None:
    cases = [life.in_state(State.FIXED) for _ in range(2)]
    batch = actions.verify_batch(chosen(*cases), by=life.secretary)
    actions.undo_batch(batch, by=life.secretary)
    assert states(*cases) == ["fixed", "fixed"]


def test_what_something_followed_on_stays(life: Life) -> None:
    first, second = life.found(), life.found()
    batch = assigned(life, first, second)
    life.take(Case.objects.get(pk=first.pk), Move.FIX)
    actions.undo_batch(batch, by=life.secretary)
    assert outcomes(batch) == [Outcome.KEPT, Outcome.UNDONE]
    assert states(first, second) == ["fixed", "found"]


def test_only_once_only_in_time_and_only_ones_own(life: Life, on: On) -> None:
    begun = on("2022-09-05")
    batch, late = assigned(life, life.found()), assigned(life, life.found())
    with pytest.raises(NotYourBatch):
        actions.undo_batch(batch, by=life.persons.viewer("town_clerk"))
    actions.undo_batch(batch, by=life.secretary)
    with pytest.raises(TooLateToUndo):
        actions.undo_batch(batch, by=life.secretary)
    with clock.travel(to=begun + batch_rules().undo_within), pytest.raises(TooLateToUndo):
        actions.undo_batch(late, by=life.secretary)
    with clock.travel(to=begun + batch_rules().undo_within - timedelta(seconds=1)):
        assert late.is_undoable


@pytest.mark.django_db(transaction=True)
def test_of_two_batches_at_the_same_moment_each_case_goes_once() -> None:
    found_everything()
    life = Life(Town(), Persons(), kind("T-01", "暴露垃圾"))
    cases = [life.found() for _ in range(3)]
    clerk, secretary = life.persons.viewer("town_clerk"), life.secretary
    to, other = life.persons.grid_leader, life.persons.village_secretary
    raised = at_once(
        lambda: actions.assign_batch(chosen(*cases), to=to, by=secretary),
        lambda: actions.assign_batch(chosen(*reversed(cases)), to=other, by=clerk),
    )
    assert raised == [None, None]
    done = BatchItem.objects.filter(outcome=Outcome.DONE).values_list("case", flat=True)
    assert sorted(map(str, done)) == sorted(str(case.pk) for case in cases)


def test_the_ledger_tells_of_the_whole_and_of_each(life: Life) -> None:
    case = life.found()
    actions.undo_batch(assigned(life, case, life.in_state(State.CLOSED)), by=life.secretary)
    verbs = list(
        LedgerEntry.objects.filter(verb__startswith="batch.").order_by("id").values_list("verb", "detail")
    )
    assert verbs == [
        ("batch.assign", {"cases": 2, "went": 1}),
        ("batch.undo", {"cases": 1, "went": 1}),
    ]
    own = LedgerEntry.objects.filter(subject_kind="cases.case", subject_id=str(case.pk)).order_by("id")
    assert [entry.verb for entry in own] == ["case.open", "case.assign", "case.unassign"]


@pytest.mark.parametrize("broken", [{"kind": "close"}, {"assignee": None}])
def test_what_must_never_be(life: Life, broken: dict[str, object]) -> None:
    batch = assigned(life, life.found())
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(**broken)


@pytest.mark.parametrize(
    "broken", [{"outcome": "refused"}, {"why": "别人先办了"}, {"outcome": "lost", "why": "x"}]
)
def test_a_refusal_says_why_and_nothing_else_does(life: Life, broken: dict[str, object]) -> None:
    batch = assigned(life, life.found())
    with pytest.raises(IntegrityError), transaction.atomic():
        batch.items.update(**broken)
