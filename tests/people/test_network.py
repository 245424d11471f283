"""The responsibility network: no gap, no overlap; gaps are what is left, and each has its figure and its act."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.persons import Persons
from tests.town import BENDONG, LIANHUA, TOWN, Town
from tongxin.access.viewer import founding_viewer
from tongxin.people import network
from tongxin.people.actions import appoint, end_post
from tongxin.people.coverage import SPOT_KINDS, answered_for
from tongxin.people.models import Post
from tongxin.people.network import (
    SITE_GAPS,
    GapKind,
    gap_counts,
    gaps_of,
    grids_unled,
    overlapping_posts,
    overlaps_for,
    sites_with_gap,
)
from tongxin.people.network_rules import Held, OverlapKind, door_ranges, overlaps_of, unit_overlaps_of
from tongxin.people.overload import LoadKind, Size, sizes_of, too_much
from tongxin.people.roles import Role
from tongxin.records import clock, figures
from tongxin.records.figures import FigureScope
from tongxin.territory.ground import Ground, GroundKind, division_ground
from tongxin.territory.load import LoadRule, is_too_much, load_rule, most_bearable
from tongxin.territory.models import Grid, Site
from tongxin.territory.queries import grounded

PAGE = (Path(__file__).resolve().parents[2] / "docs/rules/network.md").read_text("utf-8")
RULE = LoadRule(
    times=load_rule().times, least_compared=5, least_households=30, least_places=6, is_suggested=True
)


def rows_of(heading: str) -> list[list[str]]:
    """The cells of the table under a heading of the page."""
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith(("| ", "|-"))]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def clerk_of(town: Town) -> Any:
    return founding_viewer(division_ground(TOWN))


# ---- gaps --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows_of("Gaps"), ids=lambda row: " ".join(row))
def test_gaps_are_those_of_the_page(town: Town, persons: Persons, row: list[str]) -> None:
    spot, in_grid, led, steward, answered, gaps = row
    site = town.household if spot == "household" else town.public_place
    today = clock.today()
    if led == "no":
        end_post(Post.objects.get(grid=town.grid, role=Role.GRID_LEADER), on=today, by=town.founder)
    if steward == "yes":
        appoint(persons.villager, role=Role.STEWARD, ground=site.ground, since=today, by=town.founder)
    if in_grid == "no":
        Site.objects.filter(pk=site.pk).update(grid=None)
    found = [kind.value for kind in SITE_GAPS if sites_with_gap(kind, today).filter(pk=site.pk).exists()]
    if in_grid == "yes" and grids_unled(today).filter(pk=town.grid.pk).exists():
        found.insert(0, "grid")
    assert ", ".join(found) == (gaps if gaps != "none" else "")
    assert Site.objects.filter(answered_for(today), pk=site.pk).exists() == (answered == "yes")


def test_the_town_of_the_tests_has_the_gaps_that_it_was_made_with(town: Town, persons: Persons) -> None:
    counts = gap_counts(clerk_of(town), clock.today())
    assert counts[BENDONG] == {
        GapKind.VILLAGE_UNLED: 1,
        GapKind.GROUP_UNLED: 2,
        GapKind.GRID_UNLED: 2,
        GapKind.PLACE_ALONE: 2,
    }
    assert counts[LIANHUA] == {GapKind.GROUP_UNLED: 2, GapKind.PLACE_UNSTEWARDED: 2}


def shuffled(town: Town, persons: Persons, seed: int) -> None:
    """A town in which leaders, stewards and memberships of grids are taken away or given by chance."""
    chance, today = random.Random(seed), clock.today()
    for post in Post.objects.in_force(today).of_role(Role.GRID_LEADER):
        if chance.random() < 0.5:
            end_post(post, on=today, by=town.founder)
    for site in Site.objects.in_use():
        if chance.random() < 0.3:
            Site.objects.filter(pk=site.pk).update(grid=None)
    for site in Site.objects.public():
        if chance.random() < 0.5:
            appoint(persons.villager, role=Role.STEWARD, ground=site.ground, since=today, by=town.founder)


def told_by_gaps(by: Any, on: date) -> set[Any]:
    """The spots with nobody, as the pages of gaps tell them: themselves, or by their grid."""
    unled: Any = gaps_of(GapKind.GRID_UNLED, by, on).values("pk")
    own = (GapKind.HOUSEHOLD_OUTSIDE, GapKind.PLACE_ALONE)
    told: set[Any] = {pk for kind in own for pk in gaps_of(kind, by, on).values_list("pk", flat=True)}
    return told | set(Site.objects.households().filter(grid__in=unled).values_list("pk", flat=True))


def test_gaps_that_forget_grids_without_a_leader_would_be_seen(
    town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test below."""
    monkeypatch.setattr(network, "grids_unled", lambda _on: Grid.objects.none())
    answered = Site.objects.in_use().filter(answered_for(clock.today())).count()
    assert answered + len(told_by_gaps(clerk_of(town), clock.today())) < Site.objects.in_use().count()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_every_spot_is_answered_for_or_in_the_gaps(town: Town, persons: Persons, seed: int) -> None:
    from django.db import transaction  # noqa: PLC0415 - one example after another in one town

    with transaction.atomic():
        shuffled(town, persons, seed)
        today, by = clock.today(), clerk_of(town)
        spots = set(Site.objects.in_use().filter(kind__in=SPOT_KINDS).values_list("pk", flat=True))
        answered = set(Site.objects.in_use().filter(answered_for(today)).values_list("pk", flat=True))
        told = told_by_gaps(by, today)
        assert answered | told == spots
        assert not answered & told
        scope = FigureScope(TOWN, today, today)
        value = {key: figures.get(key).value(scope) or 0 for key in FIGURES}
        assert value["network.gaps"] == len(told)
        assert value["ground.households_with_leader"] + value["ground.places_looked_after"] == len(answered)
        assert (
            value["network.households_in_one_grid"] + value["network.households_outside"]
            == (value["ground.households"])
        )
        counts = gap_counts(by, today)
        for kind, key in (
            (GapKind.GRID_UNLED, "network.grids_without_leader"),
            (GapKind.HOUSEHOLD_OUTSIDE, "network.households_outside"),
            (GapKind.PLACE_ALONE, "network.places_alone"),
            (GapKind.GROUP_UNLED, "network.groups_without_leader"),
            (GapKind.VILLAGE_UNLED, "network.villages_without_secretary"),
        ):
            assert sum(row.get(kind, 0) for row in counts.values()) == value[key]
            assert gaps_of(kind, by, today).count() == value[key]
        transaction.set_rollback(True)


FIGURES = (
    "network.gaps",
    "network.households_in_one_grid",
    "network.households_outside",
    "network.places_alone",
    "network.grids_without_leader",
    "network.groups_without_leader",
    "network.villages_without_secretary",
    "ground.households",
    "ground.households_with_leader",
    "ground.places_looked_after",
)


def test_a_place_with_two_stewards_is_not_one_with_exactly_one(town: Town, persons: Persons) -> None:
    today = clock.today()
    scope = FigureScope(TOWN, today, today)
    one = figures.get("network.places_with_one_steward")
    appoint(
        persons.villager, role=Role.STEWARD, ground=town.public_place.ground, since=today, by=town.founder
    )
    assert one.value(scope) == 1
    other = persons.grid_leader
    post = Post(person=other, role=Role.STEWARD, since=today, **grounded(town.public_place.ground))
    post.until = today + timedelta(days=9)  # an open one the database refuses
    post.save()
    assert one.value(scope) == 0


def test_a_village_sees_its_own_gaps_only(town: Town, persons: Persons) -> None:
    assert set(gap_counts(persons.viewer("village_secretary"), clock.today())) == {LIANHUA}


# ---- overlaps ----------------------------------------------------------------------------------------


def held(
    number: int, ground: Ground, since: str, until: str = "–", *, holder: int = 0, role: str = "steward"
) -> Held:
    end = None if until == "–" else date.fromisoformat(until)
    return Held(UUID(int=number), UUID(int=100 + holder), role, ground, date.fromisoformat(since), end)


VILLAGE = Ground(GroundKind.DIVISION, LIANHUA)
GROUP = Ground(GroundKind.GROUP, LIANHUA, group_id=UUID(int=7))
GRID = Ground(GroundKind.GRID, LIANHUA, group_id=UUID(int=7), grid_id=UUID(int=8))
PLACE = Ground(GroundKind.SITE, LIANHUA, group_id=UUID(int=7), grid_id=UUID(int=8), site_id=UUID(int=9))


@pytest.mark.parametrize("row", rows_of("Overlaps"), ids=lambda row: " ".join(row))
def test_days_that_overlap_are_those_of_the_page(row: list[str]) -> None:
    one, other = held(1, PLACE, row[0], row[1]), held(2, PLACE, row[2], row[3], holder=1)
    found = overlaps_of([one, other], {"steward"})
    assert bool(found) == (row[4] == "yes")
    assert all(each.kind is OverlapKind.TWO_HOLDERS for each in found)


def test_two_cleaners_of_one_place_are_no_overlap() -> None:
    rows = [held(n, PLACE, "2022-01-04", holder=n, role="cleaner") for n in (1, 2)]
    assert overlaps_of(rows, {"steward"}) == []


def test_one_cleaner_of_a_group_and_of_a_place_in_it_is_one_too_many() -> None:
    wide, inside = held(1, GROUP, "2022-01-04", role="cleaner"), held(2, PLACE, "2022-05-01", role="cleaner")
    (found,) = overlaps_of([inside, wide], {"steward"})
    assert (found.kind, found.first, found.second) == (OverlapKind.TWICE, wide, inside)


def test_two_units_on_a_village_and_on_a_grid_of_it_overlap() -> None:
    wide, inside = held(1, VILLAGE, "2022-01-04", role=""), held(2, GRID, "2022-05-01", holder=1, role="")
    (found,) = unit_overlaps_of([wide, inside])
    assert found.kind is OverlapKind.TWO_UNITS
    assert unit_overlaps_of([wide, held(3, GRID, "2022-05-01", role="")]) == []  # one unit may do so


@given(
    st.lists(
        st.tuples(
            st.sampled_from([VILLAGE, GROUP, GRID, PLACE]),
            st.integers(0, 2),
            st.sampled_from(["steward", "cleaner"]),
            st.integers(0, 20),
            st.integers(1, 9),
        ),
        max_size=9,
    )
)
def test_overlaps_are_the_pairs_that_a_plain_comparison_finds(
    rows: list[tuple[Ground, int, str, int, int]],
) -> None:
    first = date(2022, 1, 1)
    posts = [
        Held(UUID(int=n), UUID(int=who), role, ground, first + timedelta(at), first + timedelta(at + days))
        for n, (ground, who, role, at, days) in enumerate(rows)
    ]
    found = {frozenset((each.first.id, each.second.id)) for each in overlaps_of(posts, {"steward"})}
    assert found == {
        frozenset((a.id, b.id))
        for a in posts
        for b in posts
        if a.id != b.id
        and a.role == b.role
        and max(a.since, b.since) < min(a.until or date.max, b.until or date.max)
        and (
            (a.holder == b.holder and (a.ground.contains(b.ground) or b.ground.contains(a.ground)))
            or (a.role == "steward" and a.holder != b.holder and a.ground == b.ground)
        )
    }


def test_an_overlap_in_the_register_is_found_with_its_figure(town: Town, persons: Persons) -> None:
    today = clock.today()
    Post.objects.create(
        person=persons.villager,
        role=Role.GRID_LEADER,
        since=today,
        until=today + timedelta(days=30),
        **grounded(town.grid.ground),
    )
    (found,) = overlaps_for(clerk_of(town), today)
    assert found.kind is OverlapKind.TWO_HOLDERS
    assert figures.get("network.overlaps").value(FigureScope(TOWN, today, today)) == 2
    assert not overlapping_posts(Post.objects.all(), today + timedelta(days=30))


# ---- loads -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows_of("Too much ground"), ids=lambda row: row[0])
def test_too_much_is_what_the_page_says(row: list[str]) -> None:
    sizes = [int(size) for size in row[0].split(",")]
    most = most_bearable(sizes, RULE, RULE.least_households)
    assert ("–" if most is None else f"{most.normalize():f}") == row[1]
    over = [str(size) for size in sizes if is_too_much(size, most)]
    assert (", ".join(over) or "none") == row[2]


def size(number: int, households: int, *, person: int | None = None, places: int = 1, kind: int = 0) -> Size:
    like = (TOWN[:9], UUID(int=kind) if kind else None)
    holder = None if person is None else UUID(int=person)
    return Size(UUID(int=number), LIANHUA, f"{number}格", None, like, households, places, holder, holder)


def test_grids_are_compared_with_their_own_class_only() -> None:
    valley = [size(n, 20 + n, kind=1) for n in range(1, 6)]
    mountain = [size(10 + n, 60 + n, kind=2) for n in range(1, 6)]
    assert too_much(valley + mountain, RULE) == []
    (found,) = too_much([*valley, size(99, 61, kind=1), *mountain], RULE)
    assert (found.kind, found.grid.name, found.size) == (LoadKind.HOUSEHOLDS, "99格", 61)


def test_a_leader_of_several_grids_is_weighed_with_all_of_them() -> None:
    rows = [size(n, 25, person=n) for n in range(1, 6)] + [size(n, 25, person=9) for n in (6, 7, 8)]
    (found,) = too_much(rows, RULE)
    assert (found.kind, len(found.grids), found.size) == (LoadKind.SEVERAL, 3, 75)


def test_sizes_of_grids_are_counted_from_the_register(town: Town, persons: Persons) -> None:
    sizes = sizes_of([division_ground(TOWN)], clock.today())
    assert {(each.households, each.places) for each in sizes} == {(4, 1)}
    assert sum(each.person is not None for each in sizes) == 2


@given(st.lists(st.integers(1, 60), max_size=30))
def test_door_ranges_name_each_door_once(doors: list[int]) -> None:
    words = door_ranges([str(door) for door in doors])
    named = set()
    for piece in words:
        first, _dash, last = piece.partition("–")
        named |= set(range(int(first), int(last or first) + 1))
    assert named == set(doors)
    assert not re.search(r"(\d+)–\1$", " ".join(words))
