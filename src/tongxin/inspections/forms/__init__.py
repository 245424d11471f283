"""Forms of rounds and visits."""

from __future__ import annotations

from tongxin.inspections.forms.filters import RoundFilter, VisitFilter
from tongxin.inspections.forms.planning import PlanForm
from tongxin.inspections.forms.visit import CorrectionForm, VisitForm

__all__ = ["CorrectionForm", "PlanForm", "RoundFilter", "VisitFilter", "VisitForm"]
