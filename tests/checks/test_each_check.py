"""Every declared check fails when it is broken and is right again after its act: a check without such a pair fails."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.urls import resolve, reverse

from tests.architecture.tree import ROOT
from tests.checks import of_ground, of_house, of_people, of_reports, of_rights, of_work
from tests.checks.of_work import assigned_case
from tests.checks.pair import PAIRS, House
from tests.persons import PERSONS, Persons
from tests.town import HEADS, Town
from tongxin.people.actions import appoint
from tongxin.people.roles import Role
from tongxin.records import checks, clock
from tongxin.records.checks import Check, CheckScope, Found
from tongxin.records.models import Job, StoredFile
from tongxin.records.permission import SYSTEM, declaration_of
from tongxin.standards.actions import load_standards
from tongxin.territory.actions import merge_grids

assert all((of_ground, of_house, of_people, of_reports, of_rights, of_work))  # read for their pairs
CHECKS = {each.name: each for each in checks.all()}
NAMES = {fixed.name for fixed in PERSONS.values()} | set(HEADS) | {"龙云", "龙海"}


@pytest.fixture
def house(town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> House:
    """The town with its standards, in a folder of its own."""
    monkeypatch.setattr(settings, "TONGXIN_HOME", tmp_path)
    Job.objects.all().delete()
    StoredFile.objects.all().delete()
    load_standards(ROOT / "data", by=SYSTEM)
    return House(town, persons, monkeypatch, tmp_path)


def amiss(check: Check) -> int:
    """How much the check finds; one that is right and still says what to do counts as one."""
    found = check.look(CheckScope())
    return found.count + bool(found.mend and not found.count)


def test_every_check_has_its_pair_and_no_pair_is_left_over() -> None:
    assert set(PAIRS) == set(CHECKS)


@pytest.mark.parametrize("name", PAIRS)
def test_the_check_sees_the_fault_and_that_it_was_mended(name: str, house: House) -> None:
    if name == "integrity" and connection.vendor != "sqlite":
        pytest.skip("PostgreSQL never lets such a row in")
    check, steps = CHECKS[name], PAIRS[name](house)
    next(steps)
    before = amiss(check)
    next(steps)
    assert amiss(check) > before
    look_well_told(check, check.look(CheckScope()))
    next(steps, None)
    assert amiss(check) == before


def look_well_told(check: Check, found: Found) -> None:
    """Nobody is named, and every way leads to a page."""
    assert str(check.title)
    assert str(found.mend or check.mend)
    for subject in found.subjects:
        assert not [name for name in NAMES if name in subject.label]
        assert bool(subject.act) == bool(subject.act_url)
        for url in filter(None, (subject.url, subject.act_url)):
            assert declaration_of(resolve(urlsplit(url).path).func) is not None
    if check.page:
        assert reverse(check.page)


def test_a_pair_that_breaks_nothing_is_seen(house: House) -> None:
    check, steps = CHECKS["people.grid_without_leader"], iter([None, None])
    next(steps)
    before = amiss(check)
    next(steps)
    assert amiss(check) == before


def test_whoever_holds_the_ground_that_took_its_place_may_still_put_the_case_right(house: House) -> None:
    case = assigned_case(house)
    town = house.town
    merge_grids(town.next_grid, [town.grid], reason="两格并一格", by=house.founder)
    appoint(
        house.persons.grid_leader,
        role=Role.GRID_MEMBER,
        ground=town.next_grid.ground,
        since=clock.today(),
        by=house.founder,
    )
    assert case.grid_id == town.grid.pk
    assert amiss(CHECKS["cases.assignee_without_post"]) == 0
