"""Somebody stands in for a holder who is away: sees and does what the post may, and each record names both."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.persons import Persons
from tests.town import FOUNDED_ON, LIANHUA, Town
from tongxin.access.queries import who_may
from tongxin.access.viewer import viewer_for
from tongxin.people.actions import (
    add_person,
    appoint,
    end_leave,
    end_post,
    grant_leave,
    hand_over,
    set_account_active,
)
from tongxin.people.models import Leave, Person, Post
from tongxin.people.post_errors import (
    DeputyElsewhere,
    DeputyIsHolder,
    DeputyWithoutAccount,
    GroundOutside,
    LeaveBackTooEarly,
    LeaveOutsidePost,
    LeaveOver,
    LeaveOverlaps,
)
from tongxin.people.roles import Role
from tongxin.records import clock, guards, ledger
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import Act, NotAllowed
from tongxin.territory.ground import division_ground


def leading(town: Town) -> Post:
    """The post of the grid leader."""
    return Post.objects.get(grid=town.grid, role=Role.GRID_LEADER)


def away(town: Town, deputy: Person, *, since: int = 0, back: int = 10) -> Leave:
    """The grid leader is away; days counted from today."""
    today = clock.today()
    return grant_leave(
        leading(town),
        deputy=deputy,
        since=today + timedelta(days=since),
        back_on=today + timedelta(days=back),
        reason=Leave.Reason.LEAVE,
        by=town.founder,
    )


def test_the_deputy_sees_and_does_what_the_post_may(town: Town, persons: Persons) -> None:
    assert not persons.viewer("next_grid_leader").may(Act.CASE_FIX, town.household.ground)
    away(town, persons.next_grid_leader)
    deputy = persons.viewer("next_grid_leader")
    assert deputy.may(Act.CASE_FIX, town.household.ground)
    assert town.household in deputy.visible(type(town.household).objects.all(), Act.GROUND_VIEW)
    able = who_may(Act.CASE_FIX, town.household.ground, clock.today())
    assert {persons.grid_leader, persons.next_grid_leader} <= set(able)


def test_the_deputys_right_begins_and_ends_with_the_leave(town: Town, persons: Persons) -> None:
    leave = away(town, persons.next_grid_leader, since=1, back=3)
    days = [clock.today() + timedelta(days=number) for number in range(4)]
    able = [who_may(Act.CASE_FIX, town.household.ground, day) for day in days]
    assert [persons.next_grid_leader in each for each in able] == [False, True, True, False]
    assert not persons.viewer("next_grid_leader").may(Act.CASE_FIX, town.household.ground)
    assert leave.until is None


def test_who_asks_for_holders_alone_is_given_no_deputy(town: Town, persons: Persons) -> None:
    away(town, persons.next_grid_leader)
    able = who_may(Act.CASE_FIX, town.household.ground, clock.today(), deputies=False)
    assert persons.next_grid_leader not in able
    assert persons.grid_leader in able


def test_an_act_by_right_of_another_ones_post_says_so_in_the_ledger(town: Town, persons: Persons) -> None:
    away(town, persons.next_grid_leader)
    deputy = persons.viewer("next_grid_leader")
    for ground, post in ((town.household.ground, leading(town).pk), (town.next_household.ground, None)):
        deputy.require(Act.CASE_REPORT, ground)
        assert deputy.acting_for == post
        with transaction.atomic():
            entry = ledger.append("case.fix", by=deputy, subject=town.grid, division_code=LIANHUA)
        assert entry.detail == ({"for_post": str(post)} if post else {})


def test_ones_own_right_comes_first(town: Town, persons: Persons) -> None:
    away(town, persons.village_secretary)
    secretary = persons.viewer("village_secretary")
    secretary.require(Act.CASE_FIX, town.household.ground)
    assert secretary.acting_for is None


def test_nobody_stands_in_for_oneself(town: Town, persons: Persons) -> None:
    with pytest.raises(DeputyIsHolder):
        away(town, persons.grid_leader)


def test_a_deputy_can_sign_in(town: Town, persons: Persons) -> None:
    silent = add_person(name="普小平", by=town.founder)
    appoint(silent, role=Role.CLEANER, ground=town.grid.ground, since=FOUNDED_ON, by=town.founder)
    with pytest.raises(DeputyWithoutAccount):
        away(town, silent)
    set_account_active(persons.account("next_grid_leader"), active=False, by=town.founder)
    with pytest.raises(DeputyWithoutAccount):
        away(town, persons.next_grid_leader)


def test_a_deputy_works_in_the_town(town: Town, persons: Persons) -> None:
    with pytest.raises(DeputyElsewhere):
        away(town, persons.villager)


@pytest.mark.parametrize(("since", "back"), [(3, 3), (3, 2), (-5, -1), (-5, 0)])
def test_the_first_day_back_is_still_to_come(town: Town, persons: Persons, since: int, back: int) -> None:
    with pytest.raises(LeaveBackTooEarly):
        away(town, persons.next_grid_leader, since=since, back=back)


def test_a_leave_lies_within_the_days_of_the_post(town: Town, persons: Persons) -> None:
    before = (FOUNDED_ON - clock.today()).days - 1
    with pytest.raises(LeaveOutsidePost):
        away(town, persons.next_grid_leader, since=before)
    end_post(leading(town), on=clock.today() + timedelta(days=5), by=town.founder)
    with pytest.raises(LeaveOutsidePost):
        away(town, persons.next_grid_leader, back=6)
    away(town, persons.next_grid_leader, back=5)


def test_two_leaves_of_a_post_do_not_overlap(town: Town, persons: Persons) -> None:
    away(town, persons.next_grid_leader, since=2, back=5)
    for since, back in ((0, 3), (4, 9), (2, 5), (3, 4), (0, 9)):
        with pytest.raises(LeaveOverlaps):
            away(town, persons.village_secretary, since=since, back=back)
    away(town, persons.village_secretary, since=0, back=2)
    away(town, persons.village_secretary, since=5, back=6)


def test_a_leave_that_was_called_off_stands_in_nobodys_way(town: Town, persons: Persons) -> None:
    coming = away(town, persons.next_grid_leader, since=2, back=5)
    assert end_leave(coming, on=clock.today(), by=town.founder).until == coming.since
    away(town, persons.village_secretary, since=2, back=5)


def test_a_leave_ends_early_and_once(town: Town, persons: Persons) -> None:
    leave = away(town, persons.next_grid_leader, since=-3)
    end_leave(leave, on=clock.today(), by=town.founder)
    assert not persons.viewer("next_grid_leader").may(Act.CASE_FIX, town.household.ground)
    with pytest.raises(LeaveOver):
        end_leave(leave, on=clock.today(), by=town.founder)


def test_a_leave_does_not_end_later_than_granted(town: Town, persons: Persons) -> None:
    leave = away(town, persons.next_grid_leader, back=3)
    with pytest.raises(LeaveBackTooEarly):
        end_leave(leave, on=leave.back_on, by=town.founder)


def test_a_leave_ends_with_the_post(town: Town, persons: Persons) -> None:
    leave = away(town, persons.next_grid_leader, back=9)
    day = clock.today() + timedelta(days=4)
    hand_over(leading(town), to=persons.villager, on=day, by=town.founder)
    leave.refresh_from_db()
    assert leave.until == day


def test_the_secretary_lets_people_of_the_village_stand_in_and_nobody_else(
    town: Town, persons: Persons
) -> None:
    def let(post: Post, deputy: Person, by: str) -> Leave:
        today = clock.today()
        back = today + timedelta(days=3)
        return grant_leave(
            post, deputy=deputy, since=today, back_on=back, reason="duty", by=persons.viewer(by)
        )

    let(leading(town), persons.next_grid_leader, "village_secretary")
    far = appoint(
        persons.villager,
        role=Role.GRID_LEADER,
        ground=town.far_grid.ground,
        since=clock.today(),
        by=town.founder,
    )
    with pytest.raises(GroundOutside):
        let(far, persons.next_grid_leader, "village_secretary")
    with pytest.raises(NotAllowed):
        let(leading(town), persons.village_secretary, "grid_leader")


def test_only_who_administers_lets_somebody_stand_in_for_the_administrator(
    town: Town, persons: Persons
) -> None:
    post = persons.administrator.posts.get()
    today = clock.today()
    with pytest.raises(NotAllowed):
        grant_leave(
            post,
            deputy=persons.town_leader,
            since=today,
            back_on=today + timedelta(days=2),
            reason="leave",
            by=persons.viewer("town_clerk"),
        )


def test_the_right_is_not_passed_on_by_the_deputys_own_leave(town: Town, persons: Persons) -> None:
    away(town, persons.next_grid_leader)
    own = persons.next_grid_leader.posts.get()
    today = clock.today()
    grant_leave(
        own,
        deputy=persons.village_secretary,
        since=today,
        back_on=today + timedelta(days=3),
        reason="leave",
        by=town.founder,
    )
    held = {post.post_id for post in persons.viewer("village_secretary").posts}
    assert own.pk in held
    assert leading(town).pk not in held


def test_the_holder_keeps_the_rights_while_away(town: Town, persons: Persons) -> None:
    away(town, persons.next_grid_leader)
    assert persons.viewer("grid_leader").may(Act.CASE_FIX, town.household.ground)


def test_the_ledger_knows_of_a_leave_and_not_why(town: Town, persons: Persons) -> None:
    away(town, persons.next_grid_leader)
    entry = LedgerEntry.objects.filter(verb="leave.grant").latest("id")
    assert set(entry.detail) == {"post", "since", "back"}


def test_the_database_keeps_an_ended_leave_as_it_was(town: Town, persons: Persons) -> None:
    leave = end_leave(away(town, persons.next_grid_leader, since=-3), on=clock.today(), by=town.founder)
    with pytest.raises(DatabaseError), transaction.atomic():
        Leave.objects.filter(pk=leave.pk).update(deputy=persons.village_secretary)
    with transaction.atomic():  # the negative control: it is the guard that refuses
        guards.remove(connection)
        assert Leave.objects.filter(pk=leave.pk).update(deputy=persons.village_secretary) == 1
        transaction.set_rollback(True)


def test_who_signs_in_costs_one_query_and_one_more_where_ground_was_merged(
    town: Town, persons: Persons, django_assert_num_queries: object
) -> None:
    away(town, persons.next_grid_leader)
    person = persons.next_grid_leader
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture without a type
        viewer_for(person)
    type(town.far_grid).objects.filter(pk=town.far_grid.pk).update(
        closed_on=date(2022, 3, 1), merged_into=town.grid
    )
    with django_assert_num_queries(2):  # type: ignore[operator]  # as above
        viewer = viewer_for(person)
    assert viewer.may(Act.CASE_FIX, town.far_household.ground)
    assert division_ground(LIANHUA) not in viewer.grounds(Act.CASE_FIX)
