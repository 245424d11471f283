"""Signing in and out, the lock, one's own password."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.conftest import ClientFor
from tests.persons import PASSWORD, PERSONS, Persons
from tongxin.people.actions import prefer, reset_password, set_account_active
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed

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
    assert enter(client, "town_clerk", slip.shown_code) == "/password/"
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


def test_a_code_that_is_used_or_old_says_what_to_do(persons: Persons, client: Client) -> None:
    slip = reset_password(persons.account("town_clerk"), by=persons.viewer("administrator"))
    enter(Client(), "town_clerk", slip.code)
    answer = client.post(SIGN_IN, {"username": "town_clerk", "password": slip.code})
    assert "再要一张新单" in answer.content.decode()


def test_leaving_before_the_password_goes_on_with_it_later(persons: Persons, client: Client) -> None:
    slip = reset_password(persons.account("town_clerk"), by=persons.viewer("administrator"))
    enter(client, "town_clerk", slip.code)
    assert client.get("/cases/").headers["Location"] == "/password/"
    assert client.get("/account/").headers["Location"] == "/password/"


def test_a_closed_account_is_told_to_whoever_knows_its_password_only(
    persons: Persons, client: Client
) -> None:
    set_account_active(persons.account("town_clerk"), active=False, by=persons.viewer("administrator"))
    right = client.post(SIGN_IN, {"username": "town_clerk", "password": PASSWORD})
    wrong = client.post(SIGN_IN, {"username": "town_clerk", "password": "wrong"})
    assert "已停用" in right.content.decode()
    assert "已停用" not in wrong.content.decode()


def test_who_has_no_post_is_told_so(persons: Persons, client: Client) -> None:
    assert enter(client, "villager") == "/account/"
    assert "您现在没有职务" in client.get("/account/").content.decode()


def test_large_text_and_language_go_with_the_person(persons: Persons) -> None:
    phone, computer = Client(), Client()
    enter(phone, "town_clerk")
    phone.post("/large-text/", {"elder": "on"})
    phone.post("/language/", {"language": "en"})
    enter(computer, "town_clerk")
    assert '<html lang="en" class="elder">' in computer.get("/").content.decode()
    computer.post("/large-text/", {"elder": "off"})
    assert "elder" not in phone.get("/").content.decode().split(">")[1]


def test_what_was_chosen_on_the_way_in_stays(persons: Persons, client: Client) -> None:
    client.post("/large-text/", {"elder": "on"})
    client.post("/language/", {"language": "en"})
    enter(client, "town_clerk")
    account = persons.account("town_clerk")
    assert (account.elder_mode, account.language) == (True, "en")


def test_nobody_else_changes_the_switches(persons: Persons) -> None:
    with pytest.raises(NotAllowed):
        prefer(persons.account("town_clerk"), elder=True, by=persons.viewer("administrator"))


def test_the_passer_by_finds_the_sign_in_page() -> None:
    assert reverse(settings.LOGIN_URL) == SIGN_IN
