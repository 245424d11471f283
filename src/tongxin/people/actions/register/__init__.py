"""Imports of registers and public places: the steps, what they write, how it is undone, the switch for ID numbers."""

from __future__ import annotations

from tongxin.people.actions.register.applying import Applied, apply_places, apply_preview, apply_register
from tongxin.people.actions.register.steps import (
    JOB,
    LOOK_JOB,
    UNDO_JOB,
    SheetChoice,
    choose_columns,
    confirm_import,
    forget_files,
    look_again,
    run_import,
    run_look,
    run_undo,
    start_import,
    undo_import,
)
from tongxin.people.actions.register.switch import keeps_id_numbers, switch_id_numbers
from tongxin.people.actions.register.undoing import Hindrance, hindrances

__all__ = [
    "JOB",
    "LOOK_JOB",
    "UNDO_JOB",
    "Applied",
    "Hindrance",
    "SheetChoice",
    "apply_places",
    "apply_preview",
    "apply_register",
    "choose_columns",
    "confirm_import",
    "forget_files",
    "hindrances",
    "keeps_id_numbers",
    "look_again",
    "run_import",
    "run_look",
    "run_undo",
    "start_import",
    "switch_id_numbers",
    "undo_import",
]
