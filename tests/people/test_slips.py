"""One-time codes: made in one act for many, kept as digests, used once, never by two."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import serializers
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import found_everything
from tests.persons import PASSWORD, Persons
from tests.town import FOUNDED_ON, LIANHUA, Town
from tongxin.people.actions import (
    add_person,
    appoint,
    open_accounts,
    open_with_slip,
    renew_slips,
    reset_password,
    set_account_active,
    use_code,
)
from tongxin.people.actions.slips import MOST_AT_ONCE, Slip
from tongxin.people.backends import NameOrPhoneBackend
from tongxin.people.codes import DIGITS, digest_of, new_code, plain_code, shown_code
from tongxin.people.errors import AccountClosed, NameInUse, OwnAccount, TooManyAtOnce
from tongxin.people.models import Account, OneTimeCode, Person
from tongxin.people.roles import Role
from tongxin.people.sign_in_names import sign_in_name
from tongxin.records import clock
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed


@pytest.fixture
def newcomers(town: Town) -> list[Person]:
    """Three members of the grid without accounts; two of one name, one with a number."""
    people = [("李小红", ""), ("李小红", ""), ("张二", "13900001111")]
    persons = [add_person(name=name, phone=phone, by=town.founder) for name, phone in people]
    for person in persons:
        appoint(person, role=Role.GRID_MEMBER, ground=town.grid.ground, since=FOUNDED_ON, by=town.founder)
    return persons


def test_many_accounts_are_opened_in_one_act(newcomers: list[Person], persons: Persons) -> None:
    slips = open_accounts(newcomers, by=persons.viewer("administrator"))
    assert [slip.account.username for slip in slips] == ["lixiaohong", "lixiaohong2", "13900001111"]
    assert all("小伍排" in slip.where for slip in slips)
    assert LedgerEntry.objects.filter(verb="account.open", subject_id=str(slips[0].account.pk)).exists()


def test_whoever_has_an_account_is_passed_over(newcomers: list[Person], persons: Persons) -> None:
    administrator = persons.viewer("administrator")
    open_accounts(newcomers[:1], by=administrator)
    assert len(open_accounts([*newcomers, persons.grid_leader], by=administrator)) == 2


def test_no_code_is_kept_in_clear(newcomers: list[Person], persons: Persons) -> None:
    slips = open_accounts(newcomers, by=persons.viewer("administrator"))
    everything = serializers.serialize(
        "json", [*OneTimeCode.objects.all(), *Account.objects.all(), *LedgerEntry.objects.all()]
    )
    assert json.loads(everything)
    assert not [slip for slip in slips if slip.code in everything or slip.shown_code in everything]


def test_a_code_lets_in_once(newcomers: list[Person], persons: Persons) -> None:
    slip = open_accounts(newcomers, by=persons.viewer("administrator"))[0]
    backend = NameOrPhoneBackend()
    assert backend.authenticate(None, username="lixiaohong", password=slip.shown_code) == slip.account
    assert backend.authenticate(None, username="lixiaohong", password=slip.shown_code) is None


def test_a_code_is_of_one_account_only(newcomers: list[Person], persons: Persons) -> None:
    first, second, _third = open_accounts(newcomers, by=persons.viewer("administrator"))
    assert not use_code(second.account, first.code)
    assert use_code(first.account, first.code)


def test_a_code_ends_after_its_days(newcomers: list[Person], persons: Persons) -> None:
    slip = open_accounts(newcomers, by=persons.viewer("administrator"))[0]
    with clock.travel(to=slip.expires_at):
        assert not use_code(slip.account, slip.code)
    with clock.travel(to=slip.expires_at - timedelta(seconds=1)):
        assert use_code(slip.account, slip.code)


def test_a_new_slip_makes_the_old_one_worthless(newcomers: list[Person], persons: Persons) -> None:
    administrator = persons.viewer("administrator")
    old = open_accounts(newcomers, by=administrator)[0]
    new = renew_slips([old.account], by=administrator)[0]
    assert not use_code(old.account, old.code)
    assert use_code(old.account, new.code)


def test_accounts_in_use_and_closed_ones_get_no_new_slip_in_bulk(persons: Persons) -> None:
    administrator = persons.viewer("administrator")
    assert renew_slips([persons.account("grid_leader")], by=administrator) == []
    reset_password(persons.account("grid_leader"), by=administrator)
    set_account_active(persons.account("grid_leader"), active=False, by=administrator)
    assert renew_slips([persons.account("grid_leader")], by=administrator) == []
    with pytest.raises(AccountClosed):
        reset_password(persons.account("grid_leader"), by=administrator)


def test_a_closed_account_has_no_code(newcomers: list[Person], persons: Persons) -> None:
    administrator = persons.viewer("administrator")
    slip = open_accounts(newcomers, by=administrator)[0]
    set_account_active(slip.account, active=False, by=administrator)
    assert not OneTimeCode.objects.filter(account=slip.account).exists()


def test_five_hundred_at_most(persons: Persons) -> None:
    with pytest.raises(TooManyAtOnce):
        open_accounts([persons.villager] * (MOST_AT_ONCE + 1), by=persons.viewer("administrator"))


def test_only_administrators_open_accounts(newcomers: list[Person], persons: Persons) -> None:
    for who in ("town_clerk", "village_secretary"):
        with pytest.raises(NotAllowed):
            open_accounts(newcomers, by=persons.viewer(who))


def test_the_number_of_another_is_no_sign_in_name(newcomers: list[Person], persons: Persons) -> None:
    with pytest.raises(NameInUse):
        open_with_slip(newcomers[0], username="13900001111", by=persons.viewer("administrator"))


# reset by a leader in line


@pytest.mark.parametrize(
    ("leader", "whom", "may"),
    [
        ("village_secretary", "grid_leader", True),
        ("town_clerk", "grid_leader", True),
        ("town_clerk", "village_secretary", True),
        ("town_clerk", "liaison_cadre", True),
        ("administrator", "town_clerk", True),
        ("village_secretary", "village_secretary", False),  # never oneself
        ("village_secretary", "liaison_cadre", False),  # of the same ground, from the town
        ("village_secretary", "town_clerk", False),
        ("village_secretary", "administrator", False),
        ("town_clerk", "administrator", False),
        ("town_clerk", "town_leader", False),  # whose approval the clerk's drafts need
        ("town_leader", "town_clerk", False),
        ("grid_leader", "next_grid_leader", False),
        ("village_secretary", "villager", False),  # no post, no line
        ("administrator", "villager", True),
    ],
)
def test_who_may_reset_whom(persons: Persons, leader: str, whom: str, may: bool) -> None:
    account, by = persons.account(whom), persons.viewer(leader)
    if may:
        assert use_code(account, reset_password(account, by=by).code)
    else:
        with pytest.raises((NotAllowed, OwnAccount)):
            reset_password(account, by=by)


def test_a_post_elsewhere_takes_a_person_out_of_the_leaders_line(town: Town, persons: Persons) -> None:
    appoint(
        persons.grid_leader,
        role=Role.GRID_MEMBER,
        ground=town.far_grid.ground,
        since=FOUNDED_ON,
        by=town.founder,
    )
    with pytest.raises(NotAllowed):
        reset_password(persons.account("grid_leader"), by=persons.viewer("village_secretary"))
    reset_password(persons.account("grid_leader"), by=persons.viewer("town_clerk"))


def test_a_reset_stands_in_the_ledger_of_the_village(persons: Persons) -> None:
    reset_password(persons.account("grid_leader"), by=persons.viewer("village_secretary"))
    entry = LedgerEntry.objects.filter(verb="account.reset").latest("id")
    assert entry.person_id == persons.village_secretary.pk
    assert entry.division_code == LIANHUA
    assert entry.detail == {}


# two at once

Use = Callable[[Account, str], bool]


def winners(use: Use, slip: Slip, *, at_once: int = 2) -> int:
    """How many of those who use the code at the same moment are let in."""
    start, let_in = threading.Barrier(at_once), []

    def come() -> None:
        start.wait()
        try:
            if use(slip.account, slip.code):
                let_in.append(True)
        finally:
            connection.close()

    threads = [threading.Thread(target=come) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(let_in)


def look_then_use(account: Account, code: str) -> bool:
    """The broken variant: looks first, without a lock, and uses up afterwards."""
    found = OneTimeCode.objects.filter(digest=digest_of(account.pk, code)).first()
    time.sleep(0.05)
    if found is not None:
        OneTimeCode.objects.filter(pk=found.pk).delete()
    return found is not None


@pytest.fixture
def slip(transactional_db: None) -> Slip:
    found_everything()
    persons = Persons()
    return reset_password(persons.account("grid_leader"), by=persons.viewer("administrator"))


def test_of_two_with_one_code_at_the_same_moment_one_is_let_in(slip: Slip) -> None:
    assert winners(use_code, slip, at_once=4) == 1


def test_without_the_lock_two_would_be_let_in(slip: Slip) -> None:
    assert winners(look_then_use, slip) == 2


# pure


@given(st.integers(0, 10**DIGITS - 1))
def test_a_code_is_read_however_it_is_typed(number: int) -> None:
    code = f"{number:0{DIGITS}}"
    wide = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for typed in (code, shown_code(code), f" {code[:6]}-{code[6:]} ", wide):
        assert plain_code(typed) == code


@pytest.mark.parametrize("text", ["", PASSWORD, "12345678901", "1234567890123", "12345678901a"])
def test_what_is_no_code_is_not_taken_for_one(text: str) -> None:
    assert plain_code(text) == ""


def test_codes_differ() -> None:
    assert len({new_code() for _ in range(200)}) == 200


@pytest.mark.parametrize(
    ("phone", "sort_key", "taken", "name"),
    [
        ("13800000001", "yang gui", set(), "13800000001"),
        ("13800000001", "yang gui", {"13800000001"}, "yanggui"),
        ("", "yang gui", {"yanggui", "yanggui2"}, "yanggui3"),
        ("", "a·bu", set(), "abu"),
        ("", "", set(), "account"),
    ],
)
def test_sign_in_names(phone: str, sort_key: str, taken: set[str], name: str) -> None:
    assert sign_in_name(phone=phone, sort_key=sort_key, taken=taken) == name


@given(st.lists(st.tuples(st.sampled_from(["", "13800000001"]), st.sampled_from(["yang gui", "li", ""]))))
def test_no_two_get_one_sign_in_name(people: list[tuple[str, str]]) -> None:
    taken: set[str] = set()
    for phone, sort_key in people:
        name = sign_in_name(phone=phone, sort_key=sort_key, taken=taken)
        assert name not in taken
        taken.add(name)
