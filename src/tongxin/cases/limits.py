"""How a case stands to its time limit, and how the limit follows from what happened. Pure: no clock, no database.

Worked examples: `docs/rules/case-life.md` and `docs/rules/working-time.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from tongxin.cases.rules import RUNS_ON, STATES_TO_FIX, Move, State
from tongxin.records import working_time
from tongxin.records.clock import local
from tongxin.records.working_time import Due, LimitUnit, WorkingCalendar


class Standing(StrEnum):
    """How a case stands to its time limit."""

    RUNNING = "running"
    STOPPED = "stopped"
    OVERDUE = "overdue"
    IN_TIME = "in_time"
    LATE = "late"
    NONE = "none"


@dataclass(frozen=True)
class Limit:
    """The time limit of one case, seen at one moment.

    The limit is the time to put it right (`matters.md`): it is kept by the fix that stands, and runs on when
    a fix is returned. While the case waits for others it stands still: what was late by then stays late by as
    much. A case that was declined or merged has none.
    """

    state: State
    found_at: datetime
    due_at: datetime
    fixed_at: datetime | None
    at: datetime
    waiting_since: datetime | None = None

    @property
    def end(self) -> datetime:
        """Up to when it is reckoned: the fix, else the moment when the clock was stopped, else now."""
        return self.fixed_at or self.waiting_since or self.at

    @property
    def standing(self) -> Standing:
        """Running, stopped or overdue while it waits to be put right; in time or late afterwards."""
        if self.state in STATES_TO_FIX:
            if self.end > self.due_at:
                return Standing.OVERDUE
            return Standing.STOPPED if self.waiting_since else Standing.RUNNING
        if self.fixed_at is not None:
            return Standing.LATE if self.fixed_at > self.due_at else Standing.IN_TIME
        return Standing.NONE

    @property
    def apart(self) -> timedelta:
        """The time between the due moment and now, or the fix; never negative."""
        return abs(self.due_at - self.end)

    @property
    def days_late(self) -> int:
        """Days of the calendar in China past the day it was due; 1 as well later on that same day."""
        return max(1, (local(self.end).date() - local(self.due_at).date()).days)

    @property
    def percent_used(self) -> int:
        """How much of the limit is used, 0 to 100."""
        whole, used = self.due_at - self.found_at, self.end - self.found_at
        return 100 if whole <= timedelta(0) else max(0, min(100, round(used / whole * 100)))


@dataclass(frozen=True)
class Rule:
    """The limit of a kind of problem, and the calendar by which it is counted."""

    value: int
    unit: LimitUnit
    calendar: WorkingCalendar


@dataclass(frozen=True)
class Begun:
    """The limit begins (anew): the problem was found, or the case was opened again."""

    at: datetime


@dataclass(frozen=True)
class Waited:
    """The clock stood still from one moment to another."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Postponed:
    """The limit was put off to the close of work of a day."""

    to: date


Happening = Begun | Waited | Postponed


def limit_of(happenings: Iterable[Happening], rule: Rule) -> Due:
    """When the limit ends after everything that happened to it, in order; the first must be a `Begun`."""
    due: Due | None = None
    for each in happenings:
        if isinstance(each, Begun):
            due = working_time.due_at(each.at, rule.value, rule.unit, rule.calendar)
        elif due is None:
            raise ValueError("a limit begins before it is stopped or put off")
        elif isinstance(each, Waited):
            due = working_time.moved(
                due, since=each.since, until=each.until, unit=rule.unit, calendar=rule.calendar
            )
        else:
            due = working_time.close_of(each.to, rule.calendar)
    if due is None:
        raise ValueError("a limit has a beginning")
    return due


class Event(Protocol):
    """What a limit needs to know of an event of the case."""

    @property
    def move(self) -> str:
        """The step."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def due_at(self) -> datetime | None:
        """The limit that the step set."""


def happenings(found_at: datetime, events: Iterable[Event]) -> Iterator[Happening]:
    """What happened to the limit of a case found at a moment, from its events in order."""
    yield Begun(found_at)
    stopped: datetime | None = None
    for event in events:
        if event.move == Move.WAIT:
            stopped = event.at
        elif event.move in RUNS_ON and stopped is not None:
            yield Waited(stopped, event.at)
            stopped = None
        if event.move == Move.REOPEN:
            yield Begun(event.at)
        elif event.move == Move.GRANT and event.due_at is not None:
            yield Postponed(local(event.due_at).date())


def is_later_day(day: date, due_at: datetime, today: date) -> bool:
    """May a limit be put off to `day`: later than the day on which it is due, and not gone?"""
    return day > local(due_at).date() and day >= today
