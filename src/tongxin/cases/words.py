"""The town's words for states, moves, rings and origins, for every screen."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.cases.rules import OPENING, Move, OriginKind, Ring, State

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
}

RING_WORDS: Mapping[Ring, str | Promise] = {
    Ring.HOUSEHOLD: pgettext_lazy("ring of a case", "around the house"),
    Ring.GRID: pgettext_lazy("ring of a case", "grid"),
    Ring.PUBLIC: pgettext_lazy("ring of a case", "public place"),
}

ORIGIN_WORDS: Mapping[OriginKind, str | Promise] = {
    OriginKind.REPORT: _("reported by a person in a post"),
    OriginKind.FINDING: _("found on a round"),
}
