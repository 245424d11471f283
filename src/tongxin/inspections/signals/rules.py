"""What makes a visit worth a second look. Pure: plain rows in, signals out; worked numbers in docs/rules/signals.md.

A signal names a visit and what is odd about it. Nothing adds signals up by person. What came in from paper has no
times to be judged by: whoever keyed it in was not there.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby, pairwise
from typing import Any
from uuid import UUID

EARTH_M = 6_371_008.8  # mean radius, IUGG
HASH_BITS = 64
HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)


class SignalKind(StrEnum):
    """What is odd."""

    SAME_PHOTO = "same_photo"
    NEAR_PHOTO = "near_photo"
    MANY = "many"
    HOP = "hop"
    ANSWERS = "answers"
    AFTER_LOOK = "after_look"
    LATE = "late"


@dataclass(frozen=True)
class Thresholds:
    """Numbers of `data/inspections/signals.json`, in the units that stand there."""

    near_bits: int
    look_back: int
    most_an_hour: int
    most_a_quarter: int
    speed: int
    least_hop: int
    chance: int
    least_run: int
    least_peers: int
    late: int
    kept: int


@dataclass(frozen=True)
class PhotoRow:
    """A photo of a visit: the digest of its bytes, and its perceptual hash where that is known."""

    digest: str
    likeness: int | None = None


@dataclass(frozen=True)
class VisitRow:
    """A visit as far as signals need it. `maker` only tells visits of one inspector from those of others.

    `edits`: moments at which the maker changed the score; `looks`: moments at which the maker saw a colleague's
    scores of the round. `position`: that of the place on the map, WGS84 degrees, never the phone's.
    `is_other`: a visit of another round, only there for its photos.
    """

    id: UUID
    maker: UUID | None
    visited_at: datetime
    entered_at: datetime
    from_paper: bool = False
    position: tuple[float, float] | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    photos: tuple[PhotoRow, ...] = ()
    edits: tuple[datetime, ...] = ()
    looks: tuple[datetime, ...] = ()
    is_other: bool = False

    @property
    def pattern(self) -> str:
        """The answers as one text: the same text, the same answers."""
        return json.dumps(self.answers, sort_keys=True, ensure_ascii=False, default=str)


@dataclass(frozen=True)
class Signal:
    """A visit to look at again; `other` is the visit that it resembles or follows, `facts` whole numbers."""

    kind: SignalKind
    visit: UUID
    other: UUID | None = None
    facts: Mapping[str, int] = field(default_factory=dict)


def signals_of(rows: Iterable[VisitRow], limits: Thresholds) -> list[Signal]:
    """Every signal of the visits of a round, each visit and kind once, in the order of time."""
    ordered = sorted(rows, key=lambda row: (row.visited_at, row.entered_at, row.id))
    own = [row for row in ordered if not row.is_other]
    timed = [row for row in own if not row.from_paper]
    found: dict[tuple[SignalKind, UUID], Signal] = {}
    for signal in (
        *_photos(ordered, limits),
        *_many(timed, limits),
        *_hops(timed, limits),
        *_answers(own, limits),
        *_after_look(own),
        *_late(timed, limits),
    ):
        found.setdefault((signal.kind, signal.visit), signal)
    return list(found.values())


def _by_maker(rows: Iterable[VisitRow]) -> dict[UUID, list[VisitRow]]:
    """The rows of each maker; those of nobody are left out."""
    kept: defaultdict[UUID, list[VisitRow]] = defaultdict(list)
    for row in rows:
        if row.maker is not None:
            kept[row.maker].append(row)
    return kept


def _photos(ordered: Sequence[VisitRow], limits: Thresholds) -> Iterator[Signal]:
    """The later of two visits with the same photo, or with one that looks alike."""
    first: dict[str, VisitRow] = {}
    alike = _Likeness(limits.near_bits)
    for row in ordered:
        for photo in row.photos:
            earlier = first.setdefault(photo.digest, row)
            if earlier.id != row.id and not row.is_other:
                yield Signal(SignalKind.SAME_PHOTO, row.id, earlier.id)
                continue
            near = None if photo.likeness is None else alike.nearest(photo.likeness, row.id)
            if near is not None and not row.is_other:
                yield Signal(SignalKind.NEAR_PHOTO, row.id, near[0], {"bits": near[1]})
        for photo in row.photos:
            if photo.likeness is not None:
                alike.add(photo.likeness, row.id)


class _Likeness:
    """Finds hashes at most `most` bits away without comparing all: of `most` + 1 parts of both, one is equal."""

    def __init__(self, most: int) -> None:
        self.most = most
        edges = [HASH_BITS * part // (most + 1) for part in range(most + 2)]
        self._parts = [(low, (1 << (high - low)) - 1) for low, high in pairwise(edges)]
        self._kept: defaultdict[tuple[int, int], list[tuple[int, UUID]]] = defaultdict(list)

    def _keys(self, likeness: int) -> list[tuple[int, int]]:
        return [(low, likeness >> low & mask) for low, mask in self._parts]

    def add(self, likeness: int, visit: UUID) -> None:
        """Keeps a hash."""
        for key in self._keys(likeness):
            self._kept[key].append((likeness, visit))

    def nearest(self, likeness: int, visit: UUID) -> tuple[UUID, int] | None:
        """The nearest kept hash of another visit and how many bits it differs in; None where none is near enough."""
        near = (
            ((likeness ^ kept).bit_count(), other)
            for key in self._keys(likeness)
            for kept, other in self._kept.get(key, ())
            if other != visit
        )
        bits, other = min(near, key=lambda pair: pair[0], default=(self.most + 1, visit))
        return (other, bits) if bits <= self.most else None


def _many(timed: Sequence[VisitRow], limits: Thresholds) -> Iterator[Signal]:
    """Every visit of an hour, or of a quarter of one, that holds more visits of its maker than one can make."""
    for rows in _by_maker(timed).values():
        for window, most in ((HOUR, limits.most_an_hour), (QUARTER, limits.most_a_quarter)):
            minutes = window // timedelta(minutes=1)
            for crowd in _crowds(rows, window, most):
                for row in crowd:
                    yield Signal(SignalKind.MANY, row.id, facts={"visits": len(crowd), "minutes": minutes})


def _crowds(rows: Sequence[VisitRow], window: timedelta, most: int) -> Iterator[Sequence[VisitRow]]:
    """Stretches of `window` that hold more than `most` of the rows, which are in the order of time."""
    first = 0
    for last, row in enumerate(rows):
        while row.visited_at - rows[first].visited_at >= window:
            first += 1
        if last - first >= most:
            yield rows[first : last + 1]


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The shortest way over the ground between two positions (latitude, longitude in degrees), on a sphere."""
    (lat1, lon1), (lat2, lon2) = (map(math.radians, position) for position in (one, other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_M * math.asin(math.sqrt(half))


def _hops(timed: Sequence[VisitRow], limits: Thresholds) -> Iterator[Signal]:
    """A visit that nobody could reach in the time since the one before, by the places' own positions."""
    for rows in _by_maker(timed).values():
        placed = [row for row in rows if row.position is not None]
        for before, row in pairwise(placed):
            assert before.position is not None and row.position is not None  # noqa: S101, PT018 - chosen so
            metres = metres_between(before.position, row.position)
            seconds = (row.visited_at - before.visited_at).total_seconds()
            if metres > limits.least_hop and metres * 3.6 > limits.speed * max(seconds, 1):
                facts = {"metres": round(metres), "minutes": round(seconds / 60)}
                yield Signal(SignalKind.HOP, row.id, before.id, facts)


def _answers(own: Sequence[VisitRow], limits: Thresholds) -> Iterator[Signal]:
    """Identical answers beyond what is usual on the round: long runs, and twins in many details."""
    makers = _by_maker(row for row in own if row.answers)
    for maker, rows in makers.items():
        others = {key: value for key, value in makers.items() if key != maker}
        peers = [value for value in others.values() if len(value) >= limits.least_peers]
        usual = _Usual(peers or [rows])
        yield from _runs(rows, usual, limits)
        yield from _twins(rows, usual, limits)


class _Usual:
    """How usual answers are among colleagues, the most lenient of them taken: severity is no signal."""

    def __init__(self, makers: Sequence[Sequence[VisitRow]]) -> None:
        self._patterns = [Counter(row.pattern for row in rows) for rows in makers]
        self._items = [
            Counter((item, _text(answer)) for row in rows for item, answer in row.answers.items())
            for rows in makers
        ]
        self._sizes = [len(rows) for rows in makers]

    def pattern(self, row: VisitRow) -> float:
        """The share of visits with exactly these answers (Laplace: nothing is impossible)."""
        counts = zip(self._patterns, self._sizes, strict=True)
        return max((found[row.pattern] + 1) / (size + 2) for found, size in counts)

    def details(self, row: VisitRow) -> float:
        """The chance of these answers item by item, as if items were independent; never under that of the pattern."""
        chances = []
        for found, size in zip(self._items, self._sizes, strict=True):
            logs = (
                math.log((found[item, _text(answer)] + 1) / (size + 2))
                for item, answer in row.answers.items()
            )
            chances.append(math.exp(sum(logs)))
        seen = (found[row.pattern] / size for found, size in zip(self._patterns, self._sizes, strict=True))
        return max(*chances, *seen)


def _text(answer: object) -> str:
    return json.dumps(answer, sort_keys=True, ensure_ascii=False, default=str)


def _runs(rows: Sequence[VisitRow], usual: _Usual, limits: Thresholds) -> Iterator[Signal]:
    """Runs of k visits one after the other with the same answers where n · p^(k − 1) is below the chance."""
    for _pattern, group in groupby(rows, key=lambda row: row.pattern):
        run = list(group)
        expected = len(rows) * usual.pattern(run[0]) ** (len(run) - 1)
        if len(run) >= limits.least_run and expected * 1000 < limits.chance:
            for row in run[1:]:
                yield Signal(SignalKind.ANSWERS, row.id, run[0].id, {"visits": len(run)})


def _twins(rows: Sequence[VisitRow], usual: _Usual, limits: Thresholds) -> Iterator[Signal]:
    """The later of two visits with the same answers in so many details that chance would not give it."""
    first: dict[str, VisitRow] = {}
    for row in rows:
        earlier = first.setdefault(row.pattern, row)
        if earlier is not row and len(rows) * usual.details(row) * 1000 < limits.chance:
            yield Signal(SignalKind.ANSWERS, row.id, earlier.id, {"visits": 2})


def _after_look(own: Iterable[VisitRow]) -> Iterator[Signal]:
    """Visits whose score the maker changed after having seen a colleague's scores."""
    for row in own:
        if row.looks and any(edit > min(row.looks) for edit in row.edits):
            yield Signal(SignalKind.AFTER_LOOK, row.id)


def _late(timed: Iterable[VisitRow], limits: Thresholds) -> Iterator[Signal]:
    """Visits that came in long after they were made, and not from paper."""
    for row in timed:
        hours = (row.entered_at - row.visited_at) // HOUR
        if hours >= limits.late:
            yield Signal(SignalKind.LATE, row.id, facts={"hours": hours})
