"""Which facts of a case a person finds, and which one hinders a move. Pure; the acts and the page ask the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from tongxin.cases.rules import TRANSITIONS, Fact, Move, Own, is_another


@dataclass(frozen=True)
class Situation:
    """A case as one person finds it at one moment."""

    person_id: UUID | None
    fixed_by_id: UUID | None = None
    is_assignee: bool = False
    is_finder: bool = False
    is_asker: bool = False
    is_stopped: bool = False
    is_over: bool = False
    is_asked: bool = False
    is_own_last: bool = False
    is_recent: bool = False
    is_late: bool = False

    def is_own(self, own: Own | None) -> bool:
        """Is the case the person's own in that sense?"""
        return (own is Own.ASSIGNEE and self.is_assignee) or (own is Own.FINDER and self.is_finder)


# The other facts are brought along with the step; the acts look at them.
FOUND: Mapping[Fact, Callable[[Situation], bool]] = {
    Fact.OTHER_PERSON: lambda it: it.person_id is not None and is_another(it.person_id, it.fixed_by_id),
    Fact.RUNNING: lambda it: not it.is_stopped and not it.is_over,
    Fact.STOPPED: lambda it: it.is_stopped,
    Fact.ASKED: lambda it: it.is_asked,
    Fact.NOT_ASKED: lambda it: not it.is_asked,
    Fact.NOT_OWN_TIME: lambda it: not it.is_assignee and not it.is_asker,
    Fact.OWN_LAST: lambda it: it.is_own_last,
    Fact.RECENT: lambda it: it.is_recent,
    Fact.LATE: lambda it: it.is_late,
}


def hindered_by(move: Move, situation: Situation) -> Fact | None:
    """The first fact that `move` needs and the person does not find; None where nothing hinders it."""
    needed = TRANSITIONS[move].needs
    return next((fact for fact, holds in FOUND.items() if fact in needed and not holds(situation)), None)
