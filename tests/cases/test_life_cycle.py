"""Any sequence of steps by any persons: the room and a reference of a few lines agree, and nothing is lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.cases import reference
from tests.cases.life import Life
from tests.cases.reference import Paper, Refused
from tongxin.cases import actions
from tongxin.cases.actions import writing
from tongxin.cases.errors import FACT_ERRORS, CaseMovedOn, MoveNotPossible, NotGivenToYou, OriginalUnfit
from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.rules import TRANSITIONS, Move
from tongxin.records.errors import RuleBroken
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed

ABLE = ("town_clerk", "village_secretary")  # both may take every step
FIXERS = ("grid_leader", "village_secretary", "town_clerk")
REFUSALS = (MoveNotPossible, NotGivenToYou, OriginalUnfit, NotAllowed, *FACT_ERRORS.values())

which = st.integers(min_value=0, max_value=2)


class Desk(RuleBasedStateMachine):
    """Three cases at one place, worked on in any order."""

    def __init__(self, life: Life) -> None:
        super().__init__()
        self.life = life
        self.viewers = {key: life.persons.viewer(key) for key in (*ABLE, *FIXERS)}
        self.keys = {viewer.person_id: key for key, viewer in self.viewers.items()}
        self.rollback = transaction.atomic()
        self.rollback.__enter__()

    @initialize()
    def three_cases(self) -> None:
        self.cases = [self.life.found() for _ in range(3)]
        self.papers = [Paper() for _ in range(3)]

    @rule(
        number=which,
        move=st.sampled_from(Move),
        by=st.sampled_from(ABLE),
        to=st.sampled_from(FIXERS),
        other=which,
    )
    def step(self, number: int, move: Move, by: str, to: str, other: int) -> None:
        case, paper = self.cases[number], self.papers[number]
        try:
            paper.step(move.value, by, to=to, other=self.papers[other])
        except Refused:
            self.refused(number, move, by, to, other)
        else:
            self.cases[number] = self.take(case, move, by, to, other)

    @rule(number=which, move=st.sampled_from(Move), by=st.sampled_from(ABLE))
    def step_on_an_old_copy(self, number: int, move: Move, by: str) -> None:
        old = Case.objects.get(pk=self.cases[number].pk)
        old.version -= 1
        self.refused(number, move, by, "grid_leader", number, case=old, error=(CaseMovedOn, NotAllowed))

    def refused(
        self,
        number: int,
        move: Move,
        by: str,
        to: str,
        other: int,
        *,
        case: Case | None = None,
        error: type[RuleBroken] | tuple[type[RuleBroken], ...] = REFUSALS,
    ) -> None:
        try:
            with transaction.atomic():
                self.take(case or self.cases[number], move, by, to, other)
        except error:
            return
        raise AssertionError(f"{move} by {by} should have been refused")

    def take(self, case: Case, move: Move, by: str, to: str, other: int) -> Case:
        viewer = self.viewers[by]
        match move:
            case Move.ASSIGN:
                return actions.assign_case(case, to=self.life.persons.person(to), by=viewer)
            case Move.MERGE:
                return actions.mark_duplicate(case, of=self.cases[other], by=viewer)
            case _:
                return self.life.take(case, move, by=viewer)

    @invariant()
    def room_and_paper_agree(self) -> None:
        for case, paper in zip(self.cases, self.papers, strict=True):
            row = Case.objects.get(pk=case.pk)
            assert row.state == paper.state
            moves = Counter(move for move, _by in paper.history)
            assert row.assign_count == moves["assign"] - moves["unassign"]
            assert (row.rework_count, row.reopen_count) == (moves["return"], moves["reopen"])
            assert row.postponed_count == moves["grant"]
            assert (row.waiting_since is not None, row.postpone_to is not None) == (
                paper.waiting,
                paper.asked,
            )
            assert self.keys.get(row.assignee_id) == paper.assignee
            assert self.keys.get(row.fixed_by_id) == paper.fixer
            assert self.keys.get(row.verified_by_id) == paper.verifier
            assert row.is_open == (paper.ended is None)

    @invariant()
    def nothing_that_happened_is_missing(self) -> None:
        for case, paper in zip(self.cases, self.papers, strict=True):
            events = CaseEvent.objects.filter(case=case).order_by("version")
            ledger = LedgerEntry.objects.filter(subject_kind="cases.case", subject_id=str(case.pk)).order_by(
                "id"
            )
            assert [event.move for event in events] == [move for move, _by in paper.history]
            assert [entry.verb for entry in ledger] == [f"case.{move}" for move, _by in paper.history]

    @invariant()
    def every_duplicate_names_a_case_that_is_none(self) -> None:
        for case, paper in zip(self.cases, self.papers, strict=True):
            row = Case.objects.get(pk=case.pk)
            stays = self.cases[self.papers.index(paper.stays())] if paper.original else None
            assert row.duplicate_of_id == (stays.pk if stays else None)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)


def run(life: Life) -> None:
    """Runs the machine; found faults are told as they were met, without looking for the shortest way there."""
    few = settings(max_examples=15, stateful_step_count=20, deadline=None, phases=[Phase.generate])
    run_state_machine_as_test(lambda: Desk(life), settings=few)  # type: ignore[arg-type]  # a function that makes one is fine


def test_any_sequence_of_steps_agrees_with_the_reference(life: Life) -> None:
    run(life)


def test_the_comparison_sees_a_room_without_the_table(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "next_state", lambda state, move: TRANSITIONS[move].target or state)
    with pytest.raises((AssertionError, IntegrityError)):
        run(life)


def test_the_reference_is_short() -> None:
    text = Path(reference.__file__).read_text("utf-8")
    code = [line for line in text.splitlines() if line.strip() and not line.strip().startswith('"""')]
    assert len(code) <= 60
