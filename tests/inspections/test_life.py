"""The life of a round and its visits, against a reference of a few lines."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.inspections.conftest import Work, entry_for
from tongxin.inspections.actions import VisitEntry, close_round, correct_visit, enter_visit, open_round
from tongxin.inspections.actions.tally import recount
from tongxin.inspections.errors import NotYetMade, RoundMovedOn, RoundNotOpen, VisitMade, VisitMovedOn
from tongxin.inspections.models import Round, RoundTally, Visit
from tongxin.inspections.rules import RoundState, VisitState

pytestmark = pytest.mark.django_db

PLACES = 3
ENTERED_ONCE = {VisitState.DONE, VisitState.PLACE_GONE}
places = st.integers(0, PLACES - 1)
outcomes = st.sampled_from([state for state in VisitState if state is not VisitState.PLANNED])
answers = st.dictionaries(st.sampled_from(["B0", "B5", "C0"]), st.booleans())
TALLIED = ("planned", "done", "nobody_home", "refused", "place_gone", "scored", "sum_score100", "findings")


class LifeOfARound(RuleBasedStateMachine):
    """Opens, enters, corrects and closes in any order; the reference is a state, and a state per place."""

    work: Work

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.round: Round = self.work.plan(ground=self.work.town.grid.ground)
        self.state = RoundState.PLANNED
        self.visits: list[VisitState] = []
        self.seen: list[int] = []

    def teardown(self) -> None:
        """Takes back what this life has written."""
        transaction.savepoint_rollback(self.point)

    def row(self, place: int) -> Visit:
        return Visit.objects.select_related("round__sheet_version").get(round=self.round, position=place + 1)

    @rule()
    def open(self) -> None:
        if self.state is RoundState.PLANNED:
            open_round(self.round, by=self.work.clerk)
            self.state = RoundState.OPEN
            self.visits = [VisitState.PLANNED] * 4
            self.seen = [1] * 4
        else:
            with pytest.raises(RoundMovedOn):
                open_round(self.round, by=self.work.clerk)

    @rule()
    def close(self) -> None:
        if self.state is RoundState.OPEN:
            close_round(self.round, by=self.work.clerk)
            self.state = RoundState.CLOSED
        else:
            with pytest.raises(RoundMovedOn):
                close_round(self.round, by=self.work.clerk)

    @precondition(lambda self: self.visits)
    @rule(place=places, outcome=outcomes, changed=answers)
    def enter(self, place: int, outcome: VisitState, changed: dict[str, bool]) -> None:
        if self.state is not RoundState.OPEN:
            self.refused(RoundNotOpen, place, outcome, changed)
        elif self.visits[place] in ENTERED_ONCE:
            self.refused(VisitMade, place, outcome, changed)
        else:
            enter_visit(self.row(place), entry=self.entry(place, outcome, changed), by=self.work.clerk)
            self.visits[place] = outcome
            self.seen[place] += 1

    @precondition(lambda self: self.visits)
    @rule(place=places, outcome=outcomes, changed=answers)
    def correct(self, place: int, outcome: VisitState, changed: dict[str, bool]) -> None:
        entry = self.entry(place, outcome, changed)
        if self.visits[place] is VisitState.PLANNED:
            with pytest.raises(NotYetMade):
                correct_visit(self.row(place), entry=entry, reason="错", by=self.work.clerk)
        else:
            correct_visit(self.row(place), entry=entry, reason="错", by=self.work.clerk)
            self.visits[place] = outcome
            self.seen[place] += 1

    @precondition(lambda self: self.visits)
    @rule(place=places)
    def enter_what_somebody_changed(self, place: int) -> None:
        with pytest.raises(VisitMovedOn):
            enter_visit(
                self.row(place),
                entry=VisitEntry(VisitState.REFUSED),
                by=self.work.clerk,
                seen=self.seen[place] + 1,
            )

    def entry(self, place: int, outcome: VisitState, changed: dict[str, bool]) -> VisitEntry:
        if outcome is not VisitState.DONE:
            return VisitEntry(outcome)
        return entry_for(self.row(place), {key: {"yes": yes} for key, yes in changed.items()})

    def refused(
        self, error: type[Exception], place: int, outcome: VisitState, changed: dict[str, bool]
    ) -> None:
        with pytest.raises(error):
            enter_visit(self.row(place), entry=self.entry(place, outcome, changed), by=self.work.clerk)

    @invariant()
    def rows_are_as_the_reference_says(self) -> None:
        assert Round.objects.get(pk=self.round.pk).state == self.state
        rows = list(Visit.objects.filter(round=self.round).order_by("position"))
        assert [row.state for row in rows] == self.visits
        assert [row.version for row in rows] == self.seen
        assert all((row.score is not None) == row.is_done for row in rows)

    @invariant()
    def every_version_is_kept(self) -> None:
        for row in Visit.objects.filter(round=self.round):
            kept = sorted(row.versions.values_list("version", flat=True))
            assert kept == list(range(2, row.version))

    @invariant()
    def findings_stand_for_what_is_out_of_order_only(self) -> None:
        for row in Visit.objects.filter(round=self.round):
            amiss = {key for key, answer in row.answers.items() if answer == {"yes": True}}
            assert set(row.findings.standing().values_list("item_id", flat=True)) == amiss

    @invariant()
    def the_tally_is_what_counting_anew_gives(self) -> None:
        kept = list(RoundTally.objects.filter(round=self.round).values(*TALLIED))
        recount(self.round)
        assert list(RoundTally.objects.filter(round=self.round).values(*TALLIED)) == kept


@pytest.fixture
def machine(work: Work) -> type[LifeOfARound]:
    """The machine with the town behind it."""
    return type("LifeOfARound", (LifeOfARound,), {"work": work})


def test_any_life_of_a_round_keeps_to_the_reference(machine: type[LifeOfARound]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
