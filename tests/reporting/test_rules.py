"""Periods, the life of a brief, and what is frozen: the tables of docs/rules/figures-in-briefs.md."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reporting.tables import rows_of
from tongxin.reporting.rules import (
    BriefState,
    Step,
    after,
    digest_of,
    may_approve,
    pack_ids,
    previous_period,
    quarter_of,
    unpack_ids,
    whole_months,
)

PAGE = "figures-in-briefs.md"
DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize("row", rows_of(PAGE, "from"), ids=lambda row: row["why"])
def test_the_table_of_periods(row: dict[str, str]) -> None:
    since, until, before_since, before_until = (
        date.fromisoformat(row[head]) for head in ("from", "to", "before from", "before to")
    )
    assert previous_period(since, until) == (before_since, before_until)


def test_the_table_of_the_life_of_a_brief_is_complete() -> None:
    table = {(row["state"], row["step"]): row["next state"] for row in rows_of(PAGE, "state")}
    for state in BriefState:
        for step in Step:
            assert after(state, step) == table.get((state, step))


@given(DAYS, st.integers(0, 400))
def test_the_period_before_ends_the_day_before_and_is_as_long(since: date, days: int) -> None:
    until = since + timedelta(days=days)
    before, last = previous_period(since, until)
    assert last == since - timedelta(days=1)
    if whole_months(since, until) is None:
        assert last - before == until - since
    else:
        assert whole_months(before, last) == whole_months(since, until)


@given(DAYS)
def test_a_quarter_is_three_months_that_hold_the_day(day: date) -> None:
    since, until = quarter_of(day)
    assert since <= day <= until
    assert whole_months(since, until) == 3


def test_nobody_approves_their_own_brief() -> None:
    assert may_approve("王", ("李", "赵"))
    assert not may_approve("李", ("李", "赵"))
    assert not may_approve("赵", ("李", "赵"))
    assert not may_approve(None, ("李", "赵"))


@given(st.lists(st.uuids()))
def test_frozen_ids_come_back_in_their_order(ids: list[object]) -> None:
    assert unpack_ids(pack_ids(ids)) == [str(row_id) for row_id in ids]


def test_the_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest_of({"a": 1, "b": ["x"]}) == digest_of({"b": ["x"], "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})
