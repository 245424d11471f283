"""The steps of a case: what each keeps, and what it refuses."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cases.life import Life
from tests.conftest import On
from tests.persons import Persons
from tongxin.cases import actions
from tongxin.cases.errors import CannotFixHere, NeedsPerson, OriginalUnfit, ReasonMissing
from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.rules import State
from tongxin.records.permission import SYSTEM, NotAllowed


def test_each_step_keeps_who_and_when(life: Life, on: On) -> None:
    on("2022-09-05")
    case = life.found()
    at = on("2022-09-06", "10:00")
    case = actions.assign_case(case, to=life.persons.grid_leader, by=life.secretary)
    assert (case.assigned_at, case.assigned_by_id) == (at, life.persons.village_secretary.pk)
    at = on("2022-09-07", "10:00")
    case = actions.fix_case(case, by=life.leader)
    assert (case.fixed_at, case.fixed_by_id) == (at, life.persons.grid_leader.pk)


def test_a_return_empties_the_fix_keeps_the_limit_and_counts(life: Life) -> None:
    case = life.in_state(State.FIXED)
    due = case.due_at
    back = actions.return_case(case, reason="沟里还有", by=life.secretary)
    assert (back.state, back.fixed_at, back.rework_count, back.due_at) == (State.ASSIGNED, None, 1, due)
    assert CaseEvent.objects.get(case=case, move="return").note == "沟里还有"


def test_what_was_fixed_on_the_spot_returns_to_the_fixer(life: Life) -> None:
    case = actions.fix_case(life.found(), by=life.leader)
    assert case.assignee is None
    back = actions.return_case(case, reason="没改好", by=life.secretary)
    assert back.assignee_id == life.persons.grid_leader.pk


@pytest.mark.parametrize("reason", ["", "   "])
def test_return_and_refusal_need_a_reason(life: Life, reason: str) -> None:
    with pytest.raises(ReasonMissing):
        actions.return_case(life.in_state(State.FIXED), reason=reason, by=life.secretary)
    with pytest.raises(ReasonMissing):
        actions.decline_case(life.found(), reason=reason, by=life.secretary)


def test_a_case_is_given_only_to_someone_who_works_there(life: Life, persons: Persons) -> None:
    for stranger in (persons.next_grid_leader, persons.villager, persons.town_leader):
        with pytest.raises(CannotFixHere):
            actions.assign_case(life.found(), to=stranger, by=life.secretary)


def test_a_grid_leader_does_not_assign_or_close(life: Life) -> None:
    with pytest.raises(NotAllowed):
        actions.assign_case(life.found(), to=life.persons.grid_leader, by=life.leader)
    with pytest.raises(NotAllowed):
        actions.close_case(life.in_state(State.VERIFIED), by=life.leader)


def test_a_leader_of_the_next_grid_cannot_touch_the_case(life: Life) -> None:
    case = life.in_state(State.ASSIGNED)
    with pytest.raises(NotAllowed):
        actions.fix_case(case, by=life.persons.viewer("next_grid_leader"))


def test_the_machine_takes_no_step(life: Life) -> None:
    with pytest.raises(NeedsPerson):
        actions.fix_case(life.found(), by=SYSTEM)


def test_merging_counts_the_reports_and_never_makes_a_chain(life: Life) -> None:
    first, second, third = life.found(), life.found(), life.found()
    actions.mark_duplicate(first, of=second, by=life.secretary)
    actions.mark_duplicate(second, of=third, by=life.secretary)
    assert set(third.duplicates.all()) == {first, second}
    assert not Case.objects.filter(duplicate_of__duplicate_of__isnull=False).exists()


def test_a_case_is_merged_only_into_an_open_one_of_the_village(life: Life) -> None:
    case = life.found()
    for unfit in (case, life.in_state(State.CLOSED), life.found(life.town.far_household.ground)):
        with pytest.raises(OriginalUnfit):
            actions.mark_duplicate(case, of=unfit, by=life.persons.viewer("town_clerk"))


def test_a_case_given_to_somebody_else_stays_assigned(life: Life) -> None:
    case = life.in_state(State.ASSIGNED)
    again = actions.assign_case(case, to=life.persons.village_secretary, by=life.secretary, note="雨后再做")
    assert (again.state, again.assignee_id) == (State.ASSIGNED, life.persons.village_secretary.pk)


def test_a_place_was_seen_on_the_day_somebody_stood_before_it(life: Life, on: On) -> None:
    place = life.town.public_place
    on("2022-09-05")
    case = life.found(place.ground)
    place.refresh_from_db()
    assert place.last_seen_on == date(2022, 9, 5)
    on("2022-09-06")
    case = actions.assign_case(case, to=life.persons.grid_leader, by=life.secretary)
    place.refresh_from_db()
    assert place.last_seen_on == date(2022, 9, 5)  # who gives a case to somebody has not been there
    on("2022-09-08")
    actions.fix_case(case, by=life.leader)
    place.refresh_from_db()
    assert place.last_seen_on == date(2022, 9, 8)
