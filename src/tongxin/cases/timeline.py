"""The timeline of a case page: what was done, whom it waits on now, what is to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.rules import FORWARD, OPENING, TRANSITIONS, WAY, Move, State
from tongxin.cases.templatetags.cases import moment
from tongxin.cases.turn import Turn
from tongxin.cases.words import BUTTON_ICONS, EVENT_WORDS, STEP_WORDS
from tongxin.people.stand_ins import StandIns
from tongxin.standards.lines import lines

SENTENCES: Mapping[str, str | Promise] = {
    OPENING: gettext_lazy("%(who)s reported it"),
    Move.ASSIGN: gettext_lazy("%(who)s gave it to %(assignee)s"),
    Move.FIX: gettext_lazy("%(who)s says that it was put right"),
    Move.VERIFY: gettext_lazy("%(who)s looked: it was really put right"),
    Move.RETURN: gettext_lazy("%(who)s looked: not good yet, back to %(assignee)s"),
    Move.CLOSE: gettext_lazy("%(who)s closed it"),
    Move.DECLINE: gettext_lazy("%(who)s declined it"),
    Move.MERGE: gettext_lazy("%(who)s merged it into another case"),
    Move.REFUSE: gettext_lazy("%(who)s gave it back"),
    Move.TRANSFER: gettext_lazy("%(who)s sent it on to the line %(line)s"),
    Move.RELOCATE: gettext_lazy("%(who)s put it on the right place"),
    Move.PARTIAL: gettext_lazy("%(who)s looked: part of it is good, the rest stays with %(assignee)s"),
    Move.REOPEN: gettext_lazy("%(who)s opened it again; the limit ends %(due)s now"),
    Move.UNASSIGN: gettext_lazy("%(who)s took the assignment back"),
    Move.UNVERIFY: gettext_lazy("%(who)s took the verification back"),
    Move.WAIT: gettext_lazy("%(who)s stopped the clock, as it waits for others"),
    Move.RESUME: gettext_lazy("%(who)s let the clock run again; the limit ends %(due)s now"),
    Move.POSTPONE: gettext_lazy("%(who)s asked for time until %(due)s"),
    Move.GRANT: gettext_lazy("%(who)s put the limit off to %(due)s"),
    Move.DENY: gettext_lazy("%(who)s gave no more time"),
    Move.URGE: gettext_lazy("%(who)s urged it"),
    Move.ESCALATE: gettext_lazy("It was late: told up the line, level %(level)s"),
}


STEPS_ON = frozenset({OPENING, Move.ASSIGN, Move.FIX, Move.VERIFY, Move.CLOSE, Move.GRANT})  # ticked off


@dataclass(frozen=True)
class Done:
    """A step that was taken, with its sign."""

    heading: str | Promise
    at: datetime
    sentence: str
    note: str
    icon: str


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
    named = lines() if any(event.line for event in events) else {}
    done = tuple(_done(event, who, named) for event in events)
    if turn.move is None:
        return Timeline(done, None, ())
    forward = FORWARD[State(case.state)][0]
    after = WAY[WAY.index(TRANSITIONS[forward].target or State(case.state)) :]
    since = events[-1].at if events else case.found_at
    # Who is asked for more time has a turn of their own; the step of the way still waits on the assignee.
    on_the_way = turn if turn.move is forward else replace(turn, is_mine=False)
    waiting = Waiting(STEP_WORDS[after[0]], since, waiting_text(on_the_way))
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


def _nobody(event: CaseEvent) -> str:
    """Who it was where no person of the town took the step."""
    return _("Whoever reported it") if event.move == Move.REOPEN else _("System")


def _done(event: CaseEvent, who: StandIns, names_of_lines: Mapping[str, str]) -> Done:
    names = {
        "who": who.name(event.by, event.version) or _nobody(event),
        "assignee": event.assignee.masked_name if event.assignee else _("somebody"),
        "line": names_of_lines.get(event.line, event.line),
        "due": moment(event.due_at) if event.due_at else "",
        "level": event.level or "",
    }
    return Done(
        heading=EVENT_WORDS[event.move],
        at=event.at,
        sentence=str(SENTENCES[event.move]) % names,
        note="" if event.move == Move.FIX else event.note,  # stands in a panel of its own
        icon="check" if event.move in STEPS_ON else BUTTON_ICONS.get(Move(event.move), "bell"),
    )
