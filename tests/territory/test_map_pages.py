"""Pages of the map: with coordinates, without any, and what they give to other programs."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import ClientFor
from tests.persons import PERSONS as FIXED
from tests.persons import Persons
from tests.territory.map_samples import geojson, point, shapefile_zip, square
from tests.town import HEADS, LIANHUA, TOWN, Town
from tongxin.records import clock
from tongxin.territory.datum import Position
from tongxin.territory.map_data import MapData, short_id
from tongxin.territory.models import MapImport, Site
from tongxin.territory.outline_actions import set_outline
from tongxin.territory.position_actions import place_group, set_position

HERE = Position(24.98, 101.47)


def placed(town: Town, persons: Persons) -> Site:
    """Door 1 by a pin, the rest of its group by a click, the grid outlined."""
    by = persons.viewer("town_clerk")
    site = set_position(town.household, latitude=HERE.latitude, longitude=HERE.longitude, by=by)
    place_group(town.group, by=by)
    set_outline(town.grid, shape=square(101.465, 24.975, 0.01), by=by)
    return site


def places_in(body: bytes) -> dict[str, dict[str, Any]]:
    """Short id → what the map knows of the place."""
    found = {}
    for feature in json.loads(body)["features"]:
        values = feature["properties"]
        for number, identity in enumerate(values.get("id", ())):
            found[identity] = {"n": values["n"][number], "r": values["r"][number], "b": values["b"][number]}
    return found


def test_a_town_without_coordinates_says_that_nothing_needs_them(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    page = client_for(persons.town_clerk).get(f"/ground/{LIANHUA}/map/").content.decode()
    assert "不需要坐标" in page
    assert "/import/map/" in page
    assert "小伍排组 1号" in page
    assert "data-canvas" not in page


def test_with_positions_map_and_list_hold_the_same(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    site = placed(town, persons)
    client = client_for(persons.village_secretary)
    page = client.get(f"/ground/{town.group.ground.key}/map/").content.decode()
    places = places_in(client.get(f"/ground/{town.group.ground.key}/map/places.geojson").content)
    assert len(places) == Site.objects.filter(group=town.group).count()
    assert all(f'data-place="{identity}"' in page for identity in places)
    assert [each["b"] for each in places.values()].count("0") == 1
    assert short_id(site.pk) in page


def test_the_map_of_a_place_chooses_it(town: Town, persons: Persons, client_for: ClientFor) -> None:
    site = placed(town, persons)
    page = client_for(persons.grid_leader).get(f"/ground/{site.ground.key}/map/").content.decode()
    assert f'data-select="{short_id(site.pk)}"' in page


def test_the_map_shows_doors_and_names_of_places_and_no_person(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    placed(town, persons)
    client = client_for(persons.town_clerk)
    sent = client.get(f"/ground/{TOWN}/map/places.geojson").content.decode()
    sent += client.get(f"/ground/{TOWN}/map/files/geojson/").content.decode()
    assert "小伍排文化广场" in sent
    assert not [name for name in (*HEADS, *(person.name for person in FIXED.values())) if name in sent]
    assert "139" not in sent


def test_nobody_answers_where_no_leader_is(town: Town, persons: Persons) -> None:
    by = persons.viewer("town_clerk")
    for site in (town.household, town.far_household):
        set_position(site, latitude=24.98, longitude=101.47, by=by)
    places = places_in(MapData(town.division.ground, clock.today()).body())
    assert places[short_id(town.household.pk)]["r"] == "1"
    assert places[short_id(town.far_household.pk)]["r"] == "0"


def test_a_browser_that_has_the_map_is_not_sent_it_again(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    placed(town, persons)
    client = client_for(persons.town_clerk)
    address = f"/ground/{LIANHUA}/map/places.geojson"
    first = client.get(address, headers={"accept-encoding": "gzip"})
    assert json.loads(gzip.decompress(first.content))["features"]
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    place = Site.objects.public().get(grid=town.grid)
    set_position(place, latitude=25, longitude=101.5, by=persons.viewer("town_clerk"))
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_map_takes_few_queries_however_many_places(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    placed(town, persons)
    client = client_for(persons.town_clerk)
    for address in (f"/ground/{TOWN}/map/", f"/ground/{TOWN}/map/places.geojson", f"/ground/{LIANHUA}/map/"):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert len(queries) <= 20, address


def test_ten_thousand_places_stay_below_the_limit(town: Town) -> None:
    household = Site.objects.get(pk=town.household.pk)
    Site.objects.bulk_create(
        Site(
            kind="household",
            division_code=LIANHUA,
            group=household.group,
            grid=household.grid,
            door=f"{number}-1",
            sequence=number,
            latitude=24.9 + number * 1.234e-6,
            longitude=101.4 + number * 2.345e-6,
            position_from="import",
            last_seen_on=clock.today(),
        )
        for number in range(10_000)
    )
    body = MapData(town.division.ground, clock.today()).body()
    assert len(places_in(body)) == 10_000
    assert len(body) < 1_500_000


def test_a_position_is_set_by_typing_it(town: Town, persons: Persons, client_for: ClientFor) -> None:
    client = client_for(persons.grid_leader)
    address = f"/ground/site/{town.household.pk}/position/"
    assert client.get(address).status_code == 200
    answer = client.post(address, {"latitude": "２4.98°", "longitude": " 101.47 ", "given_as": "wgs84"})
    assert answer["Location"] == f"/ground/{town.household.ground.key}/map/"
    assert Site.objects.get(pk=town.household.pk).position_from == "pin"
    client.post(f"{address}clear/")
    assert Site.objects.get(pk=town.household.pk).latitude is None


def test_swapped_numbers_are_told_on_the_form(town: Town, persons: Persons, client_for: ClientFor) -> None:
    address = f"/ground/site/{town.household.pk}/position/"
    data = {"latitude": "101.47", "longitude": "24.98", "given_as": "wgs84"}
    answer = client_for(persons.grid_leader).post(address, data)
    assert answer.status_code == 422
    assert "填反" in answer.content.decode()


def test_a_far_position_is_taken_with_a_question(town: Town, persons: Persons, client_for: ClientFor) -> None:
    for number, site in enumerate(Site.objects.households()[:6]):
        set_position(site, latitude=24.98 + number / 1000, longitude=101.47, by=persons.viewer("town_clerk"))
    address = f"/ground/site/{town.public_place.pk}/position/"
    data = {"latitude": "31.2", "longitude": "121.5", "given_as": "wgs84"}
    answer = client_for(persons.town_clerk).post(address, data, follow=True)
    assert "都很远" in answer.content.decode()


def test_a_group_is_placed_by_one_button(town: Town, persons: Persons, client_for: ClientFor) -> None:
    client = client_for(persons.village_secretary)
    address = f"/ground/group/{town.group.pk}/position/"
    refused = client.post(address, {"given_as": "wgs84"})
    assert refused.status_code == 422
    done = client.post(
        address, {"latitude": "24.98", "longitude": "101.47", "given_as": "wgs84"}, follow=True
    )
    assert "推算 5 处" in done.content.decode()


@pytest.mark.parametrize("form", ["gpkg", "geojson"])
def test_the_ground_goes_out_as_a_file(
    town: Town, persons: Persons, client_for: ClientFor, tmp_path: Path, form: str
) -> None:
    placed(town, persons)
    answer = client_for(persons.town_clerk).get(f"/ground/{LIANHUA}/map/files/{form}/")
    assert form in answer["Content-Disposition"]
    if form == "geojson":
        names = [each["properties"].get("name") for each in json.loads(answer.content)["features"]]
    else:
        path = tmp_path / "lianhua.gpkg"
        path.write_bytes(answer.content)
        with sqlite3.connect(path) as package:
            names = [
                row[0]
                for row in package.execute("select name from outlines union all select name from places")
            ]
            (version,) = package.execute("pragma application_id").fetchone()
        package.close()
        assert version == 0x47504B47  # "GPKG"
    assert "小伍排网格" in names
    assert "小伍排文化广场" in names


def test_an_unknown_form_of_file_is_not_found(town: Town, persons: Persons, client_for: ClientFor) -> None:
    assert client_for(persons.town_clerk).get(f"/ground/{LIANHUA}/map/files/exe/").status_code == 404


def test_a_file_is_looked_at_and_taken_over(town: Town, persons: Persons, client_for: ClientFor) -> None:
    client = client_for(persons.town_clerk)
    content = geojson(
        (square(101.47, 24.98), {"名称": "小伍排网格", "村": "莲华村"}),
        (point(101.47, 24.98), {"名称": "无名"}),
    )
    upload = {"about": TOWN, "datum": "stated", "file": SimpleUploadedFile("边界.geojson", content)}
    address = client.post("/import/map/", upload)["Location"]
    page = client.get(address)
    assert "无名" in page.content.decode()
    columns = {"areas": "grid", "name": "名称", "village": "村", "group": "", "door": ""}
    looked = client.post(address, {**columns, "act": "look", "out": "2"})
    seen = looked.context["found"].seen
    done = client.post(address, {**columns, "act": "apply", "out": "2", "seen": seen}, follow=True)
    assert "文件已导入" in done.content.decode()
    assert MapImport.objects.get().counts == {"grid": 1, "left_out": 1}
    assert client.get(address).status_code == 200


def test_a_shapefile_without_prj_is_refused_on_the_form(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    ring = square(101.47, 24.98)["coordinates"][0]
    file = SimpleUploadedFile("网格.zip", shapefile_zip(("小伍排网格", ring), prj=""))
    answer = client_for(persons.town_clerk).post(
        "/import/map/", {"about": TOWN, "datum": "stated", "file": file}
    )
    assert answer.status_code == 422
    assert ".prj" in answer.content.decode()
    assert not MapImport.objects.exists()


def test_a_page_after_the_file_is_gone_says_so(town: Town, persons: Persons, client_for: ClientFor) -> None:
    run = MapImport.objects.create(file_name="x", division_code=TOWN, datum="stated")
    page = client_for(persons.town_clerk).get(f"/import/map/{run.pk}/").content.decode()
    assert "不再保留" in page
