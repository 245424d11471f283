"""Acts in the order of time, and office hours."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from tongxin.records import clock

Act = Callable[[], object]


class Timeline:
    """Acts by their moment; an act may add later ones. What lies after the end does not happen."""

    def __init__(self, end: datetime) -> None:
        self.end = end
        self._order = itertools.count()
        self._acts: list[tuple[datetime, int, Act]] = []

    def at(self, moment: datetime, act: Act) -> None:
        """Plans an act."""
        if moment < self.end:
            heapq.heappush(self._acts, (moment, next(self._order), act))

    def run(self) -> Iterator[datetime]:
        """Does the acts one after another, each at its moment; yields the moment."""
        while self._acts:
            moment, _, act = heapq.heappop(self._acts)
            with clock.travel(to=moment):
                act()
            yield moment


def local(day: date, at: time) -> datetime:
    """A moment on China's clocks."""
    return datetime.combine(day, at, clock.SHANGHAI)


def by_day(moment: datetime) -> datetime:
    """The moment, or the next morning where it lies in the night; what comes later stays later.

    18:00 to 8:30 is pressed into 8:00 to 8:30.
    """
    morning = local(clock.local(moment).date(), time(8, 30))
    if moment >= morning + timedelta(hours=9.5):
        morning += timedelta(days=1)
    elif moment >= morning:
        return moment
    return morning - (morning - moment) * (0.5 / 14.5)


def office_hours(chance: random.Random, first: date, days: int) -> datetime:
    """A moment in the office hours of one of `days` days from `first` on."""
    day = first + timedelta(days=chance.randint(0, max(days - 1, 0)))
    minutes = chance.randint(0, 200) if chance.random() < 0.5 else chance.randint(330, 530)
    return local(day, time(8, 40)) + timedelta(minutes=minutes)
