"""What usually becomes of a case: sent the same or next day, mostly fixed in time, verified by another, closed."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from tongxin.cases.actions import (
    assign_case,
    close_case,
    decline_case,
    fix_case,
    return_case,
    verify_case,
)
from tongxin.cases.models import Case
from tongxin.people.models import Person
from tongxin_demo.pictures import lane
from tongxin_demo.staff import Staff
from tongxin_demo.timeline import Timeline, by_day

DECLINED, UNSENT, LEFT_LYING, RETURNED = 0.03, 0.02, 0.03, 0.07  # shares of all cases
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

    def _doer(self, case: Case) -> Person:
        steward = self.staff.stewards.get(case.site_id) if case.site_id else None
        leader = self.staff.leaders.get(case.grid_id) if case.grid_id else None
        return steward or leader or self.staff.secretaries[case.division_code]

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share

    def _at(self, moment: datetime, case: Case, act: Callable[[Case], Case]) -> None:
        self.timeline.at(by_day(moment), lambda: act(Case.objects.get(pk=case.pk)))
