"""The county's sign-in: maps to an account that is there, never makes one, believes only what its provider signed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.test import Client

from tests.persons import Persons
from tests.web.provider import CLIENT, Provider, serving
from tongxin.config import oidc
from tongxin.config.environment import SettingError
from tongxin.people.actions import name_subject, set_account_active
from tongxin.people.errors import SubjectInUse
from tongxin.people.models import Account
from tongxin.records.permission import declaration_of
from tongxin.web import county_urls

BEGIN, RETURN = "/sign-in/county/", "/sign-in/county/return/"
ON = {
    "TONGXIN_OIDC_ISSUER": "https://id.example.gov.cn",
    "TONGXIN_OIDC_CLIENT_ID": "tongxin",
    "TONGXIN_OIDC_SECRET": "s",
    "TONGXIN_OIDC_AUTHORIZE_URL": "https://id.example.gov.cn/a",
    "TONGXIN_OIDC_TOKEN_URL": "https://id.example.gov.cn/t",
    "TONGXIN_OIDC_USER_URL": "https://id.example.gov.cn/u",
    "TONGXIN_OIDC_KEYS_URL": "https://id.example.gov.cn/k",
}


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    with serving() as provider:
        yield provider


@pytest.fixture
def provider(served: Provider, settings: Any, persons: Persons) -> Provider:
    """The county's sign-in is switched on; it knows the grid leader as county-4711."""
    served.claims, served.told, served.token = {"sub": "county-4711"}, {}, {}
    served.signs_with, served.is_down = None, False
    settings.TONGXIN_OIDC = served.settings()
    settings.ROOT_URLCONF = "tests.web.county_house"
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, "tongxin.web.county.CountyBackend"]
    name_subject(persons.account("grid_leader"), subject="county-4711", by=persons.viewer("administrator"))
    return served


def go(client: Client, provider: Provider, **changed: str) -> str:
    """There and back; gives where one comes to."""
    asked = provider.sent_to(client.get(BEGIN).headers["Location"])
    answer = client.get(RETURN, {"code": "c", "state": asked["state"]} | changed)
    return answer.headers.get("Location", str(answer.status_code))


def test_who_is_known_comes_in(provider: Provider, client: Client, persons: Persons) -> None:
    assert go(client, provider) == "/"
    assert client.get("/").status_code == 200
    assert client.get("/account/").context["account"] == persons.account("grid_leader")


def test_the_question_has_state_nonce_and_challenge(provider: Provider, client: Client) -> None:
    asked = provider.sent_to(client.get(BEGIN).headers["Location"])
    assert asked["redirect_uri"] == "http://testserver/sign-in/county/return/"
    assert len(asked["state"]) == len(asked["nonce"]) == 32
    assert asked["code_challenge_method"] == "S256"


def test_one_comes_to_the_page_that_was_asked_for(provider: Provider, client: Client) -> None:
    asked = provider.sent_to(client.get(BEGIN, {"next": "/account/"}).headers["Location"])
    answer = client.get(RETURN, {"code": "c", "state": asked["state"]})
    assert answer.headers["Location"] == "/account/"


def test_who_is_unknown_gets_no_account(provider: Provider, client: Client) -> None:
    before = Account.objects.count()
    provider.claims = {"sub": "somebody"}
    assert go(client, provider) == "/sign-in/"
    assert Account.objects.count() == before
    assert "县级账号" in client.get("/sign-in/").content.decode()


def test_a_closed_account_stays_closed(provider: Provider, client: Client, persons: Persons) -> None:
    set_account_active(persons.account("grid_leader"), active=False, by=persons.viewer("administrator"))
    assert go(client, provider) == "/sign-in/"


@pytest.mark.parametrize(
    "token",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"]},  # and no azp
        {"nonce": "of another question"},
        {"exp": 1},
        {"sub": "county-9999"},  # not the one of the user information
        {"sub": ""},
    ],
)
def test_a_token_that_is_not_for_us_lets_nobody_in(
    provider: Provider, client: Client, token: dict[str, Any]
) -> None:
    provider.token = token
    assert go(client, provider) == "/sign-in/"
    assert client.get("/").status_code == 302


def test_a_token_of_another_key_lets_nobody_in(provider: Provider, client: Client) -> None:
    provider.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert go(client, provider) == "/sign-in/"


def test_an_answer_that_nobody_asked_for_lets_nobody_in(provider: Provider, client: Client) -> None:
    assert go(client, provider, state="x") == "/sign-in/"
    assert client.get(RETURN, {"code": "c", "state": "x"}).headers["Location"] == "/sign-in/"
    assert client.get(RETURN, {"error": "access_denied"}).headers["Location"] == "/sign-in/"


def test_an_answer_is_good_once(provider: Provider, client: Client) -> None:
    asked = provider.sent_to(client.get(BEGIN).headers["Location"])
    answer = {"code": "c", "state": asked["state"]}
    assert client.get(RETURN, answer).headers["Location"] == "/"
    client.post("/sign-out/")
    assert client.get(RETURN, answer).headers["Location"] == "/sign-in/"


def test_a_provider_that_is_down_leaves_the_other_way_in(provider: Provider, client: Client) -> None:
    provider.is_down = True
    assert go(client, provider) == "/sign-in/"


def test_a_verified_number_may_name_the_person(provider: Provider, client: Client, settings: Any) -> None:
    settings.TONGXIN_OIDC = provider.settings(by_phone=True)
    provider.claims = {"sub": "x", "phone_number": "+86 138 0000 0005", "phone_number_verified": True}
    assert go(client, provider) == "/"
    provider.claims["phone_number_verified"] = False
    assert go(Client(), provider) == "/sign-in/"


def test_an_administrator_needs_both_second_factors(
    provider: Provider, client: Client, persons: Persons
) -> None:
    name_subject(persons.account("administrator"), subject="county-1", by=persons.viewer("administrator"))
    provider.claims = {"sub": "county-1"}
    assert go(client, provider) == "/sign-in/"
    provider.claims = {"sub": "county-1", "amr": ["pwd", "mfa"]}
    assert go(Client(), provider) == "/sign-in/code/"


def test_what_the_user_information_says_of_factors_counts_for_nothing(
    provider: Provider, client: Client, persons: Persons
) -> None:
    name_subject(persons.account("administrator"), subject="county-1", by=persons.viewer("administrator"))
    provider.claims, provider.told = {"sub": "county-1"}, {"amr": ["mfa"]}
    assert go(client, provider) == "/sign-in/"


def test_passwords_work_as_before(provider: Provider, client: Client) -> None:
    answer = client.post("/sign-in/?code=c&state=s", {"username": "town_clerk", "password": "wrong"})
    assert answer.status_code == 422


def test_the_page_offers_it_only_where_it_is_on(provider: Provider, client: Client, settings: Any) -> None:
    assert BEGIN in client.get("/sign-in/").content.decode()
    settings.TONGXIN_OIDC = None
    assert BEGIN not in client.get("/sign-in/").content.decode()


def test_its_pages_say_why_they_are_public() -> None:
    assert all(declaration_of(pattern.callback) for pattern in county_urls.urlpatterns)


def test_a_name_at_the_county_is_of_one_account(provider: Provider, persons: Persons) -> None:
    with pytest.raises(SubjectInUse):
        name_subject(persons.account("town_clerk"), subject="county-4711", by=persons.viewer("administrator"))


# settings


def test_it_is_off_by_default() -> None:
    assert settings.TONGXIN_OIDC is None
    assert oidc.provider() is None


def test_it_is_on_where_everything_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ON.items():
        monkeypatch.setenv(name, value)
    on = oidc.provider()
    assert on is not None
    assert on["OIDC_CREATE_USER"] is False
    assert set(on) == set(Provider("", None).settings())  # type: ignore[arg-type]  # only its settings are asked for


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "") for name in ON if name != "TONGXIN_OIDC_ISSUER"),
        ("TONGXIN_OIDC_ISSUER", "http://id.example.gov.cn"),
        ("TONGXIN_OIDC_KEYS_URL", "ftp://id.example.gov.cn/k"),
        ("TONGXIN_OIDC_CLAIM", "email"),
    ],
)
def test_nonsense_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    for each, text in (ON | {name: value}).items():
        monkeypatch.setenv(each, text)
    with pytest.raises(SettingError, match=name):
        oidc.provider()


def test_without_the_package_it_refuses_to_start() -> None:
    code = (
        "import sys\n"
        "import importlib.util as util\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'mozilla_django_oidc' else find(name, *more)\n"
        "from tongxin.config.cli import main\n"
        "sys.exit(main(['doctor']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | ON, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "TONGXIN_OIDC_ISSUER" in done.stderr
    assert "mozilla-django-oidc" in done.stderr
