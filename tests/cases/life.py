"""Takes a case through its life by the room's own acts, each step by the person who usually does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.persons import Persons
from tests.town import Town
from tongxin.cases import actions
from tongxin.cases.models import Case
from tongxin.cases.rules import Move, State
from tongxin.records.permission import Viewer
from tongxin.standards.models import MatterType
from tongxin.territory.ground import Ground


@dataclass
class Life:
    """The secretary assigns, verifies and closes; the grid leader puts right."""

    town: Town
    persons: Persons
    matter: MatterType

    @property
    def secretary(self) -> Viewer:
        """Assigns, verifies, closes, declines, merges."""
        return self.persons.viewer("village_secretary")

    @property
    def leader(self) -> Viewer:
        """Puts right."""
        return self.persons.viewer("grid_leader")

    def found(self, ground: Ground | None = None, **more: object) -> Case:
        """A case found by the clerk, at the public place of the grid where no ground is named."""
        by = self.persons.viewer("town_clerk")
        place = ground or self.town.public_place.ground
        return actions.open_case(ground=place, matter=self.matter, by=by, **more)  # type: ignore[arg-type]

    def in_state(self, state: State) -> Case:
        """A new case that was taken to `state`."""
        case = self.found()
        for move in WAYS[state]:
            case = self.take(case, move)
        return case

    def take(self, case: Case, move: Move, *, by: Viewer | None = None) -> Case:
        """One step, with what it needs."""
        secretary = by or self.secretary
        steps: dict[Move, Callable[[], Case]] = {
            Move.ASSIGN: lambda: actions.assign_case(case, to=self.persons.grid_leader, by=secretary),
            Move.FIX: lambda: actions.fix_case(case, by=by or self.leader),
            Move.VERIFY: lambda: actions.verify_case(case, by=secretary),
            Move.RETURN: lambda: actions.return_case(case, reason="还有碎砖", by=secretary),
            Move.CLOSE: lambda: actions.close_case(case, by=secretary),
            Move.DECLINE: lambda: actions.decline_case(case, reason="不是问题", by=secretary),
            Move.MERGE: lambda: actions.mark_duplicate(case, of=self.found(), by=secretary),
        }
        return steps[move]()


WAYS: dict[State, tuple[Move, ...]] = {
    State.FOUND: (),
    State.ASSIGNED: (Move.ASSIGN,),
    State.FIXED: (Move.ASSIGN, Move.FIX),
    State.VERIFIED: (Move.ASSIGN, Move.FIX, Move.VERIFY),
    State.CLOSED: (Move.ASSIGN, Move.FIX, Move.VERIFY, Move.CLOSE),
    State.DECLINED: (Move.DECLINE,),
    State.DUPLICATE: (Move.MERGE,),
}
