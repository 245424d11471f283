"""Pages of changes: a look before, the act after; what is wrong is told; lists stay cheap."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import ClientFor, On
from tests.persons import Persons
from tests.town import LIANHUA, TOWN, Town
from tongxin.territory.actions import add_grid, pause_site, put_into_grid, rename_area
from tongxin.territory.models import Division, Grid, GroundChange, Pause, Site, VillagerGroup

AUGUST = date(2022, 8, 1)
DAY = {"on": AUGUST.isoformat(), "reason": "镇里决定"}
MOST_QUERIES = 12


@pytest.fixture
def clerk(persons: Persons, client_for: ClientFor, on: On) -> Client:
    on(AUGUST)
    return client_for(persons.town_clerk)


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def look_then_do(clerk: Client, address: str, data: dict[str, Any]) -> str:
    """Sends the form once to look, once to do it; gives the page of the look."""
    looked = clerk.post(address, data)
    assert looked.status_code == 200, text(looked)
    assert not GroundChange.objects.exists()
    done = clerk.post(address, {**data, "step": "apply"})
    assert done.status_code == 302, text(done)
    return text(looked)


def test_a_merge_is_looked_at_before_it_is_made(town: Town, clerk: Client) -> None:
    address = f"/ground/change/{town.group.ground.key}/merge/"
    looked = look_then_do(clerk, address, {**DAY, "others": [str(town.next_group.pk)]})
    assert "4 户" in looked
    assert "1 → 2-1" in looked
    assert VillagerGroup.objects.get(pk=town.next_group.pk).merged_into == town.group


def test_villages_are_merged_on_a_page(town: Town, clerk: Client) -> None:
    look_then_do(clerk, f"/ground/change/{LIANHUA}/merge/", {**DAY, "others": [town.bendong.pk]})
    assert Division.objects.get(pk=town.bendong.pk).merged_into == town.lianhua
    assert "本东村" in text(clerk.get(f"/ground/{LIANHUA}/changes/"))


def test_a_second_door_is_found_by_its_number(town: Town, clerk: Client) -> None:
    address = f"/ground/change/{town.household.ground.key}/merge/"
    assert "77" in text(clerk.post(address, {**DAY, "door": "77"}))
    look_then_do(clerk, address, {**DAY, "door": "2"})
    assert Site.objects.get(group=town.group, door="2").merged_into == town.household


def test_a_part_of_a_grid_is_named_by_doors(town: Town, clerk: Client) -> None:
    address = f"/ground/change/{town.grid.ground.key}/split/"
    data = {**DAY, "name": "二网格", f"doors_{town.group.pk}": "1~2"}
    looked = look_then_do(clerk, address, data)
    assert "2 户" in looked
    assert Site.objects.filter(grid__name="二网格").count() == 2


def test_a_part_of_a_group_is_named_by_doors(town: Town, clerk: Client) -> None:
    address = f"/ground/change/{town.group.ground.key}/split/"
    place = str(town.public_place.pk)
    look_then_do(clerk, address, {**DAY, "name": "新组", f"doors_{town.group.pk}": "1", "places": [place]})
    assert Site.objects.filter(group__name="新组").count() == 2


def test_a_village_is_divided_on_a_page(town: Town, clerk: Client) -> None:
    data = {**DAY, "code": "532301105230", "name": "大村", "full_name": "大村村民委员会"}
    groups = [str(town.next_group.pk)]
    look_then_do(clerk, f"/ground/change/{LIANHUA}/split/", {**data, "groups": groups})
    assert Division.objects.get(pk="532301105230").short_name == "大村"


def test_a_grid_is_renamed_and_closed_on_pages(town: Town, clerk: Client) -> None:
    clerk.post(f"/ground/change/{town.grid.ground.key}/rename/", {**DAY, "name": "一网格", "step": "apply"})
    assert Grid.objects.get(pk=town.grid.pk).name == "一网格"
    clerk.post(f"/ground/grid/{town.next_grid.pk}/close/", {**DAY, "step": "apply"})
    assert Grid.objects.get(pk=town.next_grid.pk).closed_on == AUGUST


def test_a_grid_is_drawn_anew_by_doors(town: Town, clerk: Client) -> None:
    data = {**DAY, f"doors_{town.group.pk}": "1~4", f"doors_{town.next_group.pk}": "1"}
    looked = look_then_do(clerk, f"/ground/grid/{town.grid.pk}/redraw/", data)
    assert "大村网格 → 小伍排网格" in looked
    assert Site.objects.filter(grid=town.grid).count() == 5


def test_a_polygon_that_crosses_itself_is_refused(town: Town, clerk: Client) -> None:
    bow = '{"type":"Polygon","coordinates":[[[101.4,24.9],[101.5,25.0],[101.5,24.9],[101.4,25.0],[101.4,24.9]]]}'
    place = str(town.public_place.pk)
    data = {**DAY, f"doors_{town.group.pk}": "1~4", "places": [place], "polygon": bow}
    response = clerk.post(f"/ground/grid/{town.grid.pk}/redraw/", {**data, "step": "apply"})
    assert response.status_code == 422
    assert not GroundChange.objects.exists()


def test_a_whole_village_is_drawn_by_group_on_a_page(town: Town, clerk: Client) -> None:
    address = f"/ground/{LIANHUA}/grids-by-group/"
    assert "什么都没选" in text(clerk.post(address, {**DAY, "scope": "without"}))
    looked = look_then_do(clerk, address, {**DAY, "scope": "all", "closes_emptied": "on"})
    assert "小伍排组网格" in looked
    assert Grid.objects.in_use().filter(village=LIANHUA).count() == 2


def test_a_locked_grid_is_named_where_it_is_in_the_way(town: Town, clerk: Client) -> None:
    clerk.post(f"/ground/change/{town.next_grid.ground.key}/lock/", {"locked": "yes"})
    data = {**DAY, f"doors_{town.group.pk}": "1~4", f"doors_{town.next_group.pk}": "1"}
    response = clerk.post(f"/ground/grid/{town.grid.pk}/redraw/", data)
    assert response.status_code == 422
    assert "已锁定：大村网格" in text(response)


@pytest.mark.parametrize("wrong", [{"on": "2022-08-02"}, {"reason": " "}, {"on": ""}])
def test_a_wrong_day_or_no_reason_is_told(town: Town, clerk: Client, wrong: dict[str, str]) -> None:
    data = {**DAY, "name": "一网格", "step": "apply", **wrong}
    response = clerk.post(f"/ground/change/{town.grid.ground.key}/rename/", data)
    assert response.status_code == 422
    assert Grid.objects.get(pk=town.grid.pk).name == "小伍排网格"


def test_the_versions_of_a_grid_stand_on_its_page(town: Town, clerk: Client) -> None:
    grid = add_grid(town.lianhua, name="新网格", number=9, by=town.founder)
    assert "新网格的历次划分" in text(clerk.get(f"/ground/grid/{grid.pk}/versions/"))


def test_a_village_without_grids_says_what_to_do_first(town: Town, clerk: Client) -> None:
    clerk.post(f"/ground/grid/{town.grid.pk}/close/", {**DAY, "step": "apply"})
    clerk.post(f"/ground/grid/{town.next_grid.pk}/close/", {**DAY, "step": "apply"})
    assert "还没有网格" in text(clerk.get(f"/ground/{LIANHUA}/grids/"))


def test_a_place_with_no_other_to_merge_says_so(town: Town, clerk: Client) -> None:
    clerk.post(f"/ground/grid/{town.next_grid.pk}/close/", {**DAY, "step": "apply"})
    page = clerk.get(f"/ground/change/{town.grid.ground.key}/merge/")
    assert "还没有可以这样调整的" in text(page)


@pytest.mark.parametrize("address", ["grids", "changes", "pauses"])
def test_lists_cost_no_more_with_more_rows(town: Town, clerk: Client, address: str) -> None:
    for number, door in enumerate(town.households(town.next_grid)):
        made = add_grid(town.lianhua, name=f"第{number}网格", number=20 + number, by=town.founder)
        put_into_grid(made, members=[door.pk], by=town.founder)
        rename_area(made, name=f"新{number}网格", reason="改名", by=town.founder)
    for site in town.households(town.grid):
        pause_site(site, reason=Pause.Reason.AWAY, since=AUGUST, until=date(2022, 9, 1), by=town.founder)
    with CaptureQueriesContext(connection) as queries:
        assert clerk.get(f"/ground/{LIANHUA}/{address}/").status_code == 200
    assert len(queries) <= MOST_QUERIES, [query["sql"] for query in queries]


def test_the_town_sees_all_its_changes(town: Town, clerk: Client) -> None:
    rename_area(town.far_grid, name="远网格", reason="改名", by=town.founder)
    page = text(clerk.get(f"/ground/{TOWN}/changes/"))
    assert "远网格" in page
    assert "本东村" in page
