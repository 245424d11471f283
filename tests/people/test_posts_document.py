"""The worked example of `docs/rules/posts.md`, replayed."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.architecture.tree import ROOT
from tests.conftest import On
from tests.persons import Persons
from tests.town import Town
from tongxin.access.queries import who_may
from tongxin.people.actions import grant_leave, hand_over
from tongxin.people.models import Person, Post
from tongxin.people.responsibility import PostRing, responsible_for
from tongxin.people.roles import Role
from tongxin.records.permission import Act

PAGE = (ROOT / "docs" / "rules" / "posts.md").read_text("utf-8")
NAMES = ("杨贵", "李秀英", "普明")


def rows(name: str) -> list[list[str]]:
    """The rows of a marked table of the page."""
    found = re.search(rf"<!-- {name} -->(.*?)<!-- /{name} -->", PAGE, re.DOTALL)
    assert found is not None
    lines = [line for line in found.group(1).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.fixture
def replayed(town: Town, persons: Persons, on: On) -> None:
    """The acts of the page, done on the day before the first one."""
    on("2022-05-01")
    for act, who, first, after in rows("acts"):
        post = Post.objects.get(grid=town.grid, role=Role.GRID_LEADER, until=None)
        person = Person.objects.get(name=who)
        if act.endswith("leave"):
            days = {"since": date.fromisoformat(first), "back_on": date.fromisoformat(after)}
            grant_leave(post, deputy=person, reason="leave", by=town.founder, **days)
        else:
            hand_over(post, to=person, on=date.fromisoformat(first), by=town.founder)


@pytest.mark.parametrize("row", rows("days"), ids=lambda row: row[0])
def test_every_day_is_as_the_page_says(replayed: None, town: Town, row: list[str]) -> None:
    day, holder, deputy, able = date.fromisoformat(row[0]), *row[1:]
    [grid] = [each for each in responsible_for(town.household.ground, day) if each.ring is PostRing.GRID]
    assert grid.person.name == holder
    assert "".join(each.name for each in grid.deputies) == deputy
    may = who_may(Act.CASE_FIX, town.household.ground, day).filter(name__in=NAMES)
    assert {each.name for each in may} == set(able.split("、"))
