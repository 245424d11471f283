"""The terms of an agreement, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.council.rules import AgreementState, Standing, Term, after_months, renewed, standing

DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))
YEAR = Term(date(2022, 1, 1), date(2023, 1, 1))


@pytest.mark.parametrize(
    ("since", "months", "until"),
    [
        (date(2022, 5, 21), 12, date(2023, 5, 21)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2022, 12, 1), 1, date(2023, 1, 1)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
    ],
)
def test_a_term_ends_on_the_same_day_of_a_later_month(since: date, months: int, until: date) -> None:
    assert after_months(since, months) == until


@given(DAYS, st.integers(1, 120))
def test_a_term_of_some_months_is_never_empty(since: date, months: int) -> None:
    assert after_months(since, months) > since


@given(DAYS, DAYS)
def test_a_renewal_leaves_no_gap_and_no_past_day(until: date, today: date) -> None:
    term = renewed(until, today, 12)
    assert term.since == max(until, today)
    assert term.until == after_months(term.since, 12)


def test_the_last_day_holds_and_the_next_one_does_not() -> None:
    assert YEAR.last_day == date(2022, 12, 31)
    assert YEAR.holds(YEAR.last_day)
    assert not YEAR.holds(YEAR.until)


@pytest.mark.parametrize(
    ("state", "on", "stands"),
    [
        (AgreementState.DRAFT, date(2022, 6, 1), Standing.DRAFT),
        (AgreementState.SIGNED, date(2021, 12, 31), Standing.TO_COME),
        (AgreementState.SIGNED, date(2022, 1, 1), Standing.RUNNING),
        (AgreementState.SIGNED, YEAR.until - timedelta(days=31), Standing.RUNNING),
        (AgreementState.SIGNED, YEAR.until - timedelta(days=30), Standing.ENDS_SOON),
        (AgreementState.SIGNED, YEAR.until, Standing.OVER),
        (AgreementState.ENDED, date(2024, 1, 1), Standing.OVER),
    ],
)
def test_how_an_agreement_stands_follows_from_its_days(
    state: AgreementState, on: date, stands: Standing
) -> None:
    assert standing(state, YEAR, on, soon=30) is stands
