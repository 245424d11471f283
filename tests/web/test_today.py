"""Today: what waits for whoever works in the field, and what was done this week."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import ClientFor, On
from tests.persons import Persons
from tests.town import Town
from tongxin.cases.actions import assign_case, fix_case, verify_case
from tongxin.cases.models import Case
from tongxin.web.today import Part, Today, is_home_of, today_of


@pytest.fixture
def given(ditch: Case, persons: Persons) -> Case:
    """The ditch is the grid leader's to put right."""
    return assign_case(ditch, to=persons.grid_leader, by=persons.viewer("village_secretary"))


def day_of(persons: Persons, name: str) -> Today:
    return today_of(persons.viewer(name))


def part(today: Today, heading: str) -> Part:
    return next(each for each in today.parts if each.heading == heading)


@pytest.mark.parametrize(
    ("name", "expected"), [("grid_leader", True), ("village_secretary", False), ("town_clerk", False)]
)
def test_the_day_of_the_field_begins_with_it(persons: Persons, name: str, expected: bool) -> None:
    assert is_home_of(persons.viewer(name)) is expected


def test_a_leader_opens_the_day_and_sees_the_case_to_put_right(
    client_for: ClientFor, persons: Persons, given: Case
) -> None:
    page = client_for(persons.grid_leader).get("/").content.decode()
    assert "还有 1 件" in page
    assert reverse("cases:case", args=[given.pk]) in page
    assert "三圈责任" not in page


def test_what_is_late_says_so(persons: Persons, given: Case, on: On) -> None:
    on("2022-09-06")
    card = part(day_of(persons, "grid_leader"), "待整改").cards[0]
    assert card.is_late
    assert "超期 4 天" in card.detail


def test_whoever_is_to_look_finds_it_when_it_was_put_right(persons: Persons, given: Case) -> None:
    fix_case(given, by=persons.viewer("grid_leader"))
    assert [card.title for card in part(day_of(persons, "village_secretary"), "待核验").cards] == ["水沟淤堵"]
    assert day_of(persons, "grid_leader").left == 0


def test_what_others_are_late_with_is_told_but_is_not_mine(persons: Persons, given: Case, on: On) -> None:
    on("2022-09-06")
    today = day_of(persons, "village_secretary")
    assert part(today, "别人超期的").count == 1
    assert today.left == 0


def test_nobody_else_hears_of_the_neighbours(persons: Persons, given: Case, on: On) -> None:
    on("2022-09-06")
    assert day_of(persons, "next_grid_leader").parts == ()


def test_the_week_counts_the_own_hands_only(persons: Persons, given: Case, on: On) -> None:
    fixed = fix_case(given, by=persons.viewer("grid_leader"))
    verify_case(fixed, by=persons.viewer("village_secretary"))
    leader, secretary = (day_of(persons, name).done for name in ("grid_leader", "village_secretary"))
    assert (leader.fixed, leader.verified) == (1, 0)
    assert (secretary.fixed, secretary.verified) == (0, 1)
    on("2022-09-12")
    assert day_of(persons, "grid_leader").done.total == 0


def test_a_quiet_day_says_so(client_for: ClientFor, persons: Persons, town: Town) -> None:
    page = client_for(persons.next_grid_leader).get("/today/").content.decode()
    assert "今天没有等您办的事。" in page


def test_the_day_takes_few_queries_however_much_waits(
    client_for: ClientFor, persons: Persons, given: Case
) -> None:
    client = client_for(persons.grid_leader)
    client.get("/today/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/today/")
    assert len(queries) <= 12
