"""The tray: what nobody can bring on lies there, never nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cases.life import Life
from tests.persons import PERSONS, Persons
from tests.town import Town
from tongxin.cases import actions, orphans
from tongxin.cases.errors import ReasonMissing, WrongGround
from tongxin.cases.models import Case
from tongxin.cases.orphans import Reason, orphan_count, orphans_in
from tongxin.cases.rules import Move, State
from tongxin.people.models import Post
from tongxin.records import clock
from tongxin.records.permission import Act, NotAllowed
from tongxin.territory.actions import close_grid, merge_grids, pause_site
from tongxin.territory.models import Pause, Site


def end_post(persons: Persons, key: str) -> None:
    """The person loses the post today."""
    Post.objects.filter(person=persons.person(key)).update(until=clock.today())


def tray(life: Life) -> dict[Case, str]:
    """What lies in the town clerk's tray, and why."""
    return {case: case.reason for case in orphans.orphans(life.persons.viewer("town_clerk"))}  # type: ignore[attr-defined]


def test_a_case_in_good_hands_is_no_orphan(life: Life) -> None:
    for state in (State.FOUND, State.ASSIGNED, State.FIXED, State.VERIFIED):
        life.in_state(state)
    assert tray(life) == {}


def test_an_assignee_without_a_post_there(life: Life, persons: Persons) -> None:
    case = life.in_state(State.ASSIGNED)
    end_post(persons, "grid_leader")
    assert tray(life) == {case: Reason.LOST}
    given = actions.assign_case(case, to=persons.village_secretary, by=life.persons.viewer("town_clerk"))
    assert tray(life) == {}
    assert given.assignee == persons.village_secretary


def test_ground_where_nobody_may_put_it_right(life: Life, town: Town) -> None:
    case = life.found(town.far_grid.ground)  # nobody leads it, the village has no secretary
    assert tray(life) == {case: Reason.NOBODY}


def test_put_right_by_the_only_one_who_may_verify(life: Life, town: Town, persons: Persons) -> None:
    clerk = persons.viewer("town_clerk")
    case = actions.fix_case(life.found(town.far_grid.ground), by=clerk)
    assert tray(life) == {case: Reason.NO_JUDGE}


def test_a_place_that_is_no_more(life: Life, town: Town) -> None:
    case = life.in_state(State.ASSIGNED)
    Site.objects.filter(pk=str(case.site_id)).update(closed_on=clock.today())
    assert tray(life) == {case: Reason.CLOSED}


def test_a_closed_grid(life: Life, town: Town) -> None:
    case = life.found(town.grid.ground)
    close_grid(town.grid, reason="撤销", by=town.founder)
    assert tray(life) == {case: Reason.CLOSED}


def test_a_merged_grid_keeps_its_cases_in_hands(life: Life, town: Town) -> None:
    life.found(town.grid.ground)
    merge_grids(town.next_grid, [town.grid], reason="并网格", by=town.founder)
    assert tray(life) == {}


def test_a_place_that_went_to_another_village(life: Life, town: Town) -> None:
    case = life.found()
    Site.objects.filter(pk=str(case.site_id)).update(division_code=town.bendong.code, group=None, grid=None)
    assert tray(life) == {case: Reason.MOVED}


def test_a_place_left_in_peace_unless_the_clock_stands_still(life: Life, town: Town) -> None:
    case, today = life.found(town.household.ground), clock.today()
    until = today + timedelta(days=9)
    pause_site(town.household, reason=Pause.Reason.AWAY, since=today, until=until, by=town.founder)
    assert tray(life) == {case: Reason.PAUSED}
    life.take(case, Move.WAIT)
    assert tray(life) == {}


def test_what_was_put_right_does_not_mind_its_place(life: Life) -> None:
    case = life.in_state(State.FIXED)
    Site.objects.filter(pk=str(case.site_id)).update(closed_on=clock.today())
    assert tray(life) == {}


def test_whoever_assigns_nowhere_has_no_tray(life: Life, town: Town, persons: Persons) -> None:
    life.found(town.far_grid.ground)
    counts = {key: orphan_count(persons.viewer(key)) for key in PERSONS}
    assert {key for key, count in counts.items() if count} == {"town_clerk"}


def test_few_queries_whatever_lies_there(
    life: Life, town: Town, persons: Persons, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        life.in_state(State.ASSIGNED)
        life.found(town.far_grid.ground)
    end_post(persons, "grid_leader")
    clerk = persons.viewer("town_clerk")
    assert clerk.may(Act.CASE_ASSIGN)
    with django_assert_max_num_queries(8):
        assert len(list(orphans.orphans(clerk))) == 6


# --- the right place -------------------------------------------------------------------------------------------


def test_a_case_is_put_on_the_right_place(life: Life, town: Town) -> None:
    case = life.in_state(State.ASSIGNED)
    right = actions.relocate_case(case, to=town.household.ground, reason="在隔壁", by=life.secretary)
    assert (right.state, right.assignee, right.ring) == (State.FOUND, None, "household")
    assert right.ground == town.household.ground
    assert right.never_public
    back = actions.relocate_case(right, to=town.public_place.ground, reason="看错了", by=life.secretary)
    assert (back.ring, back.never_public, back.number) == ("public", True, case.number)
    assert back.due_at == case.due_at


def test_both_places_are_ones_own_and_of_one_town(life: Life, town: Town, persons: Persons) -> None:
    case = life.found()
    with pytest.raises(NotAllowed):
        actions.relocate_case(case, to=town.far_grid.ground, reason="在本东", by=life.secretary)
    with pytest.raises(WrongGround):
        actions.relocate_case(case, to=case.ground, reason="在本东", by=life.secretary)
    with pytest.raises(ReasonMissing):
        actions.relocate_case(case, to=town.grid.ground, reason=" ", by=life.secretary)
    moved = actions.relocate_case(
        case, to=town.far_grid.ground, reason="在本东", by=persons.viewer("town_clerk")
    )
    assert moved.division_code == town.bendong.code


# --- never nowhere ---------------------------------------------------------------------------------------------

OPEN = (State.FOUND, State.ASSIGNED, State.FIXED, State.VERIFIED)
WORKERS = ("grid_leader", "next_grid_leader", "village_secretary", "liaison_cadre", "town_clerk")


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def lies_nowhere(persons: Persons) -> list[Case]:
    """Open cases that are nobody's turn, do not wait and do not lie in the tray."""
    viewers = [persons.viewer(key) for key in WORKERS]
    in_tray = set(orphans_in(Case.objects.all(), clock.today()).values_list("pk", flat=True))
    lost = []
    for case in Case.objects.open().filter(waiting_since__isnull=True).exclude(pk__in=in_tray):
        mine = [viewer for viewer in viewers if Case.objects.filter(pk=case.pk).waiting_for(viewer).exists()]
        if not any(case.state != State.ASSIGNED or viewer.may(Act.CASE_FIX, case.ground) for viewer in mine):
            lost.append(case)
    return lost


happenings = {
    "ended": st.sets(st.sampled_from(WORKERS)),
    "fixer": st.sampled_from(("grid_leader", "village_secretary", "town_clerk")),
    "closed": st.booleans(),
    "waits": st.booleans(),
}


def happen(life: Life, ended: set[str], fixer: str, closed: bool, waits: bool) -> None:
    """A case in every open state, then people leave, the place closes, a clock is stopped."""
    persons = life.persons
    for state in OPEN:
        case = life.found()
        if state is State.FOUND and waits:
            life.take(case, Move.WAIT)
        if state is not State.FOUND:
            case = actions.assign_case(case, to=persons.person(fixer), by=life.secretary)
        if state in (State.FIXED, State.VERIFIED):
            case = actions.fix_case(case, by=persons.viewer(fixer))
        if state is State.VERIFIED:
            other = "town_clerk" if fixer != "town_clerk" else "village_secretary"
            actions.verify_case(case, by=persons.viewer(other))
    for key in ended:
        end_post(persons, key)
    if closed:
        Site.objects.filter(pk=life.town.public_place.pk).update(closed_on=clock.today())


few = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@few
@given(**happenings)
def test_every_open_case_is_a_turn_or_waits_or_lies_in_the_tray(
    life: Life, ended: set[str], fixer: str, closed: bool, waits: bool
) -> None:
    with taken_back():
        happen(life, ended, fixer, closed, waits)
        assert lies_nowhere(life.persons) == []


def test_the_property_sees_a_tray_without_lost_assignees(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orphans, "_lost", lambda *found: Q(pk__in=()))
    happen(life, {"grid_leader"}, "grid_leader", closed=False, waits=False)
    assert [case.state for case in lies_nowhere(life.persons)] == [State.ASSIGNED]
