"""What a deputy does names both: the deputy, and the person who is away. In every room, from the ledger."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from tests.architecture.tree import ROOT
from tests.cases.conftest import kind
from tests.conftest import ClientFor, On
from tests.inspections.conftest import DAY, Work, entry_for
from tests.persons import Persons
from tests.town import Town
from tongxin.cases.actions import assign_case, fix_case, open_case
from tongxin.cases.errors import CannotFixHere
from tongxin.cases.models import Case
from tongxin.inspections.actions import enter_visit
from tongxin.inspections.models import Visit
from tongxin.people.actions import grant_leave
from tongxin.people.models import Leave, Post
from tongxin.people.roles import Role
from tongxin.people.stand_ins import stand_ins
from tongxin.records import clock
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM, NotAllowed
from tongxin.standards.actions import load_standards

BOTH = "李*英（代杨*）"


@pytest.fixture
def away(town: Town, persons: Persons, on: On) -> Leave:
    """The leader of the next grid stands in for the grid leader."""
    on("2022-06-01")
    post = Post.objects.get(grid=town.grid, role=Role.GRID_LEADER)
    return grant_leave(
        post,
        deputy=persons.next_grid_leader,
        since=clock.today(),
        back_on=clock.today() + timedelta(days=5),
        reason=Leave.Reason.LEAVE,
        by=town.founder,
    )


def given(town: Town, persons: Persons) -> Case:
    """A case that was given to the grid leader."""
    case = open_case(
        ground=town.public_place.ground, matter=kind("T-01", "暴露垃圾"), by=persons.viewer("town_clerk")
    )
    return assign_case(case, to=persons.grid_leader, by=persons.viewer("village_secretary"))


def test_what_waits_for_the_holder_waits_for_the_deputy(town: Town, persons: Persons, away: Leave) -> None:
    case = given(town, persons)
    for who in ("grid_leader", "next_grid_leader"):
        assert Case.objects.waiting_for(persons.viewer(who)).get() == case


def test_what_the_holder_has_elsewhere_is_not_the_deputys_turn(
    town: Town, persons: Persons, away: Leave
) -> None:
    case = given(town, persons)
    Case.objects.filter(pk=case.pk).update(site=town.far_household, group=None, grid=town.far_grid)
    assert not Case.objects.waiting_for(persons.viewer("next_grid_leader")).exists()


def test_the_timeline_of_a_case_names_both(
    town: Town, persons: Persons, away: Leave, client_for: ClientFor
) -> None:
    case = fix_case(given(town, persons), by=persons.viewer("next_grid_leader"))
    entry = LedgerEntry.objects.get(verb="case.fix")
    assert entry.detail["for_post"] == str(away.post_id)
    page = client_for(persons.village_secretary).get(f"/cases/{case.pk}")
    assert BOTH in page.content.decode()


def test_the_page_of_a_case_says_that_it_waits_on_the_deputy(
    town: Town, persons: Persons, away: Leave, client_for: ClientFor
) -> None:
    case = given(town, persons)
    page = client_for(persons.village_secretary).get(f"/cases/{case.pk}")
    assert BOTH in page.content.decode()


def test_a_case_is_given_to_the_holder_and_not_to_the_deputy(
    town: Town, persons: Persons, away: Leave
) -> None:
    case = given(town, persons)
    with pytest.raises(CannotFixHere):
        assign_case(case, to=persons.next_grid_leader, by=persons.viewer("village_secretary"))


def visited_by_deputy(town: Town, persons: Persons) -> Visit:
    """A visit that falls to the liaison cadre, entered by whoever stands in."""
    work = Work(town, persons)
    round_ = work.open()
    visit = round_.visits.filter(inspector=persons.liaison_cadre)[0]
    entry = entry_for(visit)
    with pytest.raises(NotAllowed):
        enter_visit(visit, entry=entry, by=persons.viewer("grid_leader"))
    grant_leave(
        persons.liaison_cadre.posts.get(),
        deputy=persons.grid_leader,
        since=clock.today(),
        back_on=clock.today() + timedelta(days=5),
        reason=Leave.Reason.DUTY,
        by=town.founder,
    )
    return enter_visit(visit, entry=entry, by=persons.viewer("grid_leader"))


def test_a_visit_of_somebody_away_is_made_by_the_deputy_and_names_both(
    town: Town, persons: Persons, on: On, client_for: ClientFor
) -> None:
    on(DAY, "10:00")
    load_standards(ROOT / "data", by=SYSTEM)
    visit = visited_by_deputy(town, persons)
    assert visit.inspector == persons.liaison_cadre
    assert visit.entered_by_id == persons.grid_leader.pk
    page = client_for(persons.town_clerk).get(reverse("inspections:visit", args=[visit.pk]))
    assert "杨*（代赵*）" in page.content.decode()


def test_what_one_did_oneself_names_one(town: Town, persons: Persons, away: Leave) -> None:
    case = fix_case(given(town, persons), by=persons.viewer("grid_leader"))
    with translation.override("zh-hans"):
        assert stand_ins(case).name(persons.grid_leader, "case.fix") == "杨*"
        assert stand_ins(case).name(None, "case.fix") == ""
