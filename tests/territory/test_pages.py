"""Pages that change the ground."""

from __future__ import annotations

import pytest

from tests.conftest import ClientFor
from tests.persons import Persons
from tests.town import LIANHUA, Town
from tongxin.territory.models import Grid, Site, VillagerGroup

GRID = {"name": "新网格", "number": "9", "members": "doors"}


def test_the_clerk_makes_a_grid_of_a_list_of_doors(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    data = {**GRID, "group": str(town.group.pk), "doors": "1~2"}
    response = client_for(persons.town_clerk).post(f"/ground/{LIANHUA}/add-grid/", data)
    made = Grid.objects.get(name="新网格")
    assert response["Location"] == f"/ground/grid/{made.pk}/"
    assert Site.objects.filter(grid=made).count() == 2


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"doors": "77"}, "77"),
        ({"doors": "1~2", "group": ""}, "小组"),
        ({"doors": "1", "number": "1"}, "新网格"),
    ],
)
def test_what_is_wrong_is_told_on_the_form_and_nothing_is_made(
    town: Town, persons: Persons, client_for: ClientFor, changed: dict[str, str], told: str
) -> None:
    data = {**GRID, "group": str(town.group.pk), **changed}
    response = client_for(persons.town_clerk).post(f"/ground/{LIANHUA}/add-grid/", data)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Grid.objects.filter(name="新网格").exists()


def test_a_group_of_another_village_cannot_be_sent(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    far = VillagerGroup.objects.filter(village=town.bendong)[0]
    data = {**GRID, "group": str(far.pk), "doors": "1"}
    response = client_for(persons.town_clerk).post(f"/ground/{LIANHUA}/add-grid/", data)
    assert response.status_code == 422


def test_doors_move_into_another_grid(town: Town, persons: Persons, client_for: ClientFor) -> None:
    data = {"group": str(town.group.pk), "members": "group"}
    client_for(persons.town_clerk).post(f"/ground/grid/{town.next_grid.pk}/members/", data)
    assert Site.objects.filter(grid=town.next_grid).count() == 10


def test_a_group_and_a_place_are_added(town: Town, persons: Persons, client_for: ClientFor) -> None:
    client = client_for(persons.town_clerk)
    client.post(f"/ground/{LIANHUA}/add-group/", {"name": "上营组", "number": "3"})
    client.post(f"/ground/{LIANHUA}/add-place/", {"kind": "toilet", "name": "村口公厕"})
    assert VillagerGroup.objects.filter(village=LIANHUA, name="上营组").exists()
    assert Site.objects.get(name="村口公厕").kind == "toilet"
