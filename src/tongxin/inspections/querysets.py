"""The questions of the trade as QuerySets of rounds, visits, findings and tallies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Self
from uuid import UUID

from django.db import models

from tongxin.access.rules import roles_with
from tongxin.inspections.rules import RoundState, VisitState
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.pausing import paused_sites
from tongxin.territory.queries import GroundedQuerySet

if TYPE_CHECKING:
    from tongxin.inspections.models import Finding, Round, RoundTally, Visit


def inspectors_by(viewer: Viewer) -> list[UUID]:
    """Whose visits the viewer makes: the own ones, and those of whoever is away from a post that visits."""
    away = [post.holder_id for post in viewer.stands_in_for if post.role in roles_with(Act.VISIT_ENTER)]
    return [*([viewer.person_id] if viewer.person_id else []), *away]


class RoundQuerySet(GroundedQuerySet["Round"]):
    """Rounds of visits."""

    def open(self) -> Self:
        """Rounds that are under way."""
        return self.filter(state=RoundState.OPEN)

    def concerning(self, grounds: Iterable[Ground], inspectors: Sequence[UUID]) -> Self:
        """Rounds held inside one of `grounds`, rounds that visit a place there, and those the inspectors inspect.

        A round that is only planned shows itself to nobody on whose ground it will be: it may be unannounced.
        """
        wanted = list(grounds)
        visits = VisitQuerySet(self.model._meta.get_field("visits").related_model)
        touching = visits.filter(round=models.OuterRef("pk")).within_any(wanted)
        inside = RoundQuerySet(self.model).within_any(wanted)
        inspected = RoundQuerySet(self.model).filter(inspectors__person__in=inspectors)
        concerned = models.Q(pk__in=inside.values("pk")) | models.Exists(touching)
        return self.filter(concerned | models.Q(pk__in=inspected.values("pk")) if inspectors else concerned)


class VisitQuerySet(GroundedQuerySet["Visit"]):
    """Visits, made and still to be made."""

    def planned(self) -> Self:
        """Visits still to be made."""
        return self.filter(state=VisitState.PLANNED)

    def done(self) -> Self:
        """Visits on which the place was looked at."""
        return self.filter(state=VisitState.DONE)

    def not_met(self) -> Self:
        """Visits that were made in vain: nobody home, not let in, no longer there."""
        return self.filter(state__in=[VisitState.NOBODY_HOME, VisitState.REFUSED, VisitState.PLACE_GONE])

    def to_try_again(self) -> Self:
        """Visits that were made in vain and may be made again."""
        return self.filter(state__in=[VisitState.NOBODY_HOME, VisitState.REFUSED])

    def to_make(self) -> Self:
        """Visits still to be made, for the first time or again."""
        return self.filter(state__in=[VisitState.PLANNED, VisitState.NOBODY_HOME, VisitState.REFUSED])

    def not_paused(self, on: date) -> Self:
        """Visits to what is not left in peace on the day `on`."""
        return self.exclude(site__in=paused_sites(on))

    def scored(self) -> Self:
        """Done visits on which something was assessed."""
        return self.filter(score100__isnull=False)

    def of_inspector(self, person_id: UUID | None) -> Self:
        """Visits that fall to this person; none for nobody."""
        return self.filter(inspector=person_id) if person_id else self.none()

    def falling_to(self, viewer: Viewer) -> Self:
        """Visits that fall to the viewer, and to people who are away and for whom the viewer stands in."""
        inspectors = inspectors_by(viewer)
        return self.filter(inspector__in=inspectors) if inspectors else self.none()

    def visited_from(self, first: datetime, before: datetime) -> Self:
        """Visits made from the moment `first` until just before the other."""
        return self.filter(visited_at__gte=first, visited_at__lt=before)


class FindingQuerySet(GroundedQuerySet["Finding"]):
    """What was found out of order; its ground is that of the visit."""

    GROUND_PATH: ClassVar[str] = "visit__"

    def standing(self) -> Self:
        """Findings that no correction has withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class RoundTallyQuerySet(GroundedQuerySet["RoundTally"]):
    """Tallies of a round, grid by grid."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {
        GroundKind.GROUP: "grid__group_id",
        GroundKind.GRID: "grid_id",
    }
