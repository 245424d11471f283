"""Day lists: what an inspector walks on a day of a round, in walking order, with the length of the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404

from tongxin.inspections.models import Round, Visit
from tongxin.inspections.places import positions_of
from tongxin.inspections.querysets import VisitQuerySet, inspectors_by
from tongxin.inspections.rules import VisitState
from tongxin.inspections.walking import length_m
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer


@dataclass(frozen=True)
class Day:
    """A day of an inspector's list; None: visits that stand on no day."""

    on: date | None
    visits: int
    left: int


@dataclass(frozen=True)
class DayList:
    """What an inspector walks on one day."""

    inspector: Person
    on: date | None
    visits: tuple[Visit, ...]
    length_m: float | None

    @property
    def length_km(self) -> float | None:
        """The way as the crow flies in kilometres; None where fewer than two places have a position."""
        return None if self.length_m is None else self.length_m / 1000


def own_list(viewer: Viewer, round_: Round, inspector_id: UUID) -> VisitQuerySet:
    """The inspector's visits on the round as far as the viewer may know them: the own ones, or all to planners.

    Raises `Http404` for anybody else.
    """
    if viewer.may(Act.ROUND_PLAN, round_.ground):
        return round_.visits.of_inspector(inspector_id)
    if inspector_id in inspectors_by(viewer):
        return round_.visits.falling_to(viewer).of_inspector(inspector_id)
    raise Http404


def days_of(visits: VisitQuerySet) -> list[Day]:
    """The days of a list with what is left to visit on each, those of no day last."""
    rows = visits.order_by().values("planned_on")
    rows = rows.annotate(n=Count("pk"), left=Count("pk", filter=Q(state=VisitState.PLANNED)))
    days = [Day(row["planned_on"], row["n"], row["left"]) for row in rows]
    return sorted(days, key=lambda day: (day.on is None, day.on or date.min))


def day_to_show(days: Sequence[Day], asked: str) -> Day | None:
    """The day asked for (2022-05-23); else the first from today on on which something is left, else the last."""
    for day in days:
        if day.on is not None and day.on.isoformat() == asked:
            return day
    today = clock.today()
    to_come = (day for day in days if day.left and (day.on is None or day.on >= today))
    return next(to_come, days[-1] if days else None)


def day_list(visits: VisitQuerySet, inspector: Person, day: Day) -> DayList:
    """The visits of a day in walking order."""
    rows = visits.filter(planned_on=day.on) if day.on else visits.filter(planned_on__isnull=True)
    listed = tuple(rows.select_related("group", "grid", "site").order_by("position"))
    known = positions_of(visit.site_id for visit in listed if visit.site_id)
    way = [known[visit.site_id] for visit in listed if visit.site_id in known]
    return DayList(inspector, day.on, listed, length_m(way) if len(way) > 1 else None)
