"""Drawing the visit list of a round. Pure, and the same again for the same input (docs/rules/drawing.md).

Each unit has a permanent random number: the SHA-256 of the round's seed and the unit's key. Of each stratum the
units with the smallest numbers are drawn, so that each has exactly the chance drawn / size. Whoever has seed and
frame can draw again and finds the same list; a household that is added later moves at most one other.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import sqrt
from typing import NamedTuple, Protocol, TypeVar

PERCENT = 100
WHOLE = "all"  # the one stratum of a sample that is not drawn grid by grid
_MARGIN = 6  # standard deviations
LISTED, UNLISTED = "listed", "unlisted"


class SampleKind(StrEnum):
    """How the units of a round are chosen (抽样办法)."""

    ALL = "all"
    PER_GRID = "per_grid"
    SHARE = "share"
    LIST = "list"


class Among(StrEnum):
    """Among which units they are chosen (抽样范围)."""

    EVERYTHING = "everything"
    NOT_SEEN = "not_seen"  # not looked at for so many days
    PROBLEMS = "problems"  # where the last round left something open


@dataclass(frozen=True)
class SampleRule:
    """The rule of a sample.

    `number` is how many of each grid, or how many percent; `keys` the units listed; `among` narrows what is
    drawn from, with `days` for what was not seen.
    """

    kind: SampleKind
    number: int = 0
    keys: frozenset[str] = frozenset()
    among: Among = Among.EVERYTHING
    days: int = 0

    @property
    def is_drawn(self) -> bool:
        """Does chance decide?"""
        return self.kind in (SampleKind.PER_GRID, SampleKind.SHARE)


class Drawable(Protocol):
    """Something that can be visited: its ground's key, and the stratum (grid, else village) in which it lies."""

    @property
    def key(self) -> str:
        """The key of its ground."""

    @property
    def stratum(self) -> str:
        """The grid's key, or the village's code for what lies in no grid."""


class Unit(NamedTuple):
    """The least that can be drawn."""

    key: str
    stratum: str


Drawn = TypeVar("Drawn", bound=Drawable)


@dataclass(frozen=True)
class Stratum:
    """Of `size` units `drawn` are drawn; each has the chance drawn / size."""

    key: str
    size: int
    drawn: int

    @property
    def chance(self) -> Fraction:
        """The chance of each of its units."""
        return Fraction(self.drawn, self.size) if self.size else Fraction(0)


def seed_hash(seed: str) -> str:
    """What commits to a seed without telling it: the SHA-256 of its text."""
    return hashlib.sha256(seed.encode()).hexdigest()


def permanent_number(seed: str, key: str) -> int:
    """The unit's random number for this seed: 256 bits."""
    return int.from_bytes(hashlib.sha256(f"{seed}\n{key}".encode()).digest(), "big")


def strata_of(units: Iterable[Drawable], rule: SampleRule) -> dict[str, list[str]]:
    """The keys of the units of each stratum: by grid where so many of each grid are drawn, else together."""
    name = _naming(rule)
    strata: dict[str, list[str]] = defaultdict(list)
    for unit in units:
        strata[name(unit)].append(unit.key)
    return dict(strata)


def _naming(rule: SampleRule) -> Callable[[Drawable], str]:
    match rule.kind:
        case SampleKind.PER_GRID:
            return lambda unit: unit.stratum
        case SampleKind.LIST:
            return lambda unit: LISTED if unit.key in rule.keys else UNLISTED
        case _:
            return lambda _unit: WHOLE


def to_draw(stratum: str, size: int, rule: SampleRule) -> int:
    """How many of the `size` units of a stratum are drawn.

    PER_GRID: `number`, or all where there are fewer. SHARE: `number` percent of all, rounded up. LIST: the
    listed ones.
    """
    match rule.kind:
        case SampleKind.PER_GRID:
            return min(rule.number, size)
        case SampleKind.SHARE:
            return min(-(-size * rule.number // PERCENT), size)
        case SampleKind.LIST:
            return size if stratum == LISTED else 0
        case _:
            return size


def sizes_of(strata: Mapping[str, Collection[str]], rule: SampleRule) -> list[Stratum]:
    """Each stratum with its numbers, in the order of the keys."""
    return [
        Stratum(key, len(members), to_draw(key, len(members), rule))
        for key, members in sorted(strata.items())
    ]


def smallest(keys: Sequence[str], count: int, seed: str) -> list[str]:
    """The `count` keys with the smallest permanent numbers; as good as never are two numbers alike.

    Only numbers below a limit that nearly surely leaves enough are ranked: half the time for a million keys.
    """
    if count >= len(keys):
        return list(keys)
    digest = hashlib.sha256
    start = f"{seed}\n".encode()
    limit = _limit(count, len(keys))
    low = [(number, key) for key in keys if (number := digest(start + key.encode()).digest()) <= limit]
    if len(low) < count:
        low = [(digest(start + key.encode()).digest(), key) for key in keys]
    low.sort()  # bytes compare as the numbers that they write
    return [key for _number, key in low[:count]]


def _limit(count: int, size: int) -> bytes:
    """A number below which `size` random ones leave at least `count`, but for once in a thousand million times."""
    share = min((count + _MARGIN * sqrt(count) + _MARGIN) / size, 1.0)
    return min(int(share * 2**64), 2**64 - 1).to_bytes(8, "big") + b"\xff" * 24


def draw_strata(strata: Mapping[str, Sequence[str]], rule: SampleRule, seed: str) -> set[str]:
    """The keys drawn from all strata."""
    drawn: set[str] = set()
    for key, members in strata.items():
        drawn.update(smallest(members, to_draw(key, len(members), rule), seed))
    return drawn


def draw(units: Sequence[Drawn], rule: SampleRule, seed: str) -> list[Drawn]:
    """The units drawn, in the order in which they came.

    A listed key that is no unit is left out (`strangers` tells).
    """
    drawn = draw_strata(strata_of(units, rule), rule, seed)
    return [unit for unit in units if unit.key in drawn]


def strangers(units: Iterable[Drawable], rule: SampleRule) -> frozenset[str]:
    """Listed keys that are not among the units."""
    return rule.keys - {unit.key for unit in units} if rule.keys else frozenset()


def frame_digest(keys: Iterable[str]) -> str:
    """A digest of what was drawn from, so that a later drawing can tell whether the register has changed."""
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()
