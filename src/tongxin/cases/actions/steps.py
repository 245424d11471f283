"""The steps of a case by persons."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from tongxin.access.queries import who_may
from tongxin.cases.actions.writing import begin, end, keep
from tongxin.cases.errors import (
    CannotFixHere,
    OriginalUnfit,
)
from tongxin.cases.models import Case, Stage
from tongxin.cases.rules import (
    Move,
)
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.records.photos import Photo


@transaction.atomic
def assign_case(case: Case, *, to: Person, by: Viewer, note: str = "", seen: int | None = None) -> Case:
    """Gives the case to a person who may put it right there, or to another one than before.

    Not to a deputy: what is given to the holder of a post is the deputy's turn as long as the holder is away.
    Raises `CannotFixHere` besides the errors of every step (see `begin`).
    """
    current = begin(case, Move.ASSIGN, by=by, seen=seen)
    able = who_may(Act.CASE_FIX, current.ground, clock.today(), deputies=False)
    if not able.filter(pk=to.pk).exists():
        raise CannotFixHere(to.masked_name)
    current.assignee, current.assigned_at, current.assigned_by_id = to, clock.now(), by.person_id
    return end(current, Move.ASSIGN, by=by, note=note, detail={"assignee": str(to.pk)})


@transaction.atomic
def fix_case(
    case: Case, *, by: Viewer, note: str = "", photos: Iterable[Photo] = (), seen: int | None = None
) -> Case:
    """Says that the problem was put right; photos are never needed."""
    current = begin(case, Move.FIX, by=by, seen=seen)
    current.fixed_at, current.fixed_by_id = clock.now(), by.person_id
    keep(photos, case=current, stage=Stage.AFTER, by=by)
    return end(current, Move.FIX, by=by, note=note)


@transaction.atomic
def verify_case(case: Case, *, by: Viewer, note: str = "", seen: int | None = None) -> Case:
    """Says that it was really put right. Raises `OwnWork` for whoever did it."""
    current = begin(case, Move.VERIFY, by=by, seen=seen)
    current.verified_at, current.verified_by_id = clock.now(), by.person_id
    return end(current, Move.VERIFY, by=by, note=note)


@transaction.atomic
def return_case(case: Case, *, by: Viewer, reason: str, seen: int | None = None) -> Case:
    """Returns the case for rework: to its assignee, or to whoever had fixed it on the spot.

    The limit is not prolonged. Raises `OwnWork`, `ReasonMissing`.
    """
    current = begin(case, Move.RETURN, by=by, seen=seen, reason=reason)
    if current.assignee_id is None:
        current.assignee_id = current.fixed_by_id
        current.assigned_at, current.assigned_by_id = clock.now(), by.person_id
    current.fixed_at = current.fixed_by_id = None
    current.verified_at = current.verified_by_id = None
    current.rework_count += 1
    return end(current, Move.RETURN, by=by, note=reason, detail={"rework": current.rework_count})


@transaction.atomic
def close_case(case: Case, *, by: Viewer, note: str = "", seen: int | None = None) -> Case:
    """Closes a verified case for good."""
    current = begin(case, Move.CLOSE, by=by, seen=seen)
    current.closed_at, current.closed_by_id = clock.now(), by.person_id
    return end(current, Move.CLOSE, by=by, note=note)


@transaction.atomic
def decline_case(case: Case, *, by: Viewer, reason: str, seen: int | None = None) -> Case:
    """Ends a case that is none, or not the town's. Raises `ReasonMissing`."""
    current = begin(case, Move.DECLINE, by=by, seen=seen, reason=reason)
    current.closed_at, current.closed_by_id = clock.now(), by.person_id
    return end(current, Move.DECLINE, by=by, note=reason)


@transaction.atomic
def mark_duplicate(case: Case, *, of: Case, by: Viewer, note: str = "", seen: int | None = None) -> Case:
    """Merges the case into another one, which keeps count of its reports.

    What had been merged into `case` goes over to `of`, so every duplicate names a case that is none. Raises
    `OriginalUnfit`.
    """
    by.require(Act.CASE_VIEW, of.ground)
    locked = list(Case.objects.select_for_update().filter(pk__in=[case.pk, of.pk]).order_by("pk"))
    original = next(row for row in locked if row.pk == of.pk)
    current = begin(case, Move.MERGE, by=by, seen=seen)
    same_village = original.division_code == current.division_code
    if original.pk == current.pk or not original.is_open or not same_village:
        raise OriginalUnfit
    current.duplicates.update(duplicate_of=original)
    current.duplicate_of = original
    current.closed_at, current.closed_by_id = clock.now(), by.person_id
    return end(current, Move.MERGE, by=by, note=note, detail={"original": str(original.pk)})
