"""Periods, the life of a brief, and what is frozen: the tables of docs/rules/figures-in-briefs.md."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
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
from tongxin.reporting.wording import period_words, shown

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


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2022-01-01", "2022-12-31", "2022年"),
        ("2022-01-01", "2022-06-30", "2022年上半年"),
        ("2022-07-01", "2022-12-31", "2022年下半年"),
        ("2022-07-01", "2022-09-30", "2022年第三季度"),
        ("2022-09-01", "2022-09-30", "2022年9月"),
        ("2022-02-01", "2022-04-30", "2022年2月至4月"),
        ("2022-01-01", "2022-05-22", "2022年1月1日至5月22日"),
        ("2021-12-01", "2022-05-22", "2021年12月1日至2022年5月22日"),
    ],
)
def test_a_period_is_named_as_people_name_it(since: str, until: str, words: str) -> None:
    with translation.override("zh-hans"):
        assert period_words(date.fromisoformat(since), date.fromisoformat(until)) == words


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1538, "个", "1,538"),
        (Decimal("98.0"), "%", "98.0%"),
        (Decimal("12.5000"), "分", "12.5"),
        (Decimal("7.0000"), "个", "7"),
        (None, "%", "未统计"),
        (0, "个", "0"),
    ],
)
def test_a_value_is_printed_as_papers_print_it(value: Decimal | int | None, unit: str, text: str) -> None:
    with translation.override("zh-hans"):
        assert shown(value, unit) == text
