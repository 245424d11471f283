"""Working time by rule: opening hours, working days, and when a time limit ends.

Pure: no Django, no clock, no database, so that rules may use it. Rules and worked examples:
`docs/rules/working-time.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

import chinese_calendar

from tongxin.records.clock import SHANGHAI

Span = tuple[time, time]

_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_SATURDAY = 5
_LONGEST_SEARCH = 3660  # days; ten years without a working day is a wrong entry, not a calendar


class LimitUnit(StrEnum):
    """What a time limit is counted in."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    DAYS = "days"


@dataclass(frozen=True)
class WorkingHours:
    """The opening hours of a working day: spans in order, each open at its start and closed at its end."""

    spans: tuple[Span, ...] = ((time(8, 30), time(12, 0)), (time(14, 0), time(17, 30)))

    def __post_init__(self) -> None:
        moments = [moment for span in self.spans for moment in span]
        if not moments or any(a >= b for a, b in pairwise(moments)):
            raise ValueError("opening hours must be spans in order, each ending after it begins")

    @classmethod
    def parse(cls, text: str) -> WorkingHours:
        """Reads "8:30-12:00,14:00-17:30". Raises `ValueError` for anything else."""
        spans = []
        for part in text.split(","):
            found = _SPAN.fullmatch(part.strip())
            if found is None:
                raise ValueError(f"'{part.strip()}' is not a span such as 8:30-12:00")
            hour, minute, until_hour, until_minute = map(int, found.groups())
            spans.append((time(hour, minute), time(until_hour, until_minute)))
        return cls(tuple(spans))

    def __str__(self) -> str:
        return ", ".join(f"{opens:%H:%M}\u2013{closes:%H:%M}" for opens, closes in self.spans)

    @property
    def closing(self) -> time:
        """The close of work."""
        return self.spans[-1][1]

    def on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The spans as moments of `day` in China."""
        for opens, closes in self.spans:
            yield datetime.combine(day, opens, SHANGHAI), datetime.combine(day, closes, SHANGHAI)


@dataclass(frozen=True)
class DayKind:
    """Whether it is a working day; provisional where the year is not known; the holiday's English name.

    `hours`: the opening hours of a day that is worked in part only, or at other times; None: the usual ones.
    """

    working: bool
    provisional: bool
    name: str
    hours: WorkingHours | None = None


@dataclass(frozen=True)
class Due:
    """The end of a limit (UTC). Provisional: to be reckoned again when the year's arrangement is known."""

    at: datetime
    provisional: bool


@dataclass(frozen=True)
class WorkingCalendar:
    """Opening hours, and the days entered by hand, which win over the national arrangement.

    `complete_years` are those whose whole arrangement was entered by hand: their other days are plain.
    """

    hours: WorkingHours = field(default_factory=WorkingHours)
    entered: Mapping[date, DayKind] = field(default_factory=dict)
    complete_years: frozenset[int] = frozenset()

    def day_kind(self, day: date) -> DayKind:
        """What kind of day it is: entered by hand, else national, else Monday to Friday."""
        by_hand = self.entered.get(day)
        if by_hand is not None:
            return by_hand
        plain = DayKind(day.weekday() < _SATURDAY, provisional=not self.knows(day.year), name="")
        if day.year in self.complete_years:
            return plain
        return national_day_kind(day) or plain

    def hours_on(self, day: date) -> WorkingHours:
        """The opening hours of a working day: its own, else the usual ones."""
        return self.day_kind(day).hours or self.hours

    def knows(self, year: int) -> bool:
        """Whether the arrangement of `year` is known, nationally or entered whole by hand."""
        return year in self.complete_years or national_day_kind(date(year, 1, 1)) is not None


def national_day_kind(day: date) -> DayKind | None:
    """The day by the State Council's arrangement; None where its year is not published yet.

    Source: the package `chinesecalendar`, years 2004-2026 in version 1.11.
    """
    try:
        is_holiday, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return None
    return DayKind(not is_holiday, provisional=False, name=name or "")


def due_at(start: datetime, value: int, unit: LimitUnit, calendar: WorkingCalendar) -> Due:
    """When a limit of `value` units that starts at `start` (aware) ends.

    - working hours: opening time used up, from the next opening where `start` is outside;
    - working days: the close of work of the `value`-th working day after the day of `start`, or of the
      next opening where `start` is outside;
    - days: the same time of day, `value` calendar days later.

    Source: calendar rules 4 and 5. Raises `ValueError` for a value below 1 or a moment without a zone.
    """
    if value < 1:
        raise ValueError("a time limit is at least 1")
    if start.tzinfo is None:
        raise ValueError("a moment without a time zone")
    begin = start.astimezone(SHANGHAI)
    if unit is LimitUnit.DAYS:
        return Due((begin + timedelta(days=value)).astimezone(UTC), provisional=False)
    if unit is LimitUnit.WORKING_HOURS:
        end = _after_hours(begin, timedelta(hours=value), calendar)
    else:
        end = _after_days(begin, value, calendar)
    return Due(end.astimezone(UTC), provisional=_any_provisional(begin.date(), end.date(), calendar))


def next_opening(moment: datetime, calendar: WorkingCalendar) -> datetime:
    """`moment` itself inside opening hours, else the next opening (in China's time)."""
    return next(_open_spans(moment.astimezone(SHANGHAI), calendar))[0]


def close_of(day: date, calendar: WorkingCalendar) -> Due:
    """The close of work of `day`; of a day off, the hour at which work usually closes."""
    end = datetime.combine(day, calendar.hours_on(day).closing, SHANGHAI)
    return Due(end.astimezone(UTC), provisional=_any_provisional(day, day, calendar))


def worked_between(since: datetime, until: datetime, calendar: WorkingCalendar) -> timedelta:
    """The opening time from `since` to `until`; none where `until` is not later."""
    first, last = since.astimezone(SHANGHAI), until.astimezone(SHANGHAI)
    spans = (
        span
        for offset in range((last.date() - first.date()).days + 1)
        for span in _spans_on(first.date() + timedelta(days=offset), calendar)
    )
    pieces = (min(closes, last) - max(opens, first) for opens, closes in spans)
    return sum((piece for piece in pieces if piece > timedelta(0)), timedelta(0))


def moved(due: Due, *, since: datetime, until: datetime, unit: LimitUnit, calendar: WorkingCalendar) -> Due:
    """The end of a limit whose clock stood still from `since` to `until`.

    It moves by the opening time that passed meanwhile; a limit in days by all the time that passed. What was
    left when the clock stopped is left when it runs again. Source: calendar rule 6.
    """
    if unit is LimitUnit.DAYS:
        return Due(due.at + max(until - since, timedelta(0)), provisional=False)
    passed = worked_between(since, until, calendar)
    begin = due.at.astimezone(SHANGHAI)
    end = _after_hours(begin, passed, calendar) if passed else begin
    days = (min(begin, since).astimezone(SHANGHAI).date(), max(end, until).astimezone(SHANGHAI).date())
    return Due(end.astimezone(UTC), provisional=due.provisional or _any_provisional(*days, calendar))


def _after_hours(begin: datetime, left: timedelta, calendar: WorkingCalendar) -> datetime:
    for opens, closes in _open_spans(begin, calendar):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise ValueError("no opening hours left")


def _after_days(begin: datetime, value: int, calendar: WorkingCalendar) -> datetime:
    first = next_opening(begin, calendar).date()
    days = _working_days(first + timedelta(days=1), calendar)
    last = [next(days) for _ in range(value)][-1]
    return datetime.combine(last, calendar.hours_on(last).closing, SHANGHAI)


def _open_spans(begin: datetime, calendar: WorkingCalendar) -> Iterator[tuple[datetime, datetime]]:
    for day in _working_days(begin.date(), calendar):
        for opens, closes in calendar.hours_on(day).on(day):
            if closes > begin:
                yield max(opens, begin), closes


def _spans_on(day: date, calendar: WorkingCalendar) -> Iterator[tuple[datetime, datetime]]:
    if calendar.day_kind(day).working:
        yield from calendar.hours_on(day).on(day)


def _working_days(first: date, calendar: WorkingCalendar) -> Iterator[date]:
    idle = 0
    day = first
    while idle < _LONGEST_SEARCH:
        if calendar.day_kind(day).working:
            idle = 0
            yield day
        else:
            idle += 1
        day += timedelta(days=1)
    raise ValueError("ten years without a working day: look at the days entered by hand")


def _any_provisional(first: date, last: date, calendar: WorkingCalendar) -> bool:
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return any(calendar.day_kind(day).provisional for day in days)
