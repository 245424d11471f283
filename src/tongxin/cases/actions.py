"""Every write to a case: may I, is it still as I saw it, does the table allow it; then row, event, ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import formats
from django.utils.translation import gettext as _

from tongxin.access.queries import who_may
from tongxin.cases.errors import (
    AlreadyOpened,
    CannotFixHere,
    CaseMovedOn,
    FoundInFuture,
    MoveNotPossible,
    NeedsPerson,
    NothingToReport,
    OriginalUnfit,
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
    Origin,
    OriginKind,
    PlaceKind,
    State,
    is_another,
    is_never_public,
    next_state,
    ring_of,
)
from tongxin.cases.words import EVENT_WORDS, STATE_WORDS
from tongxin.people.models import Person
from tongxin.records import calendar, clock, files, ledger
from tongxin.records.canonical import JSON
from tongxin.records.numbers import next_number
from tongxin.records.permission import Act, Viewer
from tongxin.records.photos import Photo
from tongxin.records.working_time import LimitUnit
from tongxin.standards.models import MatterType
from tongxin.territory.actions import mark_seen
from tongxin.territory.ground import Ground
from tongxin.territory.kinds import PUBLIC_KINDS, SiteKind
from tongxin.territory.models import Division, Site
from tongxin.territory.queries import grounded

TITLE_LENGTH = 80
REPORTED = Origin(OriginKind.REPORT)


@transaction.atomic
def open_case(
    *,
    ground: Ground,
    matter: MatterType,
    by: Viewer,
    title: str = "",
    note: str = "",
    origin: Origin = REPORTED,
    found_at: datetime | None = None,
    photos: Iterable[Photo] = (),
) -> Case:
    """Makes a case of a problem found on `ground`; without a title it takes the name of its kind.

    The limit of the kind runs from `found_at` (now). Raises `NotAllowed`, `FoundInFuture`, `NothingToReport`
    (the kind was retired), `AlreadyOpened` (one case for one origin), `DiskFull`.
    """
    by.require(Act.CASE_REPORT, ground)
    now = clock.now()
    found = found_at or now
    if found > now:
        raise FoundInFuture
    if matter.retired_on is not None and matter.retired_on <= clock.today():
        raise NothingToReport
    place = _place_kind(ground)
    due = calendar.due_at(found, matter.limit_value, LimitUnit(matter.limit_unit))
    case = Case(
        matter=matter,
        title=(title.strip() or matter.name_zh)[:TITLE_LENGTH],
        note=note.strip(),
        ring=ring_of(place, household_matter=matter.household_related),
        never_public=is_never_public(place, household_matter=matter.household_related),
        line=matter.line,
        severity=matter.severity,
        origin_kind=origin.kind,
        origin_id=origin.id,
        found_at=found,
        found_by_id=by.person_id,
        due_at=due.at,
        due_provisional=due.provisional,
        **grounded(ground),
    )
    _number(case)
    _insert_once(case)
    _keep(photos, case=case, stage=Stage.BEFORE, by=by)
    _record(case, OPENING, by=by, note="", detail={"matter": matter.code, "ground": ground.key})
    return case


@transaction.atomic
def assign_case(case: Case, *, to: Person, by: Viewer, note: str = "", seen: int | None = None) -> Case:
    """Gives the case to a person who may put it right there, or to another one than before.

    Not to a deputy: what is given to the holder of a post is the deputy's turn as long as the holder is away.
    Raises `CannotFixHere` besides the errors of every step (see `_begin`).
    """
    current = _begin(case, Move.ASSIGN, by=by, seen=seen)
    able = who_may(Act.CASE_FIX, current.ground, clock.today(), deputies=False)
    if not able.filter(pk=to.pk).exists():
        raise CannotFixHere(to.masked_name)
    current.assignee, current.assigned_at, current.assigned_by_id = to, clock.now(), by.person_id
    return _end(current, Move.ASSIGN, by=by, note=note, detail={"assignee": str(to.pk)})


@transaction.atomic
def fix_case(
    case: Case, *, by: Viewer, note: str = "", photos: Iterable[Photo] = (), seen: int | None = None
) -> Case:
    """Says that the problem was put right; photos are never needed."""
    current = _begin(case, Move.FIX, by=by, seen=seen)
    current.fixed_at, current.fixed_by_id = clock.now(), by.person_id
    _keep(photos, case=current, stage=Stage.AFTER, by=by)
    return _end(current, Move.FIX, by=by, note=note)


@transaction.atomic
def verify_case(case: Case, *, by: Viewer, note: str = "", seen: int | None = None) -> Case:
    """Says that it was really put right. Raises `OwnWork` for whoever did it."""
    current = _begin(case, Move.VERIFY, by=by, seen=seen)
    current.verified_at, current.verified_by_id = clock.now(), by.person_id
    return _end(current, Move.VERIFY, by=by, note=note)


@transaction.atomic
def return_case(case: Case, *, by: Viewer, reason: str, seen: int | None = None) -> Case:
    """Returns the case for rework: to its assignee, or to whoever had fixed it on the spot.

    The limit is not prolonged. Raises `OwnWork`, `ReasonMissing`.
    """
    current = _begin(case, Move.RETURN, by=by, seen=seen, reason=reason)
    if current.assignee_id is None:
        current.assignee_id = current.fixed_by_id
        current.assigned_at, current.assigned_by_id = clock.now(), by.person_id
    current.fixed_at = current.fixed_by_id = None
    current.verified_at = current.verified_by_id = None
    current.rework_count += 1
    return _end(current, Move.RETURN, by=by, note=reason, detail={"rework": current.rework_count})


@transaction.atomic
def close_case(case: Case, *, by: Viewer, note: str = "", seen: int | None = None) -> Case:
    """Closes a verified case for good."""
    current = _begin(case, Move.CLOSE, by=by, seen=seen)
    current.closed_at, current.closed_by_id = clock.now(), by.person_id
    return _end(current, Move.CLOSE, by=by, note=note)


@transaction.atomic
def decline_case(case: Case, *, by: Viewer, reason: str, seen: int | None = None) -> Case:
    """Ends a case that is none, or not the town's. Raises `ReasonMissing`."""
    current = _begin(case, Move.DECLINE, by=by, seen=seen, reason=reason)
    current.closed_at, current.closed_by_id = clock.now(), by.person_id
    return _end(current, Move.DECLINE, by=by, note=reason)


@transaction.atomic
def mark_duplicate(case: Case, *, of: Case, by: Viewer, note: str = "", seen: int | None = None) -> Case:
    """Merges the case into another one, which keeps count of its reports.

    What had been merged into `case` goes over to `of`, so every duplicate names a case that is none. Raises
    `OriginalUnfit`.
    """
    by.require(Act.CASE_VIEW, of.ground)
    locked = list(Case.objects.select_for_update().filter(pk__in=[case.pk, of.pk]).order_by("pk"))
    original = next(row for row in locked if row.pk == of.pk)
    current = _begin(case, Move.MERGE, by=by, seen=seen)
    same_village = original.division_code == current.division_code
    if original.pk == current.pk or not original.is_open or not same_village:
        raise OriginalUnfit
    current.duplicates.update(duplicate_of=original)
    current.duplicate_of = original
    current.closed_at, current.closed_by_id = clock.now(), by.person_id
    return _end(current, Move.MERGE, by=by, note=note, detail={"original": str(original.pk)})


@transaction.atomic
def pass_on_case(case: Case, *, to: Person, by: Viewer) -> Case:
    """Gives an open case to the successor of its assignee, whatever its state; part of a hand-over.

    Who assigned it stays, and sees it through. The state stays too: this is no step of the case's own life.
    """
    current = Case.objects.select_for_update().get(pk=case.pk)
    current.assignee, current.assigned_at = to, clock.now()
    current.version += 1
    current.save(update_fields=["assignee", "assigned_at", "version"])
    _record(current, Move.ASSIGN, by=by, note=_("hand-over"), detail={"assignee": str(to.pk)})
    return current


@transaction.atomic
def reckon_limits(*, by: Viewer) -> int:
    """Reckons the provisional limits of open cases again; returns how many moments or marks changed.

    Calendar rule 1: when the arrangement of a year is published or entered, limits that touch it follow it.
    """
    by.require(Act.STANDARD_LOAD)
    town = calendar.town_calendar()
    changed = 0
    for case in (
        Case.objects.open()
        .filter(due_provisional=True)
        .select_for_update(of=("self",))
        .select_related("matter")
    ):
        due = calendar.due_at(case.found_at, case.matter.limit_value, LimitUnit(case.matter.limit_unit), town)
        if (due.at, due.provisional) == (case.due_at, case.due_provisional):
            continue
        case.due_at, case.due_provisional = due.at, due.provisional
        case.save(update_fields=["due_at", "due_provisional"])
        detail = {"number": case.number, "due": due.at.isoformat()}
        ledger.append("case.limit", by=by, subject=case, division_code=case.division_code, detail=detail)
        changed += 1
    return changed


def _begin(case: Case, move: Move, *, by: Viewer, seen: int | None, reason: str | None = None) -> Case:
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


def _end(
    current: Case, move: Move, *, by: Viewer, note: str, detail: Mapping[str, JSON] | None = None
) -> Case:
    current.state = TRANSITIONS[move].target
    current.version += 1
    current.save()
    _record(current, move, by=by, note=note, detail=detail or {})
    return current


def _record(case: Case, move: str, *, by: Viewer, note: str, detail: Mapping[str, JSON]) -> None:
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


def _place_kind(ground: Ground) -> PlaceKind:
    if ground.site_id is None:
        return PlaceKind.OTHER
    kind = Site.objects.values_list("kind", flat=True).get(pk=ground.site_id)
    if kind == SiteKind.HOUSEHOLD:
        return PlaceKind.HOUSEHOLD
    return PlaceKind.PUBLIC if kind in PUBLIC_KINDS else PlaceKind.OTHER


def _number(case: Case) -> None:
    village = Division.objects.get(pk=case.division_code)
    case.number = next_number(f"case:{village.code}", clock.today().year, prefix=village.brief_name)


def _insert_once(case: Case) -> None:
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:
        earlier = Case.objects.filter(origin_kind=case.origin_kind, origin_id=case.origin_id).first()
        if case.origin_id is None or earlier is None:
            raise
        raise AlreadyOpened(earlier.number) from error


def _keep(photos: Iterable[Photo], *, case: Case, stage: Stage, by: Viewer) -> None:
    for photo in photos:
        file = files.store(photo.content, media_type="image/jpeg", name=f"{case.number}-{stage.value}.jpg")
        unique: dict[str, Any] = {"case": case, "file": file, "stage": stage}
        CasePhoto.objects.get_or_create(**unique, defaults={"taken_by_id": by.person_id})
