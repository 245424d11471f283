"""The town's words for agreements, for every screen and paper."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tongxin.council.rules import AgreementState, Duty, EndReason, Holder, Party, SignedHow, Standing

DUTY_WORDS: Mapping[Duty, str | Promise] = {
    Duty.HYGIENE: pgettext_lazy("duty at the door", "hygiene"),
    Duty.ORDER: pgettext_lazy("duty at the door", "order"),
    Duty.GREENING: pgettext_lazy("duty at the door", "greening"),
}
STATE_WORDS: Mapping[AgreementState, str | Promise] = {
    AgreementState.DRAFT: pgettext_lazy("state of an agreement", "draft"),
    AgreementState.SIGNED: pgettext_lazy("state of an agreement", "signed"),
    AgreementState.ENDED: pgettext_lazy("state of an agreement", "ended early"),
    AgreementState.EXPIRED: pgettext_lazy("state of an agreement", "run out"),
}
STANDING_WORDS: Mapping[Standing, str | Promise] = {
    Standing.DRAFT: pgettext_lazy("standing of an agreement", "draft, not signed"),
    Standing.TO_COME: pgettext_lazy("standing of an agreement", "signed, begins later"),
    Standing.RUNNING: pgettext_lazy("standing of an agreement", "in force"),
    Standing.ENDS_SOON: pgettext_lazy("standing of an agreement", "ends soon"),
    Standing.OVER: pgettext_lazy("standing of an agreement", "over"),
}
STANDING_PILLS: Mapping[Standing, tuple[str, str]] = {
    Standing.DRAFT: ("planned", "pencil"),
    Standing.TO_COME: ("assigned", "calendar-event"),
    Standing.RUNNING: ("closed", "check2-circle"),
    Standing.ENDS_SOON: ("found", "hourglass-split"),
    Standing.OVER: ("planned", "archive"),
}
HOW_WORDS: Mapping[SignedHow, str | Promise] = {
    SignedHow.SCREEN: pgettext_lazy("how it was signed", "on this screen"),
    SignedHow.PHOTO: pgettext_lazy("how it was signed", "on paper, and the paper was photographed"),
    SignedHow.PAPER: pgettext_lazy("how it was signed", "on paper, which lies in an office"),
}
END_WORDS: Mapping[EndReason, str | Promise] = {
    EndReason.MOVED: pgettext_lazy("why it ended", "the household or shop has moved away"),
    EndReason.MERGED: pgettext_lazy("why it ended", "the household became one with another"),
    EndReason.GONE: pgettext_lazy("why it ended", "the house or shop is no more"),
    EndReason.WITHDRAWN: pgettext_lazy("why it ended", "the household or shop does not want it any more"),
    EndReason.REPLACED: pgettext_lazy("why it ended", "another agreement takes its place"),
    EndReason.OTHER: pgettext_lazy("why it ended", "other"),
}
PARTY_WORDS: Mapping[Party, str | Promise] = {
    Party.VILLAGE: pgettext_lazy("side of an agreement", "village committee"),
    Party.TOWN: pgettext_lazy("side of an agreement", "town"),
}
HOLDER_WORDS: Mapping[Holder, str | Promise] = {
    Holder.HOUSEHOLD: pgettext_lazy("who keeps a copy", "household or shop"),
    Holder.VILLAGE: pgettext_lazy("who keeps a copy", "village committee"),
    Holder.TOWN: pgettext_lazy("who keeps a copy", "town office"),
}
