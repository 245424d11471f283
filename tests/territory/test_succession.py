"""Whoever holds the new ground holds what was recorded on the old: the three forms of permission agree on it."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.persons import Persons
from tests.town import BENDONG, LIANHUA, TOWN, Town
from tongxin.access.queries import who_may
from tongxin.access.viewer import viewer_for
from tongxin.people.models import Post
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.records.permission import Act
from tongxin.territory.ground import Ground, GroundKind, division_ground
from tongxin.territory.models import Division, Grid, Site, VillagerGroup
from tongxin.territory.queries import grounded
from tongxin.territory.succession import NOTHING_MERGED, Succession, succession

DAY = date(2022, 3, 1)


def grid(code: str = LIANHUA) -> Ground:
    """A grid with nothing around it."""
    return Ground(GroundKind.GRID, code, grid_id=uuid4())


def test_ground_that_was_never_merged_has_no_successor() -> None:
    assert NOTHING_MERGED.successors(grid()) == []
    assert NOTHING_MERGED.with_predecessors([grid()])[1:] == []


def test_a_chain_of_merges_is_followed_to_its_end() -> None:
    first, second, third = grid(), grid(), grid()
    line = Succession({first.key: (first, second), second.key: (second, third)})
    assert line.successors(first) == [second, third]
    assert line.with_predecessors([third]) == [third, first, second]


def test_a_ring_of_merges_comes_to_an_end() -> None:
    one, other = grid(), grid()
    ring = Succession({one.key: (one, other), other.key: (other, one)})
    assert set(ring.successors(one)) == {one, other}


def test_what_lay_in_a_merged_village_follows_the_village() -> None:
    old, new = division_ground(LIANHUA), division_ground(BENDONG)
    line = Succession({old.key: (old, new)})
    assert line.successors(grid(LIANHUA)) == [new]
    assert line.with_predecessors([division_ground(TOWN)]) == [division_ground(TOWN)]


def test_merges_count_from_their_day(town: Town) -> None:
    Grid.objects.filter(pk=town.far_grid.pk).update(closed_on=DAY, merged_into=town.grid)
    assert succession(date(2022, 2, 28)).successors(town.far_grid.ground) == []
    assert succession(DAY).successors(town.far_grid.ground) == [town.grid.ground]


def test_merged_doors_are_read_for_the_towns_asked_for(town: Town) -> None:
    other = town.households(town.grid)[1]
    Site.objects.filter(pk=other.pk).update(closed_on=DAY, merged_into=town.household)
    assert succession(DAY).successors(other.ground) == []
    assert succession(DAY, [LIANHUA]).successors(other.ground) == [town.household.ground]


ROLES = {
    GroundKind.DIVISION: Role.COMMITTEE_MEMBER,
    GroundKind.GROUP: Role.GROUP_LEADER,
    GroundKind.GRID: Role.GRID_LEADER,
    GroundKind.SITE: Role.STEWARD,
}
a_pair = st.tuples(st.integers(0, 9), st.integers(0, 9))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(villages=st.booleans(), groups=a_pair, grids=st.lists(a_pair, max_size=3), held=st.integers(0, 40))
def test_list_may_and_who_may_agree_over_merged_ground(
    town: Town,
    persons: Persons,
    villages: bool,
    groups: tuple[int, int],
    grids: list[tuple[int, int]],
    held: int,
) -> None:
    with transaction.atomic():
        merge(villages, groups, grids)
        rows = [
            *Division.objects.villages(),
            *VillagerGroup.objects.all(),
            *Grid.objects.all(),
            *Site.objects.all(),
        ]
        ground = rows[held % len(rows)].ground
        Post.objects.create(
            person=persons.villager, role=ROLES[ground.kind], since=date(2022, 1, 1), **grounded(ground)
        )
        viewer = viewer_for(persons.villager)
        for model in (VillagerGroup, Grid, Site):
            seen = set(viewer.visible(model.objects.all(), Act.GROUND_VIEW))
            assert seen == {row for row in model.objects.all() if viewer.may(Act.GROUND_VIEW, row.ground)}
        for row in rows:
            able = who_may(Act.GROUND_VIEW, row.ground, clock.today()).filter(pk=persons.villager.pk)
            assert able.exists() == viewer.may(Act.GROUND_VIEW, row.ground)
        transaction.set_rollback(True)


def merge(villages: bool, groups: tuple[int, int], grids: list[tuple[int, int]]) -> None:
    """Writes merges past all acts, whatever sense they make."""
    if villages:
        Division.objects.filter(pk=BENDONG).update(closed_on=DAY, merged_into=LIANHUA)
    every_group, every_grid = list(VillagerGroup.objects.all()), list(Grid.objects.all())
    for model, every, pairs in ((VillagerGroup, every_group, [groups]), (Grid, every_grid, grids)):
        for old, new in pairs:
            one, other = every[old % len(every)], every[new % len(every)]
            if one != other:
                model.objects.filter(pk=one.pk).update(closed_on=DAY, merged_into=other)


def test_the_agreement_is_lost_where_one_side_forgets_the_merges(
    town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    Grid.objects.filter(pk=town.far_grid.pk).update(closed_on=DAY, merged_into=town.grid)
    monkeypatch.setattr("tongxin.access.queries.succession", lambda *_: NOTHING_MERGED)
    may = persons.viewer("grid_leader").may(Act.CASE_VIEW, town.far_household.ground)
    able = who_may(Act.CASE_VIEW, town.far_household.ground, clock.today())
    assert may
    assert persons.grid_leader not in able
