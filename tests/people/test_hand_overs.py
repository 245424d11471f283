"""A post changes hands: one act with a date, and what is open goes to the successor on that day."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from tests.architecture.tree import ROOT
from tests.cases.conftest import kind
from tests.conftest import On
from tests.inspections.conftest import DAY as INSPECTED_ON
from tests.inspections.conftest import Work
from tests.persons import Persons
from tests.town import FOUNDED_ON, Town
from tongxin.cases.actions import assign_case, open_case
from tongxin.cases.models import Case
from tongxin.inspections.actions import VisitEntry, enter_visit
from tongxin.inspections.rules import VisitState
from tongxin.people import open_work
from tongxin.people.actions import (
    add_person,
    appoint,
    grant_leave,
    hand_over,
    leave_all,
    posts_to_leave,
    set_account_active,
    take_effect,
)
from tongxin.people.models import HandOver, Person, Post
from tongxin.people.post_errors import (
    HandOverTooEarly,
    HandOverToSelf,
    NothingToLeave,
    NotYetEffective,
    PostEnding,
    SuccessorWithoutAccount,
)
from tongxin.people.roles import Role
from tongxin.records import clock, jobs
from tongxin.records.errors import Stale
from tongxin.records.events import emit
from tongxin.records.models import Job, JobState, LedgerEntry
from tongxin.records.permission import SYSTEM
from tongxin.standards.actions import load_standards
from tongxin.standards.models import MatterType
from tongxin.territory.events import GroundClosed
from tongxin.territory.ground import Ground

DAY = "2022-06-01"


@pytest.fixture(autouse=True)
def _a_working_day(on: On) -> None:
    on(DAY)


def leading(town: Town) -> Post:
    """The post of the grid leader."""
    return Post.objects.get(grid=town.grid, role=Role.GRID_LEADER, until=None)


def problem(ground: Ground, persons: Persons, assignee: Person) -> Case:
    """A case that the secretary gave to somebody."""
    matter = MatterType.objects.filter(code="T-01").first() or kind("T-01", "暴露垃圾")
    case = open_case(ground=ground, matter=matter, by=persons.viewer("town_clerk"))
    return assign_case(case, to=assignee, by=persons.viewer("village_secretary"))


def test_open_cases_go_to_the_successor_at_once(town: Town, persons: Persons) -> None:
    case = problem(town.public_place.ground, persons, persons.grid_leader)
    before = case.assigned_by
    hand_over(leading(town), to=persons.villager, on=clock.today(), by=persons.viewer("town_clerk"))
    case.refresh_from_db()
    assert (case.assignee, case.assigned_by, case.state) == (persons.villager, before, "assigned")
    assert case.events.count() == case.version
    assert Case.objects.waiting_for(persons.viewer("villager")).get() == case
    assert not Case.objects.waiting_for(persons.viewer("grid_leader")).exists()


def test_cases_of_others_and_cases_elsewhere_stay(town: Town, persons: Persons) -> None:
    elsewhere = problem(town.next_public_place.ground, persons, persons.next_grid_leader)
    of_another = problem(town.public_place.ground, persons, persons.village_secretary)
    hand_over(leading(town), to=persons.villager, on=clock.today(), by=town.founder)
    for case, person in ((elsewhere, persons.next_grid_leader), (of_another, persons.village_secretary)):
        case.refresh_from_db()
        assert case.assignee == person


def test_a_case_stays_with_the_nearer_post_that_its_person_keeps(town: Town, persons: Persons) -> None:
    place = town.public_place.ground
    appoint(persons.grid_leader, role=Role.STEWARD, ground=place, since=FOUNDED_ON, by=town.founder)
    near = problem(place, persons, persons.grid_leader)
    far = problem(town.household.ground, persons, persons.grid_leader)
    hand_over(leading(town), to=persons.villager, on=clock.today(), by=town.founder)
    near.refresh_from_db()
    far.refresh_from_db()
    assert (near.assignee, far.assignee) == (persons.grid_leader, persons.villager)


def test_a_hand_over_to_come_takes_effect_on_its_day_and_once(town: Town, persons: Persons, on: On) -> None:
    case = problem(town.public_place.ground, persons, persons.grid_leader)
    day = clock.today() + timedelta(days=7)
    begun = hand_over(leading(town), to=persons.villager, on=day, by=town.founder)
    jobs.work_off()
    case.refresh_from_db()
    assert case.assignee == persons.grid_leader
    with pytest.raises(NotYetEffective):
        take_effect(begun.taken_over, by=SYSTEM)
    on(day, "00:05")
    jobs.work_off()
    case.refresh_from_db()
    assert case.assignee == persons.villager
    assert Job.objects.get(kind="people.hand_over").state == JobState.DONE
    version = case.version
    assert not take_effect(HandOver.objects.get(), by=SYSTEM)
    case.refresh_from_db()
    assert case.version == version


def test_the_hand_over_keeps_what_went_along(town: Town, persons: Persons) -> None:
    case = problem(town.public_place.ground, persons, persons.grid_leader)
    assert [each.count for each in open_work.listed(leading(town))] == [1]
    made = hand_over(leading(town), to=persons.villager, on=clock.today(), by=town.founder).taken_over
    made.refresh_from_db()
    assert made.moved == {"cases": [str(case.pk)], "visits": [], "follow_ups": [], "tasks": []}
    assert open_work.listed_by_ids(made.moved, 10)[0].lines[0].place == case.place_name
    effect = LedgerEntry.objects.get(verb="post.take_over")
    assert effect.detail == {"moved": {"cases": 1, "visits": 0, "follow_ups": 0, "tasks": 0}}


def test_visits_to_make_go_along_with_the_post_that_sends_their_inspector(
    town: Town, persons: Persons, on: On
) -> None:
    on(INSPECTED_ON, "10:00")
    load_standards(ROOT / "data", by=SYSTEM)
    work = Work(town, persons)
    open_, planned = work.open(), work.plan()
    made, *left = open_.visits.filter(inspector=persons.liaison_cadre)
    enter_visit(made, entry=VisitEntry(outcome=VisitState.PLACE_GONE), by=persons.viewer("liaison_cadre"))
    narrow = appoint(
        persons.liaison_cadre,
        role=Role.GRID_MEMBER,
        ground=town.far_grid.ground,
        since=FOUNDED_ON,
        by=town.founder,
    )
    today = clock.today()
    hand_over(narrow, to=persons.villager, on=today, by=town.founder)
    assert not open_.visits.filter(inspector=persons.villager).exists()
    wide = persons.liaison_cadre.posts.get(role=Role.LIAISON_CADRE)
    hand_over(wide, to=persons.villager, on=today, by=town.founder)
    assert open_.visits.filter(inspector=persons.villager).count() == len(left)
    assert open_.visits.get(inspector=persons.liaison_cadre) == made
    assert [each.person for each in planned.inspectors.all()] == [persons.villager]
    assert {each.person for each in open_.inspectors.all()} == {persons.villager, persons.liaison_cadre}


def test_a_post_is_not_handed_to_its_holder_or_before_its_start(town: Town, persons: Persons) -> None:
    with pytest.raises(HandOverToSelf):
        hand_over(leading(town), to=persons.grid_leader, on=clock.today(), by=town.founder)
    with pytest.raises(HandOverTooEarly):
        hand_over(leading(town), to=persons.villager, on=FOUNDED_ON, by=town.founder)


def test_a_successor_can_sign_in(town: Town, persons: Persons) -> None:
    silent = add_person(name="普小平", by=town.founder)
    with pytest.raises(SuccessorWithoutAccount):
        hand_over(leading(town), to=silent, on=clock.today(), by=town.founder)
    set_account_active(persons.account("villager"), active=False, by=town.founder)
    with pytest.raises(SuccessorWithoutAccount):
        hand_over(leading(town), to=persons.villager, on=clock.today(), by=town.founder)
    assert leading(town).person == persons.grid_leader


def test_a_post_is_not_handed_over_past_a_later_hand_over(town: Town, persons: Persons) -> None:
    post = leading(town)
    hand_over(post, to=persons.villager, on=clock.today() + timedelta(days=7), by=town.founder)
    with pytest.raises(PostEnding):
        hand_over(post, to=persons.town_leader, on=clock.today() + timedelta(days=3), by=town.founder)


def test_who_fails_to_take_over_leaves_everything_as_it_was(
    town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = problem(town.public_place.ground, persons, persons.grid_leader)

    def broken(event: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("tongxin.people.actions.hand_overs.events.emit", broken)
    with pytest.raises(RuntimeError):
        hand_over(leading(town), to=persons.villager, on=clock.today(), by=town.founder)
    case.refresh_from_db()
    assert case.assignee == persons.grid_leader
    assert leading(town).person == persons.grid_leader


def everything(town: Town, persons: Persons) -> list[Post]:
    """The grid leader is steward and cleaner as well; the nearest ground comes first."""
    for role, ground in ((Role.STEWARD, town.public_place.ground), (Role.CLEANER, town.lianhua.ground)):
        appoint(persons.grid_leader, role=role, ground=ground, since=FOUNDED_ON, by=town.founder)
    return posts_to_leave(persons.grid_leader, persons.viewer("town_clerk"))


def test_who_leaves_everything_hands_over_or_leaves_vacant_as_one_act(town: Town, persons: Persons) -> None:
    posts = everything(town, persons)
    assert [post.role for post in posts] == [Role.STEWARD, Role.GRID_LEADER, Role.CLEANER]
    case = problem(town.public_place.ground, persons, persons.grid_leader)
    chosen: dict[UUID, Person | None] = {post.pk: None for post in posts}
    chosen[posts[1].pk] = persons.villager
    begun, vacant = leave_all(
        persons.grid_leader, on=clock.today(), successors=chosen, by=persons.viewer("town_clerk")
    )
    assert ([post.role for post in begun], len(vacant)) == ([Role.GRID_LEADER], 2)
    assert not Post.objects.in_force(clock.today()).filter(person=persons.grid_leader).exists()
    case.refresh_from_db()
    assert case.assignee == persons.villager  # nobody is steward now: the grid leader has it


def test_leaving_everything_forgets_no_post(town: Town, persons: Persons) -> None:
    posts = everything(town, persons)
    with pytest.raises(Stale):
        leave_all(persons.grid_leader, on=clock.today(), successors={posts[0].pk: None}, by=town.founder)
    assert len(posts_to_leave(persons.grid_leader, town.founder)) == 3


def test_one_refusal_keeps_every_post(town: Town, persons: Persons) -> None:
    posts = everything(town, persons)
    chosen: dict[UUID, Person | None] = {post.pk: None for post in posts}
    chosen[posts[-1].pk] = add_person(name="普小平", by=town.founder)
    with pytest.raises(SuccessorWithoutAccount):
        leave_all(persons.grid_leader, on=clock.today(), successors=chosen, by=town.founder)
    assert len(posts_to_leave(persons.grid_leader, town.founder)) == 3


def test_who_leaves_stands_in_for_nobody_any_more(town: Town, persons: Persons) -> None:
    today = clock.today()
    next_post = persons.next_grid_leader.posts.get()
    leave = grant_leave(
        next_post,
        deputy=persons.grid_leader,
        since=today,
        back_on=today + timedelta(days=9),
        reason="leave",
        by=town.founder,
    )
    chosen: dict[UUID, Person | None] = {leading(town).pk: None}
    leave_all(persons.grid_leader, on=today + timedelta(days=2), successors=chosen, by=town.founder)
    leave.refresh_from_db()
    assert leave.until == today + timedelta(days=2)


def test_who_holds_nothing_has_nothing_to_leave(town: Town, persons: Persons) -> None:
    with pytest.raises(NothingToLeave):
        leave_all(persons.villager, on=clock.today(), successors={}, by=town.founder)


def test_the_posts_of_a_closed_grid_end_and_those_of_a_merged_one_pass_their_work_on(
    town: Town, persons: Persons
) -> None:
    case = problem(town.public_place.ground, persons, persons.grid_leader)
    emit(GroundClosed(town.grid.ground, clock.today(), town.next_grid.ground, goes_on=False, by=town.founder))
    assert not Post.objects.in_force(clock.today()).filter(grid=town.grid).exists()
    case.refresh_from_db()
    assert case.assignee == persons.next_grid_leader


def test_where_a_place_goes_on_its_people_do_too_and_their_deputies(town: Town, persons: Persons) -> None:
    today = clock.today()
    grant_leave(
        leading(town),
        deputy=persons.next_grid_leader,
        since=today - timedelta(days=2),
        back_on=today + timedelta(days=9),
        reason="leave",
        by=town.founder,
    )
    emit(GroundClosed(town.grid.ground, today, town.far_grid.ground, goes_on=True, by=town.founder))
    following = Post.objects.get(grid=town.far_grid, role=Role.GRID_LEADER)
    assert (following.person, following.since) == (persons.grid_leader, today)
    assert [leave.deputy for leave in following.leaves.in_force(today)] == [persons.next_grid_leader]
