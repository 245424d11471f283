"""Rounds, who inspects, visits, what was found, and each round's tally: one file for each."""

from tongxin.inspections.models.findings import Finding, FindingPhoto
from tongxin.inspections.models.follow_ups import FollowUp, FollowUpItem
from tongxin.inspections.models.peer_looks import PeerLook
from tongxin.inspections.models.rounds import Round, RoundInspector, RoundStratum
from tongxin.inspections.models.signals import PhotoLikeness, VisitSignal
from tongxin.inspections.models.tallies import RoundTally
from tongxin.inspections.models.typists import RoundTypist
from tongxin.inspections.models.visits import Scored, Visit, VisitVersion

__all__ = [
    "Finding",
    "FindingPhoto",
    "FollowUp",
    "FollowUpItem",
    "PeerLook",
    "PhotoLikeness",
    "Round",
    "RoundInspector",
    "RoundStratum",
    "RoundTally",
    "RoundTypist",
    "Scored",
    "Visit",
    "VisitSignal",
    "VisitVersion",
]
