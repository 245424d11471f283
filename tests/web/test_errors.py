"""What a page says where something went wrong."""

from __future__ import annotations

import logging
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest
from django.test import Client, RequestFactory

from tests.conftest import ClientFor
from tests.persons import Persons
from tongxin.people.roles import Role
from tongxin.records.errors import RuleBroken, Stale
from tongxin.records.permission import Act, NotAllowed
from tongxin.web.middleware import ErrorsAsPages
from tongxin.web.pages import errors


@pytest.fixture
def request_(rf: RequestFactory, db: None) -> HttpRequest:
    request = rf.get("/somewhere/")
    request.user = AnonymousUser()
    request.session = SessionStore()
    return request


class LadderMissing(RuleBroken):
    """A rule for these tests."""

    message = "Bring a ladder."


@pytest.mark.parametrize(("error", "status"), [(LadderMissing(), 422), (Stale(), 409), (NotAllowed(), 403)])
def test_a_broken_rule_becomes_a_page(request_: HttpRequest, error: RuleBroken, status: int) -> None:
    answer = ErrorsAsPages(lambda request: errors.server_error(request)).process_exception(request_, error)
    assert answer is not None
    assert answer.status_code == status


def test_the_page_says_what_the_rule_says(request_: HttpRequest) -> None:
    assert "Bring a ladder." in errors.rule_broken(request_, LadderMissing()).content.decode()


def test_every_other_error_is_left_to_django(request_: HttpRequest) -> None:
    assert ErrorsAsPages(errors.server_error).process_exception(request_, ValueError()) is None


def test_the_forbidden_page_says_whom_to_ask(request_: HttpRequest) -> None:
    page = errors.forbidden(request_, NotAllowed(Act.REGISTER_IMPORT)).content.decode()
    assert str(Role.TOWN_CLERK.label) in page.split("<main")[1]


def test_what_the_posts_do_not_allow_is_403(client_for: ClientFor, persons: Persons) -> None:
    assert client_for(persons.villager).get("/").status_code == 403


def test_an_unknown_page_is_404_with_the_menu(client_for: ClientFor, persons: Persons) -> None:
    answer = client_for(persons.town_clerk).get("/no-such-page/")
    assert answer.status_code == 404
    assert "aria-current" not in answer.content.decode()
    assert 'class="side' in answer.content.decode()


def test_an_unknown_page_is_404_for_the_passer_by(client: Client, db: None) -> None:
    assert client.get("/no-such-page/").status_code == 404


def test_our_own_error_asks_nothing_of_the_database(rf: RequestFactory) -> None:
    answer = errors.server_error(rf.get("/cases/new/"))
    assert answer.status_code == 500
    assert 'href="/cases/new/"' in answer.content.decode()


def test_the_error_number_is_in_the_log_too(rf: RequestFactory, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="tongxin.web"):
        page = errors.server_error(rf.get("/")).content.decode()
    [number] = re.findall(r"error number ([2-9A-Z]{4}-[2-9A-Z]{2}) ", caplog.text)
    assert number in page


def test_a_form_without_its_token_is_told_kindly(persons: Persons) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "表单" in answer.content.decode()
