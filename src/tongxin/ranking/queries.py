"""Questions about tables, lists and listings."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db.models import Prefetch

from tongxin.ranking.rules import Colour, ListState
from tongxin.territory.ground import GroundKind
from tongxin.territory.queries import GroundedQuerySet

if TYPE_CHECKING:
    from tongxin.ranking.models import Listing, RankedList, Table

LIVING = tuple(state.value for state in (ListState.DRAFT, ListState.APPROVED, ListState.PUBLISHED))


class TableQuerySet(GroundedQuerySet["Table"]):
    """Tables of scored units; a table belongs to a whole division, so a group's or grid's leader has none."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {}

    def with_lists(self) -> Self:
        """Each table with its `kept_lists`, those that were not withdrawn, in one further query."""
        model = self.model._meta.get_field("lists").related_model
        kept = model._default_manager.exclude(state=ListState.WITHDRAWN).order_by("colour", "-drawn_at")
        return self.prefetch_related(Prefetch("lists", queryset=kept, to_attr="kept_lists"))


class RankedListQuerySet(GroundedQuerySet["RankedList"]):
    """Lists drawn from tables; a list belongs to the division of its table."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {}

    def living(self) -> Self:
        """Lists that were neither withdrawn nor expired."""
        return self.filter(state__in=LIVING)

    def of_colour(self, colour: Colour) -> Self:
        """Lists of one colour."""
        return self.filter(colour=colour)


class ListingQuerySet(GroundedQuerySet["Listing"]):
    """Entries of lists, each in the ground of its unit."""

    def standing(self) -> Self:
        """Entries of lists in force that were not taken off early."""
        return self.filter(ranked_list__state=ListState.PUBLISHED, ended_at__isnull=True)

    def of_published(self, colour: Colour, *, since: datetime, before: datetime) -> Self:
        """Entries of lists of a colour that came into force in a span of time and were not withdrawn."""
        return self.filter(
            ranked_list__colour=colour,
            ranked_list__state__in=(ListState.PUBLISHED, ListState.EXPIRED),
            ranked_list__published_at__gte=since,
            ranked_list__published_at__lt=before,
        )
