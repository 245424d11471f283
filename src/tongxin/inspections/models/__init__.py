"""Rounds, who inspects, visits, what was found, and each round's tally: one file for each."""

from tongxin.inspections.models.findings import Finding
from tongxin.inspections.models.rounds import Round, RoundInspector
from tongxin.inspections.models.tallies import RoundTally
from tongxin.inspections.models.visits import Scored, Visit, VisitVersion

__all__ = ["Finding", "Round", "RoundInspector", "RoundTally", "Scored", "Visit", "VisitVersion"]
