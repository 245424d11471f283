"""The one clock of the house. Nothing else asks the machine for the time: tests and the demo can travel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_stopped_at: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _stopped_at.get() or datetime.now(UTC)


def today() -> date:
    """The day it is in China."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment on China's clocks. Raises `ValueError` for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(SHANGHAI)


def start_of(day: date) -> datetime:
    """The first moment of `day` in China, in UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


@contextmanager
def travel(*, to: datetime) -> Iterator[None]:
    """Stops the clock at `to` (aware) inside the block, for this thread only. May be nested."""
    token = _stopped_at.set(local(to).astimezone(UTC))
    try:
        yield
    finally:
        _stopped_at.reset(token)
