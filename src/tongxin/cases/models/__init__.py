"""Cases, their photos, and what happened to them: one file for each."""

from tongxin.cases.models.case import Case
from tongxin.cases.models.events import CaseEvent
from tongxin.cases.models.photos import CasePhoto, Stage

__all__ = ["Case", "CaseEvent", "CasePhoto", "Stage"]
