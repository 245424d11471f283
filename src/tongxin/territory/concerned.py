"""What a change of the ground concerns in the rooms above, counted for the page that asks before it is made.

A room declares in its `listeners.py` what it counts; this room knows neither posts nor cases.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from tongxin.territory.ground import Ground

Count = Callable[[Sequence[Ground], date], int]


@dataclass(frozen=True)
class Concern:
    """What is counted, in words ("posts that end"), and how many there are."""

    words: str | Promise
    number: int


_counts: dict[str, tuple[str | Promise, Count]] = {}


def declare(key: str, words: str | Promise, count: Count) -> None:
    """Counts something on grounds that are about to be closed or merged; declaring a key again replaces it."""
    _counts[key] = (words, count)


def concerns(grounds: Sequence[Ground], on: date) -> list[Concern]:
    """What the rooms above have on exactly these grounds, and how much."""
    return [Concern(words, count(grounds, on)) for words, count in _counts.values()]
