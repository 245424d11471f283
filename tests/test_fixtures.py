"""The fixtures are what they say."""

from __future__ import annotations

import socket
from datetime import date

import pytest

from tests.conftest import ClientFor, NetworkBlocked, On, is_this_machine
from tests.persons import Persons
from tests.town import Town
from tongxin.records import clock, ledger
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import Act
from tongxin.territory.models import Site


def test_only_the_leader_of_a_grid_sees_its_household(town: Town, persons: Persons) -> None:
    assert persons.viewer("grid_leader").may(Act.GROUND_VIEW, town.household.ground)
    assert not persons.viewer("next_grid_leader").may(Act.GROUND_VIEW, town.household.ground)


def test_the_administrator_is_signed_in_with_the_second_factor(
    persons: Persons, client_for: ClientFor
) -> None:
    assert "otp_device_id" in client_for(persons.administrator).session
    assert "otp_device_id" not in client_for(persons.town_clerk).session


def test_the_town_was_entered_through_the_acts_and_so_stands_in_the_ledger(town: Town) -> None:
    verbs = set(LedgerEntry.objects.values_list("verb", flat=True))
    assert {"group.add", "grid.add", "site.add", "person.add", "post.begin", "account.open"} <= verbs
    assert ledger.verify().fault is None


def test_the_network_is_blocked() -> None:
    with socket.socket() as line, pytest.raises(NetworkBlocked):
        line.connect(("192.0.2.1", 80))


def test_this_machine_can_be_reached() -> None:
    assert is_this_machine("127.0.0.1")
    assert is_this_machine("::1")
    assert not is_this_machine("example.org")


def test_the_clock_moves_until_the_test_ends(on: On) -> None:
    on("2022-09-16", "16:30")
    assert clock.today() == date(2022, 9, 16)
    on(date(2022, 9, 17))
    assert clock.local(clock.now()).hour == 9


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_the_town_is_there_again_after_a_test_with_real_transactions(town: Town, time: int) -> None:
    assert Site.objects.households().count() == 16
