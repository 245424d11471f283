"""Takes a case through its life by the room's own acts, each step by the person who usually does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tests.persons import Persons
from tests.town import Town
from tongxin.cases import actions
from tongxin.cases.models import Case
from tongxin.cases.rules import Move, State
from tongxin.records import clock
from tongxin.records.clock import local
from tongxin.records.permission import SYSTEM, Viewer
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

    def ready(self, case: Case, move: Move) -> Case:
        """What must have happened before the move can be taken, besides the state."""
        if move is Move.RESUME:
            return self.take(case, Move.WAIT)
        if move in (Move.GRANT, Move.DENY):
            return self.take(case, Move.POSTPONE)
        return case

    def take(self, case: Case, move: Move, *, by: Viewer | None = None) -> Case:
        """One step, with what it needs."""
        secretary, leader = by or self.secretary, by or self.leader
        day = local(case.due_at).date() + timedelta(days=3)
        steps: dict[Move, Callable[[], Case]] = {
            Move.ASSIGN: lambda: actions.assign_case(case, to=self.persons.grid_leader, by=secretary),
            Move.FIX: lambda: actions.fix_case(case, by=leader),
            Move.VERIFY: lambda: actions.verify_case(case, by=secretary),
            Move.RETURN: lambda: actions.return_case(case, reason="还有碎砖", by=secretary),
            Move.CLOSE: lambda: actions.close_case(case, by=secretary),
            Move.DECLINE: lambda: actions.decline_case(case, reason="不是问题", by=secretary),
            Move.MERGE: lambda: actions.mark_duplicate(case, of=self.found(), by=secretary),
            Move.REFUSE: lambda: actions.refuse_case(case, reason="不归我管", by=leader),
            Move.TRANSFER: lambda: self.transfer(case, by=secretary),
            Move.RELOCATE: lambda: self.relocate(case, by=secretary),
            Move.PARTIAL: lambda: actions.verify_partly(case, reason="沟已清，盖板未装", by=secretary),
            Move.REOPEN: lambda: actions.reopen_case(case, reason="又堆了", by=secretary),
            Move.UNASSIGN: lambda: actions.unassign_case(case, by=secretary),
            Move.UNVERIFY: lambda: actions.unverify_case(case, by=secretary),
            Move.WAIT: lambda: actions.stop_clock(case, reason="等天晴", by=secretary),
            Move.RESUME: lambda: actions.resume_clock(case, by=secretary),
            Move.POSTPONE: lambda: actions.ask_to_postpone(case, to=day, reason="等料", by=leader),
            Move.GRANT: lambda: actions.grant_postponement(case, by=secretary),
            Move.DENY: lambda: actions.deny_postponement(case, reason="抓紧", by=secretary),
            Move.URGE: lambda: actions.urge_case(case, by=secretary),
            Move.ESCALATE: lambda: self.escalate(case, by=by or SYSTEM),
        }
        return steps[move]()

    def transfer(self, case: Case, *, by: Viewer) -> Case:
        """To the other of the two lines."""
        line = "order" if case.line == "sanitation" else "sanitation"
        return actions.transfer_case(case, line=line, reason="归另一条线", by=by)

    def relocate(self, case: Case, *, by: Viewer) -> Case:
        """To the other of two places of the same grid."""
        places = [self.town.public_place.ground, self.town.household.ground]
        to = places[Case.objects.get(pk=case.pk).ground == places[0]]
        return actions.relocate_case(case, to=to, reason="在隔壁", by=by)

    def escalate(self, case: Case, *, by: Viewer) -> Case:
        """Long after the limit."""
        with clock.travel(to=case.due_at + timedelta(days=30)):
            return actions.escalate_case(case, by=by)


WAYS: dict[State, tuple[Move, ...]] = {
    State.FOUND: (),
    State.ASSIGNED: (Move.ASSIGN,),
    State.FIXED: (Move.ASSIGN, Move.FIX),
    State.VERIFIED: (Move.ASSIGN, Move.FIX, Move.VERIFY),
    State.CLOSED: (Move.ASSIGN, Move.FIX, Move.VERIFY, Move.CLOSE),
    State.DECLINED: (Move.DECLINE,),
    State.DUPLICATE: (Move.MERGE,),
}
