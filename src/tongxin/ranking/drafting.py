"""The consequences of each rule, side by side, before one is chosen. No writes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tongxin.ranking.rules import (
    AtCut,
    BottomBelow,
    BottomM,
    Colour,
    End,
    OnePerParent,
    RankRule,
    RuleDoesNotFit,
    Threshold,
    TopN,
    Unit,
    WithinClass,
    select,
    tied_at_cut,
)
from tongxin.ranking.words import conditions, whom


@dataclass(frozen=True)
class HeldBack:
    """A unit that the rule chooses and that does not enter: these cases there are open."""

    unit: Unit
    cases: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """A rule in words and what would follow from it. `tied`: those whose entering the answer at the cut decides.

    `is_possible` is false where nobody would enter or the rule chooses everybody; `lacking` names units without the
    parent or class that the rule needs; `held` are passed over, and nobody enters in their place.
    """

    key: str
    rule: RankRule
    whom: str
    conditions: str
    entries: tuple[Unit, ...] = ()
    tied: tuple[Unit, ...] = ()
    lacking: tuple[str, ...] = ()
    held: tuple[HeldBack, ...] = ()
    is_possible: bool = False


def rules_for(colour: Colour, *, n: int, limit: Decimal, at_cut: AtCut) -> dict[str, RankRule]:
    """The rules that draw a list of this colour, by a key for forms."""
    if colour is Colour.RED:
        return {
            "top": TopN(n, at_cut),
            "one_per_parent": OnePerParent(End.BEST, at_cut),
            "within_class": WithinClass(n, End.BEST, at_cut),
            "threshold": Threshold(limit, End.BEST),
        }
    return {
        "bottom": BottomM(n, at_cut),
        "bottom_below": BottomBelow(n, limit, at_cut),
        "threshold": Threshold(limit, End.WORST),
        "one_per_parent": OnePerParent(End.WORST, at_cut),
        "within_class": WithinClass(n, End.WORST, at_cut),
    }


def candidates(
    rules: dict[str, RankRule],
    units: Sequence[Unit],
    *,
    min_n: int,
    taken: Collection[str],
    held: Mapping[str, tuple[str, ...]],
) -> list[Candidate]:
    """Each rule with its consequences for the ranked `units` of one kind; `held`: cases that hold a unit's key."""
    return [_candidate(key, rule, units, min_n, taken, held) for key, rule in rules.items()]


def _candidate(
    key: str,
    rule: RankRule,
    units: Sequence[Unit],
    min_n: int,
    taken: Collection[str],
    held: Mapping[str, tuple[str, ...]],
) -> Candidate:
    words = (whom(rule), conditions(rule, min_n=min_n))
    try:
        chosen = select(rule, units, taken=taken)
        tied = tied_at_cut(rule, units)
    except RuleDoesNotFit as error:
        return Candidate(key, rule, *words, lacking=error.lacking)
    pool = sum(unit.rank is not None for unit in units)
    entries = tuple(unit for unit in chosen if unit.key not in held)
    back = tuple(HeldBack(unit, held[unit.key]) for unit in chosen if unit.key in held)
    return Candidate(
        key, rule, *words, entries, tied, held=back, is_possible=bool(entries) and len(chosen) < pool
    )
