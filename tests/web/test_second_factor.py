"""The second factor of administrators."""

from __future__ import annotations

import pytest
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.persons import PASSWORD, Persons
from tongxin.people.models import Account
from tongxin.records.models import LedgerEntry
from tongxin.web.actions import CodeRefused, give_code


@pytest.fixture
def administrator(persons: Persons, client: Client) -> Client:
    client.post("/sign-in/", {"username": "administrator", "password": PASSWORD})
    return client


def digits(account: Account, *, confirmed: bool) -> str:
    device = TOTPDevice.objects.get(user=account, confirmed=confirmed)
    return f"{TOTP(device.bin_key, device.step, device.t0, device.digits).token():06}"


def test_the_password_alone_opens_no_page(administrator: Client) -> None:
    assert administrator.get("/").headers["Location"] == "/sign-in/code/"


def test_the_code_opens_the_pages(administrator: Client, persons: Persons) -> None:
    code = digits(persons.account("administrator"), confirmed=True)
    assert administrator.post("/sign-in/code/", {"code": f"{code[:3]} {code[3:]}"}).headers["Location"] == "/"
    assert administrator.get("/").status_code == 200


@pytest.mark.parametrize("code", ["000000x", "12345", "一二三四五六", ""])
def test_what_is_no_code_is_told(administrator: Client, code: str) -> None:
    answer = administrator.post("/sign-in/code/", {"code": code})
    assert answer.status_code == 200
    assert "field-bad" in answer.content.decode()


def test_a_wrong_code_opens_nothing(administrator: Client, persons: Persons) -> None:
    code = int(digits(persons.account("administrator"), confirmed=True))
    administrator.post("/sign-in/code/", {"code": f"{(code + 1) % 1_000_000:06}"})
    assert administrator.get("/").status_code == 302


def test_a_code_is_good_once(persons: Persons) -> None:
    account = persons.account("administrator")
    code = int(digits(account, confirmed=True))
    give_code(account, code, by=persons.viewer("administrator"))
    with pytest.raises(CodeRefused):
        give_code(account, code, by=persons.viewer("administrator"))


def test_setting_up_shows_a_picture_and_is_confirmed_by_a_code(
    administrator: Client, persons: Persons
) -> None:
    account = persons.account("administrator")
    TOTPDevice.objects.filter(user=account).delete()
    assert "data:image/svg+xml" in administrator.get("/sign-in/code/").content.decode()
    administrator.post("/sign-in/code/", {"code": digits(account, confirmed=False)})
    assert administrator.get("/").status_code == 200
    assert LedgerEntry.objects.filter(verb="account.second_factor").exists()


def test_the_picture_is_shown_only_before_the_set_up(administrator: Client) -> None:
    assert "data:image/svg+xml" not in administrator.get("/sign-in/code/").content.decode()


def test_others_are_never_asked(persons: Persons, client: Client) -> None:
    client.post("/sign-in/", {"username": "town_clerk", "password": PASSWORD})
    assert client.get("/sign-in/code/").headers["Location"] == "/"


def test_the_password_is_not_changed_before_the_code(administrator: Client, persons: Persons) -> None:
    assert administrator.get("/password/").headers["Location"] == "/sign-in/code/"
