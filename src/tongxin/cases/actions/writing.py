"""How a step is taken: may I, is it still as I saw it, does the table allow it; then row, event, ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from tongxin.cases.errors import (
    FACT_ERRORS,
    CaseMovedOn,
    MoveNotPossible,
    NeedsPerson,
    NotGivenToYou,
    ReasonMissing,
)
from tongxin.cases.facts import hindered_by
from tongxin.cases.models import Case, CaseEvent, CasePhoto, Stage
from tongxin.cases.rules import (
    GIVES_ASSIGNEE,
    OPENING,
    SEEN_BY,
    STATES_TO_FIX,
    TRANSITIONS,
    WITH_REASON,
    Move,
    Own,
    State,
    next_state,
)
from tongxin.cases.situation import is_given_to, is_late, last_event, situation_of
from tongxin.cases.words import EVENT_WORDS, STATE_WORDS
from tongxin.records import calendar, clock, files, ledger, working_time
from tongxin.records.canonical import JSON
from tongxin.records.permission import NotAllowed, Viewer
from tongxin.records.photos import Photo
from tongxin.records.working_time import Due, LimitUnit
from tongxin.territory.actions import mark_seen


@dataclass
class Step:
    """A step under way: the case, locked; who takes it, and the moment under which it is written down."""

    case: Case
    move: Move
    by: Viewer
    at: datetime
    note: str = ""


def begin(
    case: Case, move: Move, *, by: Viewer, seen: int | None, reason: str | None = None, note: str = ""
) -> Step:
    """The step, with the case as it is now, if it may be taken.

    `seen`: the version that the viewer decided on (that of `case`). Raises `NotAllowed`, `NeedsPerson`,
    `CaseMovedOn`, `MoveNotPossible`, `ReasonMissing`, and the error of the fact that is not there (`FACT_ERRORS`).
    """
    transition = TRANSITIONS[move]
    if not _is_own(case, move, by):
        by.require(transition.act, case.ground)
    if by.person_id is None and not transition.by_machine:
        raise NeedsPerson
    if by.person_id is not None and transition.by_machine_alone:
        raise NotAllowed(transition.act)
    current = Case.objects.select_for_update().get(pk=case.pk)
    if current.version != (case.version if seen is None else seen):
        raise _moved_on(current)
    if next_state(State(current.state), move) is None:
        raise MoveNotPossible(move=str(EVENT_WORDS[move]), state=str(STATE_WORDS[State(current.state)]))
    last = last_event(current)
    at = max(clock.now(), last.at)
    situation = situation_of(current, by, last=last, at=at)
    if transition.only_own and not situation.is_own(transition.own):
        raise NotGivenToYou
    if move is Move.ESCALATE:
        situation = replace(situation, is_late=is_late(current, at))
    hindrance = hindered_by(move, situation)
    if hindrance is not None:
        raise FACT_ERRORS[hindrance]
    words = note if reason is None else reason
    if move in WITH_REASON and not words.strip():
        raise ReasonMissing
    return Step(current, move, by, at, words)


def _is_own(case: Case, move: Move, by: Viewer) -> bool:
    """May the viewer take the move because of what the case is to them, without the act? Noted as one's own right."""
    transition = TRANSITIONS[move]
    if transition.own is None or transition.only_own or by.person_id is None:
        return False
    is_own = is_given_to(case, by) if transition.own is Own.ASSIGNEE else case.found_by_id == by.person_id
    if is_own and not by.may(transition.act, case.ground):
        by.act_for(None)
        return True
    return False


def end(
    step: Step,
    *,
    to: State | None = None,
    detail: Mapping[str, JSON] | None = None,
    line: str = "",
    due_at: datetime | None = None,
    level: int | None = None,
) -> Case:
    """Moves the case on, saves it, and writes the step down.

    `to`: where the facts decide on the state. A case that leaves the hands of its assignee is no longer asked to be
    put off, and one that is no longer to be put right has its clock running.
    """
    current, transition = step.case, TRANSITIONS[step.move]
    state = to or transition.target or State(current.state)
    if transition.target is not None:
        current.postpone_to = current.postpone_asked_at = current.postpone_asked_by_id = None
    if state not in STATES_TO_FIX and current.waiting_since is not None:
        let_run(current, step.at)
        due_at = current.due_at
    current.state = state
    current.version += 1
    current.save()
    said = {"line": line, "due_at": due_at, "level": level}
    record(current, step.move, by=step.by, at=step.at, note=step.note, detail=detail or {}, said=said)
    return current


def let_run(case: Case, at: datetime) -> None:
    """Lets the clock of a case run again: the limit moves by the time that it stood still."""
    if case.waiting_since is None:
        return
    due = working_time.moved(
        Due(case.due_at, case.due_provisional),
        since=case.waiting_since,
        until=at,
        unit=LimitUnit(case.matter.limit_unit),
        calendar=calendar.town_calendar(),
    )
    case.due_at, case.due_provisional = due.at, due.provisional
    case.waiting_since = case.waiting_by_id = None


def record(
    case: Case,
    move: str,
    *,
    by: Viewer,
    at: datetime,
    note: str,
    detail: Mapping[str, JSON],
    said: Mapping[str, Any] | None = None,
) -> None:
    """The event on the timeline, the day on which the place was seen, and the entry in the ledger.

    `said`: what the step set, for the columns of the event. The ledger holds no words of a person.
    """
    if case.site_id is not None and (move == OPENING or move in SEEN_BY):
        mark_seen(case.site_id, clock.local(case.found_at if move == OPENING else at).date())
    CaseEvent.objects.create(
        case=case,
        version=case.version,
        move=move,
        state=case.state,
        at=at,
        by_id=by.person_id,
        assignee=case.assignee if move in GIVES_ASSIGNEE else None,
        note=note.strip(),
        **(said or {}),
    )
    ledger.append(
        f"case.{move}",
        by=by,
        subject=case,
        division_code=case.division_code,
        detail={"number": case.number, "version": case.version, **detail},
    )


def _moved_on(current: Case) -> CaseMovedOn:
    last = CaseEvent.objects.filter(case=current).select_related("by").order_by("-version").first()
    at = last.at if last else current.found_at
    return CaseMovedOn(
        number=current.number,
        who=last.by.masked_name if last and last.by else _("System"),
        what=str(EVENT_WORDS[last.move if last else OPENING]),
        when=formats.date_format(clock.local(at), "SHORT_DATETIME_FORMAT"),
    )


def keep(photos: Iterable[Photo], *, case: Case, stage: Stage, by: Viewer) -> None:
    """Keeps photos of a stage; the same one twice is one."""
    for photo in photos:
        file = files.store(photo.content, media_type="image/jpeg", name=f"{case.number}-{stage.value}.jpg")
        unique: dict[str, Any] = {"case": case, "file": file, "stage": stage}
        CasePhoto.objects.get_or_create(**unique, defaults={"taken_by_id": by.person_id})
