"""Posts begin, end and change hands; what was is never overwritten, and there are never two leaders."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.persons import PASSWORD, Persons
from tests.town import FOUNDED_ON, LIANHUA, Town
from tongxin.people.actions import add_person, appoint, end_post, hand_over, open_account
from tongxin.people.models import Person, Post
from tongxin.people.post_errors import (
    GroundClosed,
    GroundOutside,
    GroundUnfit,
    HandOverTooEarly,
    HandOverToSelf,
    PostEnded,
    PostEnding,
    PostHeld,
    PostTaken,
    UnknownRole,
)
from tongxin.people.roles import SOLE_ROLES, Role
from tongxin.records import clock, guards
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.ground import Ground, GroundKind, division_ground
from tongxin.territory.models import Grid
from tongxin.territory.queries import grounded

MAY = date(2022, 5, 1)


def leading(town: Town) -> Post:
    """The post of the grid leader."""
    return Post.objects.get(grid=town.grid, role=Role.GRID_LEADER)


def test_a_post_is_in_force_from_its_first_day_until_the_day_before_its_last(town: Town) -> None:
    end_post(leading(town), on=MAY, by=town.founder)
    posts = Post.objects.filter(grid=town.grid)
    assert not posts.in_force(FOUNDED_ON - timedelta(days=1)).exists()
    assert posts.in_force(FOUNDED_ON).exists()
    assert posts.in_force(MAY - timedelta(days=1)).exists()
    assert not posts.in_force(MAY).exists()


def test_a_hand_over_leaves_no_day_without_a_leader(town: Town, persons: Persons) -> None:
    new = hand_over(leading(town), to=persons.villager, on=MAY, by=town.founder)
    for day in (MAY - timedelta(days=1), MAY):
        assert Post.objects.filter(grid=town.grid).in_force(day).count() == 1
    assert (new.person, new.since, new.grid) == (persons.villager, MAY, town.grid)
    verbs = [entry.verb for entry in LedgerEntry.objects.order_by("-id")[:4]]
    assert verbs == ["post.take_over", "post.hand_over", "post.begin", "post.end"]


def test_a_hand_over_that_fails_changes_nothing(town: Town, persons: Persons) -> None:
    post = leading(town)
    appoint(persons.villager, role=Role.GRID_MEMBER, ground=town.grid.ground, since=MAY, by=town.founder)
    with pytest.raises(HandOverToSelf):
        hand_over(post, to=persons.grid_leader, on=MAY, by=town.founder)
    with pytest.raises(HandOverTooEarly):
        hand_over(post, to=persons.villager, on=FOUNDED_ON, by=town.founder)
    post.refresh_from_db()
    assert post.until is None


def test_an_ended_post_is_not_ended_again(town: Town) -> None:
    end_post(leading(town), on=MAY, by=town.founder)
    with pytest.raises(PostEnded):
        end_post(leading(town), on=MAY, by=town.founder)


def test_a_second_leader_is_refused_and_told_to_hand_over(town: Town, persons: Persons) -> None:
    with pytest.raises(PostTaken):
        appoint(persons.villager, role=Role.GRID_LEADER, ground=town.grid.ground, since=MAY, by=town.founder)


def test_a_leader_of_the_past_is_refused_for_days_that_had_one(town: Town, persons: Persons) -> None:
    end_post(leading(town), on=MAY, by=town.founder)
    before = MAY - timedelta(days=10)
    with pytest.raises(PostTaken):
        appoint(
            persons.villager, role=Role.GRID_LEADER, ground=town.grid.ground, since=before, by=town.founder
        )


def test_nobody_holds_the_same_post_twice(town: Town, persons: Persons) -> None:
    appoint(persons.villager, role=Role.CLEANER, ground=town.grid.ground, since=MAY, by=town.founder)
    with pytest.raises(PostHeld):
        appoint(persons.villager, role=Role.CLEANER, ground=town.grid.ground, since=MAY, by=town.founder)


def test_a_role_has_a_ground_that_fits(town: Town, persons: Persons) -> None:
    for role, ground in (
        (Role.GRID_LEADER, town.lianhua.ground),
        (Role.STEWARD, town.grid.ground),
        (Role.VILLAGE_SECRETARY, town.division.ground),
    ):
        with pytest.raises(GroundUnfit):
            appoint(persons.villager, role=role, ground=ground, since=MAY, by=town.founder)


def test_a_post_on_ground_of_another_town_is_refused_and_says_so(town: Town, persons: Persons) -> None:
    clerk = persons.viewer("town_clerk")
    elsewhere = division_ground("532301106201")
    with pytest.raises(GroundOutside, match=r"outside the ground of your posts|不在你职务所管的范围"):
        appoint(persons.villager, role=Role.COMMITTEE_MEMBER, ground=elsewhere, since=MAY, by=clerk)


def test_a_post_needs_a_place_that_exists_and_is_in_use(town: Town, persons: Persons) -> None:
    nowhere = Ground(GroundKind.GRID, LIANHUA, grid_id=town.household.pk)
    with pytest.raises(NoSuchGround):
        appoint(persons.villager, role=Role.GRID_MEMBER, ground=nowhere, since=MAY, by=town.founder)
    Grid.objects.filter(pk=town.far_grid.pk).update(closed_on=MAY)
    with pytest.raises(GroundClosed):
        appoint(
            persons.villager, role=Role.GRID_MEMBER, ground=town.far_grid.ground, since=MAY, by=town.founder
        )


def test_a_role_that_nobody_knows_is_refused(town: Town, persons: Persons) -> None:
    with pytest.raises(UnknownRole):
        appoint(persons.villager, role="emperor", ground=town.grid.ground, since=MAY, by=town.founder)


def test_an_end_that_is_settled_is_not_settled_again(town: Town, persons: Persons) -> None:
    coming = clock.today() + timedelta(days=9)
    end_post(leading(town), on=coming, by=town.founder)
    with pytest.raises(PostEnding, match=coming.isoformat()):
        hand_over(leading(town), to=persons.villager, on=coming, by=town.founder)


def test_the_database_keeps_an_ended_post_as_it_was(town: Town, persons: Persons) -> None:
    ended = end_post(leading(town), on=MAY, by=town.founder)
    for change in ({"until": None}, {"person": persons.villager}, {"since": FOUNDED_ON - timedelta(days=1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Post.objects.filter(pk=ended.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Post.objects.filter(pk=ended.pk).delete()


def test_without_its_guard_the_database_would_change_an_ended_post(town: Town) -> None:
    """The negative control."""
    ended = end_post(leading(town), on=MAY, by=town.founder)
    with transaction.atomic():
        guards.remove(connection)
        assert Post.objects.filter(pk=ended.pk).update(until=None) == 1
        transaction.set_rollback(True)


def test_only_who_administers_appoints_or_ends_an_administrator(town: Town, persons: Persons) -> None:
    clerk = persons.viewer("town_clerk")
    with pytest.raises(NotAllowed):
        appoint(persons.villager, role=Role.ADMINISTRATOR, ground=town.division.ground, since=MAY, by=clerk)
    with pytest.raises(NotAllowed):
        end_post(persons.administrator.posts.get(), on=MAY, by=clerk)


def test_the_secretary_appoints_nobody(town: Town, persons: Persons) -> None:
    with pytest.raises(NotAllowed):
        appoint(
            persons.villager,
            role=Role.CLEANER,
            ground=town.grid.ground,
            since=MAY,
            by=persons.viewer("village_secretary"),
        )


def twice(town: Town, role: Role, person: Person) -> None:
    """A second holder, written past all acts."""
    ground = {
        Role.GRID_LEADER: town.grid.ground,
        Role.GROUP_LEADER: town.group.ground,
        Role.STEWARD: town.public_place.ground,
        Role.VILLAGE_SECRETARY: town.lianhua.ground,
    }[role]
    with transaction.atomic():
        for _time in range(2):
            Post.objects.create(person=person, role=role, since=MAY, **grounded(ground))


@pytest.mark.parametrize("role", sorted(SOLE_ROLES))
def test_the_database_refuses_a_second_holder(town: Town, persons: Persons, role: Role) -> None:
    with pytest.raises(IntegrityError):
        twice(town, role, persons.villager)


def test_without_its_constraint_the_database_would_take_two_leaders(town: Town, persons: Persons) -> None:
    """The negative control: it is the constraint that refuses, not something else."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX one_leader_per_grid")
        Post.objects.create(
            person=persons.villager, role=Role.GRID_LEADER, since=MAY, **grounded(town.grid.ground)
        )
        assert Post.objects.filter(grid=town.grid, role=Role.GRID_LEADER, until=None).count() == 2
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_appoint_one_leader(town: Town, persons: Persons) -> None:
    grid, founder = town.far_grid, town.founder
    candidates = [persons.villager, persons.town_leader]
    told: list[PostTaken] = []

    def give(person: Person) -> None:
        try:
            appoint(person, role=Role.GRID_LEADER, ground=grid.ground, since=MAY, by=founder)
        except PostTaken as error:
            told.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=(person,)) for person in candidates]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Post.objects.filter(grid=grid, role=Role.GRID_LEADER).count() == 1
    assert len(told) == 1


def with_account(name: str, town: Town) -> Person:
    """A person who can sign in, as a successor must."""
    person = add_person(name=f"甲乙{name}", by=town.founder)
    open_account(person, username=f"jiayi.{name}", password=PASSWORD, by=town.founder)
    return person


DAYS = st.integers(1, 40).map(lambda days: FOUNDED_ON + timedelta(days=days))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(handovers=st.lists(st.tuples(DAYS, st.sampled_from(["a", "b", "c"])), max_size=6))
def test_whatever_is_handed_over_there_is_one_leader_each_day(
    town: Town, persons: Persons, handovers: list[tuple[date, str]]
) -> None:
    with transaction.atomic():
        people = {name: with_account(name, town) for name in "abc"}
        for day, name in handovers:
            current = Post.objects.get(grid=town.grid, role=Role.GRID_LEADER, until=None)
            try:
                hand_over(current, to=people[name], on=day, by=town.founder)
            except (HandOverToSelf, HandOverTooEarly, PostHeld):
                continue
        for days in range(45):
            day = FOUNDED_ON + timedelta(days=days)
            assert Post.objects.filter(grid=town.grid, role=Role.GRID_LEADER).in_force(day).count() == 1
        transaction.set_rollback(True)


def test_the_migration_gives_old_posts_the_rights_of_their_role(town: Town) -> None:
    """Ended ones as well: the guards step aside until the column is filled."""
    end_post(leading(town), on=MAY, by=town.founder)
    step = import_module("tongxin.people.migrations.0007_posts_have_the_rights_of_their_role")
    aside = import_module("tongxin.people.migrations.0006_roles_leaves_and_hand_overs")
    guarded = import_module("tongxin.people.migrations.0008_posts_and_leaves_are_guarded")
    before = ("people", "0006_roles_leaves_and_hand_overs")
    old = MigrationExecutor(connection).loader.project_state(before).apps
    editor = SimpleNamespace(connection=connection)
    aside.step_aside(old, editor)
    old.get_model("people", "Post").objects.update(acts_as="")
    step.fill(old, editor)
    guarded.install(old, editor)
    assert all(post.acts_as == post.role for post in Post.objects.all())
    assert guards.missing(connection) == []
