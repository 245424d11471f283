"""Putting a case on the right ground."""

from __future__ import annotations

from django.db import transaction

from tongxin.cases.actions.opening import place_kind
from tongxin.cases.actions.writing import begin, end
from tongxin.cases.errors import WrongGround
from tongxin.cases.models import Case
from tongxin.cases.rules import Move, is_never_public, ring_of
from tongxin.people.catalogue import town_of
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground
from tongxin.territory.queries import grounded


@transaction.atomic
def relocate_case(case: Case, *, to: Ground, by: Viewer, reason: str, seen: int | None = None) -> Case:
    """Puts an open case on another place of its town (改正地点); it is then to be assigned anew there.

    Kind, limit and number stay; the ring follows the place. What was never to be published stays so.
    Raises `NotAllowed` (whoever does it assigns on both grounds), `WrongGround`, `ReasonMissing`.
    """
    by.require(Act.CASE_ASSIGN, to)
    step = begin(case, Move.RELOCATE, by=by, seen=seen, reason=reason)
    current = step.case
    if to == current.ground or town_of(to.division_code) != town_of(current.division_code):
        raise WrongGround
    detail = {"ground": to.key, "ground_before": current.ground.key}
    place, household_matter = place_kind(to), current.matter.household_related
    for column, value in grounded(to).items():
        setattr(current, column, value)
    current.ring = ring_of(place, household_matter=household_matter)
    current.never_public = current.never_public or is_never_public(place, household_matter=household_matter)
    current.assignee = None
    current.assigned_at = current.assigned_by_id = None
    return end(step, detail=detail)
