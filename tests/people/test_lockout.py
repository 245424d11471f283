"""The lock after wrong tries: per account, per address, and never out of one's own devices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import F
from django.test import Client, RequestFactory, override_settings

from tests.conftest import ClientFor
from tests.persons import PASSWORD, PERSONS, Persons
from tongxin.people.actions import reset_password, unlock, unlock_address
from tongxin.people.lockout import KNOWN_DEVICE, address_of, locks_now, name_tried
from tongxin.records import ledger
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed

OFFICE = "10.8.0.7"  # all of a town office come from here
OPEN, LOCKED, WRONG = 302, 429, 422


@pytest.fixture(autouse=True)
def limits() -> Iterator[None]:
    """Small limits: 3 for one account from one place, 6 for one account, 9 for one place."""
    with override_settings(AXES_FAILURE_LIMIT=3, TONGXIN_LOCK_ACCOUNT_AFTER=6, TONGXIN_LOCK_ADDRESS_AFTER=9):
        yield


def come(client: Client, name: str, password: str = PASSWORD, address: str = OFFICE) -> int:
    """Tries to sign in; gives the status of the answer."""
    answer = client.post("/sign-in/", {"username": name, "password": password}, REMOTE_ADDR=address)
    return answer.status_code


def guess(name: str, *, times: int, address: str = OFFICE) -> list[int]:
    """Wrong tries by a stranger."""
    return [come(Client(), name, f"wrong {number}", address) for number in range(times)]


def at_home(name: str, address: str = OFFICE) -> Client:
    """A device on which the person was signed in, and is no longer."""
    client = Client()
    assert come(client, name, address=address) == OPEN
    client.post("/sign-out/")
    return client


def test_one_account_from_one_place(persons: Persons) -> None:
    assert guess("grid_leader", times=3) == [WRONG, WRONG, LOCKED]
    assert come(Client(), "grid_leader") == LOCKED
    assert come(Client(), "town_clerk") == OPEN


def test_one_account_from_many_places(persons: Persons) -> None:
    for number in range(3):
        guess("grid_leader", times=2, address=f"192.0.2.{number}")
    assert come(Client(), "grid_leader", address="198.51.100.1") == LOCKED
    assert come(Client(), "town_clerk", address="198.51.100.1") == OPEN


def test_many_accounts_from_one_place(persons: Persons) -> None:
    for number in range(9):
        guess(f"somebody{number}", times=1)
    assert come(Client(), "town_clerk") == LOCKED
    assert come(Client(), "town_clerk", address="198.51.100.1") == OPEN


def test_an_office_behind_one_address_has_room_for_its_mistakes(persons: Persons) -> None:
    for name in ("grid_leader", "village_secretary", "liaison_cadre", "town_leader"):
        guess(name, times=2)
        assert come(Client(), name) == OPEN
    assert AccessAttempt.objects.count() == 0  # each forgot the own mistakes


@pytest.mark.parametrize(
    "written",
    ["grid_leader", "GRID_LEADER", " grid_leader ", "13800000001", "138 0000 0001", "+86 13800000001"],
)
def test_all_ways_to_write_an_account_are_one_account(persons: Persons, written: str) -> None:
    guess("grid_leader", times=2)
    assert guess(written, times=1) == [LOCKED]


def test_a_name_that_nobody_has_locks_like_one_that_somebody_has(persons: Persons) -> None:
    assert guess("nobody", times=4) == guess("grid_leader", times=4, address="192.0.2.9")


def test_nobody_is_kept_out_of_the_own_device(persons: Persons) -> None:
    phone = at_home("grid_leader")
    guess("grid_leader", times=3)
    for number in range(9):
        guess("grid_leader", times=1, address=f"192.0.2.{number}")
        guess(f"somebody{number}", times=1)
    assert come(Client(), "grid_leader") == LOCKED
    assert come(phone, "grid_leader") == OPEN


def test_without_the_mark_the_own_device_would_be_locked(persons: Persons) -> None:
    phone = at_home("grid_leader")
    guess("grid_leader", times=3)
    del phone.cookies[KNOWN_DEVICE]
    assert come(phone, "grid_leader") == LOCKED


def test_a_known_device_is_counted_by_itself(persons: Persons) -> None:
    phone = at_home("grid_leader")
    tries = [come(phone, "grid_leader", f"wrong {number}") for number in range(3)]
    assert tries == [WRONG, WRONG, LOCKED]
    assert come(Client(), "grid_leader") == OPEN


def test_a_device_knows_only_the_accounts_that_were_signed_in_on_it(persons: Persons) -> None:
    phone = at_home("grid_leader")
    guess("town_clerk", times=3)
    assert come(phone, "town_clerk") == LOCKED


def test_a_forged_mark_is_worth_nothing(persons: Persons) -> None:
    guess("grid_leader", times=3)
    forged = Client()
    forged.cookies[KNOWN_DEVICE] = "eyJkZXZpY2UiOiJ4In0:1abcde:forged"
    assert come(forged, "grid_leader") == LOCKED


def test_every_lock_ends_even_if_it_is_tried_on_and_on(persons: Persons) -> None:
    guess("grid_leader", times=3)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=10))
    guess("grid_leader", times=5)  # during the lock: not counted
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=6))
    assert come(Client(), "grid_leader") == OPEN


def test_if_tries_in_a_lock_counted_it_would_never_end(persons: Persons) -> None:
    with override_settings(AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT=True):
        guess("grid_leader", times=3)
        AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=10))
        guess("grid_leader", times=5)
        AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=6))
        assert come(Client(), "grid_leader") == LOCKED


def test_a_sign_in_forgets_the_own_mistakes_and_nobody_elses(persons: Persons) -> None:
    for number in range(8):
        guess(f"somebody{number}", times=1)
    guess("town_clerk", times=1)  # the ninth from here
    assert come(Client(), "town_clerk", address="198.51.100.1") == OPEN
    assert come(Client(), "liaison_cadre") == LOCKED


def test_codes_of_slips_fall_under_the_same_lock(persons: Persons) -> None:
    slip = reset_password(persons.account("grid_leader"), by=persons.viewer("administrator"))
    for number in range(3):
        come(Client(), "grid_leader", f"0000 0000 000{number}")
    assert come(Client(), "grid_leader", slip.code) == LOCKED
    assert come(Client(), "grid_leader", slip.code, address="198.51.100.1") == OPEN


def test_a_new_slip_lifts_the_lock(persons: Persons) -> None:
    guess("grid_leader", times=3)
    slip = reset_password(persons.account("grid_leader"), by=persons.viewer("village_secretary"))
    assert come(Client(), "grid_leader", slip.code) == OPEN


def test_the_answer_says_how_long(persons: Persons) -> None:
    guess("grid_leader", times=3)
    answer = Client().post("/sign-in/", {"username": "grid_leader", "password": "x"}, REMOTE_ADDR=OFFICE)
    assert answer.headers["Retry-After"] == "900"
    assert "15 分钟" in answer.content.decode()


def test_what_was_typed_is_not_kept(persons: Persons) -> None:
    come(Client(), "my-secret-password", "another-secret")
    kept = " ".join(str(value) for row in AccessAttempt.objects.values() for value in row.values())
    assert "secret" not in kept


# unlocking


def test_locks_are_listed_and_lifted(persons: Persons, client_for: ClientFor) -> None:
    guess("grid_leader", times=3)
    guess("somebody", times=9, address="192.0.2.1")
    administrator = client_for(persons.administrator)
    page = administrator.get("/people/accounts/locks/").content.decode()
    assert "杨*" in page
    assert OFFICE in page
    administrator.post(f"/people/accounts/{persons.account('grid_leader').pk}/unlock/")
    assert come(Client(), "grid_leader") == OPEN
    assert LedgerEntry.objects.filter(verb="account.unlock").exists()


def test_an_address_is_unlocked(persons: Persons, client_for: ClientFor) -> None:
    for number in range(9):
        guess(f"somebody{number}", times=1)
    assert [lock.address for lock in locks_now()] == [OFFICE]
    client_for(persons.administrator).post("/people/accounts/locks/", {"address": OFFICE})
    assert locks_now() == []
    assert come(Client(), "town_clerk") == OPEN
    assert OFFICE not in str(LedgerEntry.objects.get(verb="address.unlock").detail)


def test_only_administrators_unlock(persons: Persons) -> None:
    clerk = persons.viewer("town_clerk")
    with pytest.raises(NotAllowed):
        unlock(persons.account("grid_leader"), by=clerk)
    with pytest.raises(NotAllowed):
        unlock_address(OFFICE, by=clerk)


def test_unlocking_what_is_not_locked_says_nothing_to_the_ledger(persons: Persons) -> None:
    unlock_address("192.0.2.77", by=ledger.SYSTEM)
    assert not LedgerEntry.objects.filter(verb="address.unlock").exists()


# addresses


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        (0, "192.0.2.1", "203.0.113.9", "192.0.2.1"),  # nobody is believed
        (1, "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "127.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),  # the first was written by the visitor
        (2, "127.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "192.0.2.1", "", "192.0.2.1"),
        (1, "192.0.2.1", "no address", None),
        (0, "", "", None),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        (0, "::ffff:192.0.2.1", "", "192.0.2.1"),
    ],
)
def test_where_a_request_comes_from(proxies: int, remote: str, forwarded: str, address: str | None) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    with override_settings(TONGXIN_PROXIES=proxies):
        assert address_of(request) == address


def test_an_account_is_looked_up_once_a_request(persons: Persons, django_assert_max_num_queries: Any) -> None:
    request = RequestFactory().post("/sign-in/", {"username": PERSONS["grid_leader"].phone})
    with django_assert_max_num_queries(2):
        names = {name_tried(request) for _ in range(5)}
    assert names == {str(persons.account("grid_leader").pk)}


def test_the_lock_is_this_one() -> None:
    assert settings.AXES_HANDLER == "tongxin.people.lockout.Lockout"
    assert settings.AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT is False
