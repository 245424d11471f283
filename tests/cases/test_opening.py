"""A problem becomes a case: number, ring, time limit, once only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.cases.life import Life
from tests.conftest import On
from tongxin.cases import actions
from tongxin.cases.errors import AlreadyOpened, FoundInFuture, NothingToReport
from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.rules import Origin, OriginKind, PlaceKind, Ring, is_never_public, ring_of
from tongxin.records import clock
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed
from tongxin.standards.models import MatterType


def test_a_case_is_numbered_by_village_and_year(life: Life, on: On) -> None:
    on("2022-09-05")
    assert [life.found().number, life.found().number] == ["莲华-2022-0001", "莲华-2022-0002"]
    assert life.found(life.town.far_household.ground).number == "本东-2022-0001"
    on("2023-01-03")
    assert life.found().number == "莲华-2023-0001"


@pytest.mark.parametrize(
    ("place", "household_matter", "ring", "never_public"),
    [
        (PlaceKind.HOUSEHOLD, False, Ring.HOUSEHOLD, True),
        (PlaceKind.HOUSEHOLD, True, Ring.HOUSEHOLD, True),
        (PlaceKind.PUBLIC, False, Ring.PUBLIC, False),
        (PlaceKind.PUBLIC, True, Ring.PUBLIC, True),
        (PlaceKind.OTHER, False, Ring.GRID, False),
        (PlaceKind.OTHER, True, Ring.HOUSEHOLD, True),
    ],
)
def test_ring_and_privacy_follow_place_and_kind(
    place: PlaceKind, household_matter: bool, ring: Ring, never_public: bool
) -> None:
    assert ring_of(place, household_matter=household_matter) is ring
    assert is_never_public(place, household_matter=household_matter) is never_public


def test_a_case_at_a_household_is_never_public(life: Life, clutter: MatterType) -> None:
    assert life.found(life.town.household.ground).never_public
    life.matter = clutter
    assert life.found(life.town.grid.ground).never_public
    assert life.found().ring == Ring.PUBLIC
    assert not Case.objects.filter(ring=Ring.HOUSEHOLD, never_public=False).exists()


def test_the_limit_runs_in_working_days(life: Life, on: On) -> None:
    on("2022-09-08", "16:00")  # Thursday; Monday 12th is a day off (Mid-autumn)
    case = life.found()
    assert clock.local(case.due_at).strftime("%m-%d %H:%M") == "09-13 17:30"
    assert not case.due_provisional


def test_the_limit_runs_from_the_moment_it_was_found(life: Life, on: On) -> None:
    found = on("2022-09-05", "09:00")
    on("2022-09-06", "18:00")
    case = life.found(found_at=found)
    assert case.found_at == found
    assert clock.local(case.due_at).strftime("%m-%d") == "09-07"


def test_a_limit_in_an_unpublished_year_is_provisional_and_reckoned_again(life: Life, on: On) -> None:
    on("2031-04-30")
    case = life.found()
    assert case.due_provisional
    Case.objects.filter(pk=case.pk).update(due_at=case.due_at + timedelta(days=5))
    assert actions.reckon_limits(by=life.town.founder) == 1
    assert Case.objects.get(pk=case.pk).due_at == case.due_at
    assert actions.reckon_limits(by=life.town.founder) == 0
    assert LedgerEntry.objects.filter(verb="case.limit", subject_id=str(case.pk)).count() == 1


def test_a_finding_becomes_a_case_once(life: Life) -> None:
    origin = Origin(OriginKind.FINDING, uuid4())
    first = life.found(origin=origin)
    with pytest.raises(AlreadyOpened, match=first.number):
        life.found(origin=origin)
    assert Case.objects.filter(origin_id=origin.id).count() == 1


def test_without_a_title_the_kind_stands_there(life: Life) -> None:
    assert life.found().title == "暴露垃圾"
    assert life.found(title="  巷道口垃圾 ").title == "巷道口垃圾"


def test_nothing_is_found_in_the_future(life: Life) -> None:
    with pytest.raises(FoundInFuture):
        life.found(found_at=datetime(2200, 1, 1, tzinfo=UTC))
    assert not Case.objects.exists()


def test_a_retired_kind_is_refused(life: Life, on: On) -> None:
    on("2022-09-05")
    life.matter.retired_on = clock.today()
    with pytest.raises(NothingToReport):
        life.found()


def test_a_leader_of_the_next_grid_cannot_report_here(life: Life) -> None:
    with pytest.raises(NotAllowed):
        actions.open_case(
            ground=life.town.public_place.ground,
            matter=life.matter,
            by=life.persons.viewer("next_grid_leader"),
        )


def test_opening_writes_timeline_and_ledger_without_words(life: Life) -> None:
    case = life.found(note="李小明家门口，电话13800000001")
    entry = LedgerEntry.objects.get(verb="case.open")
    assert entry.subject_id == str(case.pk)
    assert set(entry.detail) == {"number", "version", "matter", "ground"}
    assert CaseEvent.objects.get(case=case).move == "open"
