"""Cases, their photos, and what happened to them: one file for each."""

from tongxin.cases.models.batches import Batch, BatchItem
from tongxin.cases.models.case import Case
from tongxin.cases.models.complaints import Complaint, ComplaintExclusion, ComplaintReader
from tongxin.cases.models.events import CaseEvent
from tongxin.cases.models.floods import IntakeCount
from tongxin.cases.models.letters import Letter, LetterCase
from tongxin.cases.models.photos import CasePhoto, Stage
from tongxin.cases.models.reports import ReportPhoto, ResidentReport

__all__ = [
    "Batch",
    "BatchItem",
    "Case",
    "CaseEvent",
    "CasePhoto",
    "Complaint",
    "ComplaintExclusion",
    "ComplaintReader",
    "IntakeCount",
    "Letter",
    "LetterCase",
    "ReportPhoto",
    "ResidentReport",
    "Stage",
]
