"""What all tests share: the town and its persons, a clock to move, no network, fast passwords."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime, time
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from tests.persons import Persons, appoint_persons, sign_in
from tests.town import LIANHUA, Town, found_town
from tongxin.people.models import Account, Person
from tongxin.records import clock, guards
from tongxin.records.clock import SHANGHAI
from tongxin.territory.models import Division
from tongxin.territory.queries import _names as kept_names

EMPTIES_TABLES = "_fixture_teardown"  # unknown to the types of Django

ClientFor = Callable[[Person | None], Client]
On = Callable[..., datetime]


class NetworkBlocked(RuntimeError):
    """A test reached out of this machine."""


@pytest.fixture(scope="session", autouse=True)
def house_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files go to a folder of the run, passwords are hashed fast, nothing is served from a build.

    WhiteNoise looks for a file when it is asked for: else each new client would list all of them first, which
    was a third of the time of the tests of pages.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "TONGXIN_HOME", tmp_path_factory.mktemp("home"))
        patch.setattr(settings, "WHITENOISE_AUTOREFRESH", True)
        patch.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
        yield


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuses every connection but to this machine."""
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}

    def guarded(name: str) -> Callable[[socket.socket, Any], Any]:
        def connect(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not is_this_machine(address[0]):
                raise NetworkBlocked(f"a test wanted to reach {address[0]}")
            return real[name](self, address)

        return connect

    with pytest.MonkeyPatch.context() as patch:
        for name in real:
            patch.setattr(socket.socket, name, guarded(name))
        yield


def is_this_machine(host: str) -> bool:
    """Is the host name or address this machine itself?"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session", autouse=True)
def emptying_reaches_the_ledger() -> Iterator[None]:
    """Tests with real transactions empty all tables afterwards; the ledger's triggers step aside for that."""
    empty_tables: Callable[[TransactionTestCase], None] = getattr(TransactionTestCase, EMPTIES_TABLES)

    def teardown(case: TransactionTestCase) -> None:
        guards.remove(connection)
        empty_tables(case)
        guards.install(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, EMPTIES_TABLES, teardown)
        yield


@pytest.fixture(autouse=True)
def language_of_the_town() -> Iterator[None]:
    """A page asked for in English leaves the thread in English: the next test begins in the town's language."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def names_of_the_town() -> Iterator[None]:
    """A village renamed in a test has its old name in the next: kept names are no part of a transaction."""
    before = dict(kept_names)
    yield
    kept_names.clear()
    kept_names.update(before)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, house_of_tests: None) -> None:
    """The town is entered once; each test works in a transaction that is taken back."""
    with django_db_blocker.unblock():
        found_everything()
        Division.objects.name_of(LIANHUA)  # read once, so that no test pays for it


def found_everything() -> None:
    """The town and its persons, where they are not there (a test with real transactions empties all)."""
    if not Division.objects.filter(pk=LIANHUA).exists():
        Division.objects.forget_names()
        found_town()
        appoint_persons()


@pytest.fixture
def town(db: None) -> Town:
    """Donghua with two villages, see `tests/town.py`."""
    found_everything()
    return Town()


@pytest.fixture
def persons(town: Town) -> Persons:
    """The fixed persons, see `tests/persons.py`."""
    return Persons()


@pytest.fixture
def client_for(db: None) -> ClientFor:
    """Gives a client signed in as a person; None is the passer-by."""

    def make(person: Person | None) -> Client:
        client = Client()
        if person is None:
            return client
        return sign_in(client, Account.objects.get(person=person))

    return make


@pytest.fixture
def on() -> Iterator[On]:
    """Moves the clock until the test ends: `on(date(2022, 9, 16))`, `on("2022-09-16", "16:30")`, in China."""
    with ExitStack() as stack:

        def move(day: date | str, at: time | str = "09:00") -> datetime:
            moment = datetime.combine(
                date.fromisoformat(day) if isinstance(day, str) else day,
                time.fromisoformat(at) if isinstance(at, str) else at,
                SHANGHAI,
            )
            stack.enter_context(clock.travel(to=moment))
            return moment

        yield move
