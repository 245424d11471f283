"""The rings by share covered: their numbers are those of the lists that they open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.conftest import ClientFor
from tests.persons import Persons
from tests.town import BENDONG, LIANHUA, TOWN, Town
from tongxin.people.actions import end_post
from tongxin.people.models import Post
from tongxin.people.roles import Role
from tongxin.records import clock, figures
from tongxin.records.figures import FigureScope
from tongxin.records.permission import NotAllowed
from tongxin.reporting.covered_rings import CoveredRings, covered_rings
from tongxin.territory.actions import mark_seen
from tongxin.territory.models import Site


def of(persons: Persons, town: Town, who: str = "town_clerk") -> CoveredRings:
    return covered_rings(persons.viewer(who), town.division.ground, clock.today())


def test_covered_is_answered_for_and_seen(town: Town, persons: Persons) -> None:
    mark_seen(town.household.pk, clock.today())  # led and seen
    mark_seen(town.far_household.pk, clock.today())  # seen, but nobody answers
    mark_seen(town.next_household.pk, clock.today() - timedelta(days=30))  # led, seen too long ago
    rings = {ring.key: [(arc.total, arc.covered) for arc in ring.arcs] for ring in of(persons, town).rings}
    assert rings == {
        "household": [(8, 1), (8, 0)],
        "grid": [(2, 1), (2, 0)],
        "public": [(2, 0), (2, 0)],
    }


def test_the_sums_are_the_figures(town: Town, persons: Persons) -> None:
    for site in list(Site.objects.in_use())[::2]:
        mark_seen(site.pk, clock.today())
    rings = of(persons, town)
    scope = FigureScope(TOWN, clock.today() - timedelta(days=29), clock.today())
    spots = [ring for ring in rings.rings if ring.key != "grid"]
    assert sum(ring.total for ring in spots) == figures.get("coverage.spots").value(scope)
    assert sum(ring.covered for ring in spots) == figures.get("coverage.covered").value(scope)
    assert rings.share == figures.get("coverage.covered_share").value(scope)


@pytest.mark.parametrize("who", ["town_clerk", "village_secretary", "grid_leader"])
def test_each_arc_opens_as_many_as_it_says(
    town: Town, persons: Persons, client_for: ClientFor, who: str
) -> None:
    Site.objects.filter(pk=town.next_household.pk).update(grid=None)
    viewer = persons.viewer(who)
    assert viewer.home_ground is not None
    client: Client = client_for(persons.person(who))
    for ring in covered_rings(viewer, viewer.home_ground, clock.today()).rings:
        for arc in ring.arcs:
            count = client.get(arc.url).context["page"].count
            assert ring.key == "grid" or count == arc.total, arc.spoken


def test_one_village_is_cut_by_grid_with_what_lies_in_none(town: Town, persons: Persons) -> None:
    Site.objects.filter(pk=town.next_household.pk).update(grid=None)
    rings = covered_rings(persons.viewer("village_secretary"), town.lianhua.ground, clock.today())
    assert rings.by_grid
    assert [name for name, _arcs in rings.rows] == ["小伍排网格", "大村网格", "不在网格内"]
    assert [arc.total for arc in rings.rings[0].arcs] == [4, 3, 1]


def test_a_leader_who_goes_leaves_the_grid_uncovered(town: Town, persons: Persons) -> None:
    mark_seen(town.household.pk, clock.today())
    end_post(Post.objects.get(grid=town.grid, role=Role.GRID_LEADER), on=clock.today(), by=town.founder)
    assert {ring.covered for ring in of(persons, town).rings} == {0}


def test_another_village_is_refused(town: Town, persons: Persons) -> None:
    with pytest.raises(NotAllowed):
        covered_rings(persons.viewer("village_secretary"), town.bendong.ground, clock.today())


@pytest.mark.parametrize("code", [TOWN, LIANHUA, BENDONG])
def test_the_rings_cost_few_queries(
    town: Town, persons: Persons, code: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    viewer = persons.viewer("town_clerk")
    ground = {TOWN: town.division, LIANHUA: town.lianhua, BENDONG: town.bendong}[code].ground
    with django_assert_max_num_queries(4):
        covered_rings(viewer, ground, clock.today())
