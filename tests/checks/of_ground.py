"""Pairs of the territory's checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tests.checks.pair import House, pair
from tests.town import TOWN
from tongxin.records import clock
from tongxin.records.files import store
from tongxin.territory.actions import add_doors, add_grid, add_group, add_place, end_pause, put_into_grid
from tongxin.territory.kinds import SiteKind
from tongxin.territory.map_import_actions import forget_map_files
from tongxin.territory.models import Division, Grid, MapImport, Pause, Placement, Site
from tongxin.territory.outline_actions import set_outline
from tongxin.territory.position_actions import set_position
from tongxin.territory.queries import grounded

LONG_AGO = timedelta(days=400)


def new_village(house: House) -> Division:
    """A village that was loaded and has nothing in it yet."""
    return Division.objects.create(
        code="532301105209",
        name="邑多么村民委员会",
        short_name="邑多么村",
        level="village",
        parent_id=TOWN,
        data_year=2023,
    )


def square(longitude: float, latitude: float, size: float = 0.01) -> dict[str, Any]:
    """A square in GeoJSON from its south-western corner."""
    east, north = longitude + size, latitude + size
    ring = [[longitude, latitude], [east, latitude], [east, north], [longitude, north], [longitude, latitude]]
    return {"type": "Polygon", "coordinates": [ring]}


def put(site: Site, latitude: float, longitude: float) -> None:
    """A position as an import would write it."""
    where = {
        "latitude": latitude,
        "longitude": longitude,
        "position_from": "import",
        "position_given_as": "wgs84",
    }
    Site.objects.filter(pk=site.pk).update(**where)


@pair("territory.village_without_group")
def village_without_group(house: House) -> Iterator[None]:
    yield
    village = new_village(house)
    yield
    add_group(village, name="大箐组", number=1, by=house.founder)


@pair("territory.village_without_public_place")
def village_without_public_place(house: House) -> Iterator[None]:
    yield
    village = new_village(house)
    add_group(village, name="大箐组", number=1, by=house.founder)
    yield
    add_place(village, kind=SiteKind.TOILET, name="村口公厕", by=house.founder)


@pair("territory.empty_group")
def empty_group(house: House) -> Iterator[None]:
    yield
    group = add_group(house.town.lianhua, name="大箐组", number=9, by=house.founder)
    yield
    code = group.division_code
    add_doors([Site(kind=SiteKind.HOUSEHOLD, division_code=code, group=group, door="1", sequence=1)])


@pair("territory.empty_grid")
def empty_grid(house: House) -> Iterator[None]:
    yield
    grid = add_grid(house.town.lianhua, name="新网格", number=9, by=house.founder)
    yield
    put_into_grid(grid, members=[house.town.household.pk], by=house.founder)


@pair("territory.household_in_no_grid")
def household_in_no_grid(house: House) -> Iterator[None]:
    yield
    group = house.town.group
    door = Site(
        kind=SiteKind.HOUSEHOLD, division_code=group.division_code, group=group, door="99", sequence=9
    )
    add_doors([door])
    yield
    put_into_grid(house.town.grid, members=[door.pk], by=house.founder)


@pair("territory.site_in_closed_ground")
def site_in_closed_ground(house: House) -> Iterator[None]:
    yield
    Grid.objects.filter(pk=house.town.grid.pk).update(closed_on=clock.today())
    yield
    members = list(Site.objects.in_use().filter(grid=house.town.grid).values_list("pk", flat=True))
    put_into_grid(house.town.next_grid, members=members, by=house.founder)


@pair("territory.pause_over_a_year")
def pause_over_a_year(house: House) -> Iterator[None]:
    yield
    today = clock.today()
    days = {"since": today - LONG_AGO, "until": today + LONG_AGO}
    where = grounded(house.town.household.ground)
    pause = Pause.objects.create(reason=Pause.Reason.AWAY, **days, **where)
    yield
    end_pause(pause, by=house.founder)


@pair("territory.placement_differs")
def placement_differs(house: House) -> Iterator[None]:
    yield
    site = house.town.household
    Placement.objects.filter(site=site, until__isnull=True).update(grid=house.town.next_grid)
    yield
    put_into_grid(house.town.next_grid, members=[site.pk], by=house.founder)


@pair("territory.version_differs")
def version_differs(house: House) -> Iterator[None]:
    yield
    Grid.objects.filter(pk=house.town.grid.pk).update(polygon=square(101.5, 25.0))
    yield
    set_outline(house.town.grid, shape=square(101.5, 25.0), by=house.founder)


@pair("territory.outline_invalid")
def outline_invalid(house: House) -> Iterator[None]:
    yield
    corners = [[101.5, 25.0], [101.51, 25.01], [101.51, 25.0], [101.5, 25.01], [101.5, 25.0]]
    crossed = {"type": "Polygon", "coordinates": [corners]}
    Grid.objects.filter(pk=house.town.grid.pk).update(polygon=crossed)
    yield
    set_outline(house.town.grid, shape=square(101.5, 25.0), by=house.founder)


@pair("territory.outlines_overlap")
def outlines_overlap(house: House) -> Iterator[None]:
    set_outline(house.town.grid, shape=square(101.5, 25.0), by=house.founder)
    set_outline(house.town.far_grid, shape=square(101.51, 25.0), by=house.founder)
    yield
    set_outline(house.town.next_grid, shape=square(101.505, 25.0), by=house.founder)
    yield
    set_outline(house.town.next_grid, shape=square(101.5, 25.01), by=house.founder)


@pair("territory.site_outside_its_grid")
def site_outside_its_grid(house: House) -> Iterator[None]:
    set_outline(house.town.grid, shape=square(101.5, 25.0), by=house.founder)
    one, other = house.town.households(house.town.grid)[:2]
    put(one, 25.005, 101.505)
    yield
    put(other, 25.02, 101.505)
    yield
    set_position(other, latitude=25.006, longitude=101.505, by=house.founder)


@pair("territory.site_far_away")
def site_far_away(house: House) -> Iterator[None]:
    doors = house.town.households(house.town.grid)
    for number, door in enumerate(doors):
        put(door, 25.0 + number / 1000, 101.5)
    yield
    put(doors[0], 25.0, 102.5)
    yield
    set_position(doors[0], latitude=25.0, longitude=101.5, by=house.founder)


@pair("territory.map_import_waits")
def map_import_waits(house: House) -> Iterator[None]:
    yield
    file = store(b"{}", media_type="application/json", name="map.json")
    before = clock.now() - timedelta(days=8)
    MapImport.objects.create(
        file=file, file_name="map.json", division_code=TOWN, datum="wgs84", uploaded_at=before
    )
    yield
    forget_map_files()
