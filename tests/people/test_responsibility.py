"""At every date each spot has exactly the people that a reference of forty lines says, and the past stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.people.reference import Held, who
from tests.persons import PASSWORD, Persons
from tests.territory.reference import Diary, Spot
from tests.town import FOUNDED_ON, Town
from tongxin.access.viewer import PostViewer
from tongxin.people import responsibility
from tongxin.people.actions import (
    add_person,
    appoint,
    end_leave,
    end_post,
    grant_leave,
    hand_over,
    open_account,
)
from tongxin.people.models import Leave, Person, Post
from tongxin.people.post_errors import HandOverFaulty
from tongxin.people.queries import LeaveQuerySet
from tongxin.people.responsibility import PostRing, responsible_for
from tongxin.people.roles import Role
from tongxin.records import clock, guards
from tongxin.records.clock import SHANGHAI
from tongxin.records.errors import RuleBroken
from tongxin.territory.actions import put_into_grid
from tongxin.territory.models import Grid, Placement, Site

FIRST = FOUNDED_ON + timedelta(days=30)
LOOKED_AT = 25  # days
NAMES = "甲乙丙丁"
ROLES = {
    "grid": (Role.GRID_LEADER, Role.GRID_MEMBER),
    "next_grid": (Role.GRID_LEADER, Role.GRID_MEMBER),
    "group": (Role.GROUP_LEADER,),
    "place": (Role.STEWARD,),
    "village": (Role.COMMITTEE_MEMBER,),
}
a_name = st.sampled_from(NAMES)
a_ground = st.sampled_from(sorted(ROLES))
a_number = st.integers(0, 50)
some_days = st.integers(-6, 8)


class Office(RuleBasedStateMachine):
    """Four people, two grids, three spots: posts, hand-overs, leaves and moved spots in any order, day by day."""

    end = staticmethod(end_post)

    def __init__(self, town: Town) -> None:
        super().__init__()
        self.town = town
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.clock = ExitStack()
        self.today = FIRST
        self.kept: dict[Any, tuple[Any, ...]] = {}

    @initialize()
    def people_and_places(self) -> None:
        self.travel()
        town, by = self.town, self.town.founder
        Post.objects.all().delete()
        self.people: dict[str, Person] = {}
        for name in NAMES:
            person = self.people[name] = add_person(name=f"普小{name}", by=by)
            open_account(person, username=f"office.{name}", password=PASSWORD, by=by)
            appoint(person, role=Role.CLEANER, ground=town.far_grid.ground, since=FOUNDED_ON, by=by)
        self.grounds = {
            "grid": town.grid.ground,
            "next_grid": town.next_grid.ground,
            "group": town.group.ground,
            "place": town.public_place.ground,
            "village": town.lianhua.ground,
        }
        self.sites: dict[str, Site] = {
            "place": town.public_place,
            "door": town.household,
            "next_door": town.next_household,
        }
        self.diary = Diary()
        for name, site in self.sites.items():
            group = "group" if site.group_id == town.group.pk else "next_group"
            grid = "grid" if site.grid_id == town.grid.pk else "next_grid"
            self.diary.put(name, FOUNDED_ON, Spot("village", group, grid))
        self.book: list[tuple[Post, Held]] = []
        self.leaves: list[tuple[Leave, Held, int]] = []
        for name, (ground, roles) in zip("甲乙丙丁甲", sorted(ROLES.items()), strict=True):
            post = appoint(
                self.people[name], role=roles[0], ground=self.grounds[ground], since=FOUNDED_ON, by=by
            )
            self.book.append((post, Held(name, roles[0], ground, FOUNDED_ON)))

    @rule(name=a_name, ground=a_ground, number=a_number, days=some_days)
    def appoint_somebody(self, name: str, ground: str, number: int, days: int) -> None:
        role, since = ROLES[ground][number % len(ROLES[ground])], self.day(days)
        post = self.attempt(
            lambda: appoint(
                self.people[name], role=role, ground=self.grounds[ground], since=since, by=self.town.founder
            )
        )
        if post is not None:
            self.book.append((post, Held(name, role, ground, since)))

    @rule(number=a_number, days=some_days)
    def end_a_post(self, number: int, days: int) -> None:
        post, held = self.book[number % len(self.book)]
        if self.attempt(lambda: self.end(post, on=self.day(days), by=self.town.founder)):
            held.end(self.day(days))

    @rule(number=a_number, name=a_name, days=some_days)
    def hand_a_post_over(self, number: int, name: str, days: int) -> None:
        post, held = self.book[number % len(self.book)]
        day = self.day(days)
        begun = self.attempt(lambda: hand_over(post, to=self.people[name], on=day, by=self.town.founder))
        if begun is not None:
            held.end(day)
            self.book.append((begun, Held(name, held.role, held.ground, day)))

    @rule(number=a_number, name=a_name, days=some_days, length=st.integers(1, 9))
    def let_somebody_stand_in(self, number: int, name: str, days: int, length: int) -> None:
        post, held = self.book[number % len(self.book)]
        since, back = self.day(days), self.day(days + length)
        leave = self.attempt(
            lambda: grant_leave(
                post,
                deputy=self.people[name],
                since=since,
                back_on=back,
                reason=Leave.Reason.LEAVE,
                by=self.town.founder,
            )
        )
        if leave is not None:
            held.leaves.append((name, since, back))
            self.leaves.append((leave, held, len(held.leaves) - 1))

    @rule(number=a_number, days=some_days)
    def end_a_leave(self, number: int, days: int) -> None:
        if not self.leaves:
            return
        leave, held, place = self.leaves[number % len(self.leaves)]
        if self.attempt(lambda: end_leave(leave, on=self.day(days), by=self.town.founder)):
            name, first, _back = held.leaves[place]
            held.leaves[place] = (name, first, max(self.day(days), first))

    @rule(site=st.sampled_from(["door", "next_door", "place"]), to=st.sampled_from(["grid", "next_grid"]))
    def move_a_spot(self, site: str, to: str) -> None:
        grid: Grid = self.town.grid if to == "grid" else self.town.next_grid
        if self.attempt(lambda: put_into_grid(grid, members=[self.sites[site].pk], by=self.town.founder)):
            self.diary.move([site], self.today, grid=to)

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.today = self.day(days)
        self.travel()

    @invariant()
    def what_has_ended_stays_as_it_was(self) -> None:
        rows = [
            *Post.objects.exclude(until=None).values_list("pk", "person", "role", "grid", "since", "until"),
            *Leave.objects.exclude(until=None).values_list(
                "pk", "post", "deputy", "since", "back_on", "until"
            ),
            *Placement.objects.exclude(until=None).values_list("pk", "site", "grid", "since", "until"),
        ]
        now = {row[0]: row for row in rows}
        assert all(now.get(key) == row for key, row in self.kept.items())
        self.kept = now

    def teardown(self) -> None:
        try:
            if hasattr(self, "book"):
                self.compare()
        finally:
            transaction.set_rollback(True)
            self.rollback.__exit__(None, None, None)
            self.clock.close()

    def compare(self) -> None:
        """Every spot on every day of a month."""
        names = {person.pk: name for name, person in self.people.items()}
        for site, row in self.sites.items():
            for number in range(-6, LOOKED_AT):
                day = FIRST + timedelta(days=number)
                told = {
                    (names[each.person.pk], each.post.role, names[deputy.pk] if deputy else "")
                    for each in responsible_for(row.ground, day)
                    for deputy in (each.deputies or (None,))
                }
                assert told == who([held for _post, held in self.book], self.diary, site, day), (site, day)

    def attempt(self, act: Callable[[], Any]) -> Any:
        """What the act gives; None where a rule forbids it, and then nothing is changed."""
        try:
            with transaction.atomic():
                return act()
        except RuleBroken:
            return None

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def travel(self) -> None:
        self.clock.enter_context(clock.travel(to=datetime.combine(self.today, time(9), SHANGHAI)))


def run(town: Town) -> None:
    """Runs the machine; found faults are told as they were met."""
    few = settings(
        max_examples=10, stateful_step_count=20, deadline=None, phases=[Phase.generate], derandomize=True
    )
    run_state_machine_as_test(lambda: Office(town), settings=few)  # type: ignore[arg-type]  # a function that makes one is fine


def test_at_every_date_each_spot_has_the_people_that_the_reference_says(town: Town) -> None:
    run(town)


def test_the_comparison_sees_spots_that_forget_where_they_lay(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        responsibility, "_as_it_lay", lambda ground, on: Site.objects.get(pk=ground.site_id).ground
    )
    with pytest.raises(AssertionError):
        run(town)


def test_the_comparison_sees_deputies_who_come_too_early(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LeaveQuerySet, "in_force", lambda leaves, on: leaves.not_over_before(on))
    with pytest.raises(AssertionError):
        run(town)


def end_again(post: Post, *, on: date, by: PostViewer) -> object:
    """A broken act: it ends what has ended already."""
    try:
        return end_post(post, on=on, by=by)
    except HandOverFaulty:
        return Post.objects.filter(pk=post.pk, since__lt=on).exclude(until=on).update(until=on)


def test_the_database_refuses_an_act_that_changes_the_past(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Office, "end", staticmethod(end_again))
    with pytest.raises(DatabaseError, match="what has ended never changes"):
        run(town)


def test_without_the_guard_the_comparison_sees_a_past_that_changes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Office, "end", staticmethod(end_again))
    with transaction.atomic():
        guards.remove(connection)
        with pytest.raises(AssertionError):
            run(town)
        transaction.set_rollback(True)


def test_the_people_of_a_spot_stand_in_their_rings(town: Town, persons: Persons) -> None:
    appoint(
        persons.villager,
        role=Role.STEWARD,
        ground=town.public_place.ground,
        since=FOUNDED_ON,
        by=town.founder,
    )
    told = [(each.ring, each.person) for each in responsible_for(town.public_place.ground, clock.today())]
    assert told[:3] == [
        (PostRing.PLACE, persons.villager),
        (PostRing.GRID, persons.grid_leader),
        (PostRing.LINE, persons.liaison_cadre),
    ]
    assert told[-1][0] is PostRing.LINE


def test_merged_ground_has_the_people_of_what_it_became(town: Town, persons: Persons) -> None:
    Grid.objects.filter(pk=town.far_grid.pk).update(closed_on=FIRST, merged_into=town.next_grid)
    before, after = (
        {each.person for each in responsible_for(town.far_grid.ground, day)}
        for day in (FIRST - timedelta(days=1), FIRST)
    )
    assert persons.next_grid_leader not in before
    assert persons.next_grid_leader in after


def test_asking_costs_four_queries_at_most(town: Town, django_assert_max_num_queries: Any) -> None:
    ground = town.household.ground
    with django_assert_max_num_queries(4):
        responsible_for(ground, clock.today())
