"""Every write to people, posts, accounts and the household register."""

from __future__ import annotations

from tongxin.people.actions.accounts import (
    choose_password,
    drop_second_factor,
    end_sign_ins,
    name_subject,
    open_account,
    prefer,
    set_account_active,
    unlock,
    unlock_address,
)
from tongxin.people.actions.hand_overs import hand_over, leave_all, posts_to_leave, take_effect
from tongxin.people.actions.leaves import end_leave, grant_leave
from tongxin.people.actions.lines import end_line, take_line
from tongxin.people.actions.organisations import (
    add_organisation,
    change_organisation,
    close_organisation,
    end_membership,
    end_partnership,
    join_organisation,
    take_on_area,
)
from tongxin.people.actions.own_roles import add_role, retire_role
from tongxin.people.actions.persons import add_person
from tongxin.people.actions.posts import appoint, end_post
from tongxin.people.actions.register import (
    apply_places,
    apply_register,
    choose_columns,
    confirm_import,
    forget_files,
    look_again,
    run_import,
    run_look,
    run_undo,
    start_import,
    switch_id_numbers,
    undo_import,
)
from tongxin.people.actions.slips import (
    Slip,
    may_reset,
    open_accounts,
    open_with_slip,
    renew_slips,
    reset_password,
    use_code,
)

__all__ = [
    "Slip",
    "add_organisation",
    "add_person",
    "add_role",
    "apply_places",
    "apply_register",
    "appoint",
    "change_organisation",
    "choose_columns",
    "choose_password",
    "close_organisation",
    "confirm_import",
    "drop_second_factor",
    "end_leave",
    "end_line",
    "end_membership",
    "end_partnership",
    "end_post",
    "end_sign_ins",
    "forget_files",
    "grant_leave",
    "hand_over",
    "join_organisation",
    "leave_all",
    "look_again",
    "may_reset",
    "name_subject",
    "open_account",
    "open_accounts",
    "open_with_slip",
    "posts_to_leave",
    "prefer",
    "renew_slips",
    "reset_password",
    "retire_role",
    "run_import",
    "run_look",
    "run_undo",
    "set_account_active",
    "start_import",
    "switch_id_numbers",
    "take_effect",
    "take_line",
    "take_on_area",
    "undo_import",
    "unlock",
    "unlock_address",
    "use_code",
]
