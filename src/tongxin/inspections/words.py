"""The town's words for rounds and visits, for every screen."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.inspections.drawing import Among, SampleKind
from tongxin.inspections.follow_up_rules import FollowUpResult, FollowUpState, HowItWent, ItemOutcome
from tongxin.inspections.purposes import Purpose, Source
from tongxin.inspections.rules import FindingOutcome, RoundState, VisitRole, VisitState

ROUND_WORDS: Mapping[RoundState, str | Promise] = {
    RoundState.PLANNED: pgettext_lazy("state of a round", "planned"),
    RoundState.OPEN: pgettext_lazy("state of a round", "under way"),
    RoundState.CLOSED: pgettext_lazy("state of a round", "closed"),
}

VISIT_WORDS: Mapping[VisitState, str | Promise] = {
    VisitState.PLANNED: pgettext_lazy("state of a visit", "still to visit"),
    VisitState.DONE: pgettext_lazy("state of a visit", "looked at"),
    VisitState.NOBODY_HOME: pgettext_lazy("state of a visit", "nobody home"),
    VisitState.REFUSED: pgettext_lazy("state of a visit", "not let in"),
    VisitState.PLACE_GONE: pgettext_lazy("state of a visit", "no longer there"),
}

# Pills of the shell: (style, icon) for a state of a round and of a visit.
ROUND_PILLS: Mapping[RoundState, tuple[str, str]] = {
    RoundState.PLANNED: ("unclear", "calendar"),
    RoundState.OPEN: ("assigned", "clipboard-check"),
    RoundState.CLOSED: ("closed", "archive"),
}
VISIT_PILLS: Mapping[VisitState, tuple[str, str]] = {
    VisitState.PLANNED: ("unclear", "circle"),
    VisitState.DONE: ("verified", "check2-circle"),
    VisitState.NOBODY_HOME: ("found", "door-closed"),
    VisitState.REFUSED: ("found", "slash-circle"),
    VisitState.PLACE_GONE: ("closed", "x-circle"),
}

SAMPLE_WORDS: Mapping[SampleKind, str | Promise] = {
    SampleKind.ALL: _("all of them"),
    SampleKind.PER_GRID: _("so many in each grid"),
    SampleKind.SHARE: _("so many percent of all"),
    SampleKind.LIST: _("those on a list"),
}

SAMPLE_IN_FULL: Mapping[SampleKind, str | Promise] = {
    SampleKind.ALL: _("all of them"),
    SampleKind.PER_GRID: _("%(number)d of each grid, drawn at random"),
    SampleKind.SHARE: _("%(number)d %% of all, drawn at random"),
    SampleKind.LIST: _("those on a list"),
}

AMONG_WORDS: Mapping[Among, str | Promise] = {
    Among.EVERYTHING: _("everything there"),
    Among.NOT_SEEN: _("what was not seen for so many days"),
    Among.PROBLEMS: _("where the last round found problems"),
}

AMONG_IN_FULL: Mapping[Among, str | Promise] = {
    Among.NOT_SEEN: _("not seen for %(days)d days"),
    Among.PROBLEMS: _("problems of last time"),
}

PURPOSE_WORDS: Mapping[Purpose, str | Promise] = {
    Purpose.ROUTINE: pgettext_lazy("purpose of a round", "routine check"),
    Purpose.SUPERVISION: pgettext_lazy("purpose of a round", "supervision"),
    Purpose.UNANNOUNCED: pgettext_lazy("purpose of a round", "unannounced check"),
    Purpose.RECHECK: pgettext_lazy("purpose of a round", "check again"),
    Purpose.SELF: pgettext_lazy("purpose of a round", "self-assessment"),
    Purpose.HIGHER: pgettext_lazy("purpose of a round", "check from above"),
}

SOURCE_WORDS: Mapping[Source, str | Promise] = {
    Source.SELF: pgettext_lazy("source of a score", "Self-score"),
    Source.TOWN: pgettext_lazy("source of a score", "Town check"),
    Source.HIGHER: pgettext_lazy("source of a score", "Check from above"),
}

ROLE_WORDS: Mapping[VisitRole, str | Promise] = {
    VisitRole.MAIN: pgettext_lazy("kind of visit", "main visit"),
    VisitRole.SECOND: pgettext_lazy("kind of visit", "second inspector"),
    VisitRole.RECHECK: pgettext_lazy("kind of visit", "looked at again"),
}

# What the inspector taps: the outcomes of a visit.
OUTCOME_WORDS: Mapping[VisitState, str | Promise] = {
    VisitState.DONE: pgettext_lazy("outcome of a visit", "looked at"),
    VisitState.NOBODY_HOME: pgettext_lazy("outcome of a visit", "nobody home"),
    VisitState.REFUSED: pgettext_lazy("outcome of a visit", "not let in"),
    VisitState.PLACE_GONE: pgettext_lazy("outcome of a visit", "no longer there"),
}

# The two buttons of an item, by its mode and by what is good; and what the number beside them is.
CHOICE_WORDS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "yes_no:deduct_if_yes": (pgettext_lazy("item of a visit", "no"), pgettext_lazy("item of a visit", "yes")),
    "yes_no:deduct_if_no": (
        pgettext_lazy("item of a visit", "kept"),
        pgettext_lazy("item of a visit", "not kept"),
    ),
    "yes_no:award_if_yes": (
        pgettext_lazy("item of a visit", "kept"),
        pgettext_lazy("item of a visit", "not kept"),
    ),
    "deduct_per_finding": (
        pgettext_lazy("item of a visit", "nothing found"),
        pgettext_lazy("item of a visit", "found"),
    ),
    "range:deduct": (
        pgettext_lazy("item of a visit", "nothing off"),
        pgettext_lazy("item of a visit", "points off"),
    ),
    "range:award": (
        pgettext_lazy("item of a visit", "full points"),
        pgettext_lazy("item of a visit", "points given"),
    ),
    "veto": (pgettext_lazy("item of a visit", "no"), pgettext_lazy("item of a visit", "yes")),
}
NOT_SEEN_WORD = pgettext_lazy("item of a visit", "not looked at")
AMOUNT_WORDS: Mapping[str, str | Promise] = {
    "deduct_per_finding": _("How many (%(unit)s)"),
    "range:deduct": _("Points off"),
    "range:award": _("Points given"),
}
BECOMES_WORDS: Mapping[FindingOutcome, str | Promise] = {
    FindingOutcome.CASE: _("make it a case"),
    FindingOutcome.FIXED: _("put right on the spot"),
    FindingOutcome.NOTED: _("only note it"),
}

FOLLOW_UP_WORDS: Mapping[FollowUpState, str | Promise] = {
    FollowUpState.DUE: pgettext_lazy("state of a follow-up", "to look again"),
    FollowUpState.DONE: pgettext_lazy("state of a follow-up", "looked at again"),
    FollowUpState.PLACE_GONE: pgettext_lazy("state of a visit", "no longer there"),
}
FOLLOW_UP_PILLS: Mapping[FollowUpState, tuple[str, str]] = {
    FollowUpState.DUE: ("unclear", "arrow-repeat"),
    FollowUpState.DONE: ("verified", "check2-circle"),
    FollowUpState.PLACE_GONE: ("closed", "x-circle"),
}
RESULT_WORDS: Mapping[FollowUpResult, str | Promise] = {
    FollowUpResult.DONE: pgettext_lazy("outcome of a visit", "looked at"),
    FollowUpResult.NOBODY_HOME: pgettext_lazy("outcome of a visit", "nobody home"),
    FollowUpResult.REFUSED: pgettext_lazy("outcome of a visit", "not let in"),
    FollowUpResult.PLACE_GONE: pgettext_lazy("outcome of a visit", "no longer there"),
}
ITEM_OUTCOME_WORDS: Mapping[ItemOutcome, str | Promise] = {
    ItemOutcome.PUT_RIGHT: pgettext_lazy("outcome of a follow-up", "put right"),
    ItemOutcome.CORRECTED: pgettext_lazy("outcome of a follow-up", "corrected on site"),
    ItemOutcome.FOUND_AGAIN: pgettext_lazy("outcome of a follow-up", "found again"),
}
WENT_WORDS: Mapping[HowItWent, str | Promise] = {
    HowItWent.ALL_RIGHT: pgettext_lazy("how a follow-up went", "everything was put right"),
    HowItWent.CORRECTED_ON_SITE: pgettext_lazy("how a follow-up went", "something was corrected on site"),
    HowItWent.FOUND_AGAIN: pgettext_lazy("how a follow-up went", "something was found again"),
    HowItWent.NOT_MET: pgettext_lazy("how a follow-up went", "nobody was met"),
}
