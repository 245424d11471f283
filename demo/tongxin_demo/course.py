"""What usually becomes of a case: sent the same or next day, mostly fixed in time, verified by another, closed."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from tongxin.cases.actions import (
    ask_to_postpone,
    assign_case,
    close_case,
    decline_case,
    fix_case,
    grant_postponement,
    reopen_case,
    resume_clock,
    return_case,
    stop_clock,
    urge_case,
    verify_case,
)
from tongxin.cases.limits import Standing
from tongxin.cases.models import Case
from tongxin.cases.rules import State
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.permission import Viewer
from tongxin_demo.pictures import lane
from tongxin_demo.staff import Staff
from tongxin_demo.timeline import Timeline, by_day

DECLINED, UNSENT, LEFT_LYING, RETURNED = 0.03, 0.02, 0.03, 0.07  # shares of all cases
WAITED, POSTPONED, URGED, REOPENED = 0.04, 0.04, 0.04, 0.02
WAITS_FOR = "等天晴，路面干了再补"
ASKED_BECAUSE = "盖板要到县里买，多要几天"
URGED_BECAUSE = "群众反映两次了，请尽快"
BAD_AGAIN = "下雨后又冲出来了"
DECLINED_BECAUSE = "现场核实无此问题"
RETURNED_BECAUSE = "还没清干净，请再清一次"


class Course:
    """Plans the acts that follow a new case."""

    def __init__(self, staff: Staff, timeline: Timeline, chance: random.Random) -> None:
        self.staff = staff
        self.timeline = timeline
        self.chance = chance

    def follow(self, case: Case, *, with_photo: bool = False) -> None:
        """Lets the case run its course from now on."""
        doer = self._doer(case)
        secretary = self.staff.viewer(self.staff.secretaries[case.division_code])
        cadre = self.staff.viewer(self.staff.cadres[case.division_code])
        sent = case.found_at + timedelta(hours=self.chance.uniform(0.3, 3))
        if self._happens(DECLINED):
            self._at(sent, case, lambda it: decline_case(it, by=secretary, reason=DECLINED_BECAUSE))
            return
        if self._happens(UNSENT):
            sent += timedelta(days=self.chance.uniform(8, 20))
        fixed = sent + (case.due_at - case.found_at) * (self.chance.betavariate(2.2, 2.6) * 1.35)
        if self._happens(LEFT_LYING):
            fixed += timedelta(days=self.chance.uniform(10, 25))
        photos = (lane(self.chance, dirty=False),) if with_photo else ()
        by = self.staff.viewer(doer)
        self._at(sent, case, lambda it: assign_case(it, to=doer, by=secretary))
        self._detours(case, sent, fixed, doer=by, cadre=cadre)
        self._at(fixed, case, lambda it: fix_case(it, by=by, photos=photos))
        verified = fixed + timedelta(days=self.chance.uniform(0.2, 3))
        if self._happens(RETURNED):
            self._at(verified, case, lambda it: return_case(it, by=cadre, reason=RETURNED_BECAUSE))
            again = verified + timedelta(days=self.chance.uniform(0.3, 2))
            self._at(again, case, lambda it: fix_case(it, by=by))
            verified = again + timedelta(days=1)
        self._at(verified, case, lambda it: verify_case(it, by=cadre))
        closed = verified + timedelta(days=self.chance.uniform(0.05, 1.5))
        self._at(closed, case, lambda it: close_case(it, by=secretary))
        if random.Random(case.number).random() > 1 - REOPENED:
            self._again(case, closed + timedelta(days=3), doer=by, cadre=cadre, secretary=secretary)

    def _detours(self, case: Case, sent: datetime, fixed: datetime, *, doer: Viewer, cadre: Viewer) -> None:
        """A few cases wait for others, get more time or are urged; by a chance of their own, so that the rest of
        the quarter stays as it is."""
        chance = random.Random(case.number)
        share, step = chance.random(), (fixed - sent) / 4
        day = clock.local(case.due_at).date() + timedelta(days=3)
        if share < WAITED:
            self._at(sent + step, case, _while_it_runs(lambda it: stop_clock(it, by=cadre, reason=WAITS_FOR)))
            self._at(sent + 3 * step, case, _while_stopped(lambda it: resume_clock(it, by=cadre)))
        elif share < WAITED + POSTPONED:
            self._at(
                sent + step,
                case,
                _while_it_runs(lambda it: ask_to_postpone(it, to=day, by=doer, reason=ASKED_BECAUSE)),
            )
            self._at(sent + 2 * step, case, _while_asked(lambda it: grant_postponement(it, by=cadre)))
        elif share < WAITED + POSTPONED + URGED:
            self._at(
                sent + 2 * step, case, _while_open(lambda it: urge_case(it, by=cadre, note=URGED_BECAUSE))
            )

    def _again(self, case: Case, moment: datetime, *, doer: Viewer, cadre: Viewer, secretary: Viewer) -> None:
        """It is bad again soon after it was closed, and is put right once more."""
        self._at(moment, case, lambda it: reopen_case(it, by=cadre, reason=BAD_AGAIN))
        self._at(moment + timedelta(days=1), case, lambda it: fix_case(it, by=doer))
        self._at(moment + timedelta(days=2), case, lambda it: verify_case(it, by=cadre))
        self._at(moment + timedelta(days=3), case, lambda it: close_case(it, by=secretary))

    def _doer(self, case: Case) -> Person:
        steward = self.staff.stewards.get(case.site_id) if case.site_id else None
        leader = self.staff.leaders.get(case.grid_id) if case.grid_id else None
        return steward or leader or self.staff.secretaries[case.division_code]

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share

    def _at(self, moment: datetime, case: Case, act: Callable[[Case], Case]) -> None:
        self.timeline.at(by_day(moment), lambda: act(Case.objects.get(pk=case.pk)))


def _while_it_runs(act: Callable[[Case], Case]) -> Callable[[Case], Case]:
    """Only while the case is with its assignee and its limit runs."""
    return lambda it: act(it) if it.state == State.ASSIGNED and it.limit.standing is Standing.RUNNING else it


def _while_open(act: Callable[[Case], Case]) -> Callable[[Case], Case]:
    return lambda it: act(it) if it.is_open else it


def _while_stopped(act: Callable[[Case], Case]) -> Callable[[Case], Case]:
    return lambda it: act(it) if it.waiting_since else it


def _while_asked(act: Callable[[Case], Case]) -> Callable[[Case], Case]:
    return lambda it: act(it) if it.postpone_to else it
