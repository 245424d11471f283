"""Rounds made up by seeds, for the signals: honest ones, and ones in which an inspector copied visits.

Honest: inspectors differ in severity, households in how clean they are (so answers hang together), some photos show
the same ditch from the next door, some visits are typed in the evening, some come from paper.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tongxin.inspections.signals.rules import HASH_BITS, PhotoRow, VisitRow

MORNING = datetime(2022, 5, 21, 1, 0, tzinfo=UTC)  # 9 in China
ITEMS = [f"B{number}" for number in range(1, 13)]
A_DAY = 20  # visits of one inspector
STEP = 0.0006  # degrees between doors, some 60 m
SHARE_COPIED = 0.3


class Manner(StrEnum):
    """How visits were made up."""

    ONE = "one visit copied to all of them, keyed in at the desk"
    SOME = "several visits copied, keyed in at the desk"
    SPREAD = "several visits copied, at times that look right"


@dataclass
class Made:
    """The visits of a round, and which of them are copies."""

    rows: list[VisitRow]
    copies: frozenset[UUID]


def honest(seed: int, inspectors: int = 6, visits: int = 60) -> Made:
    """A round on which everybody went there."""
    chance = random.Random(seed)
    rows = [row for number in range(inspectors) for row in _walk(chance, number, visits)]
    return Made(rows, frozenset())


def copied(seed: int, manner: Manner) -> Made:
    """The same round, but the first inspector copied three in ten visits."""
    made = honest(seed)
    chance = random.Random(seed + 10_000)
    maker = made.rows[0].maker
    own = [row for row in made.rows if row.maker == maker]
    faked = set(chance.sample(range(5, len(own)), round(SHARE_COPIED * len(own))))
    sources = [row for place, row in enumerate(own) if place not in faked and place < len(own) // 2]
    one = chance.choice([row for row in sources if row.photos] or sources)
    copies: list[VisitRow] = []
    for number, place in enumerate(sorted(faked)):
        source = one if manner is Manner.ONE else chance.choice(sources)
        copies.append(_copy(chance, own[place], source, number, manner))
    kept = [row for row in made.rows if row.id not in {copy.id for copy in copies}]
    return Made(kept + copies, frozenset(copy.id for copy in copies))


def _walk(chance: random.Random, number: int, visits: int) -> list[VisitRow]:
    severity = chance.uniform(0.6, 1.6)
    maker = UUID(int=chance.getrandbits(128))
    rows: list[VisitRow] = []
    last_photo = chance.getrandbits(HASH_BITS)
    for place in range(visits):
        day, in_day = divmod(place, A_DAY)
        if in_day == 0:
            at = MORNING + timedelta(days=day)
        at += timedelta(
            minutes=chance.lognormvariate(2.1, 0.5)
        )  # a median of eight minutes, the way included
        answers = _answers(chance, severity)
        photos: tuple[PhotoRow, ...] = ()
        if any(answer["count"] for answer in answers.values()) and chance.random() < 0.4:
            last_photo = _photo(chance, last_photo)
            photos = (PhotoRow(f"{chance.getrandbits(256):064x}", last_photo),)
        rows.append(
            VisitRow(
                id=UUID(int=chance.getrandbits(128)),
                maker=maker,
                visited_at=at,
                entered_at=at + timedelta(hours=chance.choice([0] * 8 + [6, 10])),
                from_paper=chance.random() < 0.05,
                position=(24.98 + number * 0.02 + place * STEP, 101.47),
                answers=answers,
                photos=photos,
            )
        )
    return rows


def _answers(chance: random.Random, severity: float) -> dict[str, Any]:
    """Twelve items; a household that is untidy in one is likely to be in others too."""
    untidy = min(0.9, chance.betavariate(0.7, 4) * severity)
    return {item: {"count": 1 + (chance.random() < 0.3) if chance.random() < untidy else 0} for item in ITEMS}


def _photo(chance: random.Random, last: int) -> int:
    """A picture of its own; one in fifty shows what the one before showed, from a few steps on."""
    if chance.random() < 0.02:
        return _changed(chance, last, chance.randint(4, 14))
    return chance.getrandbits(HASH_BITS)


def _changed(chance: random.Random, likeness: int, bits: int) -> int:
    for bit in chance.sample(range(HASH_BITS), bits):
        likeness ^= 1 << bit
    return likeness


def _copy(chance: random.Random, visit: VisitRow, source: VisitRow, number: int, manner: Manner) -> VisitRow:
    """`visit` with what `source` said; its photos sent again as they are, or made smaller on the way."""
    photos = tuple(
        photo
        if chance.random() < 0.5
        else PhotoRow(
            f"{chance.getrandbits(256):064x}", _changed(chance, photo.likeness or 0, chance.randint(0, 4))
        )
        for photo in source.photos
    )
    row = replace(visit, answers=source.answers, photos=photos, from_paper=False)
    if manner is Manner.SPREAD:
        return row
    evening = MORNING + timedelta(days=2, hours=10, seconds=75 * number)
    return replace(row, visited_at=evening, entered_at=evening)


def named(rows: Sequence[VisitRow], signalled: set[UUID]) -> float:
    """The share of these visits that some signal names."""
    return sum(row.id in signalled for row in rows) / len(rows)
