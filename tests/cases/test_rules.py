"""The time limit of a case, and who is proposed to put it right."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from tests.cases.life import Life
from tongxin.cases.limits import Limit, Standing
from tongxin.cases.proposal import Candidate, in_order, proposed
from tongxin.cases.rules import State, is_another
from tongxin.cases.turn import assignable
from tongxin.people.actions import appoint
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.records.clock import SHANGHAI
from tongxin.territory.ground import Ground

DUE = datetime(2022, 9, 13, 17, 30, tzinfo=SHANGHAI)
FOUND = DUE - timedelta(days=4)


def limit(state: State, at: datetime, fixed_at: datetime | None = None) -> Limit:
    """A case found four days before it is due."""
    return Limit(state, FOUND, DUE, fixed_at, at)


@pytest.mark.parametrize(
    ("state", "at", "fixed_at", "standing"),
    [
        (State.FOUND, DUE, None, Standing.RUNNING),
        (State.FOUND, DUE + timedelta(seconds=1), None, Standing.OVERDUE),
        (State.ASSIGNED, DUE - timedelta(days=1), None, Standing.RUNNING),
        (State.ASSIGNED, DUE + timedelta(days=1), None, Standing.OVERDUE),
        (State.FIXED, DUE + timedelta(days=9), DUE, Standing.IN_TIME),
        (State.FIXED, DUE + timedelta(days=9), DUE + timedelta(minutes=1), Standing.LATE),
        (State.CLOSED, DUE + timedelta(days=9), DUE - timedelta(days=1), Standing.IN_TIME),
        (State.DECLINED, DUE + timedelta(days=9), None, Standing.NONE),
        (State.DUPLICATE, DUE + timedelta(days=9), None, Standing.NONE),
    ],
)
def test_the_limit_is_kept_by_the_fix_that_stands(
    state: State, at: datetime, fixed_at: datetime | None, standing: Standing
) -> None:
    assert limit(state, at, fixed_at).standing is standing


@pytest.mark.parametrize(
    ("late", "days"),
    [
        (timedelta(hours=1), 1),
        (timedelta(hours=7), 1),
        (timedelta(days=1), 1),
        (timedelta(days=1, hours=7), 2),
        (timedelta(days=9), 9),
    ],
)
def test_overdue_days_are_days_of_the_calendar(late: timedelta, days: int) -> None:
    assert limit(State.FOUND, DUE + late).days_late == days


@pytest.mark.parametrize(("used", "percent"), [(-1, 0), (0, 0), (1, 25), (3, 75), (4, 100), (9, 100)])
def test_the_share_of_the_limit_used_stays_within_bounds(used: int, percent: int) -> None:
    assert limit(State.FOUND, FOUND + timedelta(days=used)).percent_used == percent


def candidate(role: Role, since: int = 1) -> Candidate:
    """Somebody in a post since a day of January."""
    return Candidate(uuid4(), role, date(2022, 1, since))


def test_the_nearest_post_is_proposed() -> None:
    steward, leader = candidate(Role.STEWARD), candidate(Role.GRID_LEADER)
    secretary, cleaner = candidate(Role.VILLAGE_SECRETARY), candidate(Role.CLEANER)
    assert proposed([secretary, cleaner, leader, steward]) == steward
    assert proposed([secretary, cleaner, leader]) == leader
    assert proposed([secretary, cleaner]) == secretary
    assert proposed([cleaner]) is None
    assert in_order([cleaner, secretary, leader]) == [leader, secretary, cleaner]


def test_of_two_in_the_same_role_the_earlier_is_proposed() -> None:
    later, earlier = candidate(Role.GROUP_LEADER, 9), candidate(Role.GROUP_LEADER, 2)
    assert proposed([later, earlier]) == earlier


def test_a_person_in_two_posts_stands_once_by_the_nearest() -> None:
    leader = candidate(Role.GRID_LEADER)
    same = Candidate(leader.person_id, Role.VILLAGE_SECRETARY, leader.since)
    assert in_order([same, leader]) == [leader]


def test_nobody_judges_the_own_work() -> None:
    me = uuid4()
    assert not is_another(me, me)
    assert is_another(me, uuid4())
    assert is_another(me, None)


def proposal(life: Life, ground: Ground) -> str:
    """Sign-in name of the person proposed for a ground."""
    return next(str(one.post.person.account.username) for one in assignable(ground) if one.is_proposed)


def test_the_steward_of_a_place_comes_before_the_grid_leader(life: Life) -> None:
    place = life.town.public_place.ground
    assert proposal(life, place) == "grid_leader"
    appoint(life.persons.villager, role=Role.STEWARD, ground=place, since=clock.today(), by=life.town.founder)
    assert proposal(life, place) == "villager"
    assert proposal(life, life.town.household.ground) == "grid_leader"


def test_a_grid_without_leader_falls_to_the_village(life: Life) -> None:
    assert proposal(life, life.town.group.ground) == "village_secretary"
    assert not [one for one in assignable(life.town.far_grid.ground) if one.is_proposed]
