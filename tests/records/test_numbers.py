"""Human numbers: in order, without a gap, never twice."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from tongxin.records.models import NumberSeries
from tongxin.records.numbers import next_number


@pytest.mark.django_db
def test_numbers_follow_each_other_in_a_series() -> None:
    numbers = [next_number("case:532301105203", 2022, prefix="莲华") for _ in range(3)]
    assert numbers == ["莲华-2022-0001", "莲华-2022-0002", "莲华-2022-0003"]


@pytest.mark.django_db
def test_each_year_and_each_series_starts_at_one() -> None:
    next_number("case:532301105203", 2022, prefix="莲华")
    assert next_number("case:532301105203", 2023, prefix="莲华") == "莲华-2023-0001"
    assert next_number("case:532301105204", 2022, prefix="本东") == "本东-2022-0001"


@pytest.mark.django_db
def test_a_number_past_9999_grows_a_digit() -> None:
    NumberSeries.objects.create(series="case", year=2022, last=9999)
    assert next_number("case", 2022, prefix="莲华") == "莲华-2022-10000"


@pytest.mark.django_db
def test_a_number_taken_back_is_given_again() -> None:
    with transaction.atomic():
        next_number("case", 2022, prefix="莲华")
        transaction.set_rollback(True)
    assert next_number("case", 2022, prefix="莲华") == "莲华-2022-0001"


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        next_number("case", 2022, prefix="莲华")


@pytest.mark.django_db(transaction=True)
def test_four_at_once_never_get_the_same_number() -> None:
    given: list[str] = []

    def take() -> None:
        for _ in range(10):
            with transaction.atomic():
                given.append(next_number("case", 2022, prefix="莲华"))
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == [f"莲华-2022-{n:04d}" for n in range(1, 41)]
