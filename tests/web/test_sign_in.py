"""Signing in and out, the lock, one's own password."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.conftest import ClientFor
from tests.persons import PASSWORD, PERSONS, Persons
from tongxin.people.actions import reset_password
from tongxin.records.models import LedgerEntry

SIGN_IN = "/sign-in/"


def enter(client: Client, name: str, password: str = PASSWORD, **more: str) -> str:
    answer = client.post(SIGN_IN, {"username": name, "password": password, **more})
    return answer.headers.get("Location", f"{answer.status_code}")


@pytest.mark.parametrize(
    "name", ["town_clerk", "Town_Clerk", PERSONS["town_clerk"].phone, "+86 138 0000 0005"]
)
def test_one_signs_in_by_name_or_phone(persons: Persons, client: Client, name: str) -> None:
    assert enter(client, name) == "/"
    assert client.get("/").status_code == 200


def test_a_wrong_password_does_not_say_whether_the_name_exists(persons: Persons, client: Client) -> None:
    words = [
        client.post(SIGN_IN, {"username": name, "password": "x"})
        .content.decode()
        .split("<form")[1]
        .split("value")[0]
        for name in ("town_clerk", "nobody")
    ]
    assert words[0] == words[1]


def test_one_comes_to_the_page_that_was_asked_for(persons: Persons, client: Client) -> None:
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"
    assert enter(client, "town_clerk", next="/password/") == "/password/"


def test_one_is_never_sent_to_another_site(persons: Persons, client: Client) -> None:
    assert enter(client, "town_clerk", next="https://elsewhere.example/") == "/"


def test_a_shared_device_forgets_after_a_working_day(persons: Persons, client: Client) -> None:
    enter(client, "town_clerk")
    assert client.session.get_expiry_age() == 12 * 60 * 60


def test_ones_own_device_remembers_for_30_days(persons: Persons, client: Client) -> None:
    enter(client, "town_clerk", own_device="on")
    assert client.session.get_expiry_age() == 30 * 24 * 60 * 60


def test_too_many_wrong_passwords_lock_and_say_how_long(persons: Persons, client: Client) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post(SIGN_IN, {"username": "town_clerk", "password": "wrong"})
    assert answer.status_code == 429
    assert f"{settings.AXES_FAILURE_LIMIT} 次" in answer.content.decode()
    assert "15 分钟" in answer.content.decode()
    assert enter(client, "town_clerk") == "429"


def test_the_lock_is_for_one_name_only(persons: Persons, client: Client) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        enter(client, "town_clerk", "wrong")
    assert enter(client, "liaison_cadre") == "/"


def test_signing_out_ends_the_session(persons: Persons, client_for: ClientFor) -> None:
    client = client_for(persons.town_clerk)
    assert client.post("/sign-out/").headers["Location"] == SIGN_IN
    assert client.get("/").status_code == 302


def test_signing_out_needs_a_form(persons: Persons, client_for: ClientFor) -> None:
    assert client_for(persons.town_clerk).get("/sign-out/").status_code == 405


def test_a_slip_password_is_changed_first(persons: Persons, client: Client) -> None:
    slip = reset_password(persons.account("town_clerk"), by=persons.viewer("administrator"))
    assert enter(client, "town_clerk", slip) == "/password/"
    assert client.get("/").headers["Location"] == "/password/"
    new = {"new_password1": "水沟每周清理一次", "new_password2": "水沟每周清理一次"}
    assert client.post("/password/", new).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert LedgerEntry.objects.filter(verb="account.password").exists()


def test_later_the_present_password_is_asked_for(persons: Persons, client_for: ClientFor) -> None:
    client = client_for(persons.town_clerk)
    form = {"old_password": "wrong", "new_password1": "水沟每周清理一次", "new_password2": "水沟每周清理一次"}
    assert client.post("/password/", form).status_code == 200
    assert client.post("/password/", form | {"old_password": PASSWORD}).headers["Location"] == "/"


@pytest.mark.parametrize("weak", ["12345678", "short", "password1"])
def test_a_weak_password_is_refused(persons: Persons, client_for: ClientFor, weak: str) -> None:
    form = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    assert client_for(persons.town_clerk).post("/password/", form).status_code == 200
    assert persons.account("town_clerk").check_password(PASSWORD)


def test_the_password_field_is_never_sent_back(persons: Persons, client: Client) -> None:
    answer = client.post(SIGN_IN, {"username": "town_clerk", "password": "mistyped-but-secret"})
    assert "mistyped-but-secret" not in answer.content.decode()


def test_the_passer_by_finds_the_sign_in_page() -> None:
    assert reverse(settings.LOGIN_URL) == SIGN_IN
