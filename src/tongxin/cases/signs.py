"""What stands out about a case besides its state: who waits, who was told, what came back. For its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.rules import Move
from tongxin.cases.templatetags.cases import day, moment
from tongxin.cases.turn import named, told_of
from tongxin.people.stand_ins import StandIns
from tongxin.records import clock
from tongxin.standards.models import MatterType

KIND_RETIRED = gettext_lazy("This kind of problem is no longer in use; the case keeps it, with its limit.")


@dataclass(frozen=True)
class Sign:
    """One thing that stands out: its icon, what it says, the words of whoever did it."""

    icon: str
    text: str | Promise
    note: str = ""


def signs_of(case: Case, events: Sequence[CaseEvent], who: StandIns) -> list[Sign]:
    """The signs of a case; `events` with their persons. One query more where the machine told somebody."""
    return [*_of_now(case, events, who), *_of_before(case), *_of_kind(case.matter)]


def _of_now(case: Case, events: Sequence[CaseEvent], who: StandIns) -> Iterator[Sign]:
    if case.waiting_since is not None:
        event = _last(events, Move.WAIT)
        words = _("The clock stands still since %(at)s: %(who)s")
        yield _sign("pause-circle", words, event, who)
    if case.postpone_to is not None:
        event = _last(events, Move.POSTPONE)
        words = _("More time is asked for, until %(day)s: %(who)s, %(at)s") % {
            "day": day(clock.start_of(case.postpone_to)),
            "who": "%(who)s",
            "at": "%(at)s",
        }
        yield _sign("calendar-plus", words, event, who)
    if case.urged_at is not None and case.is_open:
        yield _sign("megaphone", _("Urged by %(who)s, %(at)s"), _last(events, Move.URGE), who)
    told = told_of(case)
    if told:
        names = pgettext("between names", ", ").join(named(post) for post in told)
        words = _("Told up the line, level %(level)d: %(names)s")
        yield Sign("bell", words % {"level": case.escalation_level, "names": names})


def _of_before(case: Case) -> Iterator[Sign]:
    if case.reopen_count:
        words = ngettext("Opened again %(count)d time", "Opened again %(count)d times", case.reopen_count)
        yield Sign("arrow-repeat", words % {"count": case.reopen_count})
    if case.rework_count:
        words = ngettext(
            "Returned for rework %(count)d time", "Returned for rework %(count)d times", case.rework_count
        )
        yield Sign("arrow-counterclockwise", words % {"count": case.rework_count})
    if case.postponed_count:
        words = ngettext("Put off %(count)d time", "Put off %(count)d times", case.postponed_count)
        yield Sign("calendar-check", words % {"count": case.postponed_count})


def _of_kind(matter: MatterType) -> Iterator[Sign]:
    if matter.retired_on is not None and matter.retired_on <= clock.today():
        yield Sign("info-circle", KIND_RETIRED)


def _last(events: Sequence[CaseEvent], move: Move) -> CaseEvent | None:
    return next((event for event in reversed(events) if event.move == move), None)


def _sign(icon: str, words: str, event: CaseEvent | None, who: StandIns) -> Sign:
    if event is None:
        return Sign(icon, words % {"who": "", "at": ""})
    names = {"who": who.name(event.by, event.version), "at": moment(event.at)}
    return Sign(icon, words % names, event.note)
