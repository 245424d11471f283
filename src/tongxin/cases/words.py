"""The town's words for states, moves, rings and origins, for every screen."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.cases.rules import OPENING, Move, OriginKind, Ring, Sign, State

STATE_WORDS: Mapping[State, str | Promise] = {
    State.FOUND: pgettext_lazy("state of a case", "found"),
    State.ASSIGNED: pgettext_lazy("state of a case", "assigned"),
    State.FIXED: pgettext_lazy("state of a case", "put right"),
    State.VERIFIED: pgettext_lazy("state of a case", "verified"),
    State.CLOSED: pgettext_lazy("state of a case", "closed"),
    State.DECLINED: pgettext_lazy("state of a case", "declined"),
    State.DUPLICATE: pgettext_lazy("state of a case", "merged"),
}

STATE_ICONS: Mapping[State, str] = {
    State.FOUND: "exclamation-circle",
    State.ASSIGNED: "person-check",
    State.FIXED: "tools",
    State.VERIFIED: "check2-circle",
    State.CLOSED: "archive",
    State.DECLINED: "slash-circle",
    State.DUPLICATE: "intersect",
}

EVENT_WORDS: Mapping[str, str | Promise] = {
    OPENING: pgettext_lazy("event of a case", "Found"),
    Move.ASSIGN: pgettext_lazy("event of a case", "Assigned"),
    Move.FIX: pgettext_lazy("event of a case", "Put right"),
    Move.VERIFY: pgettext_lazy("event of a case", "Verified"),
    Move.RETURN: pgettext_lazy("event of a case", "Returned for rework"),
    Move.CLOSE: pgettext_lazy("event of a case", "Closed"),
    Move.DECLINE: pgettext_lazy("event of a case", "Declined"),
    Move.MERGE: pgettext_lazy("event of a case", "Merged"),
    Move.REFUSE: pgettext_lazy("event of a case", "Given back"),
    Move.TRANSFER: pgettext_lazy("event of a case", "Sent on to another line"),
    Move.RELOCATE: pgettext_lazy("event of a case", "Put on the right place"),
    Move.PARTIAL: pgettext_lazy("event of a case", "Partly good"),
    Move.REOPEN: pgettext_lazy("event of a case", "Opened again"),
    Move.UNASSIGN: pgettext_lazy("event of a case", "Assignment taken back"),
    Move.UNVERIFY: pgettext_lazy("event of a case", "Verification taken back"),
    Move.WAIT: pgettext_lazy("event of a case", "Clock stopped"),
    Move.RESUME: pgettext_lazy("event of a case", "Clock runs again"),
    Move.POSTPONE: pgettext_lazy("event of a case", "More time asked for"),
    Move.GRANT: pgettext_lazy("event of a case", "More time given"),
    Move.DENY: pgettext_lazy("event of a case", "More time refused"),
    Move.URGE: pgettext_lazy("event of a case", "Urged"),
    Move.ESCALATE: pgettext_lazy("event of a case", "Told further up"),
}

# The steps of the way as headings: 派单 → 整改 → 核验 → 办结.
STEP_WORDS: Mapping[State, str | Promise] = {
    State.ASSIGNED: pgettext_lazy("step of a case", "Assign"),
    State.FIXED: pgettext_lazy("step of a case", "Put right"),
    State.VERIFIED: pgettext_lazy("step of a case", "Verify"),
    State.CLOSED: pgettext_lazy("step of a case", "Close"),
}

# What the viewer is asked to do when it is the viewer's turn.
TURN_WORDS: Mapping[Move, str | Promise] = {
    Move.ASSIGN: _("Your turn: who should put this right?"),
    Move.FIX: _("Your turn: put it right, then say so here. A photo is not needed."),
    Move.VERIFY: _("Your turn: look on the spot or at the photos whether it was really put right."),
    Move.CLOSE: _("Your turn: it was verified and can be closed."),
    Move.GRANT: _("Your turn: more time is asked for. Give it, or refuse it with a reason."),
}

# What stands on the buttons; a case that is given again, or fixed without being given, says so.
BUTTON_WORDS: Mapping[Move, str | Promise] = {
    Move.ASSIGN: pgettext_lazy("button of a case", "Assign"),
    Move.FIX: pgettext_lazy("button of a case", "Put right, send for verification"),
    Move.VERIFY: pgettext_lazy("button of a case", "Really put right, verified"),
    Move.RETURN: pgettext_lazy("button of a case", "Not good yet, return for rework"),
    Move.CLOSE: pgettext_lazy("button of a case", "Close"),
    Move.DECLINE: pgettext_lazy("button of a case", "Decline"),
    Move.MERGE: pgettext_lazy("button of a case", "Merge into another case"),
    Move.REFUSE: pgettext_lazy("button of a case", "Not mine, give it back"),
    Move.TRANSFER: pgettext_lazy("button of a case", "Send on to another line"),
    Move.RELOCATE: pgettext_lazy("button of a case", "Put on the right place"),
    Move.PARTIAL: pgettext_lazy("button of a case", "Partly good, the rest goes on"),
    Move.REOPEN: pgettext_lazy("button of a case", "Bad again, open it again"),
    Move.UNASSIGN: pgettext_lazy("button of a case", "Take my assignment back"),
    Move.UNVERIFY: pgettext_lazy("button of a case", "Take my verification back"),
    Move.WAIT: pgettext_lazy("button of a case", "Waits for others, stop the clock"),
    Move.RESUME: pgettext_lazy("button of a case", "Goes on, let the clock run"),
    Move.POSTPONE: pgettext_lazy("button of a case", "Ask for more time"),
    Move.GRANT: pgettext_lazy("button of a case", "Give more time"),
    Move.DENY: pgettext_lazy("button of a case", "No more time"),
    Move.URGE: pgettext_lazy("button of a case", "Urge"),
}
ASSIGN_ANEW = pgettext_lazy("button of a case", "Give to somebody else")
FIXED_ON_THE_SPOT = pgettext_lazy("button of a case", "Put right on the spot")

BUTTON_ICONS: Mapping[Move, str] = {
    Move.ASSIGN: "person-check",
    Move.FIX: "tools",
    Move.VERIFY: "check2-circle",
    Move.RETURN: "arrow-counterclockwise",
    Move.CLOSE: "archive",
    Move.DECLINE: "slash-circle",
    Move.MERGE: "intersect",
    Move.REFUSE: "reply",
    Move.TRANSFER: "arrow-left-right",
    Move.RELOCATE: "geo-alt",
    Move.PARTIAL: "circle-half",
    Move.REOPEN: "arrow-repeat",
    Move.UNASSIGN: "arrow-90deg-left",
    Move.UNVERIFY: "arrow-90deg-left",
    Move.WAIT: "pause-circle",
    Move.RESUME: "play-circle",
    Move.POSTPONE: "calendar-plus",
    Move.GRANT: "calendar-check",
    Move.DENY: "calendar-x",
    Move.URGE: "megaphone",
}

# What is said after the step.
DONE_WORDS: Mapping[Move, str | Promise] = {
    Move.ASSIGN: _("Assigned."),
    Move.FIX: _("Saved. Somebody else now looks whether it is good."),
    Move.VERIFY: _("Verified."),
    Move.RETURN: _("Returned for rework."),
    Move.CLOSE: _("Closed."),
    Move.DECLINE: _("Declined."),
    Move.MERGE: _("Merged. Both reports stay readable."),
    Move.REFUSE: _("Given back. Somebody else is now looked for."),
    Move.TRANSFER: _("Sent on to the other line."),
    Move.RELOCATE: _("The case lies on the right place now. It waits to be assigned there."),
    Move.PARTIAL: _("Noted. The rest goes on; this is no rework."),
    Move.REOPEN: _("Opened again, with its whole time limit."),
    Move.UNASSIGN: _("Taken back."),
    Move.UNVERIFY: _("Taken back."),
    Move.WAIT: _("The clock stands still."),
    Move.RESUME: _("The clock runs again; the limit moved by the time that it stood still."),
    Move.POSTPONE: _("Asked. Until it is answered, the old limit holds."),
    Move.GRANT: _("The limit was put off."),
    Move.DENY: _("Refused. The old limit holds."),
    Move.URGE: _("Urged. Everybody whose turn it is sees it."),
}

RING_WORDS: Mapping[Ring, str | Promise] = {
    Ring.HOUSEHOLD: pgettext_lazy("ring of a case", "around the house"),
    Ring.GRID: pgettext_lazy("ring of a case", "grid"),
    Ring.PUBLIC: pgettext_lazy("ring of a case", "public place"),
}

# What stands out about an open case, for filters and rows of lists.
SIGN_WORDS: Mapping[Sign, str | Promise] = {
    Sign.STOPPED: pgettext_lazy("sign of a case", "clock stopped"),
    Sign.ASKED: pgettext_lazy("sign of a case", "more time asked for"),
    Sign.URGED: pgettext_lazy("sign of a case", "urged"),
    Sign.ESCALATED: pgettext_lazy("sign of a case", "told up the line"),
    Sign.REOPENED: pgettext_lazy("sign of a case", "opened again"),
}

SIGN_ICONS: Mapping[Sign, str] = {
    Sign.STOPPED: "pause-circle",
    Sign.ASKED: "calendar-plus",
    Sign.URGED: "megaphone",
    Sign.ESCALATED: "bell",
    Sign.REOPENED: "arrow-repeat",
}

ORIGIN_WORDS: Mapping[OriginKind, str | Promise] = {
    OriginKind.REPORT: _("reported by a person in a post"),
    OriginKind.FINDING: _("found on a round"),
    OriginKind.BREACH: _("a duty at the door was not kept"),
    OriginKind.RESIDENT: _("reported by a resident"),
}
