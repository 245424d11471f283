"""The questions of the trade as QuerySets of rounds, visits, findings and tallies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Self, cast
from uuid import UUID

from django.db import models

from tongxin.access.rules import roles_with
from tongxin.cases.rules import State
from tongxin.inspections.follow_up_rules import FollowUpState
from tongxin.inspections.purposes import Source, purpose_rules
from tongxin.inspections.rules import RoundState, VisitRole, VisitState
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.pausing import paused_sites
from tongxin.territory.queries import GroundedQuerySet

if TYPE_CHECKING:
    from tongxin.inspections.models import Finding, FollowUp, FollowUpItem, Round, RoundTally, Visit


def inspectors_by(viewer: Viewer) -> list[UUID]:
    """Whose visits the viewer makes: the own ones, and those of whoever is away from a post that visits."""
    away = [post.holder_id for post in viewer.stands_in_for if post.role in roles_with(Act.VISIT_ENTER)]
    return [*([viewer.person_id] if viewer.person_id else []), *away]


class RoundQuerySet(GroundedQuerySet["Round"]):
    """Rounds of visits."""

    def open(self) -> Self:
        """Rounds that are under way."""
        return self.filter(state=RoundState.OPEN)

    def concerning(
        self, grounds: Iterable[Ground], inspectors: Sequence[UUID], plans: Iterable[Ground]
    ) -> Self:
        """Rounds held inside one of `grounds`, rounds that visit a place there, and those the inspectors inspect.

        A round that is only planned shows itself to nobody who is not above it. An unannounced one shows itself
        only to those who plan rounds on its ground (`plans`), to its inspectors once its list is drawn, and
        where a visit was made.
        """
        wanted = list(grounds)
        every = RoundQuerySet(self.model)
        visits = VisitQuerySet(self.model._meta.get_field("visits").related_model)
        touching = visits.filter(round=models.OuterRef("pk")).within_any(wanted)
        told = models.Q(is_announced=True) | models.Q(pk__in=every.within_any(plans).values("pk"))
        inside = models.Q(pk__in=every.within_any(wanted).values("pk"))
        concerned = (told & (inside | models.Exists(touching))) | models.Exists(touching.made())
        if not inspectors:
            return self.filter(concerned)
        inspected = every.filter(inspectors__person__in=inspectors)
        sent = models.Q(pk__in=inspected.values("pk")) & (told | ~models.Q(state=RoundState.PLANNED))
        return self.filter(concerned | sent)

    def secret_from(self, viewer: Viewer) -> Self:
        """Unannounced rounds that the viewer does not plan: their lists are not to be known before the visits."""
        plans = cast("tuple[Ground, ...]", viewer.grounds(Act.ROUND_PLAN))
        return self.filter(is_announced=False).exclude(
            pk__in=RoundQuerySet(self.model).within_any(plans).values("pk")
        )


class VisitQuerySet(GroundedQuerySet["Visit"]):
    """Visits, made and still to be made."""

    def planned(self) -> Self:
        """Visits still to be made."""
        return self.filter(state=VisitState.PLANNED)

    def made(self) -> Self:
        """Visits that were made, whatever came of them."""
        return self.exclude(state=VisitState.PLANNED)

    def main(self) -> Self:
        """The visits by which a round is counted; no second visits and none that looked again."""
        return self.filter(role=VisitRole.MAIN)

    def not_before_its_day(self, on: date) -> Self:
        """Without visits of unannounced rounds that stand on the list of a later day than `on`."""
        rounds = RoundQuerySet(self.model._meta.get_field("round").related_model)
        unannounced = rounds.filter(is_announced=False).order_by().values("pk")
        return self.exclude(state=VisitState.PLANNED, planned_on__gt=on, round__in=unannounced)

    def told_to(self, viewer: Viewer) -> Self:
        """What the viewer may know of: no visit still to be made of a round that is secret from the viewer.

        An inspector knows of the own visits from their day on.
        """
        rounds = RoundQuerySet(self.model._meta.get_field("round").related_model)
        secret = rounds.secret_from(viewer).order_by().values("pk")
        hidden = models.Q(state=VisitState.PLANNED, round__in=secret)
        mine = VisitQuerySet(self.model).falling_to(viewer).values("pk")
        return self.exclude(hidden & ~models.Q(pk__in=mine))

    def of_nobody(self, able: Iterable[UUID]) -> Self:
        """Visits without an inspector, or of one who is not among those able to inspect."""
        return self.exclude(inspector__in=list(able))

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

    def compared(self) -> Self:
        """Main visits of rounds that count where grounds are compared.

        NOT IN over the few rounds that do not: joined, they would lead and all their visits be sorted.
        """
        rounds = RoundQuerySet(self.model._meta.get_field("round").related_model)
        uncounted = rounds.filter(is_compared=False).order_by().values("pk")
        return self.main().exclude(round__in=uncounted)

    def of_the_town(self) -> Self:
        """Main visits of the town's own rounds: neither self-assessment nor a check from above."""
        rounds = RoundQuerySet(self.model._meta.get_field("round").related_model)
        others = [purpose for purpose, rule in purpose_rules().items() if rule.column is not Source.TOWN]
        return self.main().exclude(round__in=rounds.filter(purpose__in=others).order_by().values("pk"))

    def scored(self) -> Self:
        """Done visits on which something was assessed."""
        return self.filter(score100__isnull=False)

    def of_inspector(self, person_id: UUID | None) -> Self:
        """Visits that fall to this person; none for nobody."""
        return self.filter(inspector=person_id) if person_id else self.none()

    def falling_to(self, viewer: Viewer) -> Self:
        """Visits that fall to the viewer, and to people who are away and for whom the viewer stands in.

        Those of an unannounced round only from their day on.
        """
        inspectors = inspectors_by(viewer)
        if not inspectors:
            return self.none()
        return self.filter(inspector__in=inspectors).not_before_its_day(clock.today())

    def visited_from(self, first: datetime, before: datetime) -> Self:
        """Visits made from the moment `first` until just before the other."""
        return self.filter(visited_at__gte=first, visited_at__lt=before)


class FindingQuerySet(GroundedQuerySet["Finding"]):
    """What was found out of order; its ground is that of the visit."""

    GROUND_PATH: ClassVar[str] = "visit__"

    def standing(self) -> Self:
        """Findings that no correction has withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class FollowUpItemQuerySet(GroundedQuerySet["FollowUpItem"]):
    """Findings on follow-up visits; their ground is that of the follow-up."""

    GROUND_PATH: ClassVar[str] = "follow_up__"

    def open(self) -> Self:
        """What is still to be looked at: the finding stands, and its case, if it has one, has not ended.

        A case that was merged goes on as the one that it was merged into.
        """
        merged = models.Q(
            finding__case__state=State.DUPLICATE, finding__case__duplicate_of__closed_at__isnull=True
        )
        case_goes_on = models.Q(finding__case__isnull=True) | models.Q(finding__case__closed_at__isnull=True)
        return self.filter(case_goes_on | merged, outcome="", finding__withdrawn_at__isnull=True)


class FollowUpQuerySet(GroundedQuerySet["FollowUp"]):
    """Follow-up visits, made and still to be made."""

    def due(self) -> Self:
        """Follow-ups still to be made on which something with a case is open; what is noted only makes none."""
        items = FollowUpItemQuerySet(self.model._meta.get_field("items").related_model)
        left = items.open().filter(follow_up=models.OuterRef("pk"), finding__case__isnull=False)
        in_use = models.Q(site__isnull=True) | models.Q(site__closed_on__isnull=True)
        return self.filter(models.Exists(left), in_use, state=FollowUpState.DUE)

    def not_paused(self, on: date) -> Self:
        """Follow-ups at what is not left in peace on the day `on`."""
        return self.exclude(site__in=paused_sites(on))

    def falling_to(self, viewer: Viewer) -> Self:
        """Follow-ups that fall to the viewer, and to people who are away and for whom the viewer stands in."""
        inspectors = inspectors_by(viewer)
        return self.filter(inspector__in=inspectors) if inspectors else self.none()

    def with_places(self) -> Self:
        """Everything that a row of a list shows, in one query."""
        return self.select_related("group", "grid", "site", "inspector")


class RoundTallyQuerySet(GroundedQuerySet["RoundTally"]):
    """Tallies of a round, grid by grid."""

    def begun(self) -> Self:
        """Those of grids in which a visit was made, whatever came of it."""
        return self.exclude(done=0, nobody_home=0, refused=0, place_gone=0)

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {
        GroundKind.GROUP: "grid__group_id",
        GroundKind.GRID: "grid_id",
    }
