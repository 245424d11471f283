"""The life of a door agreement and its terms. Pure: no clock, no database.

An agreement is drawn up, signed, and then runs until its last day, until somebody ends it, or until the next one
takes its place. `until` is the first day no longer in force. No rule here knows an amount of money: a breach becomes
a case that is put right (`burden-rules.md` P18).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Duty(StrEnum):
    """The three duties at the door (门前三包)."""

    HYGIENE = "hygiene"
    ORDER = "order"
    GREENING = "greening"


class AgreementState(StrEnum):
    """Where an agreement is."""

    DRAFT = "draft"
    SIGNED = "signed"
    ENDED = "ended"
    EXPIRED = "expired"


class SignedHow(StrEnum):
    """In what way the household or shop agreed; none of them needs a photo."""

    SCREEN = "screen"
    PHOTO = "photo"
    PAPER = "paper"


class EndReason(StrEnum):
    """Why an agreement ended before its time."""

    MOVED = "moved"
    MERGED = "merged"
    GONE = "gone"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    OTHER = "other"


class Party(StrEnum):
    """Who signs opposite the household or shop."""

    VILLAGE = "village"
    TOWN = "town"


class Holder(StrEnum):
    """Who keeps a copy (一式三份)."""

    HOUSEHOLD = "household"
    VILLAGE = "village"
    TOWN = "town"


CHOSEN_REASONS: tuple[EndReason, ...] = (
    EndReason.MOVED,
    EndReason.GONE,
    EndReason.WITHDRAWN,
    EndReason.REPLACED,
    EndReason.OTHER,
)  # MERGED follows from the merging of two doors


class Standing(StrEnum):
    """How an agreement stands on a day."""

    DRAFT = "draft"
    TO_COME = "to_come"
    RUNNING = "running"
    ENDS_SOON = "ends_soon"
    OVER = "over"


@dataclass(frozen=True)
class Term:
    """From its first day until the first day no longer in force."""

    since: date
    until: date

    @property
    def last_day(self) -> date:
        """The last day in force, as papers say it."""
        return self.until - timedelta(days=1)

    def holds(self, on: date) -> bool:
        """Is it in force on the day `on`?"""
        return self.since <= on < self.until


def after_months(since: date, months: int) -> date:
    """The same day of the month that many months later; the last day of a shorter month.

    `after_months(date(2024, 2, 29), 12)` is 2025-02-28.
    """
    number = since.year * 12 + since.month - 1 + months
    year, month = divmod(number, 12)
    day = min(since.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day)


def renewed(until: date, today: date, months: int) -> Term:
    """The term proposed for a renewal: it follows without a gap, or begins today where the old one is over."""
    since = max(until, today)
    return Term(since, after_months(since, months))


def standing(state: AgreementState, term: Term, on: date, soon: int) -> Standing:
    """How an agreement stands on the day `on`; it ends soon when at most `soon` days are left."""
    if state is AgreementState.DRAFT:
        return Standing.DRAFT
    if on >= term.until:
        return Standing.OVER
    if on < term.since:
        return Standing.TO_COME
    return Standing.ENDS_SOON if (term.until - on).days <= soon else Standing.RUNNING
