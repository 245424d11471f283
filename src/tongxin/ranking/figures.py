"""Figures of this room: entries of lists. None of them counts or orders persons."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.inspections.models import Visit
from tongxin.inspections.queries import compared_visits
from tongxin.ranking.models import Listing
from tongxin.ranking.rules import Colour
from tongxin.records.figures import Column, FigureScope, figure
from tongxin.records.permission import Act
from tongxin.territory.lookup import ground_of

COLUMNS = (
    Column(_("place"), "unit__full_name"),
    Column(_("list"), "ranked_list__title"),
    Column(_("published"), "ranked_list__published_at"),
)


@figure(
    "lists.visits",
    title=_("Visits behind scores"),
    unit=_("visits"),
    definition=_(
        "Visits of these days on which something was assessed. "
        "The mean of their scores is the score of a village, group or grid in a table."
    ),
    act=Act.VISIT_VIEW,
    columns=(
        Column(_("visited"), "visited_at"),
        Column(_("place"), "place_name"),
        Column(_("round"), "round__title"),
        Column(_("score on 0 to 100"), "percent"),
    ),
    row_url="inspections:visit",
)
def visits_behind_scores(scope: FigureScope) -> QuerySet[Visit]:
    """The visits that `inspections.queries.scores_for` sums up for the ground."""
    visits = compared_visits(ground_of(scope.ground_key), scope.since, scope.until)
    return visits.select_related("round", "group", "grid", "site").order_by("visited_at", "id")


@figure(
    "lists.red",
    title=_("Places on red lists"),
    unit=_("entries"),
    definition=_(
        "Entries of red lists published in these days, of places within the ground. "
        "A place on two lists counts twice; lists withdrawn later do not count."
    ),
    act=Act.TABLE_VIEW,
    columns=COLUMNS,
)
def red_listings(scope: FigureScope) -> QuerySet[Listing]:
    """Entries of red lists published in the scope."""
    return _published(scope, Colour.RED)


@figure(
    "lists.improve",
    title=_("Places told to improve"),
    unit=_("entries"),
    definition=_(
        "Private notices given in these days to places within the ground. "
        "A place with two notices counts twice; lists withdrawn later do not count."
    ),
    act=Act.TABLE_VIEW,
    columns=COLUMNS,
)
def improve_listings(scope: FigureScope) -> QuerySet[Listing]:
    """Entries of the other lists, in force from a day of the scope."""
    return _published(scope, Colour.IMPROVE)


def _published(scope: FigureScope, colour: Colour) -> QuerySet[Listing]:
    return (
        Listing.objects.within(ground_of(scope.ground_key))
        .of_published(colour, since=scope.starts_at, before=scope.ends_before)
        .select_related("unit", "ranked_list__table")
    )
