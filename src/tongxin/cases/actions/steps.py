"""The steps of a case on its way from found to closed."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from tongxin.access.queries import who_may
from tongxin.cases.actions.writing import Step, begin, end, keep
from tongxin.cases.errors import CannotFixHere, OriginalUnfit
from tongxin.cases.models import Case, Stage
from tongxin.cases.rules import Move
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
    step = begin(case, Move.ASSIGN, by=by, seen=seen, note=note)
    able = who_may(Act.CASE_FIX, step.case.ground, clock.today(), deputies=False)
    if not able.filter(pk=to.pk).exists():
        raise CannotFixHere(to.masked_name)
    step.case.assignee, step.case.assigned_at, step.case.assigned_by_id = to, step.at, by.person_id
    step.case.assign_count += 1
    return end(step, detail={"assignee": str(to.pk)})


@transaction.atomic
def fix_case(
    case: Case, *, by: Viewer, note: str = "", photos: Iterable[Photo] = (), seen: int | None = None
) -> Case:
    """Says that the problem was put right; photos are never needed."""
    step = begin(case, Move.FIX, by=by, seen=seen, note=note)
    step.case.fixed_at, step.case.fixed_by_id = step.at, by.person_id
    keep(photos, case=step.case, stage=Stage.AFTER, by=by)
    return end(step)


@transaction.atomic
def verify_case(case: Case, *, by: Viewer, note: str = "", seen: int | None = None) -> Case:
    """Says that it was really put right. Raises `OwnWork` for whoever did it."""
    step = begin(case, Move.VERIFY, by=by, seen=seen, note=note)
    step.case.verified_at, step.case.verified_by_id = step.at, by.person_id
    return end(step)


@transaction.atomic
def return_case(case: Case, *, by: Viewer, reason: str, seen: int | None = None) -> Case:
    """Returns the case for rework: to its assignee, or to whoever had fixed it on the spot.

    The limit is not prolonged. Raises `OwnWork`, `ReasonMissing`.
    """
    step = begin(case, Move.RETURN, by=by, seen=seen, reason=reason)
    _back_to_work(step)
    step.case.rework_count += 1
    return end(step, detail={"rework": step.case.rework_count})


@transaction.atomic
def verify_partly(case: Case, *, by: Viewer, reason: str, seen: int | None = None) -> Case:
    """Says that part of it is good and the rest goes on: like a return, but no rework, as nothing was done badly.

    `reason`: what is good and what is still to be done. Raises `OwnWork`, `ReasonMissing`.
    """
    step = begin(case, Move.PARTIAL, by=by, seen=seen, reason=reason)
    _back_to_work(step)
    return end(step)


def _back_to_work(step: Step) -> None:
    """To the assignee, or to whoever had fixed it on the spot; the fix and its verification no longer stand."""
    current = step.case
    if current.assignee_id is None:
        current.assignee_id = current.fixed_by_id
        current.assigned_at, current.assigned_by_id = step.at, step.by.person_id
    current.fixed_at = current.fixed_by_id = None
    current.verified_at = current.verified_by_id = None


@transaction.atomic
def close_case(case: Case, *, by: Viewer, note: str = "", seen: int | None = None) -> Case:
    """Closes a verified case."""
    step = begin(case, Move.CLOSE, by=by, seen=seen, note=note)
    step.case.closed_at, step.case.closed_by_id = step.at, by.person_id
    return end(step)


@transaction.atomic
def decline_case(case: Case, *, by: Viewer, reason: str, seen: int | None = None) -> Case:
    """Ends a case that is none, or not the town's. Raises `ReasonMissing`."""
    step = begin(case, Move.DECLINE, by=by, seen=seen, reason=reason)
    step.case.closed_at, step.case.closed_by_id = step.at, by.person_id
    return end(step)


@transaction.atomic
def mark_duplicate(case: Case, *, of: Case, by: Viewer, note: str = "", seen: int | None = None) -> Case:
    """Merges the case into another one, which keeps count of its reports.

    What had been merged into `case` goes over to `of`, so every duplicate names a case that is none. Raises
    `OriginalUnfit`.
    """
    by.require(Act.CASE_VIEW, of.ground)
    locked = list(Case.objects.select_for_update().filter(pk__in=[case.pk, of.pk]).order_by("pk"))
    original = next(row for row in locked if row.pk == of.pk)
    step = begin(case, Move.MERGE, by=by, seen=seen, note=note)
    same_village = original.division_code == step.case.division_code
    if original.pk == step.case.pk or not original.is_open or not same_village:
        raise OriginalUnfit
    step.case.duplicates.update(duplicate_of=original)
    step.case.duplicate_of = original
    step.case.closed_at, step.case.closed_by_id = step.at, by.person_id
    return end(step, detail={"original": str(original.pk)})
