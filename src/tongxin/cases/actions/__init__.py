"""Every write to a case."""

from tongxin.cases.actions.opening import REPORTED, TITLE_LENGTH, open_case
from tongxin.cases.actions.steps import (
    assign_case,
    close_case,
    decline_case,
    fix_case,
    mark_duplicate,
    return_case,
    verify_case,
)
from tongxin.cases.actions.upkeep import pass_on_case, reckon_limits

__all__ = [
    "REPORTED",
    "TITLE_LENGTH",
    "assign_case",
    "close_case",
    "decline_case",
    "fix_case",
    "mark_duplicate",
    "open_case",
    "pass_on_case",
    "reckon_limits",
    "return_case",
    "verify_case",
]
