"""The one clock, and ids that sort by it."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from tongxin.records import clock, ids

NOON = datetime(2022, 9, 16, 4, 0, tzinfo=UTC)  # 12:00 in China


def test_the_clock_stands_still_while_travelling() -> None:
    with clock.travel(to=NOON):
        assert clock.now() == clock.now() == NOON
    assert clock.now().year > 2022


def test_travels_are_nested_and_come_back() -> None:
    with clock.travel(to=NOON):
        with clock.travel(to=datetime(2023, 1, 1, tzinfo=UTC)):
            assert clock.now().year == 2023
        assert clock.now() == NOON


def test_a_travel_ends_when_the_block_fails() -> None:
    with pytest.raises(RuntimeError), clock.travel(to=NOON):
        raise RuntimeError
    assert clock.now() != NOON


def test_another_thread_does_not_travel_along() -> None:
    seen: list[datetime] = []
    with clock.travel(to=NOON):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0] != NOON


def test_the_day_is_the_day_in_china() -> None:
    with clock.travel(to=datetime(2022, 9, 15, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2022, 9, 16)


def test_the_day_starts_at_midnight_in_china() -> None:
    assert clock.start_of(date(2022, 9, 16)) == datetime(2022, 9, 15, 16, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"), clock.travel(to=datetime(2022, 9, 16)):
        pass


def test_ids_are_version_7_and_tell_their_moment() -> None:
    with clock.travel(to=NOON):
        identity = ids.new_id()
    assert (identity.version, identity.variant) == (7, "specified in RFC 4122")
    assert ids.made_at(identity) == NOON


def test_ids_sort_in_the_order_of_making_even_while_the_clock_stands() -> None:
    with clock.travel(to=NOON):
        made = [ids.new_id() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_ids_made_by_two_threads_differ() -> None:
    made: list[object] = []

    def make() -> None:
        made.extend(ids.new_id() for _ in range(2_000))

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8_000


def test_the_moment_of_another_kind_of_id_is_not_told() -> None:
    with pytest.raises(ValueError, match="version 7"):
        ids.made_at(uuid4())
