"""Forms of rounds and visits."""

from __future__ import annotations

from tongxin.inspections.forms.filters import RoundFilter, VisitFilter
from tongxin.inspections.forms.planning import PlanForm
from tongxin.inspections.forms.reassigning import ReassignForm
from tongxin.inspections.forms.visit import CorrectionForm, PaperForm, VisitForm

__all__ = [
    "CorrectionForm",
    "PaperForm",
    "PlanForm",
    "ReassignForm",
    "RoundFilter",
    "VisitFilter",
    "VisitForm",
]
