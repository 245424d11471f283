"""Positions are set, cleared, brought by visits, given to a whole group; and nobody needs one."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.persons import Persons
from tests.town import Town
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed
from tongxin.territory.datum import Position, metres_between, moved, wgs84_to_gcj02
from tongxin.territory.kinds import GivenAs, PositionFrom
from tongxin.territory.map_errors import AnchorNeeded, NoPosition, NothingToPlace, PlaceGone
from tongxin.territory.models import Sighting, Site
from tongxin.territory.position_actions import (
    SIGHTINGS_KEPT,
    Given,
    clear_position,
    note_sighting,
    place_group,
    set_position,
    set_positions,
)
from tongxin.territory.whereabouts import in_walking_order, placed_within, position_of, sighted_position

HERE = Position(24.98, 101.47)
DAY = date(2022, 3, 1)


def pin(site: Site, persons: Persons, place: Position = HERE) -> Site:
    return set_position(
        site, latitude=place.latitude, longitude=place.longitude, by=persons.viewer("town_clerk")
    )


def see(site: Site, *places: Position, accuracy: int = 10) -> None:
    for place in places:
        note_sighting(
            site.pk, latitude=place.latitude, longitude=place.longitude, accuracy_m=accuracy, on=DAY
        )


def members(town: Town) -> list[Site]:
    return in_walking_order(Site.objects.filter(group=town.group))


def test_a_pin_is_set_and_the_ledger_knows_without_saying_where(town: Town, persons: Persons) -> None:
    placed = pin(town.household, persons)
    assert (position_of(placed), placed.position_from) == (HERE, PositionFrom.PIN)
    entry = LedgerEntry.objects.filter(verb="site.position").latest("at")
    assert entry.detail == {"from": "pin", "given_as": "wgs84"}


def test_a_point_from_a_shifted_map_is_converted_and_marked(town: Town, persons: Persons) -> None:
    latitude, longitude = wgs84_to_gcj02(HERE.latitude, HERE.longitude)
    by = persons.viewer("grid_leader")
    placed = set_position(
        town.household, latitude=latitude, longitude=longitude, given_as=GivenAs.GCJ02, by=by
    )
    found = position_of(placed)
    assert found is not None
    assert metres_between(found, HERE) < 0.02
    assert placed.position_given_as == GivenAs.GCJ02


@pytest.mark.parametrize(("latitude", "longitude"), [(101.47, 24.98), (0.0, 0.0), (float("nan"), 1.0)])
def test_what_is_no_point_of_the_globe_is_refused(
    town: Town, persons: Persons, latitude: float, longitude: float
) -> None:
    with pytest.raises(NoPosition):
        set_position(town.household, latitude=latitude, longitude=longitude, by=persons.viewer("town_clerk"))


def test_the_leader_of_the_next_grid_sets_no_pin_here(town: Town, persons: Persons) -> None:
    with pytest.raises(NotAllowed):
        set_position(town.household, latitude=25, longitude=101, by=persons.viewer("next_grid_leader"))


def test_a_place_that_is_gone_gets_no_position(town: Town, persons: Persons) -> None:
    Site.objects.filter(pk=town.household.pk).update(closed_on=DAY)
    with pytest.raises(PlaceGone):
        pin(town.household, persons)


def test_a_position_is_taken_away(town: Town, persons: Persons) -> None:
    pin(town.household, persons)
    cleared = clear_position(town.household, by=persons.viewer("town_clerk"))
    assert (cleared.latitude, cleared.position_from) == (None, "")
    assert Site.objects.placed().count() == 0


def test_a_file_sets_many_and_leaves_pins_alone(town: Town, persons: Persons) -> None:
    first, second, *_rest = members(town)
    pin(first, persons)
    given = [Given(first.pk, 25.1, 101.1), Given(second.pk, 25.2, 101.2, GivenAs.WGS84)]
    assert set_positions(given, by=persons.viewer("town_clerk")) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.latitude, second.latitude) == (HERE.latitude, 25.2)
    assert second.position_from == PositionFrom.IMPORT


def test_one_faulty_position_and_no_other_is_set(town: Town, persons: Persons) -> None:
    first, second, *_rest = members(town)
    with pytest.raises(NoPosition):
        set_positions(
            [Given(first.pk, 25.1, 101.1), Given(second.pk, 200, 0)], by=persons.viewer("town_clerk")
        )
    assert Site.objects.placed().count() == 0


def test_visits_that_agree_say_where_a_house_is(town: Town) -> None:
    see(town.household, HERE, moved(HERE, north_m=5, east_m=0), moved(HERE, north_m=0, east_m=9))
    found = sighted_position(town.household)
    assert found is not None
    assert metres_between(found, HERE) < 10
    assert position_of(Site.objects.get(pk=town.household.pk)) is None  # it is offered, not taken


def test_a_sighting_knows_no_person_and_no_time_of_day() -> None:
    names = {field.name for field in Sighting._meta.get_fields()}
    assert names == {"id", "site", "latitude", "longitude", "accuracy_m", "seen_on"}


def test_nonsense_that_a_phone_sends_is_passed_over(town: Town) -> None:
    see(town.household, Position(0.0, 0.0), Position(999.0, 0.0))
    assert not Sighting.objects.exists()


def test_the_newest_sightings_are_kept(town: Town) -> None:
    for number in range(SIGHTINGS_KEPT + 5):
        see(town.household, moved(HERE, north_m=number, east_m=0))
    assert Sighting.objects.filter(site=town.household).count() == SIGHTINGS_KEPT


def test_one_click_places_a_group_of_which_nothing_is_known(town: Town, persons: Persons) -> None:
    done = place_group(town.group, anchor=HERE, by=persons.viewer("town_clerk"))
    sites = members(town)
    assert (done.from_visits, done.between, done.unsure) == (0, len(sites), 0)
    assert all(metres_between(HERE, position_of(site) or Position(0, 0)) < 30 for site in sites)
    assert {site.position_from for site in sites} == {PositionFrom.BETWEEN}


def test_the_group_lies_by_visits_where_sure_and_between_neighbours_else(
    town: Town, persons: Persons
) -> None:
    first, second, third, fourth, *_rest = members(town)
    pin(first, persons)
    east = moved(HERE, north_m=0, east_m=90)
    see(fourth, east, east, east)
    see(second, HERE, moved(HERE, north_m=500, east_m=0))
    done = place_group(town.group, by=persons.viewer("town_clerk"))
    assert (done.from_visits, done.unsure) == (1, 1)
    for site, metres in ((first, 0), (second, 30), (third, 60), (fourth, 90)):
        site.refresh_from_db()
        found = position_of(site)
        assert found is not None
        assert metres_between(found, moved(HERE, north_m=0, east_m=metres)) < 0.2
    assert [first.position_from, second.position_from, fourth.position_from] == ["pin", "between", "visits"]


def test_placing_again_moves_guesses_and_nothing_else(town: Town, persons: Persons) -> None:
    place_group(town.group, anchor=HERE, by=persons.viewer("town_clerk"))
    first, second, *_rest = members(town)
    pin(first, persons, moved(HERE, north_m=1000, east_m=0))
    place_group(town.group, by=persons.viewer("town_clerk"))
    second.refresh_from_db()
    first.refresh_from_db()
    there, pinned = position_of(second), position_of(first)
    assert there is not None
    assert pinned is not None
    assert metres_between(there, pinned) < 30
    assert first.position_from == PositionFrom.PIN


def test_a_group_of_which_nothing_is_known_asks_for_a_click(town: Town, persons: Persons) -> None:
    with pytest.raises(AnchorNeeded):
        place_group(town.group, by=persons.viewer("town_clerk"))


def test_a_group_that_is_wholly_placed_stays_as_it_is(town: Town, persons: Persons) -> None:
    for site in members(town):
        pin(site, persons)
    with pytest.raises(NothingToPlace):
        place_group(town.group, by=persons.viewer("town_clerk"))


def test_a_grid_leader_does_not_place_the_group_around_the_grid(town: Town, persons: Persons) -> None:
    with pytest.raises(NotAllowed):
        place_group(town.group, anchor=HERE, by=persons.viewer("grid_leader"))


def test_doors_are_walked_as_people_count(town: Town) -> None:
    doors = [Site(door=door, sequence=1) for door in ("10", "2", "1-2", "1")]
    assert [site.door for site in in_walking_order(doors)] == ["1", "1-2", "2", "10"]


def test_placing_takes_as_many_queries_for_many_as_for_few(town: Town, persons: Persons) -> None:
    by = persons.viewer("town_clerk")
    with CaptureQueriesContext(connection) as queries:
        place_group(town.group, anchor=HERE, by=by)
    assert len(queries) <= 15
    assert placed_within(town.group.ground).missing == 0
