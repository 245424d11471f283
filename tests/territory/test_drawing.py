"""Grids made by group, by list and by line; what changes hands; the balance; locks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import On
from tests.persons import Persons
from tests.town import Town
from tongxin.people.models import Post
from tongxin.territory import actions
from tongxin.territory.balance import Member, by_grid, divided_groups, load_of, members_of_village, way
from tongxin.territory.drawing import (
    Consequences,
    Piece,
    Proposal,
    by_cut,
    by_groups,
    by_line,
    by_list,
    consequences,
)
from tongxin.territory.errors import DrawnTwice, Locked, NothingChosen, OtherVillage
from tongxin.territory.history import sites_of
from tongxin.territory.models import Grid, GridVersion, GroundChange, Site, VillagerGroup
from tongxin.territory.rules import doors_in, doors_said, renumbered

JUNE, JULY, AUGUST = date(2022, 6, 30), date(2022, 7, 1), date(2022, 8, 1)
WHY = "按组划网格"


def members(town: Town) -> list[Member]:
    return members_of_village(town.lianhua.code)


def follows(town: Town, proposal: Proposal) -> Consequences:
    return consequences(proposal, members(town), Grid.objects.in_use().filter(village=town.lianhua))


def lie_in_a_row(grid: Grid) -> None:
    """The households of a grid stand 100 m apart along a line from west to east."""
    for number, site in enumerate(Site.objects.filter(grid=grid, kind="household").order_by("sequence")):
        Site.objects.filter(pk=site.pk).update(
            latitude=24.98, longitude=101.47 + number * 0.001, position_from="pin", position_given_as="wgs84"
        )


def test_a_whole_village_is_drawn_by_group_in_one_act(town: Town, on: On) -> None:
    on(AUGUST)
    groups = list(VillagerGroup.objects.in_use().filter(village=town.lianhua))
    proposal = by_groups(groups, members(town), ())
    change = actions.apply_drawing(proposal, reason=WHY, on=JULY, by=town.founder, closes_emptied=True)
    made = Grid.objects.in_use().filter(village=town.lianhua)
    assert [(grid.name, grid.number) for grid in made] == [("小伍排组网格", 3), ("大村组网格", 4)]
    assert change.sites == 10
    assert sites_of(town.grid.ground, JUNE).count() == 5
    assert Grid.objects.get(pk=town.grid.pk).closed_on == JULY


def test_the_leaders_of_emptied_grids_have_no_post(town: Town, persons: Persons, on: On) -> None:
    on(AUGUST)
    proposal = by_groups([town.group], members(town), ())
    actions.apply_drawing(proposal, reason=WHY, by=town.founder, closes_emptied=True)
    assert not Post.objects.in_force(AUGUST).filter(person=persons.grid_leader).exists()
    assert Post.objects.in_force(AUGUST).filter(person=persons.next_grid_leader).exists()


def test_what_is_locked_stays_where_it_is(town: Town, on: On) -> None:
    on(AUGUST)
    actions.lock_site(town.household, locked=True, by=town.founder)
    actions.lock_grid(town.next_grid, locked=True, by=town.founder)
    groups = [town.group, town.next_group]
    proposal = by_groups(groups, members(town), {str(town.next_grid.pk)})
    actions.apply_drawing(proposal, reason=WHY, by=town.founder)
    assert Site.objects.get(pk=town.household.pk).grid == town.grid
    assert Site.objects.filter(grid=town.next_grid).count() == 5


def test_a_drawing_that_would_move_what_is_locked_names_it(town: Town, on: On) -> None:
    on(AUGUST)
    actions.lock_site(town.household, locked=True, by=town.founder)
    actions.lock_grid(town.next_grid, locked=True, by=town.founder)
    proposal = by_list(town.grid, [town.next_household.pk])
    assert set(follows(town, proposal).locked) == {"1", town.next_grid.name}
    with pytest.raises(Locked, match=town.next_grid.name):
        actions.apply_drawing(proposal, reason=WHY, by=town.founder)
    assert Site.objects.get(pk=town.next_household.pk).grid == town.next_grid


def test_a_list_says_everything_that_lies_in_a_grid(town: Town, on: On) -> None:
    on(AUGUST)
    doors = town.households(town.grid)[:2]
    proposal = by_list(town.grid, [*(site.pk for site in doors), town.next_household.pk])
    found = follows(town, proposal)
    words = {
        (found.names.get(c.before, "-"), found.names.get(c.after, "-"), c.names) for c in found.crossings
    }
    assert words == {
        ("小伍排网格", "-", "3, 4, 小伍排文化广场"),
        ("大村网格", "小伍排网格", "1"),
    }
    assert found.moving == 4
    actions.apply_drawing(proposal, reason=WHY, on=JULY, by=town.founder)
    assert Site.objects.filter(grid=town.grid).count() == 3


def test_each_grid_that_changes_has_a_new_version(town: Town, on: On) -> None:
    on(AUGUST)
    proposal = by_list(town.grid, [town.next_household.pk])
    actions.apply_drawing(proposal, reason=WHY, on=JULY, by=town.founder)
    rows = GridVersion.objects.filter(grid__in=[town.grid, town.next_grid], until=None)
    assert list(rows.values_list("number", "since", "reason")) == [(2, JULY, WHY), (2, JULY, WHY)]
    row = GroundChange.objects.get()
    assert (row.kind, row.ground_kind) == ("redraw", "grid")
    assert row.keys == {town.grid.ground.key, town.next_grid.ground.key}


def test_a_line_on_the_map_holds_what_lies_inside_and_what_has_no_position(town: Town, on: On) -> None:
    on(AUGUST)
    lie_in_a_row(town.grid)
    square = [
        [101.4695, 24.979],
        [101.4715, 24.979],
        [101.4715, 24.981],
        [101.4695, 24.981],
        [101.4695, 24.979],
    ]
    outline = {"type": "Polygon", "coordinates": [square]}
    proposal = by_line(town.grid, outline, members(town))
    actions.apply_drawing(proposal, reason=WHY, by=town.founder)
    lying = Site.objects.filter(grid=town.grid)
    assert {str(site) for site in lying} == {"1号", "2号", "小伍排文化广场"}
    assert Grid.objects.get(pk=town.grid.pk).polygon == outline


def test_a_line_parts_a_grid_in_two(town: Town, on: On) -> None:
    on(AUGUST)
    lie_in_a_row(town.grid)
    parted = by_cut(town.grid, [[101.4705, 24.97], [101.4705, 24.99]], members(town))
    assert parted.outlines is None
    assert [str(Site.objects.get(pk=pk)) for pk in parted.leaving] == ["1号"]


def test_a_drawing_of_another_village_or_of_one_place_twice_is_refused(town: Town) -> None:
    with pytest.raises(OtherVillage):
        follows(town, by_list(town.grid, [town.far_household.pk]))
    twice = Piece((town.household.pk,), grid=town.grid), Piece((town.household.pk,), name="新网格")
    with pytest.raises(DrawnTwice):
        follows(town, Proposal(town.lianhua.code, twice))


def test_a_drawing_that_changes_nothing_is_refused(town: Town, on: On) -> None:
    on(AUGUST)
    same = Site.objects.filter(grid=town.grid).values_list("pk", flat=True)
    with pytest.raises(NothingChosen):
        actions.apply_drawing(by_list(town.grid, same), reason=WHY, by=town.founder)
    with pytest.raises(NothingChosen):
        by_groups([], members(town), ())


# ---- balance ---------------------------------------------------------------------------------------


def test_the_load_of_a_grid_counts_and_measures(town: Town) -> None:
    lie_in_a_row(town.grid)
    load = load_of(by_grid(members(town))[str(town.grid.pk)])
    assert (load.households, load.places, load.with_position, load.is_whole_way) == (4, 1, 4, False)
    assert load.metres == 302  # three legs of 0.001° at 24.98° N, 100.8 m each


def test_without_positions_no_way_is_known(town: Town) -> None:
    assert load_of(by_grid(members(town))[str(town.grid.pk)]).metres is None
    assert way([]) is None


def test_a_group_in_two_grids_is_named_with_its_parts(town: Town, on: On) -> None:
    on(AUGUST)
    assert divided_groups(members(town)) == {}
    actions.put_into_grid(town.next_grid, members=[town.household.pk], by=town.founder)
    parts = divided_groups(members(town))[town.group.pk]
    assert parts == {str(town.grid.pk): 3, str(town.next_grid.pk): 1}


# ---- doors -----------------------------------------------------------------------------------------


@given(st.sets(st.integers(min_value=1, max_value=2000), max_size=300))
def test_doors_are_read_back_as_they_are_said(numbers: set[int]) -> None:
    doors = {str(number) for number in numbers}
    assert set(doors_in(doors_said(doors))) == doors - {""} or not doors


def test_doors_are_said_as_people_say_them() -> None:
    assert doors_said(["3", "1", "2", "25-1", "7", "8", "007"]) == "1~3, 7, 8, 007, 25-1"


@given(
    st.lists(st.integers(1, 30).map(str), unique=True, max_size=20),
    st.sets(st.integers(1, 30).map(str) | st.just("3-5"), max_size=30),
)
def test_no_two_doors_have_one_number_after_a_merge(doors: list[str], taken: set[str]) -> None:
    new = renumbered(doors, taken, 3)
    after = [new.get(door, door) for door in doors]
    assert len(set(after)) == len(doors)
    assert not set(after) & taken
