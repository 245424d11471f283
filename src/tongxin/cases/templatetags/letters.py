"""Letters as a case shows them, and the state of a letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import ngettext

from tongxin.cases.letter_rules import LetterState
from tongxin.cases.models import Case, Letter
from tongxin.cases.rules import STATES_TO_FIX, Move
from tongxin.records.permission import Act

register = template.Library()

_ICONS = {
    LetterState.ISSUED: "envelope",
    LetterState.RECEIVED: "envelope-open",
    LetterState.ANSWERED: "envelope-check",
    LetterState.WITHDRAWN: "envelope-x",
}
_COLOURS = {
    LetterState.ISSUED: "found",
    LetterState.RECEIVED: "assigned",
    LetterState.ANSWERED: "closed",
    LetterState.WITHDRAWN: "unclear",
}


@register.inclusion_tag("web/parts/pill.html")
def letter_pill(letter: Letter) -> dict[str, object]:
    """The state of a letter as word, sign and colour; an answer that is late says by how much."""
    if letter.is_running and letter.days_late:
        words = ngettext("answer late by %(count)d day", "answer late by %(count)d days", letter.days_late)
        return {"state": "overdue", "icon": "clock-fill", "label": words % {"count": letter.days_late}}
    state = LetterState(letter.state)
    return {"state": _COLOURS[state], "icon": _ICONS[state], "label": letter.get_state_display()}


@dataclass(frozen=True)
class Ticking:
    """What the viewer may do with ticked cases of the list."""

    assign: bool
    verify: bool
    write: bool

    @property
    def any(self) -> bool:
        """Anything at all?"""
        return self.assign or self.verify or self.write


@register.simple_tag(takes_context=True)
def ticking(context: dict[str, Any]) -> Ticking:
    """The steps on many cases that are open to the viewer somewhere; no query."""
    viewer = context["request"].viewer
    return Ticking(viewer.may(Act.CASE_ASSIGN), viewer.may(Act.CASE_VERIFY), viewer.may(Act.LETTER_ISSUE))


@register.inclusion_tag("cases/parts/ways.html", takes_context=True)
def ways_of(context: dict[str, Any], case: Case, offered: tuple[Move, ...]) -> dict[str, Any]:
    """The letters about a case, and the ways to its right place and to a letter; one query."""
    letters = [row.letter for row in case.letter_rows.select_related("letter").order_by("-letter__issued_at")]
    viewer = context["request"].viewer
    return {
        "case": case,
        "letters": letters,
        "may_relocate": Move.RELOCATE in offered,
        "may_write": case.state in STATES_TO_FIX
        and not any(letter.is_running for letter in letters)
        and viewer.may(Act.LETTER_ISSUE, case.ground),
    }
