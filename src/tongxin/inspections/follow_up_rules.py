"""Follow-up visits as rules: what came of each finding, what its case does then, when one looks again. Pure.

Worked examples: `docs/rules/follow-up.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tongxin.cases.rules import Move, State


class FollowUpState(StrEnum):
    """Where a follow-up visit stands."""

    DUE = "due"
    DONE = "done"
    PLACE_GONE = "place_gone"


class FollowUpResult(StrEnum):
    """How an attempt at a follow-up visit ended. Where nobody was met it stays to be made."""

    DONE = "done"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"
    PLACE_GONE = "place_gone"


class ItemOutcome(StrEnum):
    """What a follow-up visit saw of one finding."""

    PUT_RIGHT = "put_right"  # it is right
    CORRECTED = "corrected"  # put right while the inspector was there
    FOUND_AGAIN = "again"  # it is still there, or there again


class HowItWent(StrEnum):
    """A follow-up visit as a whole: its worst outcome. The interval to the next look hangs on it."""

    ALL_RIGHT = "all_right"
    CORRECTED_ON_SITE = "corrected_on_site"
    FOUND_AGAIN = "found_again"
    NOT_MET = "not_met"


_RANK = (ItemOutcome.PUT_RIGHT, ItemOutcome.CORRECTED, ItemOutcome.FOUND_AGAIN)
_WENT: Mapping[ItemOutcome, HowItWent] = {
    ItemOutcome.PUT_RIGHT: HowItWent.ALL_RIGHT,
    ItemOutcome.CORRECTED: HowItWent.CORRECTED_ON_SITE,
    ItemOutcome.FOUND_AGAIN: HowItWent.FOUND_AGAIN,
}


def how_it_went(outcomes: Collection[ItemOutcome]) -> HowItWent:
    """The worst of the outcomes; without any, nothing was left to be wrong."""
    return _WENT[max(outcomes, key=_RANK.index, default=ItemOutcome.PUT_RIGHT)]


@dataclass(frozen=True)
class NextLook:
    """Days from a follow-up visit to the next look at the place, by how it went, and whose values they are."""

    days: Mapping[HowItWent, int]
    suggested: frozenset[HowItWent]
    source: str

    def after(self, day: date, went: HowItWent) -> date:
        """By when the place is looked at again."""
        return day + timedelta(days=self.days[went])


def move_for(outcome: ItemOutcome, state: State, *, is_own_fix: bool) -> Move | None:
    """What the case of a finding does after what was seen; None where it stays as it is.

    Put right is a fix where nobody had reported one, and a verification of somebody else's; found again sends a
    reported fix back. Nobody judges the own fix (four eyes): that case waits for another person.
    """
    if state in (State.FOUND, State.ASSIGNED):
        return None if outcome is ItemOutcome.FOUND_AGAIN else Move.FIX
    if is_own_fix:
        return None
    if outcome is ItemOutcome.FOUND_AGAIN:
        return Move.RETURN if state in (State.FIXED, State.VERIFIED) else None
    return Move.VERIFY if state is State.FIXED else None


def earliest(days: Iterable[date | None]) -> date | None:
    """The first of the days that are known."""
    return min((day for day in days if day is not None), default=None)
