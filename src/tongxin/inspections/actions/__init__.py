"""Every write to rounds and visits."""

from __future__ import annotations

from tongxin.inspections.actions.rounds import close_round, open_round, pass_on_visits, plan_round
from tongxin.inspections.actions.tally import recount
from tongxin.inspections.actions.visits import correct_visit, enter_visit
from tongxin.inspections.entry import FindingEntry, VisitEntry
from tongxin.inspections.rules import FindingOutcome

__all__ = [
    "FindingEntry",
    "FindingOutcome",
    "VisitEntry",
    "close_round",
    "correct_visit",
    "enter_visit",
    "open_round",
    "pass_on_visits",
    "plan_round",
    "recount",
]
