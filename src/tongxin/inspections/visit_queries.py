"""Questions about visits: whose they are, what is left to make, where one stands."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404

from tongxin.inspections.models import Finding, Round, RoundInspector, RoundTypist, Visit
from tongxin.inspections.peers import held_back
from tongxin.inspections.querysets import RoundQuerySet, VisitQuerySet, inspectors_by
from tongxin.records import clock
from tongxin.records.permission import Act, NotAllowed, Viewer
from tongxin.standards.models import MatterType
from tongxin.territory.ground import Ground

HOUSEHOLD = "household"  # object kind of a sheet


def find_visit(viewer: Viewer, act: Act, visit_id: UUID) -> Visit:
    """One visit on the viewer's ground for `act`, or one that falls to the viewer, with all its pages show.

    Missing and forbidden alike raise `Http404`.
    """
    one = Visit.objects.filter(pk=visit_id)
    seen = viewer.visible(one, act).told_to(viewer) | one.falling_to(viewer)
    places = ("group", "grid", "site", "inspector", "entered_by", "made_by")
    found = seen.select_related("round__sheet_version", *places).first()
    if found is None:
        raise Http404
    return found


def may_enter(viewer: Viewer, visit: Visit) -> bool:
    """May the viewer enter this visit: the inspector to whom it falls, a deputy, or whoever keys in its paper?"""
    return visit.inspector_id in inspectors_by(viewer) or may_key_in(viewer, visit.round_id, visit.ground)


def may_key_in(viewer: Viewer, round_id: UUID, ground: Ground) -> bool:
    """May the viewer key in what others wrote on paper: the office that plans there, or whom it has named?

    Source: burden rule E14; the visit names who was there and who typed it.
    """
    if viewer.may(Act.ROUND_PLAN, ground):
        return True
    named = RoundTypist.objects.filter(round=round_id, person=viewer.person_id)
    return viewer.person_id is not None and viewer.may(Act.VISIT_ENTER) and named.exists()


def is_inspector(person_id: UUID, round_id: UUID) -> bool:
    """Does the person inspect on the round?"""
    return RoundInspector.objects.filter(round=round_id, person=person_id).exists()


def require_entry(viewer: Viewer, visit: Visit) -> None:
    """Raises `NotAllowed` where `may_enter` says no; else notes for whom the viewer enters it, if for another."""
    if visit.inspector_id not in inspectors_by(viewer):
        if not may_key_in(viewer, visit.round_id, visit.ground):
            raise NotAllowed(Act.VISIT_ENTER)
        if viewer.may(Act.ROUND_PLAN, visit.ground):
            viewer.require(Act.ROUND_PLAN, visit.ground)
        return
    away = (post.post_id for post in viewer.stands_in_for if post.holder_id == visit.inspector_id)
    viewer.act_for(None if visit.inspector_id == viewer.person_id else next(away))


def next_visit(visit: Visit, viewer: Viewer) -> Visit | None:
    """The visit that falls to the viewer next on the same round: the next in walking order, else the first."""
    mine = (
        Visit.objects.falling_to(viewer)
        .planned()
        .not_paused(clock.today())
        .filter(round=visit.round_id)
        .order_by("position")
    )
    return mine.filter(position__gt=visit.position).first() or mine.first()


def find_finding(viewer: Viewer, finding_id: UUID) -> Finding:
    """One finding of a visit that the viewer may look at; missing and forbidden alike raise `Http404`.

    So does one that is held back until the viewer's own visits are in.
    """
    one = Finding.objects.filter(pk=finding_id)
    seen = viewer.visible(one, Act.VISIT_VIEW) | one.filter(visit__inspector__in=inspectors_by(viewer))
    found = seen.select_related("visit__round").first()
    if found is None or held_back(viewer, found.visit.round).hides(found.visit):
        raise Http404
    return found


def rounds_to_make(viewer: Viewer) -> RoundQuerySet:
    """Open rounds on which something falls to the viewer and is not done, nearest end first."""
    left = Visit.objects.falling_to(viewer).to_make().not_paused(clock.today()).filter(round=OuterRef("pk"))
    return Round.objects.open().filter(Exists(left)).order_by("ends_on", "id")


def visits_to_make(viewer: Viewer, round_: Round) -> VisitQuerySet:
    """What falls to the viewer on the round and is still to be visited, in walking order."""
    mine = Visit.objects.falling_to(viewer).planned().not_paused(clock.today()).filter(round=round_)
    return mine.select_related("group", "grid", "site").order_by("position")


def visits_to_try_again(viewer: Viewer, round_: Round) -> VisitQuerySet:
    """Where nobody was home or the door stayed shut, in walking order."""
    mine = Visit.objects.falling_to(viewer).to_try_again().not_paused(clock.today()).filter(round=round_)
    return mine.select_related("group", "grid", "site").order_by("position")


@dataclass(frozen=True)
class PlaceOnList:
    """Which of the inspector's visits on the round this is, and of how many."""

    number: int
    of: int

    @property
    def percent(self) -> int:
        """How far the list is done, before this visit."""
        return round((self.number - 1) * 100 / self.of) if self.of else 0


def place_on_list(visit: Visit) -> PlaceOnList:
    """Where the visit stands among those that fall to the same inspector on the round, in walking order."""
    mine = Visit.objects.of_inspector(visit.inspector_id).filter(round=visit.round_id)
    before = Count("pk", filter=Q(position__lte=visit.position))
    counted = mine.aggregate(number=before, of=Count("pk"))
    return PlaceOnList(counted["number"], counted["of"])


def matters_for(object_kind: str) -> list[MatterType]:
    """The kinds of problem in force that can be found at what a sheet is made for.

    At households those of households, elsewhere the others: a list that a thumb can handle.
    """
    at_household = object_kind == HOUSEHOLD
    in_force = MatterType.objects.in_force(clock.today())
    return list(in_force.filter(household_related=at_household).order_by("code"))
