"""The town's words for letters."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tongxin.cases.letter_rules import AddresseeKind, LetterState

LETTER_STATE_WORDS: Mapping[LetterState, str | Promise] = {
    LetterState.ISSUED: pgettext_lazy("state of a letter", "issued, not signed for"),
    LetterState.RECEIVED: pgettext_lazy("state of a letter", "signed for, not answered"),
    LetterState.ANSWERED: pgettext_lazy("state of a letter", "answered"),
    LetterState.WITHDRAWN: pgettext_lazy("state of a letter", "withdrawn"),
}

ADDRESSEE_WORDS: Mapping[AddresseeKind, str | Promise] = {
    AddresseeKind.POST: pgettext_lazy("addressee of a letter", "a post"),
    AddresseeKind.COMMITTEE: pgettext_lazy("addressee of a letter", "the committee of the village"),
    AddresseeKind.ORGANISATION: pgettext_lazy("addressee of a letter", "an organisation"),
    AddresseeKind.HOUSEHOLD: pgettext_lazy("addressee of a letter", "a household"),
}
