"""The door: own password first, the second factor for administrators, then the act."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY

from tests.conftest import ClientFor
from tests.persons import Persons
from tongxin.people.models import Account


def lands_on(client: Client, address: str = "/ground/") -> str:
    """Where a request ends up: an address, or a status."""
    response = client.get(address)
    return response["Location"] if response.status_code == 302 else str(response.status_code)


def test_the_passer_by_is_asked_to_sign_in_and_comes_back(client: Client, db: None) -> None:
    assert lands_on(client) == f"{reverse('web:sign_in')}?next=/ground/"


def test_a_first_password_is_changed_before_anything_else(persons: Persons, client_for: ClientFor) -> None:
    Account.objects.filter(username="town_clerk").update(must_change_password=True)
    assert lands_on(client_for(persons.town_clerk)) == reverse("web:change_password")


def test_an_administrator_gives_the_second_factor(persons: Persons, client_for: ClientFor) -> None:
    client = client_for(persons.administrator)
    assert lands_on(client) == "200"
    session = client.session
    del session[DEVICE_ID_SESSION_KEY]
    session.save()
    assert lands_on(client) == reverse("web:second_factor")


def test_an_administrator_without_a_device_sets_one_up_first(persons: Persons, client_for: ClientFor) -> None:
    client = client_for(persons.administrator)
    persons.account("administrator").totpdevice_set.all().delete()  # type: ignore[attr-defined]
    assert lands_on(client) == reverse("web:second_factor")


def test_who_has_a_device_gives_the_code_whatever_the_post(persons: Persons, client_for: ClientFor) -> None:
    client = client_for(persons.town_clerk)
    persons.account("administrator").totpdevice_set.update(  # type: ignore[attr-defined]
        user=persons.account("town_clerk")
    )
    assert lands_on(client) == reverse("web:second_factor")


def test_a_closed_account_is_out_at_the_next_request(persons: Persons, client_for: ClientFor) -> None:
    client = client_for(persons.town_clerk)
    assert lands_on(client) == "200"
    Account.objects.filter(username="town_clerk").update(is_active=False)
    assert lands_on(client).startswith(reverse("web:sign_in"))


def test_a_refused_page_says_who_may(persons: Persons, client_for: ClientFor) -> None:
    response = client_for(persons.villager).get("/people/")
    assert response.status_code == 403
    assert "镇办事员" in response.content.decode()
