"""The timeline of a case page: what was done, whom it waits on now, what is to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.rules import OPENING, TRANSITIONS, WAY, Move
from tongxin.cases.turn import Turn
from tongxin.cases.words import EVENT_WORDS, STEP_WORDS
from tongxin.people.stand_ins import StandIns

SENTENCES: Mapping[str, str | Promise] = {
    OPENING: gettext_lazy("%(who)s reported it"),
    Move.ASSIGN: gettext_lazy("%(who)s gave it to %(assignee)s"),
    Move.FIX: gettext_lazy("%(who)s says that it was put right"),
    Move.VERIFY: gettext_lazy("%(who)s looked: it was really put right"),
    Move.RETURN: gettext_lazy("%(who)s looked: not good yet, back to %(assignee)s"),
    Move.CLOSE: gettext_lazy("%(who)s closed it"),
    Move.DECLINE: gettext_lazy("%(who)s declined it"),
    Move.MERGE: gettext_lazy("%(who)s merged it into another case"),
}


@dataclass(frozen=True)
class Done:
    """A step that was taken."""

    heading: str | Promise
    at: datetime
    sentence: str
    note: str
    is_return: bool


@dataclass(frozen=True)
class Waiting:
    """The step that is due now: whom it waits on, and since when."""

    heading: str | Promise
    since: datetime
    text: str


@dataclass(frozen=True)
class Timeline:
    """Steps done, the step due now, headings of the steps to come."""

    done: tuple[Done, ...]
    now: Waiting | None
    to_come: tuple[str | Promise, ...]


def timeline_of(case: Case, events: Sequence[CaseEvent], turn: Turn, who: StandIns) -> Timeline:
    """`events` in order, with their persons; `who` knows for whom a deputy acted."""
    done = tuple(_done(event, who) for event in events)
    if turn.move is None:
        return Timeline(done, None, ())
    after = WAY[WAY.index(TRANSITIONS[turn.move].target) :]
    since = events[-1].at if events else case.found_at
    waiting = Waiting(STEP_WORDS[after[0]], since, waiting_text(turn))
    return Timeline(done, waiting, tuple(STEP_WORDS[state] for state in after[1:]))


def waiting_text(turn: Turn) -> str:
    """Whom it waits on, in words."""
    if turn.is_mine:
        return _("Waits on you")
    if not turn.names:
        return _("Nobody has a post for this step here. Tell the town office.")
    if turn.more:
        more = ngettext("%(names)s or %(count)d more person", "%(names)s or %(count)d more people", turn.more)
        names = more % {"names": turn.names, "count": turn.more}
    else:
        names = turn.names
    return _("Waits on %(names)s") % {"names": names}


def _done(event: CaseEvent, who: StandIns) -> Done:
    names = {
        "who": who.name(event.by, event.version) or _("System"),
        "assignee": event.assignee.masked_name if event.assignee else _("somebody"),
    }
    return Done(
        heading=EVENT_WORDS[event.move],
        at=event.at,
        sentence=str(SENTENCES[event.move]) % names,
        note="" if event.move == Move.FIX else event.note,  # stands in a panel of its own
        is_return=event.move == Move.RETURN,
    )
