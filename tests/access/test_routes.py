"""Every address × every person: in, hidden, refused, or sent to sign in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from pytest_django.plugin import DjangoDbBlocker

from tests.access.route import PASSER_BY, PERSONS, Route
from tests.access.routes import ROUTES
from tests.access.samples import ON_THE_DAY, Samples, make_samples
from tests.persons import sign_in
from tongxin.access.errors import UndeclaredPage
from tongxin.access.viewer import PostViewer
from tongxin.people.models import Account
from tongxin.records import clock
from tongxin.records.permission import declaration_of, public_page


@dataclass(frozen=True)
class Address:
    """An address of the house: its name with the room before it, its pattern, the page."""

    name: str
    pattern: URLPattern
    page: Callable[..., Any]


def addresses(patterns: Sequence[URLPattern | URLResolver], room: str = "") -> Iterator[Address]:
    """Every address below these patterns."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else room)
        else:
            yield Address(f"{room}{pattern.name}", pattern, pattern.callback)


EVERY = list(addresses(get_resolver().url_patterns))


def undeclared(found: Sequence[Address]) -> list[str]:
    """Names of addresses whose page says nothing about who may open it."""
    return [address.name for address in found if declaration_of(address.page) is None]


def test_every_route_declares_who_may_open_it() -> None:
    assert not undeclared(EVERY)


def test_every_route_has_a_name_of_its_own() -> None:
    names = [address.name for address in EVERY]
    assert len(names) == len(set(names))
    assert not [name for name in names if name.endswith("None")]


def test_the_table_names_every_route_and_no_other() -> None:
    assert {address.name for address in EVERY} == set(ROUTES)


def page_without_declaration(request: HttpRequest) -> HttpResponse:
    """The negative control."""
    return HttpResponse("in")


urlpatterns = [path("open/", page_without_declaration, name="open")]


def test_a_page_without_a_declaration_is_found() -> None:
    assert undeclared(list(addresses(urlpatterns))) == ["open"]


@override_settings(ROOT_URLCONF="tests.access.test_routes")
def test_a_page_without_a_declaration_is_never_served(client: Client, db: None) -> None:
    with pytest.raises(UndeclaredPage):
        client.get("/open/")


def test_a_page_is_declared_once_and_says_why_it_is_public() -> None:
    with pytest.raises(ValueError, match="twice"):
        public_page("because")(public_page("because")(lambda request: HttpResponse()))
    with pytest.raises(ValueError, match="why"):
        public_page(" ")


# ---- the table itself


@pytest.fixture(scope="module")
def samples(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Samples]:
    """The records of the table, made once for all its tests and taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_samples()
        transaction.set_rollback(True)


def ask(client: Client, route: Route, address: str) -> Any:
    """The answer on the day of the samples, with everything that the request changed taken back."""
    with clock.travel(to=ON_THE_DAY), transaction.atomic():
        response = client.post(address, route.data) if route.method == "post" else client.get(address)
        transaction.set_rollback(True)
    if response.streaming:
        b"".join(response)  # read to its end, a file is closed
    return response


def address_of(name: str, route: Route, samples: Samples) -> str:
    """The route's address with its parts from the samples."""
    pattern = next(each.pattern for each in EVERY if each.name == name)
    parts = pattern.pattern.converters
    return reverse(name, kwargs={part: samples[route.arguments.get(part, part)] for part in parts})


def answer_of(response: Any) -> str:
    """in, hidden (404), refused (403), or sign in."""
    if response.status_code in (302, 303) and response["Location"].startswith(reverse("web:sign_in") + "?"):
        return "sign in"
    return {404: "hidden", 403: "refused"}.get(
        response.status_code, "in" if response.status_code < 500 else "broken"
    )


def expected(person: str, route: Route) -> str:
    """What the table says."""
    if person in route.opens:
        return "in"
    if person == PASSER_BY:
        return "sign in"
    return "hidden" if person in route.hidden else "refused"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROUTES)
def test_the_route_answers_each_person_as_the_table_says(name: str, samples: Samples) -> None:
    route = ROUTES[name]
    address = address_of(name, route, samples)
    answers = {}
    for person in PERSONS:
        client = Client()
        if person != PASSER_BY:
            sign_in(client, Account.objects.get(username=person))
        answers[person] = answer_of(ask(client, route, address))
    assert answers == {person: expected(person, route) for person in PERSONS}


@pytest.mark.django_db
def test_the_table_sees_a_page_that_forgets_the_ground(
    samples: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: were rows not narrowed, the next grid leader would get in."""
    route = ROUTES["web:grid"]
    client = sign_in(Client(), Account.objects.get(username="next_grid_leader"))
    address = address_of("web:grid", route, samples)
    assert answer_of(ask(client, route, address)) == "hidden"
    monkeypatch.setattr(PostViewer, "visible", lambda self, queryset, act: queryset)
    assert answer_of(ask(client, route, address)) == "in"
