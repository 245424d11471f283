"""Scoring a visit, and the lives of rounds and visits. Pure; worked numbers in docs/rules/score.md.

`frontend/visit/score.ts` is the same rule for the form; both are held to tests/inspections/score_cases.json.

Order of calculation: answers → item (at most its maximum, at least its floor) → the item's vetoes → section →
section vetoes → sheet → sheet vetoes. An item that was not looked at counts neither as points nor as maximum.
A floor that the source does not state: an item loses at most what it holds; section and sheet have none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from tongxin.standards.rules import Item, Mode, Section, Sheet, VetoEffect

NOTHING = Decimal(0)
MOST_FINDINGS = 999  # of one item on one visit; more is a slip of the finger
Answer = Mapping[str, Any]
Answers = Mapping[str, Answer]


class AnswerFault(Exception):
    """An answer that the sheet does not allow; `code` is the name shared with score.ts."""

    code = ""

    def __init__(self, item_id: str, **facts: str) -> None:
        super().__init__(f"{self.code}: {item_id}")
        self.item_id = item_id
        self.facts = facts


class UnknownItem(AnswerFault):
    """The sheet has no such item."""

    code = "unknown_item"


class NotAssessable(AnswerFault):
    """The source does not state the item's rule or maximum: no answer can be scored."""

    code = "not_assessable"


class WrongAnswer(AnswerFault):
    """The answer is of another kind than the item's mode wants."""

    code = "wrong_answer"


class OutsideRange(AnswerFault):
    """Points outside the range from which the item lets the inspector pick."""

    code = "outside_range"


class AboveMaximum(AnswerFault):
    """More points than the item holds."""

    code = "above_maximum"


@dataclass(frozen=True)
class ItemScore:
    """What an item came to. `score` is None where it was not looked at."""

    item: Item
    score: Decimal | None = None
    is_in_order: bool = True
    vetoes: tuple[VetoEffect, ...] = ()

    @property
    def is_seen(self) -> bool:
        """Was the item looked at?"""
        return self.score is not None

    @property
    def max(self) -> Decimal:
        """The maximum that counts: nothing for an item that was not looked at."""
        return self.item.max or NOTHING if self.is_seen else NOTHING

    @property
    def lost(self) -> Decimal:
        """Points below the maximum."""
        return self.max - (self.score or NOTHING)


@dataclass(frozen=True)
class SectionScore:
    """What a section came to."""

    section: Section
    score: Decimal
    max: Decimal
    is_vetoed: bool
    items: tuple[ItemScore, ...]

    @property
    def is_seen(self) -> bool:
        """Was any item of the section looked at?"""
        return any(item.is_seen for item in self.items)

    @property
    def lost(self) -> Decimal:
        """Points below the maximum."""
        return self.max - self.score


@dataclass(frozen=True)
class Score:
    """What a visit came to: `score` of `max` points assessed."""

    score: Decimal
    max: Decimal
    failed: bool
    is_vetoed: bool
    sections: tuple[SectionScore, ...]

    @property
    def score100(self) -> int | None:
        """The score on 0..100 in hundredths (9350 is 93.50), halves up; None where nothing was assessed."""
        held, got = int(self.max * 100), int(max(self.score, NOTHING) * 100)
        return None if held == 0 else (20_000 * got + held) // (2 * held)

    @property
    def items(self) -> tuple[ItemScore, ...]:
        """Every item, in the order of the sheet."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def not_seen(self) -> tuple[str, ...]:
        """Ids of items that were not assessed."""
        return tuple(item.item.id for item in self.items if not item.is_seen)

    def item(self, item_id: str) -> ItemScore:
        """One item's score. Raises `UnknownItem`."""
        for found in self.items:
            if found.item.id == item_id:
                return found
        raise UnknownItem(item_id)


def score(sheet: Sheet, answers: Answers) -> Score:
    """Scores a visit by its answers, one for each item looked at, by item id.

    An answer is {"count": n}, {"yes": true}, {"level": i}, {"points": "2.5"} or {"vetoed": false} by the
    item's mode, with {"vetoes": [i, …]} besides for circumstances that win. Raises an `AnswerFault`.
    """
    for item_id in answers:
        if item_id not in sheet.by_id:
            raise UnknownItem(item_id)
    sections = tuple(_section(sheet, section, answers) for section in sheet.sections)
    effects = {effect for section in sections for item in section.items for effect in item.vetoes}
    held = _capped(sum((section.max for section in sections), NOTHING), sheet.total)
    got = _floored(sum((section.score for section in sections), NOTHING), sheet.sheet_floor, held)
    is_vetoed = VetoEffect.ZERO_SHEET in effects
    return Score(
        score=min(got, NOTHING) if is_vetoed else got,
        max=held,
        failed=VetoEffect.FAIL in effects,
        is_vetoed=is_vetoed,
        sections=sections,
    )


def _section(sheet: Sheet, section: Section, answers: Answers) -> SectionScore:
    items = tuple(_item(sheet, item, answers.get(item.id)) for item in section.items)
    held = _capped(sum((item.max for item in items), NOTHING), section.max)
    got = _floored(sum((item.score or NOTHING for item in items), NOTHING), sheet.section_floor, held)
    is_vetoed = any(VetoEffect.ZERO_SECTION in item.vetoes for item in items)
    return SectionScore(section, min(got, NOTHING) if is_vetoed else got, held, is_vetoed, items)


def _item(sheet: Sheet, item: Item, answer: Answer | None) -> ItemScore:
    if answer is None:
        return ItemScore(item)
    amiss = not is_in_order(item, answer)
    vetoes = _vetoes(item, answer)
    got = _points(item, answer)
    floor = NOTHING if sheet.item_floor is None else sheet.item_floor
    held = item.max or NOTHING
    value = _floored(min(got, held), floor, held)
    if VetoEffect.ZERO_ITEM in vetoes:
        value = min(value, NOTHING)
    return ItemScore(item, value, is_in_order=not amiss, vetoes=vetoes)


def is_in_order(item: Item, answer: Answer) -> bool:
    """Does the answer leave nothing to be found: the best that the item can have, and no veto?

    Raises an `AnswerFault`.
    """
    if not item.is_assessable:
        raise NotAssessable(item.id)
    _refuse_strange_keys(item, answer)
    return _points(item, answer) >= _points(item, in_order(item)) and not _vetoes(item, answer)


def _capped(value: Decimal, limit: Decimal | None) -> Decimal:
    return value if limit is None else min(value, limit)


def _floored(value: Decimal, floor: Decimal | None, held: Decimal) -> Decimal:
    """Never below the floor, and never above what is held, whatever the floor says."""
    return min(value if floor is None else max(value, floor), held)


_POINTS = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,2})?")  # never a float: 0.1 has no exact binary form
_KEY = {
    Mode.DEDUCT_PER_FINDING: "count",
    Mode.YES_NO: "yes",
    Mode.LEVELS: "level",
    Mode.RANGE: "points",
    Mode.VETO: "vetoed",
}


def _refuse_strange_keys(item: Item, answer: Answer) -> None:
    if _KEY[item.mode] not in answer or set(answer) - {_KEY[item.mode], "vetoes"}:
        raise WrongAnswer(item.id)


def _points(item: Item, answer: Answer) -> Decimal:
    """Points before cap and floor. `answer` has the key of the item's mode."""
    held = item.max or NOTHING
    match item.mode:
        case Mode.DEDUCT_PER_FINDING:
            return held - (item.points or NOTHING) * _whole(item, answer["count"], MOST_FINDINGS)
        case Mode.YES_NO:
            return _yes_no(item, _truth(item, answer["yes"]))
        case Mode.LEVELS:
            level = item.levels[_whole(item, answer["level"], len(item.levels) - 1)]
            return held - level.points if item.effect == "deduct" else level.points
        case Mode.RANGE:
            picked = _picked(item, answer["points"])
            return held - picked if item.effect == "deduct" else picked
        case _:
            return NOTHING if _truth(item, answer["vetoed"]) else held


def _yes_no(item: Item, yes: bool) -> Decimal:
    held, points = item.max or NOTHING, item.points or NOTHING
    if item.effect == "award_if_yes":
        return points if yes else NOTHING
    return held - points if yes == (item.effect == "deduct_if_yes") else held


def _truth(item: Item, value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongAnswer(item.id)
    return value


def _whole(item: Item, value: object, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise WrongAnswer(item.id)
    return value


def _picked(item: Item, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str) or not _POINTS.fullmatch(str(value)):
        raise WrongAnswer(item.id)
    picked = Decimal(value)
    if picked > (item.max or NOTHING):
        raise AboveMaximum(item.id, picked=str(picked), most=str(item.max))
    if not item.least <= picked <= item.most:
        raise OutsideRange(item.id, picked=str(picked), least=str(item.least), most=str(item.most))
    return picked


def _vetoes(item: Item, answer: Answer) -> tuple[VetoEffect, ...]:
    chosen = answer.get("vetoes", ())
    if not isinstance(chosen, list | tuple) or len(set(map(str, chosen))) != len(chosen):
        raise WrongAnswer(item.id)
    effects = [item.vetoes[_whole(item, index, len(item.vetoes) - 1)].effect for index in chosen]
    if item.mode is Mode.VETO and _truth(item, answer["vetoed"]):
        effects.append(VetoEffect(item.effect))
    return tuple(effects)


def in_order(item: Item) -> Answer:
    """The answer that says: all in order. Raises `NotAssessable`."""
    if not item.is_assessable:
        raise NotAssessable(item.id)
    match item.mode:
        case Mode.DEDUCT_PER_FINDING:
            return {"count": 0}
        case Mode.YES_NO:
            return {"yes": item.effect != "deduct_if_yes"}
        case Mode.LEVELS:
            sign = 1 if item.effect == "deduct" else -1
            return {"level": min(range(len(item.levels)), key=lambda i: sign * item.levels[i].points)}
        case Mode.RANGE:
            best = item.least if item.effect == "deduct" else min(item.most, item.max or NOTHING)
            return {"points": str(best)}
        case _:
            return {"vetoed": False}


def all_in_order(sheet: Sheet, *, leaving_out: Collection[str] = ()) -> Answers:
    """Answers that say of every assessable item but those left out: in order."""
    return {
        item.id: in_order(item) for item in sheet.items if item.is_assessable and item.id not in leaving_out
    }


class RoundState(StrEnum):
    """Where a round stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class VisitState(StrEnum):
    """How a visit ended, or that it is still to be made."""

    PLANNED = "planned"
    DONE = "done"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"
    PLACE_GONE = "place_gone"


class VisitRole(StrEnum):
    """What a visit is for beside other visits to the same place on the round (检查性质)."""

    MAIN = "main"
    SECOND = "second"  # a second inspector, independently
    RECHECK = "recheck"  # another looks again, without knowing what came of the first


class FindingOutcome(StrEnum):
    """What becomes of a finding."""

    CASE = "case"
    FIXED = "fixed"
    NOTED = "noted"


ROUND_MOVES: Mapping[RoundState, frozenset[RoundState]] = {
    RoundState.PLANNED: frozenset({RoundState.OPEN}),
    RoundState.OPEN: frozenset({RoundState.CLOSED}),
    RoundState.CLOSED: frozenset(),
}

# What an entry may make of a visit. A second try may follow where nobody was home or the door stayed shut;
# what was done or is gone is changed by a correction with its reason only.
_OUTCOMES = frozenset(VisitState) - {VisitState.PLANNED}
VISIT_MOVES: Mapping[VisitState, frozenset[VisitState]] = {
    VisitState.PLANNED: _OUTCOMES,
    VisitState.NOBODY_HOME: _OUTCOMES,
    VisitState.REFUSED: _OUTCOMES,
    VisitState.DONE: frozenset(),
    VisitState.PLACE_GONE: frozenset(),
}
