"""Standards as data: kinds of problem, score sheets, checklists. Versions stand side by side (A15)."""

from tongxin.standards.models.adoptions import SheetAdoption
from tongxin.standards.models.drafts import SheetDraft, SheetPicture
from tongxin.standards.models.editions import Criterion, StandardEdition
from tongxin.standards.models.loaded import Completeness
from tongxin.standards.models.matters import LimitBasis, LimitUnitChoice, MatterType, Severity
from tongxin.standards.models.sheets import ItemHint, ScoreSheet, SheetVersion

__all__ = [
    "Completeness",
    "Criterion",
    "ItemHint",
    "LimitBasis",
    "LimitUnitChoice",
    "MatterType",
    "ScoreSheet",
    "Severity",
    "SheetAdoption",
    "SheetDraft",
    "SheetPicture",
    "SheetVersion",
    "StandardEdition",
]
