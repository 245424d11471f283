"""Who has how much to visit on a round, and what is left with somebody who will not make it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from tongxin.inspections.models import Round
from tongxin.inspections.queries import posts_that_inspect
from tongxin.inspections.rules import VisitState
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer

_TO_MAKE = Q(state__in=[VisitState.PLANNED, VisitState.NOBODY_HOME, VisitState.REFUSED])


@dataclass(frozen=True)
class Load:
    """An inspector's visits on a round; `inspector` None: those that fall to nobody.

    `left`: still to be made for the first time. `to_make`: those, and the ones to try again.
    """

    inspector: Person | None
    visits: int
    left: int
    to_make: int


def loads_of(viewer: Viewer, round_: Round, people: Sequence[Person]) -> list[Load]:
    """The loads on a round as far as the viewer may know them: all for planners, else the own one.

    `people`: the inspectors of the round, known already.
    """
    if round_.is_planned:
        return []
    visits = round_.visits.all()
    if not viewer.may(Act.ROUND_PLAN, round_.ground):
        visits = visits.falling_to(viewer)
    rows = list(
        visits.order_by()
        .values("inspector")
        .annotate(
            n=Count("pk"),
            left=Count("pk", filter=Q(state=VisitState.PLANNED)),
            to_make=Count("pk", filter=_TO_MAKE),
        )
    )
    known = {person.pk: person for person in people}
    strange = {row["inspector"] for row in rows} - {None, *known}
    if strange:
        known |= Person.objects.in_bulk(strange)
    loads = [Load(known.get(row["inspector"]), row["n"], row["left"], row["to_make"]) for row in rows]
    return sorted(loads, key=lambda load: load.inspector.sort_key if load.inspector else "")


def able_people(round_: Round) -> list[Person]:
    """Persons who may inspect today on the round, by name."""
    able = posts_that_inspect(clock.today(), round_.ground).values("person")
    return list(Person.objects.filter(pk__in=able).order_by("sort_key", "pk"))


def orphans(loads: Sequence[Load], able: Sequence[Person]) -> list[Load]:
    """The loads that nobody will make: without an inspector, or of one who may visit there no more."""
    may = {person.pk for person in able}
    return [
        load for load in loads if load.to_make and (load.inspector is None or load.inspector.pk not in may)
    ]
