"""How a step is taken: may I, is it still as I saw it, does the table allow it; then row, event, ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from tongxin.cases.errors import (
    CaseMovedOn,
    MoveNotPossible,
    NeedsPerson,
    OwnWork,
    ReasonMissing,
)
from tongxin.cases.models import Case, CaseEvent, CasePhoto, Stage
from tongxin.cases.rules import (
    OPENING,
    SEEN_BY,
    TRANSITIONS,
    Fact,
    Move,
    State,
    is_another,
    next_state,
)
from tongxin.cases.words import EVENT_WORDS, STATE_WORDS
from tongxin.records import clock, files, ledger
from tongxin.records.canonical import JSON
from tongxin.records.permission import Viewer
from tongxin.records.photos import Photo
from tongxin.territory.actions import mark_seen


def begin(case: Case, move: Move, *, by: Viewer, seen: int | None, reason: str | None = None) -> Case:
    """The case as it is now, locked, if the step may be taken.

    `seen`: the version that the viewer decided on (that of `case`). Raises `NotAllowed`, `NeedsPerson`,
    `CaseMovedOn`, `MoveNotPossible`, `OwnWork`, `ReasonMissing`.
    """
    needs = TRANSITIONS[move].needs
    by.require(TRANSITIONS[move].act, case.ground)
    if by.person_id is None:
        raise NeedsPerson
    current = Case.objects.select_for_update().get(pk=case.pk)
    if current.version != (case.version if seen is None else seen):
        raise _moved_on(current)
    if next_state(State(current.state), move) is None:
        raise MoveNotPossible(move=str(EVENT_WORDS[move]), state=str(STATE_WORDS[State(current.state)]))
    if Fact.OTHER_PERSON in needs and not is_another(by.person_id, current.fixed_by_id):
        raise OwnWork
    if Fact.REASON in needs and not (reason or "").strip():
        raise ReasonMissing
    return current


def end(
    current: Case, move: Move, *, by: Viewer, note: str, detail: Mapping[str, JSON] | None = None
) -> Case:
    """Moves the case to the state of the table, saves it, and writes the step down."""
    current.state = TRANSITIONS[move].target
    current.version += 1
    current.save()
    record(current, move, by=by, note=note, detail=detail or {})
    return current


def record(case: Case, move: str, *, by: Viewer, note: str, detail: Mapping[str, JSON]) -> None:
    """The event on the timeline, the day on which the place was seen, and the entry in the ledger.

    The ledger holds no words of a person.
    """
    if case.site_id is not None and (move == OPENING or move in SEEN_BY):
        mark_seen(case.site_id, clock.local(case.found_at if move == OPENING else clock.now()).date())
    CaseEvent.objects.create(
        case=case,
        version=case.version,
        move=move,
        state=case.state,
        at=clock.now(),
        by_id=by.person_id,
        assignee=case.assignee if move in (Move.ASSIGN, Move.RETURN) else None,
        note=note.strip(),
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
