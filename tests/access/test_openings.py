"""Personal data is opened one household at a time, for a purpose, and each opening is recorded."""

from __future__ import annotations

import pytest

from tests.conftest import ClientFor
from tests.persons import Persons
from tests.town import Town
from tongxin.access.actions import open_register
from tongxin.access.errors import NotRegistered, PurposeMissing
from tongxin.access.models import Opening
from tongxin.people.models import RegisterEntry
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM, NotAllowed
from tongxin.territory.models import Site

PURPOSE = {"purpose": "visit"}


def test_an_opening_says_who_when_where_and_what_for(town: Town, persons: Persons) -> None:
    entry = open_register(town.household, purpose="case", by=persons.viewer("grid_leader"))
    opening = Opening.objects.get()
    assert entry.head == "李小明"
    assert (opening.person, opening.purpose, opening.site) == (persons.grid_leader, "case", town.household)
    assert LedgerEntry.objects.filter(verb="register.open", subject_id=str(opening.pk)).exists()


def test_the_ledger_holds_no_name(town: Town, persons: Persons) -> None:
    open_register(town.household, purpose="case", by=persons.viewer("grid_leader"))
    entry = LedgerEntry.objects.get(verb="register.open")
    assert entry.detail == {"purpose": "case"}


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
