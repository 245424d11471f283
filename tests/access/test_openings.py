"""Personal data is opened one household at a time, for a purpose, and each opening is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from tests.access.papers import pdf_text
from tests.conftest import ClientFor
from tests.persons import Persons
from tests.town import TOWN, Town
from tongxin.access.actions import open_phone, open_register
from tongxin.access.errors import NotRegistered, PurposeMissing
from tongxin.access.models import Opening
from tongxin.access.purposes import Part
from tongxin.people.models import RegisterEntry, RegisterMember
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM, NotAllowed
from tongxin.territory.models import Site
from tongxin.territory.queries import grounded

PURPOSE = {"purpose": "visit"}
PHONE = "13912030001"  # of the household of the tests


def test_an_opening_says_who_when_where_and_what_for(town: Town, persons: Persons) -> None:
    entry = open_register(town.household, purpose="case", by=persons.viewer("grid_leader"))
    opening = Opening.objects.get()
    assert entry.head == "李小明"
    assert (opening.person, opening.purpose, opening.site) == (persons.grid_leader, "case", town.household)
    assert LedgerEntry.objects.filter(verb="register.open", subject_id=str(opening.pk)).exists()


def test_the_ledger_holds_no_name(town: Town, persons: Persons) -> None:
    open_register(town.household, purpose="case", by=persons.viewer("grid_leader"))
    entry = LedgerEntry.objects.get(verb="register.open")
    assert entry.detail == {"purpose": "case", "part": "household"}


@pytest.mark.parametrize("purpose", ["", "curiosity"])
def test_without_a_purpose_nothing_is_opened(town: Town, persons: Persons, purpose: str) -> None:
    with pytest.raises(PurposeMissing):
        open_register(town.household, purpose=purpose, by=persons.viewer("grid_leader"))
    assert not Opening.objects.exists()


def test_the_leader_of_the_next_grid_opens_nothing_here(town: Town, persons: Persons) -> None:
    with pytest.raises(NotAllowed):
        open_register(town.household, purpose="visit", by=persons.viewer("next_grid_leader"))


def test_the_machine_opens_nobodys_data(town: Town) -> None:
    with pytest.raises(NotAllowed):
        open_register(town.household, purpose="visit", by=SYSTEM)


def test_a_door_without_an_entry_is_told(town: Town, persons: Persons) -> None:
    RegisterEntry.objects.filter(site=town.household).delete()
    with pytest.raises(NotRegistered):
        open_register(town.household, purpose="visit", by=persons.viewer("grid_leader"))


def test_a_purpose_opens_only_the_parts_that_it_needs(town: Town, persons: Persons) -> None:
    with pytest.raises(PurposeMissing):
        open_register(town.household, purpose="visit", part=Part.IDENTITY, by=persons.viewer("grid_leader"))
    with pytest.raises(PurposeMissing):  # a list is exported, not opened
        open_register(town.household, purpose="round", by=persons.viewer("grid_leader"))
    assert not Opening.objects.exists()


def test_one_part_is_shown_at_a_time(town: Town, persons: Persons, client_for: ClientFor) -> None:
    client, address = client_for(persons.grid_leader), f"/ground/site/{town.household.pk}/register/"
    names = client.post(address, {**PURPOSE, "part": "household"}).content.decode()
    number = client.post(address, {**PURPOSE, "part": "phone"}).content.decode()
    assert "李小明" in names
    assert PHONE not in names
    assert f'href="tel:{PHONE}"' in number
    assert list(Opening.objects.order_by("opened_at").values_list("part", flat=True)) == [
        "household",
        "phone",
    ]


def test_a_part_that_the_purpose_does_not_need_is_refused_on_the_page(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    address = f"/ground/site/{town.household.pk}/register/"
    refused = client_for(persons.grid_leader).post(address, {**PURPOSE, "part": "identity"})
    assert refused.status_code == 422
    assert "李小明" not in refused.content.decode()


def test_members_are_shown_with_their_part(town: Town, persons: Persons, client_for: ClientFor) -> None:
    entry = RegisterEntry.objects.get(site=town.household)
    RegisterEntry.objects.filter(pk=entry.pk).update(id_number="532301196003150015")
    RegisterMember.objects.create(entry=entry, name="李秀兰", relation="妻子", phone="13577110077")
    client, address = client_for(persons.grid_leader), f"/ground/site/{town.household.pk}/register/"
    names = client.post(address, {"purpose": "correction", "part": "household"}).content.decode()
    numbers = client.post(address, {"purpose": "correction", "part": "phone"}).content.decode()
    identity = client.post(address, {"purpose": "correction", "part": "identity"}).content.decode()
    assert "妻子" in names
    assert "李秀兰" in names
    assert "13577110077" not in names
    assert 'href="tel:13577110077"' in numbers
    assert "532301196003150015" not in names + numbers
    assert "532301196003150015" in identity
    assert "13577110077" not in identity


def test_before_it_is_opened_the_panel_is_masked(town: Town, persons: Persons, client_for: ClientFor) -> None:
    page = client_for(persons.grid_leader).get(f"/ground/site/{town.household.pk}/").content.decode()
    assert "李*明" in page
    assert f"{PHONE[:3]}****{PHONE[-4:]}" in page


def test_the_page_shows_no_name_before_a_purpose_is_given(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    client, address = client_for(persons.grid_leader), f"/ground/site/{town.household.pk}/register/"
    assert "李小明" not in client.get(address).content.decode()
    assert "李小明" not in client.get(f"/ground/site/{town.household.pk}/").content.decode()
    refused = client.post(address, {"purpose": ""})
    assert refused.status_code == 422
    assert "李小明" not in refused.content.decode()
    opened = client.post(address, PURPOSE)
    assert "李小明" in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]


def test_htmx_gets_the_panel_alone(town: Town, persons: Persons, client_for: ClientFor) -> None:
    client = client_for(persons.grid_leader)
    answer = client.post(
        f"/ground/site/{town.household.pk}/register/", PURPOSE, headers={"HX-Request": "true"}
    ).content.decode()
    assert "李小明" in answer
    assert "<html" not in answer


def test_a_public_place_has_no_entry_to_open(town: Town, persons: Persons, client_for: ClientFor) -> None:
    address = f"/ground/site/{town.public_place.pk}/register/"
    assert client_for(persons.grid_leader).get(address).status_code == 404


def test_the_number_of_a_person_is_opened_for_a_purpose(persons: Persons, client_for: ClientFor) -> None:
    client, address = client_for(persons.village_secretary), f"/people/{persons.grid_leader.pk}/phone/"
    assert "13800000001" not in client.get(address).content.decode()
    assert client.post(address, {"purpose": ""}).status_code == 422
    opened = client.post(address, PURPOSE)
    assert 'href="tel:13800000001"' in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    opening = Opening.objects.get()
    assert (opening.subject, opening.part, opening.ground) == (
        persons.grid_leader,
        "phone",
        persons.grid_leader.posts.get().ground,
    )


def test_the_number_of_a_person_of_another_ground_stays_closed(
    persons: Persons, client_for: ClientFor
) -> None:
    address = f"/people/{persons.grid_leader.pk}/phone/"
    assert client_for(persons.next_grid_leader).post(address, PURPOSE).status_code == 404
    with pytest.raises(NotAllowed):
        open_phone(persons.grid_leader, purpose="visit", by=persons.viewer("next_grid_leader"))
    assert not Opening.objects.exists()


def test_who_appoints_opens_the_number_of_a_person_without_a_post(persons: Persons) -> None:
    assert open_phone(persons.villager, purpose="visit", by=persons.viewer("town_clerk")) == "13800000008"
    assert Opening.objects.get().division_code == TOWN


@pytest.mark.parametrize("broken", [{"purpose": ""}, {"part": "all"}, {"site_id": None}])
def test_the_table_refuses_an_opening_that_does_not_say_whose_and_what_for(
    town: Town, persons: Persons, broken: dict[str, object]
) -> None:
    values = {"person": persons.town_clerk, "purpose": "visit", **grounded(town.household.ground), **broken}
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.create(**values)


def test_everybody_can_look_up_what_is_recorded_of_them(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    open_register(town.household, purpose="visit", by=persons.viewer("grid_leader"))
    open_register(town.household, purpose="case", by=persons.viewer("town_clerk"))
    page = client_for(persons.grid_leader).get("/people/openings/mine/").content.decode()
    assert page.count("约上门或打电话") == 1
    assert "处理问题" not in page
    assert client_for(persons.villager).get("/people/openings/mine/").status_code == 200


def test_the_household_can_be_told_who_looked(
    town: Town, persons: Persons, client_for: ClientFor, tmp_path: Path
) -> None:
    open_register(town.household, purpose="visit", by=persons.viewer("grid_leader"))
    open_register(town.next_household, purpose="case", by=persons.viewer("town_clerk"))
    client = client_for(persons.village_secretary)
    page = client.get(f"/ground/site/{town.household.pk}/openings/").content.decode()
    assert "约上门或打电话" in page
    assert "处理问题" not in page
    slip = client.get(f"/ground/site/{town.household.pk}/openings/slip.pdf")
    assert "杨*" in pdf_text(slip.content, tmp_path)
    assert "no-store" in slip["Cache-Control"]


def test_who_looked_is_not_told_to_those_who_look(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    address = f"/ground/site/{town.household.pk}/openings/"
    statuses = {
        name: client_for(persons.person(name)).get(address).status_code
        for name in ("grid_leader", "liaison_cadre", "village_secretary", "town_leader")
    }
    assert statuses == {
        "grid_leader": 403,
        "liaison_cadre": 403,
        "village_secretary": 200,
        "town_leader": 200,
    }


def test_the_list_shows_the_latest_first_and_masks(
    town: Town, persons: Persons, client_for: ClientFor, django_assert_max_num_queries: object
) -> None:
    for site in Site.objects.households():
        open_register(site, purpose="visit", by=persons.viewer("town_clerk"))
    client = client_for(persons.administrator)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = client.get("/people/openings/").content.decode()
    assert page.count("约上门或打电话") == 16
    assert "王*" in page
    assert "王芬" not in page
