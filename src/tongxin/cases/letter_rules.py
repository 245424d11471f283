"""The life of a rectification letter as one table. Pure: no clock, no database.

`docs/rules/letters.md` tells it in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tongxin.records.permission import Act


class LetterState(StrEnum):
    """Where a letter is."""

    ISSUED = "issued"
    RECEIVED = "received"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class LetterMove(StrEnum):
    """What is done with a letter after it was issued."""

    RECEIVE = "receive"
    ANSWER = "answer"
    WITHDRAW = "withdraw"


class AddresseeKind(StrEnum):
    """To whom a letter goes: never to a person by name, but to a post, a committee, an organisation or a door."""

    POST = "post"
    COMMITTEE = "committee"
    ORGANISATION = "organisation"
    HOUSEHOLD = "household"


@dataclass(frozen=True)
class Step:
    """One row of the table: from `sources` to `target`, and the act that it needs."""

    sources: frozenset[LetterState]
    target: LetterState
    act: Act


# A letter that is running waits for its answer: meanwhile none of its cases is written about again.
RUNNING: frozenset[LetterState] = frozenset({LetterState.ISSUED, LetterState.RECEIVED})

STEPS: Mapping[LetterMove, Step] = {
    LetterMove.RECEIVE: Step(frozenset({LetterState.ISSUED}), LetterState.RECEIVED, Act.LETTER_ANSWER),
    # Whoever answers has received it.
    LetterMove.ANSWER: Step(RUNNING, LetterState.ANSWERED, Act.LETTER_ANSWER),
    LetterMove.WITHDRAW: Step(RUNNING, LetterState.WITHDRAWN, Act.LETTER_ISSUE),
}


def next_state(state: LetterState, move: LetterMove) -> LetterState | None:
    """The state after `move`; None where the table does not allow it."""
    step = STEPS[move]
    return step.target if state in step.sources else None
