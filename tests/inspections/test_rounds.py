"""A round is planned, opened and closed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.inspections.conftest import Work
from tongxin.inspections.actions import close_round, open_round
from tongxin.inspections.drawing import SampleKind, SampleRule
from tongxin.inspections.errors import (
    CannotInspect,
    NoInspectors,
    NothingToVisit,
    NotOnThisGround,
    RoundEndsBeforeStart,
    RoundMovedOn,
    SampleNumberMissing,
)
from tongxin.inspections.models import Round, Visit
from tongxin.inspections.queries import rounds_for
from tongxin.inspections.redrawing import draw_again
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed
from tongxin.standards.errors import SheetIncomplete
from tongxin.territory.models import Site

pytestmark = pytest.mark.django_db


def test_a_planned_round_has_no_visits_yet(work: Work) -> None:
    planned = work.plan()
    assert planned.is_planned
    assert not planned.visits.exists()


def test_opening_draws_every_household_of_the_ground(work: Work) -> None:
    opened = work.open()
    assert opened.is_open
    assert opened.visits.count() == opened.frame_size == 16
    assert work.open(ground=work.town.grid.ground).visits.count() == 4


def test_a_visit_carries_the_whole_ground_of_its_place(work: Work) -> None:
    visit = work.visit(work.open(), work.town.household.ground.key)
    assert visit.ground == work.town.household.ground
    assert visit.grid == work.town.grid


def test_so_many_households_of_each_grid(work: Work) -> None:
    opened = work.open(sample=SampleRule(SampleKind.PER_GRID, 2))
    per_grid = {
        grid: opened.visits.filter(grid=grid).count() for grid in (work.town.grid, work.town.next_grid)
    }
    assert set(per_grid.values()) == {2}
    assert opened.visits.count() == 8


def test_a_list_of_places(work: Work) -> None:
    key = work.town.household.ground.key
    opened = work.open(sample=SampleRule(SampleKind.LIST, keys=frozenset({key})))
    assert list(opened.visits.values_list("unit_key", flat=True)) == [key]


def test_a_list_with_a_place_elsewhere_opens_nothing(work: Work) -> None:
    keys = frozenset({work.town.household.ground.key, work.town.far_household.ground.key})
    planned = work.plan(sample=SampleRule(SampleKind.LIST, keys=keys), ground=work.town.lianhua.ground)
    with pytest.raises(NotOnThisGround):
        open_round(planned, by=work.clerk)
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("sheet", "count"),
    [("yunnan_first_class_8", 4), ("kunshan_village", 2), ("household_4_clean_2_norm", 16)],
)
def test_the_sheet_says_what_is_visited(work: Work, sheet: str, count: int) -> None:
    assert work.open(sheet=sheet, accept_partial=True).visits.count() == count


def test_a_sheet_for_what_is_not_there_opens_nothing(work: Work) -> None:
    planned = work.plan(sheet="door_duty_1000", accept_partial=True)
    with pytest.raises(NothingToVisit):
        open_round(planned, by=work.clerk)


def test_a_partial_sheet_is_used_only_on_purpose(work: Work) -> None:
    with pytest.raises(SheetIncomplete):
        work.plan(sheet="village_general_2023")
    assert work.plan(sheet="village_general_2023", accept_partial=True).is_planned


@pytest.mark.parametrize("rule", [(SampleKind.PER_GRID, 0), (SampleKind.SHARE, 0), (SampleKind.SHARE, 101)])
def test_a_sample_needs_a_number_that_makes_sense(work: Work, rule: tuple[SampleKind, int]) -> None:
    with pytest.raises(SampleNumberMissing):
        work.plan(sample=SampleRule(*rule))


def test_a_round_does_not_end_before_it_starts(work: Work) -> None:
    with pytest.raises(RoundEndsBeforeStart):
        work.plan(starts_on=date(2022, 5, 21), ends_on=date(2022, 5, 20))


def test_somebody_must_inspect(work: Work) -> None:
    with pytest.raises(NoInspectors):
        work.plan(inspectors=())
    with pytest.raises(CannotInspect):
        work.plan(inspectors=(work.persons.villager,))


def test_only_the_town_office_plans(work: Work) -> None:
    planned = work.plan()
    for person in ("village_secretary", "grid_leader", "town_leader", "administrator"):
        with pytest.raises(NotAllowed):
            open_round(planned, by=work.persons.viewer(person))


def test_nobody_checks_the_own_grid_while_another_can(work: Work) -> None:
    opened = work.open(inspectors=(work.persons.grid_leader, work.persons.next_grid_leader))
    assert not opened.visits.filter(grid=work.town.grid, inspector=work.persons.grid_leader).exists()
    assert not opened.visits.filter(
        grid=work.town.next_grid, inspector=work.persons.next_grid_leader
    ).exists()


def test_a_single_inspector_checks_the_own_grid_too(work: Work) -> None:
    opened = work.open(inspectors=(work.persons.grid_leader,))
    assert opened.visits.filter(inspector=work.persons.grid_leader).count() == 16


def test_a_round_is_opened_once(work: Work) -> None:
    planned = work.plan()
    open_round(planned, by=work.clerk)
    with pytest.raises(RoundMovedOn):
        open_round(planned, by=work.clerk)
    assert planned.visits.count() == 16


def test_a_planned_round_cannot_be_closed(work: Work) -> None:
    with pytest.raises(RoundMovedOn):
        close_round(work.plan(), by=work.clerk)


def test_closing_leaves_what_was_not_visited_on_the_list(work: Work) -> None:
    opened = work.open()
    closed = close_round(opened, by=work.clerk)
    assert closed.visits.planned().count() == 16
    assert LedgerEntry.objects.get(verb="round.close").detail["not_visited"] == 16


def test_the_list_can_be_drawn_again(work: Work) -> None:
    opened = work.open(sample=SampleRule(SampleKind.SHARE, 40))
    again = draw_again(opened)
    assert again.is_same_list
    assert again.drawn == 7


def test_a_round_without_its_frame_tells_that_the_register_has_changed(work: Work) -> None:
    opened = work.open(sample=SampleRule(SampleKind.SHARE, 40))
    Site.objects.filter(pk=work.town.household.pk).update(closed_on=date(2022, 5, 22))
    assert draw_again(opened).is_same_list
    Round.objects.filter(pk=opened.pk).update(frame_file=None)  # as rounds of old were kept
    opened.refresh_from_db()
    assert not draw_again(opened).is_same_frame


def test_a_planned_round_is_not_seen_where_it_will_be_held(work: Work) -> None:
    planned = work.plan()
    assert planned in rounds_for(work.clerk)
    assert planned not in rounds_for(work.persons.viewer("village_secretary"))
    opened = open_round(planned, by=work.clerk)
    assert opened in rounds_for(work.persons.viewer("village_secretary"))
    assert opened in rounds_for(work.persons.viewer("grid_leader"))


def test_a_round_elsewhere_is_not_seen(work: Work) -> None:
    work.open(ground=work.town.bendong.ground)
    assert not rounds_for(work.persons.viewer("grid_leader")).exists()


def test_an_inspector_sees_the_round_wherever_it_is(work: Work) -> None:
    opened = work.open(ground=work.town.bendong.ground, inspectors=(work.persons.grid_leader,))
    assert list(rounds_for(work.persons.viewer("grid_leader"))) == [opened]


def test_each_step_is_in_the_ledger(work: Work) -> None:
    opened = work.open()
    close_round(opened, by=work.clerk)
    verbs = LedgerEntry.objects.filter(subject_id=str(opened.pk)).values_list("verb", flat=True)
    assert list(verbs.order_by("id")) == ["round.plan", "round.open", "round.close"]
    assert Round.objects.get().closed_at is not None
