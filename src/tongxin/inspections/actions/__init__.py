"""Every write to rounds and visits."""

from __future__ import annotations

from tongxin.inspections.actions.follow_ups import enter_follow_up, give_follow_up, pass_on_follow_ups
from tongxin.inspections.actions.reassigning import pass_on_visits, reassign_visits
from tongxin.inspections.actions.rounds import close_round, open_round, plan_round
from tongxin.inspections.actions.tally import recount
from tongxin.inspections.actions.typists import drop_typist, name_typist
from tongxin.inspections.actions.visits import correct_visit, enter_visit
from tongxin.inspections.entry import FindingEntry, VisitEntry
from tongxin.inspections.rules import FindingOutcome

__all__ = [
    "FindingEntry",
    "FindingOutcome",
    "VisitEntry",
    "close_round",
    "correct_visit",
    "drop_typist",
    "enter_follow_up",
    "enter_visit",
    "give_follow_up",
    "name_typist",
    "open_round",
    "pass_on_follow_ups",
    "pass_on_visits",
    "plan_round",
    "reassign_visits",
    "recount",
]
