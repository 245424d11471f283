"""Ranks, ties, and the rules by which a list is drawn. Pure; worked numbers stand in docs/rules/ranks.md.

Rank: standard competition rank within one kind of object: 1 + number of units with a higher score;
equal scores share a rank and the next ranks are skipped (domain pack, bulletins). Scores are compared
as exact decimals, never as binary fractions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum


class UnitKind(StrEnum):
    """Kinds of object that scored tables know. Ranks are given within one kind only."""

    VILLAGE = "village"
    GROUP = "villager_group"
    GRID = "grid"
    NATURAL_VILLAGE = "natural_village"
    ROAD = "road"
    HOUSEHOLD = "household"


# A public list names places where people live together, never a household, a person or a lone spot.
MAY_BE_PUBLISHED: frozenset[str] = frozenset(
    {UnitKind.VILLAGE, UnitKind.GROUP, UnitKind.GRID, UnitKind.NATURAL_VILLAGE}
)


class Colour(StrEnum):
    """The two lists. Files of bulletins write the second one "black"; screens never do."""

    RED = "red"
    IMPROVE = "improve"


class End(StrEnum):
    """Which end of the table a rule takes from."""

    BEST = "best"
    WORST = "worst"


class AtCut(StrEnum):
    """What happens where equal scores stand on both sides of the cut: the tied units are never split."""

    ALL_ENTER = "all_enter"
    NONE_ENTERS = "none_enters"


class RuleDoesNotFit(ValueError):
    """The rule needs something that the table does not have; `lacking` are the units without it."""

    def __init__(self, lacking: Sequence[str]) -> None:
        super().__init__(", ".join(lacking))
        self.lacking = tuple(lacking)


@dataclass(frozen=True)
class Unit:
    """One scored unit. `key` is unique in its table; `score` is None where none is printed or measured.

    `n` is the number of visits behind the score, None where the source does not say.
    """

    key: str
    name: str
    kind: str
    score: Decimal | None
    parent: str = ""
    unit_class: str = ""
    printed_rank: int | None = None
    n: int | None = None
    rank: int | None = None


@dataclass(frozen=True)
class Difference:
    """A printed rank that is not the computed one."""

    unit: Unit
    printed: int
    computed: int


def has_evidence(unit: Unit, min_n: int) -> bool:
    """Was the unit seen often enough to be ranked? A source that gives no number of visits is believed."""
    return unit.score is not None and (unit.n is None or unit.n >= min_n)


def competition_ranks(scores: Mapping[str, Decimal]) -> dict[str, int]:
    """The rank of each key among `scores`: 1 + number of higher scores."""
    ordered = sorted(scores.values(), reverse=True)
    first: dict[Decimal, int] = {}
    for place, score in enumerate(ordered, start=1):
        first.setdefault(score, place)
    return {key: first[score] for key, score in scores.items()}


def ranked(units: Iterable[Unit], *, min_n: int = 0) -> tuple[Unit, ...]:
    """The same units with their ranks, by kind (in order of appearance), then rank, then as given.

    Units without a score or with fewer than `min_n` visits have no rank and stand at the end of their kind.
    """
    kinds: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        kinds[unit.kind].append(unit)
    result: list[Unit] = []
    for members in kinds.values():
        scores = {u.key: u.score for u in members if u.score is not None and has_evidence(u, min_n)}
        ranks = competition_ranks(scores)
        placed = [replace(unit, rank=ranks.get(unit.key)) for unit in members]
        result.extend(sorted(placed, key=lambda unit: (unit.rank is None, unit.rank or 0)))
    return tuple(result)


def ties(units: Iterable[Unit]) -> tuple[tuple[Unit, ...], ...]:
    """The groups of two or more ranked units of one kind that share a rank."""
    sharing: dict[tuple[str, int], list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.rank is not None:
            sharing[unit.kind, unit.rank].append(unit)
    return tuple(tuple(group) for group in sharing.values() if len(group) > 1)


def differences(units: Iterable[Unit]) -> tuple[Difference, ...]:
    """Every ranked unit whose printed rank is another than its rank. No printed rank is no difference."""
    return tuple(
        Difference(unit, unit.printed_rank, unit.rank)
        for unit in units
        if unit.rank is not None and unit.printed_rank is not None and unit.printed_rank != unit.rank
    )


# --- rules of a list -------------------------------------------------------------------------------


@dataclass(frozen=True)
class TopN:
    """The `n` best units."""

    n: int
    at_cut: AtCut = AtCut.ALL_ENTER


@dataclass(frozen=True)
class BottomM:
    """The `m` lowest units."""

    m: int
    at_cut: AtCut = AtCut.ALL_ENTER


@dataclass(frozen=True)
class OnePerParent:
    """From each parent (village, township) its best unit, or its lowest."""

    end: End = End.BEST
    at_cut: AtCut = AtCut.ALL_ENTER


@dataclass(frozen=True)
class Threshold:
    """Best: every unit with at least `limit`. Worst: every unit below `limit`. Ties cannot be split here."""

    limit: Decimal
    end: End = End.BEST


@dataclass(frozen=True)
class WithinClass:
    """The `n` best, or lowest, units of each class (class of villages, for example)."""

    n: int
    end: End = End.BEST
    at_cut: AtCut = AtCut.ALL_ENTER


@dataclass(frozen=True)
class BottomBelow:
    """The `m` lowest units, and of them only those below `limit`: nobody is listed for being last among good."""

    m: int
    limit: Decimal
    at_cut: AtCut = AtCut.ALL_ENTER


@dataclass(frozen=True)
class AsPrinted:
    """No rule: the list stands as its source printed it."""

    end: End = End.BEST


RankRule = TopN | BottomM | OnePerParent | Threshold | WithinClass | BottomBelow | AsPrinted


def end_of(rule: RankRule) -> End:
    """Which end of the table the rule takes from."""
    match rule:
        case TopN():
            return End.BEST
        case BottomM() | BottomBelow():
            return End.WORST
        case _:
            return rule.end


def colour_of(rule: RankRule) -> Colour:
    """The list that the rule draws: the best make the red list, the lowest the other. No rule draws both."""
    return Colour.RED if end_of(rule) is End.BEST else Colour.IMPROVE


def select(rule: RankRule, units: Iterable[Unit], *, taken: Collection[str] = ()) -> tuple[Unit, ...]:
    """The ranked units that enter the list, in the order of `units`.

    Units without a rank never enter, nor do those with a key in `taken` (listed on the table's other list).
    Ranks are counted within a kind: a table of several kinds is given one kind at a time.
    Raises `RuleDoesNotFit` where a ranked unit lacks the parent or class that the rule needs.
    """
    pool = tuple(unit for unit in units if unit.rank is not None)
    match rule:
        case TopN(n, at_cut):
            chosen = _cut(pool, n, End.BEST, at_cut)
        case BottomM(m, at_cut):
            chosen = _cut(pool, m, End.WORST, at_cut)
        case OnePerParent(end, at_cut):
            _need(pool, "parent")
            chosen = _cut_each(pool, "parent", 1, end, at_cut)
        case WithinClass(n, end, at_cut):
            _need(pool, "unit_class")
            chosen = _cut_each(pool, "unit_class", n, end, at_cut)
        case Threshold(limit, end):
            chosen = {u.key for u in pool if (_score(u) >= limit) == (end is End.BEST)}
        case BottomBelow(m, limit, at_cut):
            chosen = _cut(pool, m, End.WORST, at_cut) & {u.key for u in pool if _score(u) < limit}
        case AsPrinted():
            chosen = set()
    return tuple(unit for unit in pool if unit.key in chosen and unit.key not in taken)


def tied_at_cut(rule: RankRule, units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units whose entering depends on the rule's answer at the cut; none where the cut falls between scores."""
    if isinstance(rule, Threshold | AsPrinted):
        return ()
    generous = {unit.key for unit in select(replace(rule, at_cut=AtCut.ALL_ENTER), units)}
    strict = {unit.key for unit in select(replace(rule, at_cut=AtCut.NONE_ENTERS), units)}
    return tuple(unit for unit in units if unit.key in generous - strict)


def _score(unit: Unit) -> Decimal:
    if unit.score is None:
        raise ValueError(f"{unit.name} has a rank and no score")
    return unit.score


def _cut(pool: Sequence[Unit], size: int, end: End, at_cut: AtCut) -> set[str]:
    """Keys of the `size` units at `end`; a tie across the cut enters whole or not at all."""
    holders: dict[Decimal, int] = defaultdict(int)
    for unit in pool:
        holders[_score(unit)] += 1
    chosen: set[Decimal] = set()
    before = 0
    for score in sorted(holders, reverse=end is End.BEST):
        after = before + holders[score]
        if after <= size or (before < size and at_cut is AtCut.ALL_ENTER):
            chosen.add(score)
        before = after
    return {unit.key for unit in pool if unit.score in chosen}


def _cut_each(pool: Sequence[Unit], by: str, size: int, end: End, at_cut: AtCut) -> set[str]:
    shelves: dict[str, list[Unit]] = defaultdict(list)
    for unit in pool:
        shelves[getattr(unit, by)].append(unit)
    return {key for shelf in shelves.values() for key in _cut(shelf, size, end, at_cut)}


def _need(pool: Sequence[Unit], field: str) -> None:
    lacking = [unit.name for unit in pool if not getattr(unit, field)]
    if lacking:
        raise RuleDoesNotFit(lacking)


# --- life of a list --------------------------------------------------------------------------------


class ListState(StrEnum):
    """States of a list from draft to its end."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class ListAct(StrEnum):
    """What moves a list on."""

    APPROVE = "approve"
    PUBLISH = "publish"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"


TRANSITIONS: Mapping[tuple[ListState, ListAct], ListState] = {
    (ListState.DRAFT, ListAct.APPROVE): ListState.APPROVED,
    (ListState.DRAFT, ListAct.WITHDRAW): ListState.WITHDRAWN,
    (ListState.APPROVED, ListAct.PUBLISH): ListState.PUBLISHED,
    (ListState.APPROVED, ListAct.WITHDRAW): ListState.WITHDRAWN,
    (ListState.PUBLISHED, ListAct.EXPIRE): ListState.EXPIRED,
    (ListState.PUBLISHED, ListAct.WITHDRAW): ListState.WITHDRAWN,
}

# Mission, bounds: an improve listing ends at correction and after at most 14 days.
IMPROVE_DAYS_AT_MOST = 14
RED_DAYS_AT_MOST = 366


def days_at_most(colour: Colour) -> int:
    """How many days a list of this colour may stand at most."""
    return RED_DAYS_AT_MOST if colour is Colour.RED else IMPROVE_DAYS_AT_MOST


def next_state(state: ListState, act: ListAct) -> ListState | None:
    """The state after `act`, or None where the act is not allowed in `state`."""
    return TRANSITIONS.get((state, act))
