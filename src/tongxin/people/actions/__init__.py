"""Every write to people, posts, accounts and the household register."""

from __future__ import annotations

from tongxin.people.actions.accounts import (
    choose_password,
    drop_second_factor,
    open_account,
    reset_password,
    set_account_active,
    slip_password,
)
from tongxin.people.actions.persons import add_organisation, add_person
from tongxin.people.actions.posts import appoint, end_post, hand_over
from tongxin.people.actions.register import (
    apply_register,
    confirm_import,
    forget_files,
    run_import,
    start_import,
)

__all__ = [
    "add_organisation",
    "add_person",
    "apply_register",
    "appoint",
    "choose_password",
    "confirm_import",
    "drop_second_factor",
    "end_post",
    "forget_files",
    "hand_over",
    "open_account",
    "reset_password",
    "run_import",
    "set_account_active",
    "slip_password",
    "start_import",
]
