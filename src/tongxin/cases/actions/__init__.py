"""Every write to a case."""

from tongxin.cases.actions.batches import Chosen, assign_batch, undo_batch, verify_batch
from tongxin.cases.actions.letters import (
    LetterDraft,
    answer_letter,
    issue_letter,
    preview_letter,
    receive_letter,
    withdraw_letter,
)
from tongxin.cases.actions.opening import REPORTED, TITLE_LENGTH, open_case
from tongxin.cases.actions.pushing import escalate_case, reopen_case, urge_case
from tongxin.cases.actions.relocating import relocate_case
from tongxin.cases.actions.sending_on import (
    refuse_case,
    take_back,
    transfer_case,
    unassign_case,
    unverify_case,
)
from tongxin.cases.actions.steps import (
    assign_case,
    close_case,
    decline_case,
    fix_case,
    mark_duplicate,
    return_case,
    verify_case,
    verify_partly,
)
from tongxin.cases.actions.time_limits import (
    ask_to_postpone,
    deny_postponement,
    grant_postponement,
    resume_clock,
    stop_clock,
)
from tongxin.cases.actions.upkeep import escalate_late_cases, pass_on_case, reckon_limits

__all__ = [
    "REPORTED",
    "TITLE_LENGTH",
    "Chosen",
    "LetterDraft",
    "answer_letter",
    "ask_to_postpone",
    "assign_batch",
    "assign_case",
    "close_case",
    "decline_case",
    "deny_postponement",
    "escalate_case",
    "escalate_late_cases",
    "fix_case",
    "grant_postponement",
    "issue_letter",
    "mark_duplicate",
    "open_case",
    "pass_on_case",
    "preview_letter",
    "receive_letter",
    "reckon_limits",
    "refuse_case",
    "relocate_case",
    "reopen_case",
    "resume_clock",
    "return_case",
    "stop_clock",
    "take_back",
    "transfer_case",
    "unassign_case",
    "undo_batch",
    "unverify_case",
    "urge_case",
    "verify_batch",
    "verify_case",
    "verify_partly",
    "withdraw_letter",
]
