"""A person's ground and card: the own name in full, nobody's phone, one page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.conftest import ClientFor
from tests.persons import PERSONS, Persons
from tests.town import BENDONG, Town
from tongxin.people.actions import add_person, appoint
from tongxin.people.models import Person, Post
from tongxin.people.person_ground import SIZES, card_data, card_pdf, ground_of_person, pages_of, posts_of
from tongxin.people.roles import Role
from tongxin.people.spot_network import Rung, network_of, partner_units
from tongxin.records import clock
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Site

ADDRESS = "https://tongxin.example.cn/people/1/ground/"


def posts(person: Person) -> list[Post]:
    return list(posts_of(person, clock.today()))


def steward(town: Town, person: Person) -> None:
    appoint(person, role=Role.STEWARD, ground=town.public_place.ground, since=clock.today(), by=town.founder)


# ---- who looks after a spot --------------------------------------------------------------------------


def test_a_household_has_its_grid_and_the_line_up_to_the_town(town: Town, persons: Persons) -> None:
    network = network_of(town.household.ground, clock.today())
    assert [post.person for post in network.grid] == [persons.grid_leader]
    line = {rung: [post.acts_as for post in posts] for rung, posts in network.line}
    assert line == {
        Rung.VILLAGE: [Role.VILLAGE_SECRETARY, Role.LIAISON_CADRE],
        Rung.TOWN: [Role.TOWN_LEADER, Role.TOWN_CLERK],
    }
    assert not network.is_alone


def test_a_public_place_has_its_steward_in_a_ring_of_its_own(town: Town, persons: Persons) -> None:
    steward(town, persons.villager)
    network = network_of(town.public_place.ground, clock.today())
    assert network.steward is not None
    assert network.steward.person == persons.villager
    assert network.leader is not None


def test_a_place_in_a_grid_without_a_leader_is_alone(town: Town, persons: Persons) -> None:
    assert network_of(town.far_household.ground, clock.today()).is_alone
    assert partner_units(town.far_household.ground, clock.today()) == []


def test_the_pages_of_places_show_rings_and_line(persons: Persons, client_for: ClientFor, town: Town) -> None:
    client = client_for(persons.town_clerk)
    text = client.get(f"/ground/site/{town.household.pk}/").content.decode().split("<main")[1]
    order = [text.index(words) for words in ("农户自己", "杨*", "李*明", "何*")]
    assert order == sorted(order)
    assert "下次最迟" in text
    area = client.get(f"/ground/grid/{town.grid.pk}/").content.decode().split("<main")[1]
    assert "李*明" in area
    village = client.get(f"/ground/{BENDONG}/").content.decode().split("<main")[1]
    assert "何*" in village


# ---- a person's ground -------------------------------------------------------------------------------


def test_ground_is_counted_post_by_post_and_once_in_all(town: Town, persons: Persons) -> None:
    steward(town, persons.grid_leader)
    held = ground_of_person(persons.grid_leader, posts(persons.grid_leader), clock.today())
    assert sorted((line.households, line.places) for line in held.lines) == [(0, 1), (4, 1)]
    assert (held.households, held.places) == (4, 1)


def test_the_ground_of_nobody_is_empty(town: Town, persons: Persons) -> None:
    held = ground_of_person(persons.villager, posts(persons.villager), clock.today())
    assert (held.lines, held.households, held.places) == ((), 0, 0)


def test_an_administrator_has_no_ground(town: Town, persons: Persons) -> None:
    assert posts(persons.administrator) == []


def test_everyone_sees_the_own_ground(persons: Persons, client_for: ClientFor, town: Town) -> None:
    text = client_for(persons.grid_leader).get(f"/people/{persons.grid_leader.pk}/ground/").content.decode()
    assert "我管的地方" in text
    assert "4 户 · 1 处公共区域" in text


def test_of_another_only_what_lies_in_ones_ground_is_seen(
    persons: Persons, client_for: ClientFor, town: Town
) -> None:
    appoint(
        persons.grid_leader,
        role=Role.GRID_MEMBER,
        ground=town.far_grid.ground,
        since=clock.today(),
        by=town.founder,
    )
    secretary = client_for(persons.village_secretary).get(f"/people/{persons.grid_leader.pk}/ground/")
    assert len(secretary.context["held"].lines) == 1
    clerk = client_for(persons.town_clerk).get(f"/people/{persons.grid_leader.pk}/ground/")
    assert len(clerk.context["held"].lines) == 2


def test_a_ground_of_many_places_asks_no_more_questions(
    persons: Persons, client_for: ClientFor, town: Town, django_assert_max_num_queries: Any
) -> None:
    client = client_for(persons.town_clerk)
    address = f"/people/{persons.village_secretary.pk}/ground/"
    client.get(address)
    with django_assert_max_num_queries(14):
        assert client.get(address).status_code == 200


# ---- the card ----------------------------------------------------------------------------------------


def test_the_card_has_the_own_name_and_nobodys_phone(town: Town, persons: Persons) -> None:
    data = card_data(
        persons.grid_leader, posts(persons.grid_leader), on=clock.today(), address=ADDRESS, size="a6"
    )
    assert data["name"] == "杨贵"
    assert data["doors"] == [{"group": "小伍排组", "doors": "1–4", "count": "4 户"}]
    assert data["places"] == ["小伍排文化广场"]
    assert data["line"][0] == {"role": "村党总支书记", "name": "李*明"}
    text = json.dumps(data, ensure_ascii=False)
    for fixed in PERSONS.values():
        assert fixed.phone not in text
        assert fixed.name == "杨贵" or fixed.name not in text.replace("杨贵", "")


@pytest.mark.parametrize("size", SIZES)
def test_the_card_is_one_page_however_much_is_held(town: Town, persons: Persons, size: str) -> None:
    person = add_person(name="欧阳阿卜杜拉买买提吐尔逊江", by=town.founder)
    for number in range(70):
        place = Site.objects.create(
            kind=SiteKind.WATER_BODY,
            division_code=BENDONG,
            name=f"第{number}号很长名字的排水沟渠",
            group=town.far_grid.group,
            grid=town.far_grid,
        )
        if number < 20:
            appoint(person, role=Role.STEWARD, ground=place.ground, since=clock.today(), by=town.founder)
    doors = [
        Site(
            kind=SiteKind.HOUSEHOLD,
            division_code=BENDONG,
            group=town.far_grid.group,
            grid=town.far_grid,
            door=f"{2 * number}-1",
            sequence=number,
        )
        for number in range(300)
    ]
    Site.objects.bulk_create(doors)
    appoint(person, role=Role.GRID_LEADER, ground=town.far_grid.ground, since=clock.today(), by=town.founder)
    content = card_pdf(person, posts(person), on=clock.today(), address=ADDRESS, size=size)
    assert content.startswith(b"%PDF")
    assert pages_of(content) == 1


def card(client: Client, person: Person) -> Any:
    return client.get(f"/people/{person.pk}/card/")


@pytest.mark.parametrize(
    ("who", "status"),
    [("grid_leader", 200), ("town_clerk", 200), ("village_secretary", 404), ("next_grid_leader", 404)],
)
def test_the_card_is_for_the_person_and_whoever_appoints(
    persons: Persons, client_for: ClientFor, who: str, status: int
) -> None:
    response = card(client_for(persons.person(who)), persons.grid_leader)
    assert response.status_code == status
    assert (response["Content-Type"] == "application/pdf") is (status == 200)


def test_who_holds_nothing_has_no_card(persons: Persons, client_for: ClientFor, town: Town) -> None:
    person = add_person(name="新人", by=town.founder)
    assert card(client_for(persons.town_clerk), person).status_code == 404


def test_a_whole_town_is_not_listed_door_by_door(town: Town, persons: Persons) -> None:
    data = card_data(
        persons.town_clerk, posts(persons.town_clerk), on=clock.today(), address=ADDRESS, size="a4"
    )
    assert data["doors"] == []
    assert data["town"] == "东华镇"
