"""The pages of the responsibility network: each row ends with what mends it, few questions, downloads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.conftest import ClientFor
from tests.persons import Persons
from tests.town import BENDONG, LIANHUA, Town
from tongxin.people.models import Post
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.territory.actions import add_doors, add_grid
from tongxin.territory.models import Site
from tongxin.territory.queries import grounded


@pytest.fixture
def clerk(persons: Persons, client_for: ClientFor) -> Client:
    return client_for(persons.town_clerk)


def main_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode().split("<main")[1]


@pytest.mark.parametrize(
    ("kind", "words", "mend"),
    [
        ("village", "本东村", "role=village_secretary"),
        ("group", "上本东组", "role=group_leader"),
        ("grid", "上本东网格", "role=grid_leader"),
        ("place", "上本东文化广场", "role=steward"),
        ("steward", "小伍排文化广场", "role=steward"),
    ],
)
def test_each_gap_leads_to_what_mends_it(clerk: Client, kind: str, words: str, mend: str) -> None:
    text = main_of(clerk, f"/network/?kind={kind}")
    assert words in text
    assert mend in text


def test_a_door_in_no_grid_leads_to_the_grid_of_its_group(clerk: Client, town: Town) -> None:
    Site.objects.filter(pk=town.household.pk).update(grid=None)
    text = main_of(clerk, "/network/?kind=household")
    assert "1号" in text
    assert f"/ground/grid/{town.grid.pk}/members/" in text


def test_who_may_not_appoint_is_offered_no_act(persons: Persons, client_for: ClientFor) -> None:
    text = main_of(client_for(persons.village_secretary), "/network/?kind=group")
    assert "小伍排组" in text
    assert "role=group_leader" not in text


def test_the_first_tab_is_the_first_kind_with_gaps_and_a_village_narrows_it(clerk: Client) -> None:
    text = main_of(clerk, f"/network/?village={LIANHUA}")
    assert "小伍排组" in text
    assert "上本东组" not in text


@pytest.mark.parametrize("page", ["", "overlaps/", "overload/"])
def test_the_pages_of_the_network_ask_few_questions_and_download(
    clerk: Client, town: Town, page: str, django_assert_max_num_queries: Any
) -> None:
    clerk.get("/network/")
    with django_assert_max_num_queries(12):
        assert clerk.get(f"/network/{page}").status_code == 200
    response = clerk.get(f"/network/{page}download/")
    assert response.content.startswith(b"PK")


def test_an_overlap_is_shown_with_both_and_an_act(clerk: Client, town: Town, persons: Persons) -> None:
    today = clock.today()
    Post.objects.create(
        person=persons.villager,
        role=Role.GRID_LEADER,
        since=today,
        until=today + timedelta(days=30),
        **grounded(town.grid.ground),
    )
    text = main_of(clerk, "/network/overlaps/")
    assert "一个职务两个人" in text
    leading = Post.objects.get(grid=town.grid, role=Role.GRID_LEADER, until=None)
    assert f"/people/posts/{leading.pk}/end/" in text
    assert "普明" not in text


def test_too_much_ground_is_shown_with_the_act_that_splits_it(clerk: Client, town: Town) -> None:
    for number in range(3):
        grid = add_grid(
            town.lianhua, name=f"新{number}格", number=20 + number, group=town.group, by=town.founder
        )
        add_doors(
            [
                Site(
                    kind="household",
                    division_code=LIANHUA,
                    group=town.group,
                    grid=grid,
                    door=f"{number}-{door}",
                    sequence=door,
                )
                for door in range(60 if number == 0 else 5)
            ]
        )
    response = clerk.get("/network/overload/")
    (line,) = response.context["lines"]
    assert (line.size, line.bearable, line.places[0][0]) == (60, "30", "新0格")
    mend = line.mends[0].url
    assert clerk.get(mend).status_code == 200
    assert not clerk.get(f"/network/overload/?village={BENDONG}").context["lines"]
