"""What a case is to one viewer now: the facts that a move may hang on."""

from __future__ import annotations

from datetime import datetime

from tongxin.cases.facts import Situation
from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.patience import level_after, patience
from tongxin.cases.rules import TRANSITIONS, Move, State
from tongxin.records import calendar
from tongxin.records.permission import Viewer

_TAKEN_BACK = {State.ASSIGNED: Move.ASSIGN, State.VERIFIED: Move.VERIFY}


def last_event(case: Case) -> CaseEvent:
    """The event of the case's version: one query."""
    return CaseEvent.objects.get(case=case, version=case.version)


def situation_of(case: Case, viewer: Viewer, *, last: CaseEvent, at: datetime) -> Situation:
    """The case as `viewer` finds it at a moment; `last`: its last event. One query for whoever stands in."""
    me = viewer.person_id
    state = State(case.state)
    return Situation(
        person_id=me,
        fixed_by_id=case.fixed_by_id,
        is_assignee=is_given_to(case, viewer),
        is_finder=me is not None and me == case.found_by_id,
        is_asker=me is not None and me == case.postpone_asked_by_id,
        is_stopped=case.waiting_since is not None,
        is_over=at > case.due_at,
        is_asked=case.postpone_to is not None,
        is_own_last=me is not None and last.by_id == me and last.move == _TAKEN_BACK.get(state),
        is_recent=case.closed_at is not None and at - case.closed_at <= patience().reopen_within,
    )


def is_given_to(case: Case, viewer: Viewer) -> bool:
    """Was the case given to the viewer, or to somebody for whom the viewer stands in there?"""
    if viewer.person_id is None or case.assignee_id is None:
        return False
    if viewer.person_id == case.assignee_id:
        return True
    return bool(viewer.stands_in_for) and Case.objects.filter(pk=case.pk).given_to(viewer).exists()


def may_take(case: Case, move: Move, viewer: Viewer, situation: Situation) -> bool:
    """Does the viewer hold the act there, or is the case the viewer's own in the sense that the move asks for?"""
    transition = TRANSITIONS[move]
    is_own = situation.is_own(transition.own)
    if transition.only_own and not is_own:
        return False
    if is_own and not transition.only_own:
        return True
    return viewer.may(transition.act, case.ground)


def is_late(case: Case, at: datetime) -> bool:
    """Is the patience of the next level used up? Counted from the limit, or from the level before."""
    level = level_after(case.escalation_level)
    if level is None or case.waiting_since is not None or at <= case.due_at:
        return False
    return at > calendar.due_at(case.escalated_at or case.due_at, level.after, level.unit).at
