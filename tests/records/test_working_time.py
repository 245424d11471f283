"""Time limits: the worked examples of docs/rules/working-time.md, and what must always hold."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.records.clock import SHANGHAI
from tongxin.records.working_time import (
    DayKind,
    LimitUnit,
    WorkingCalendar,
    WorkingHours,
    due_at,
    next_opening,
)

PAGE = Path(__file__).resolve().parents[2] / "docs/rules/working-time.md"
OFF = DayKind(working=False, provisional=False, name="day off")
WORKED = DayKind(working=True, provisional=False, name="worked")
CALENDARS = {
    "town": WorkingCalendar(),
    "torch": WorkingCalendar(entered={date(2022, 7, 22): OFF, date(2022, 9, 17): WORKED}),
    "whole 2027": WorkingCalendar(entered={date(2027, 1, 1): OFF}, complete_years=frozenset({2027})),
    "afternoons": WorkingCalendar(hours=WorkingHours.parse("8:30-12:00,14:30-18:00")),
}
EXAMPLES = re.findall(
    r"^\| (\S+ \S+) \| (\d+) \| (\w+) \| ([\w ]+) \| (\S+ \S+) \| (yes|no) \|", PAGE.read_text("utf-8"), re.M
)
MOMENTS = st.datetimes(datetime(2021, 1, 1), datetime(2026, 6, 1)).map(lambda at: at.replace(tzinfo=SHANGHAI))


def in_china(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) >= 20
    assert {example[3] for example in EXAMPLES} == set(CALENDARS)
    assert {example[2] for example in EXAMPLES} == set(LimitUnit)


@pytest.mark.parametrize(
    ("start", "value", "unit", "calendar", "end", "provisional"),
    EXAMPLES,
    ids=[" ".join(row[:4]) for row in EXAMPLES],
)
def test_the_limit_ends_as_the_page_says(
    start: str, value: str, unit: str, calendar: str, end: str, provisional: str
) -> None:
    due = due_at(in_china(start), int(value), LimitUnit(unit), CALENDARS[calendar])
    assert due.at == in_china(end)
    assert due.provisional == (provisional == "yes")


def test_a_wrong_example_would_be_seen() -> None:
    due = due_at(in_china("2022-09-30 10:00"), 3, LimitUnit.WORKING_DAYS, WorkingCalendar())
    assert due.at != in_china("2022-10-12 17:30")  # where 调休 is forgotten


@given(MOMENTS, st.integers(1, 60))
def test_a_limit_in_working_hours_ends_inside_opening_hours(start: datetime, hours: int) -> None:
    end = due_at(start, hours, LimitUnit.WORKING_HOURS, CALENDARS["town"]).at.astimezone(SHANGHAI)
    assert CALENDARS["town"].day_kind(end.date()).working
    assert any(opens < end.time() <= closes for opens, closes in WorkingHours().spans)


@given(MOMENTS, st.integers(1, 30), st.integers(1, 30))
def test_working_hours_add_up(start: datetime, first: int, then: int) -> None:
    calendar = CALENDARS["town"]
    halfway = due_at(start, first, LimitUnit.WORKING_HOURS, calendar).at
    whole = due_at(start, first + then, LimitUnit.WORKING_HOURS, calendar).at
    assert due_at(halfway, then, LimitUnit.WORKING_HOURS, calendar).at == whole


@given(MOMENTS, st.integers(1, 20), st.sampled_from(list(LimitUnit)))
def test_a_later_start_never_ends_earlier(start: datetime, value: int, unit: LimitUnit) -> None:
    calendar = CALENDARS["town"]
    later = start + timedelta(minutes=37)
    assert due_at(start, value, unit, calendar).at <= due_at(later, value, unit, calendar).at


@given(MOMENTS)
def test_the_next_opening_is_not_before_the_moment(moment: datetime) -> None:
    assert next_opening(moment, CALENDARS["town"]) >= moment


def test_the_moment_is_given_in_utc() -> None:
    assert due_at(in_china("2022-09-14 09:00"), 1, LimitUnit.DAYS, WorkingCalendar()).at.tzinfo is UTC


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025, 2026])
def test_the_years_have_their_working_days(year: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    worked = [day for day in days if day.year == year and WorkingCalendar().day_kind(day).working]
    assert len(worked) == {2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}[year]


@pytest.mark.parametrize(
    "text", ["", "8:30", "12:00-8:30", "8:30-12:00,11:00-17:00", "8:30-25:00", "morning"]
)
def test_opening_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"span|hour must be"):
        WorkingHours.parse(text)


def test_opening_hours_are_read_from_text() -> None:
    assert WorkingHours.parse("8:30-12:00, 14:00-17:30") == WorkingHours()
    assert WorkingHours().closing == time(17, 30)


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        due_at(in_china("2022-09-14 09:00"), 0, LimitUnit.DAYS, WorkingCalendar())


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        due_at(datetime(2022, 9, 14, 9), 1, LimitUnit.DAYS, WorkingCalendar())


def test_a_calendar_without_working_days_is_refused_instead_of_searched_for_ever() -> None:
    class Closed(WorkingCalendar):
        def day_kind(self, day: date) -> DayKind:
            return OFF

    with pytest.raises(ValueError, match="ten years"):
        due_at(in_china("2022-09-14 09:00"), 1, LimitUnit.WORKING_HOURS, Closed())
