"""Signals in the town's words: what is odd, in one sentence, never who is to blame."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.inspections.signals.rules import SignalKind

KIND_WORDS: Mapping[SignalKind, str | Promise] = {
    SignalKind.SAME_PHOTO: pgettext_lazy("signal", "same photo"),
    SignalKind.NEAR_PHOTO: pgettext_lazy("signal", "photos look alike"),
    SignalKind.MANY: pgettext_lazy("signal", "many visits in a short time"),
    SignalKind.HOP: pgettext_lazy("signal", "far away in a short time"),
    SignalKind.ANSWERS: pgettext_lazy("signal", "identical answers"),
    SignalKind.AFTER_LOOK: pgettext_lazy("signal", "changed after seeing other scores"),
    SignalKind.LATE: pgettext_lazy("signal", "entered long after"),
}
SENTENCES: Mapping[SignalKind, str | Promise] = {
    SignalKind.SAME_PHOTO: _("Its photo also stands at another visit."),
    SignalKind.NEAR_PHOTO: _("Its photo looks like that of another visit: %(bits)d of 64 marks differ."),
    SignalKind.MANY: _("It is one of %(visits)d visits within %(minutes)d minutes."),
    SignalKind.HOP: _(
        "The place lies %(metres)d m from the one before, which was visited %(minutes)d minutes earlier."
    ),
    SignalKind.ANSWERS: _(
        "Its answers are the same as at %(visits)d visits one after the other or in rare details, which is unusual."
    ),
    SignalKind.AFTER_LOOK: _("Its score was changed after a colleague's scores had been seen."),
    SignalKind.LATE: _("It was entered %(hours)d hours after the visit."),
}


def sentence(kind: SignalKind, facts: Mapping[str, int]) -> str:
    """What is odd, with its numbers."""
    return str(SENTENCES[kind]) % facts
