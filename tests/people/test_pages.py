"""Pages of people: the list, a person, appointing and handing over, accounts with their slip."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.conftest import ClientFor
from tests.persons import Persons
from tests.town import LIANHUA, TOWN, Town
from tongxin.people.actions import add_person, appoint, open_account, use_code
from tongxin.people.models import Account, Organisation, Person, Post
from tongxin.people.roles import Role
from tongxin.records import clock


@pytest.fixture
def clerk(persons: Persons, client_for: ClientFor) -> Client:
    return client_for(persons.town_clerk)


@pytest.fixture
def administrator(persons: Persons, client_for: ClientFor) -> Client:
    return client_for(persons.administrator)


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def crowd(town: Town, number: int) -> None:
    """Many grid members."""
    for index in range(number):
        person = add_person(name=f"普小{chr(0x4E00 + index)}", phone=f"136{index:08d}", by=town.founder)
        appoint(person, role=Role.GRID_MEMBER, ground=town.grid.ground, since=clock.today(), by=town.founder)


def test_the_list_masks_names_and_numbers(clerk: Client, persons: Persons) -> None:
    text = page(clerk, "/people/")
    assert "李*明" in text
    assert "138****0003" in text
    assert persons.village_secretary.name not in text
    assert persons.village_secretary.phone not in text


def test_a_long_list_asks_no_more_questions(
    town: Town, clerk: Client, django_assert_max_num_queries: Any
) -> None:
    crowd(town, 60)
    with django_assert_max_num_queries(12):
        page(clerk, "/people/")


def test_the_list_is_that_of_the_own_ground(persons: Persons, client_for: ClientFor) -> None:
    text = page(client_for(persons.grid_leader), "/people/")
    assert "杨*" in text
    assert "李*英" not in text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("role=grid_leader", "杨*", "何*"),
        (f"village={LIANHUA}", "杨*", "何*"),
        ("q=0006", "何*", "杨*"),
        ("force=ended", "没有", "杨*"),
    ],
)
def test_the_list_is_narrowed(clerk: Client, query: str, shown: str, hidden: str) -> None:
    text = page(clerk, f"/people/?{query}").split("<main")[1]
    assert shown in text
    assert hidden not in text


def test_the_download_is_the_filtered_screen(clerk: Client) -> None:
    response = clerk.get("/people/download/?role=grid_leader")
    rows = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert {row[0] for row in rows} == {"人员", "李*英", "杨*"}


def test_a_person_shows_the_posts_with_their_days(clerk: Client, persons: Persons) -> None:
    text = page(clerk, f"/people/{persons.grid_leader.pk}/")
    assert "2022-01-04" in text
    assert "交接" in text
    assert persons.grid_leader.phone not in text


def test_a_grid_leader_sees_no_acts_on_a_person(persons: Persons, client_for: ClientFor) -> None:
    text = page(client_for(persons.grid_leader), f"/people/{persons.grid_leader.pk}/")
    assert "交接" not in text


def test_appointing_asks_one_thing_at_a_time(clerk: Client, persons: Persons, town: Town) -> None:
    assert "要任命谁" in page(clerk, "/people/appoint/")
    assert "普*" in page(clerk, "/people/appoint/?q=普明")
    address = f"/people/appoint/?person={persons.villager.pk}"
    assert "莲华村" in page(clerk, address)
    address += f"&division={LIANHUA}"
    assert "小伍排网格" in page(clerk, address)
    data = {"role": "grid_member", "ground": town.grid.ground.key, "since": "2022-09-01"}
    response = clerk.post(address, data)
    assert response["Location"] == f"/people/{persons.villager.pk}/"
    assert persons.villager.posts.get().grid == town.grid


def test_a_gap_leads_to_the_form_with_role_and_place_chosen(clerk: Client, town: Town) -> None:
    person = add_person(name="新人", by=town.founder)
    key = town.far_grid.ground.key
    text = page(clerk, f"/people/appoint/?person={person.pk}&ground={key}&role=grid_leader")
    assert f'value="{key}" selected' in text
    assert 'value="grid_leader" selected' in text


@pytest.mark.parametrize("query", ["person=x", "person=&ground=moon:1", f"person=&division={TOWN}"])
def test_a_broken_address_asks_again(clerk: Client, query: str) -> None:
    assert "要任命谁" in page(clerk, f"/people/appoint/?{query}")


def test_a_refused_post_is_told_on_the_form(clerk: Client, persons: Persons, town: Town) -> None:
    address = f"/people/appoint/?person={persons.villager.pk}&division={LIANHUA}"
    data = {"role": "grid_leader", "ground": town.grid.ground.key, "since": "2022-09-01"}
    response = clerk.post(address, data)
    assert response.status_code == 422
    assert "交接" in response.content.decode()


def test_a_post_is_handed_over_on_its_page(clerk: Client, persons: Persons, town: Town) -> None:
    post = persons.grid_leader.posts.get()
    assert "交给谁" in page(clerk, f"/people/posts/{post.pk}/hand-over/")
    address = f"/people/posts/{post.pk}/hand-over/?person={persons.villager.pk}"
    clerk.post(address, {"on": "2022-09-01"})
    assert Post.objects.in_force(clock.today()).get(grid=town.grid).person == persons.villager
    assert clerk.post(address, {"on": "2022-09-01"}).status_code == 422


def test_a_post_is_ended_on_its_page(clerk: Client, persons: Persons) -> None:
    post = persons.grid_leader.posts.get()
    assert clerk.post(f"/people/posts/{post.pk}/end/", {"on": "2021-01-01"}).status_code == 422
    clerk.post(f"/people/posts/{post.pk}/end/", {"on": "2022-09-01"})
    assert "2022-09-01" in page(clerk, f"/people/{persons.grid_leader.pk}/")


def test_somebody_like_another_is_asked_about_before_saving(clerk: Client, persons: Persons) -> None:
    data = {"name": "李健明", "phone": ""}
    text = clerk.post("/people/add/", data).content.decode()
    assert "李*明" in text
    assert not Person.objects.filter(name="李健明").exists()
    clerk.post("/people/add/", {**data, "confirmed": "yes"})
    assert Person.objects.filter(name="李健明").exists()


def test_the_same_number_is_never_a_new_person(clerk: Client, persons: Persons) -> None:
    data = {"name": "别人", "phone": persons.villager.phone, "confirmed": "yes"}
    response = clerk.post("/people/add/", data)
    assert response.status_code == 422
    assert "号码相同" in response.content.decode()


def test_a_new_person_leads_back_to_where_one_was_asked_for(clerk: Client) -> None:
    response = clerk.post("/people/add/", {"name": "新人", "next": "/people/appoint/?role=cleaner"})
    made = Person.objects.get(name="新人")
    assert response["Location"] == f"/people/appoint/?role=cleaner&person={made.pk}"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_nobody_is_led_out_of_the_house(clerk: Client, elsewhere: str) -> None:
    response = clerk.post("/people/add/", {"name": "新人", "next": elsewhere})
    assert response["Location"] == f"/people/{Person.objects.get(name='新人').pk}/"


def test_persons_without_a_post_wait_for_one(clerk: Client, persons: Persons) -> None:
    text = page(clerk, "/people/without-post/")
    assert str(persons.villager.pk) in text
    assert str(persons.grid_leader.pk) not in text


def test_an_organisation_is_added_and_counted(clerk: Client, town: Town, persons: Persons) -> None:
    data = {"name": "县供销社", "kind": "partner_unit", "division": TOWN, "since": "2022-01-10"}
    clerk.post("/people/organisations/add/", data)
    unit = Organisation.objects.get()
    Post.objects.filter(person=persons.liaison_cadre).update(organisation=unit)
    assert "县供销社" in page(clerk, "/people/organisations/")


def test_an_account_without_a_chosen_name_has_the_mobile_number(administrator: Client, town: Town) -> None:
    person = add_person(name="新人", phone="13800000099", by=town.founder)
    administrator.post(f"/people/{person.pk}/account/", {"username": ""})
    assert Account.objects.get(person=person).username == "13800000099"


def test_an_account_is_opened_with_a_slip_that_is_shown_once(
    administrator: Client, client: Client, town: Town
) -> None:
    person = add_person(name="新人", phone="13800000099", by=town.founder)
    address = f"/people/{person.pk}/account/"
    proposed = page(administrator, address)
    assert "138****0099" in proposed
    assert "13800000099" not in proposed
    response = administrator.post(address, {"username": "xinren"})
    slip = response.context["single"]
    assert slip.shown_code in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert use_code(Account.objects.get(username="xinren"), slip.code)
    assert administrator.post(address, {"username": "xinren"}).status_code == 422


def test_a_password_is_reset_only_after_asking(administrator: Client, persons: Persons) -> None:
    account = persons.account("grid_leader")
    address = f"/people/{account.person_id}/slip/"
    page(administrator, address)
    account.refresh_from_db()
    assert not account.must_change_password
    slip = administrator.post(address).context["single"]
    account.refresh_from_db()
    assert not account.has_usable_password()
    assert use_code(account, slip.code)


def test_an_account_is_closed_and_opened_again(administrator: Client, persons: Persons) -> None:
    account = persons.account("grid_leader")
    for active in ("no", "yes"):
        administrator.post(f"/people/accounts/{account.pk}/state/", {"active": active})
        account.refresh_from_db()
        assert account.is_active == (active == "yes")


def test_a_lost_phone_is_forgotten(administrator: Client, persons: Persons) -> None:
    account = persons.account("administrator")
    administrator.post(f"/people/accounts/{account.pk}/second-factor/")
    assert not account.totpdevice_set.exists()  # type: ignore[attr-defined]


def test_accounts_are_listed_and_found(
    administrator: Client, town: Town, django_assert_max_num_queries: Any
) -> None:
    for index in range(60):
        person = add_person(name=f"普小{chr(0x4E00 + index)}", by=town.founder)
        open_account(person, username=f"account{index}", password="x", by=town.founder)
    with django_assert_max_num_queries(12):
        page(administrator, "/people/accounts/")
    assert "account7" in page(administrator, "/people/accounts/?q=account7")
    assert "town_clerk" in page(administrator, "/people/accounts/?q=王芬")
