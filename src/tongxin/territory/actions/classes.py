"""Classes of ground and their goals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from tongxin.records import figures, ledger
from tongxin.records.canonical import JSON
from tongxin.records.permission import Act, Viewer
from tongxin.territory.actions.placements import day_of_change
from tongxin.territory.errors import ClassNameTaken, GoalChangedLater, GroundGone, OtherTown
from tongxin.territory.ground import division_contains
from tongxin.territory.models import Division, GroundClass, GroundGoal, VillagerGroup


@transaction.atomic
def add_class(town: Division, *, name: str, by: Viewer, note: str = "") -> GroundClass:
    """Adds a class of ground in the town's own words. Raises `NotAllowed`, `ClassNameTaken`."""
    by.require(Act.GROUND_MANAGE, town.ground)
    try:
        with transaction.atomic():
            made = GroundClass.objects.create(division_code=town.code, name=name.strip(), note=note.strip())
    except IntegrityError as error:
        raise ClassNameTaken(name) from error
    ledger.append("class.add", by=by, subject=made, division_code=town.code)
    return made


@transaction.atomic
def give_class(place: Division | VillagerGroup, *, ground_class: GroundClass | None, by: Viewer) -> None:
    """Says to which class a village or a villager group belongs; None: to none, or to that of its village.

    Raises `NotAllowed`, `GroundGone`, `OtherTown`.
    """
    by.require(Act.GROUND_MANAGE, place.ground)
    if place.closed_on is not None:
        raise GroundGone(str(place))
    if ground_class is not None and not division_contains(
        ground_class.division_code, place.ground.division_code
    ):
        raise OtherTown
    place.ground_class = ground_class
    place.save(update_fields=["ground_class"])
    ledger.append(
        "class.give",
        by=by,
        subject=place,
        division_code=place.ground.division_code,
        detail={"class": str(ground_class.pk) if ground_class else None},
    )


@transaction.atomic
def set_goal(
    ground_class: GroundClass,
    *,
    figure: str,
    value: Decimal,
    is_ceiling: bool,
    by: Viewer,
    since: date | None = None,
) -> GroundGoal:
    """Sets what the villages of a class are to reach in a figure from a day (today unless told).

    A goal that was there ends on that day and is kept; one of the same day is amended. Raises `NotAllowed`,
    `UnknownFigure`, `DayToCome`, `GoalChangedLater`.
    """
    _require(ground_class, by)
    day = day_of_change(since)
    figures.get(figure)
    last = GroundGoal.objects.select_for_update().filter(ground_class=ground_class, figure=figure)
    present = last.order_by("since").last()
    if present is not None and (present.until or present.since) > day:
        raise GoalChangedLater(present.until or present.since)
    values = {"value": value, "is_ceiling": is_ceiling}
    if present is not None and present.until is None and present.since == day:
        goal = present
        GroundGoal.objects.filter(pk=goal.pk).update(**values)
    else:
        if present is not None and present.until is None:
            GroundGoal.objects.filter(pk=present.pk).update(until=day)
        goal = GroundGoal.objects.create(ground_class=ground_class, figure=figure, since=day, **values)
    detail: dict[str, JSON] = {
        "figure": figure,
        "value": str(value),
        "at_most": is_ceiling,
        "since": day.isoformat(),
    }
    ledger.append("class.goal", by=by, subject=goal, division_code=ground_class.division_code, detail=detail)
    return goal


@transaction.atomic
def end_goal(goal: GroundGoal, *, by: Viewer) -> None:
    """Ends a goal today; it is kept, but for one that began today. Raises `NotAllowed`, `GoalChangedLater`."""
    _require(goal.ground_class, by)
    day = day_of_change(None)
    current = GroundGoal.objects.select_for_update().get(pk=goal.pk)
    if current.until is not None:
        raise GoalChangedLater(current.until)
    ledger.append(
        "class.goal_end",
        by=by,
        subject=current,
        division_code=goal.ground_class.division_code,
        detail={"figure": current.figure},
    )
    if current.since >= day:
        current.delete()
    else:
        GroundGoal.objects.filter(pk=current.pk).update(until=day)


def _require(ground_class: GroundClass, by: Viewer) -> None:
    town = Division.objects.get(pk=ground_class.division_code)
    by.require(Act.GROUND_MANAGE, town.ground)
