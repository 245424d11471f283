"""Limits over holidays, on half days, stopped and put off: the worked examples of docs/rules/working-time.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.cases.limits import Begun, Happening, Postponed, Rule, Waited, limit_of
from tongxin.records.clock import SHANGHAI
from tongxin.records.working_time import (
    DayKind,
    Due,
    LimitUnit,
    WorkingCalendar,
    WorkingHours,
    due_at,
    moved,
    worked_between,
)

PAGE = Path(__file__).resolve().parents[2] / "docs/rules/working-time.md"
ROWS = re.findall(
    r"^\| (\S+ \S+) \| (\d+) \| (\w+) \| ([\w ]+) \| ([^|]+) \| (\S+ \S+) \| (yes|no) \| [^|]+ \|$",
    PAGE.read_text("utf-8"),
    re.M,
)


def worked(hours: str) -> DayKind:
    return DayKind(working=True, provisional=False, name="half a day", hours=WorkingHours.parse(hours))


MORNING, AFTERNOON = worked("8:30-12:00"), worked("14:00-17:30")
TOWN = WorkingCalendar()
HALF_DAYS = {date(2025, 9, 30): MORNING, date(2026, 2, 14): MORNING, date(2026, 2, 24): AFTERNOON}
CALENDARS = {"town": TOWN, "half days": WorkingCalendar(entered=HALF_DAYS)}
MOMENTS = st.datetimes(datetime(2025, 9, 1), datetime(2026, 4, 1)).map(lambda at: at.replace(tzinfo=SHANGHAI))
SPANS = st.timedeltas(timedelta(0), timedelta(days=20))


def in_china(text: str) -> datetime:
    return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def happened(start: str, words: str) -> Iterator[Happening]:
    """The cell "what happened" of a row."""
    yield Begun(in_china(start))
    for part in words.split("; "):
        if part.startswith("stopped "):
            since, until = part.removeprefix("stopped ").split("–")
            yield Waited(in_china(since), in_china(until))
        elif part.startswith("put off to "):
            yield Postponed(date.fromisoformat(part.removeprefix("put off to ")))
        elif part.startswith("opened again "):
            yield Begun(in_china(part.removeprefix("opened again ")))
        else:
            assert part == "nothing", part


def test_the_page_has_forty_examples_of_every_sort() -> None:
    assert len(ROWS) >= 40
    words = " ".join(row[4] for row in ROWS)
    assert all(sort in words for sort in ("nothing", "stopped", "put off", "opened again"))
    assert {row[2] for row in ROWS} == set(LimitUnit)
    assert {row[3] for row in ROWS} == set(CALENDARS)
    assert sum(row[0].startswith("2025") for row in ROWS) >= 15


@pytest.mark.parametrize("row", ROWS, ids=[" ".join(row[:5]) for row in ROWS])
def test_the_limit_ends_as_the_page_says(row: tuple[str, ...]) -> None:
    start, value, unit, calendar, words, end, provisional = row
    due = limit_of(happened(start, words), Rule(int(value), LimitUnit(unit), CALENDARS[calendar]))
    assert due.at == in_china(end)
    assert due.provisional == (provisional == "yes")


def test_a_limit_that_never_began_is_refused() -> None:
    rule = Rule(1, LimitUnit.DAYS, TOWN)
    for happenings in ([], [Postponed(date(2026, 2, 24))]):
        with pytest.raises(ValueError, match="begin"):
            limit_of(happenings, rule)


@given(MOMENTS, SPANS, SPANS)
def test_what_was_left_when_the_clock_stopped_is_left_when_it_runs(
    start: datetime, before: timedelta, while_stopped: timedelta
) -> None:
    due = due_at(start, 21, LimitUnit.WORKING_HOURS, TOWN)
    since = start + before
    until = since + while_stopped
    after = moved(due, since=since, until=until, unit=LimitUnit.WORKING_HOURS, calendar=TOWN)
    if since <= due.at:
        assert worked_between(until, after.at, TOWN) == worked_between(since, due.at, TOWN)
    assert after.at >= due.at


@given(MOMENTS, SPANS, SPANS)
def test_worked_time_adds_up_and_is_never_more_than_time(
    start: datetime, first: timedelta, then: timedelta
) -> None:
    middle, end = start + first, start + first + then
    whole = worked_between(start, end, TOWN)
    assert whole == worked_between(start, middle, TOWN) + worked_between(middle, end, TOWN)
    assert timedelta(0) <= whole <= end - start
    assert worked_between(end, start, TOWN) == timedelta(0)


def test_a_clock_that_ignores_the_calendar_would_be_seen() -> None:
    """Moved by all the time that passed, a limit in working days would gain the whole festival."""
    due = Due(in_china("2026-02-24 17:30"), provisional=False)
    span = {"since": in_china("2026-02-14 17:30"), "until": in_china("2026-02-24 08:30")}
    by_work = moved(due, **span, unit=LimitUnit.WORKING_DAYS, calendar=TOWN)
    by_days = moved(due, **span, unit=LimitUnit.DAYS, calendar=TOWN)
    assert by_work.at == due.at < by_days.at
