"""Figures of coverage: spots that count, seen in the period, covered, late to be seen, neglected corners.

"Late" and "neglected" are read on the last day of the period. Only the latest look is kept, so ask for a
period that ends today.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.coverage import SPOT_KINDS, answered_for, last_seen
from tongxin.people.coverage_matrix import is_late, is_neglected
from tongxin.records.figures import Column, FigureScope, figure, ratio
from tongxin.records.permission import Act
from tongxin.territory.history import sites_of, there
from tongxin.territory.lookup import ground_of
from tongxin.territory.models import Site
from tongxin.territory.pausing import paused_sites

_ACT = Act.GROUND_VIEW
_SPOT = (
    Column(_("place"), "words"),
    Column(_("kind"), "kind"),
    Column(_("villager group"), "group_name"),
    Column(_("grid"), "grid_name"),
    Column(_("last seen"), "last_seen_on"),
)
_SITE_PAGE = "web:site"
_UNIT = pgettext_lazy("unit", "spots")


def _village(scope: FigureScope) -> str:
    """The column with the code of the village in which a site lay."""
    return there("division_code", scope.until)


@figure(
    "coverage.spots",
    title=_("Spots to be covered"),
    unit=_UNIT,
    definition=_("Households and public places in use on the last day of the period, without paused ones."),
    act=_ACT,
    columns=_SPOT,
    row_url=_SITE_PAGE,
    division_field=_village,
)
def spots_to_cover(scope: FigureScope) -> QuerySet[Site]:
    """Households and public places that count."""
    here = sites_of(ground_of(scope.ground_key), scope.until).filter(kind__in=SPOT_KINDS)
    counted = here.exclude(pk__in=paused_sites(scope.until)).select_related("group", "grid")
    return counted.order_by("division_code", "group_id", "sequence", "id")


@figure(
    "coverage.seen",
    title=_("Spots seen"),
    unit=_UNIT,
    definition=_("Spots to be covered whose latest look by anybody lies in the period."),
    act=_ACT,
    columns=_SPOT,
    row_url=_SITE_PAGE,
    division_field=_village,
)
def spots_seen(scope: FigureScope) -> QuerySet[Site]:
    """Spots last seen in the period."""
    return spots_to_cover(scope).filter(last_seen(scope.since, scope.until))


@figure(
    "coverage.covered",
    title=_("Spots covered"),
    unit=_UNIT,
    definition=_(
        "Spots to be covered that somebody answers for on the last day of the period and whose latest look lies "
        "in the period."
    ),
    act=_ACT,
    columns=_SPOT,
    row_url=_SITE_PAGE,
    division_field=_village,
)
def spots_covered(scope: FigureScope) -> QuerySet[Site]:
    """Spots with somebody responsible, and seen in the period."""
    return spots_seen(scope).filter(answered_for(scope.until, there("grid_id", scope.until)))


@figure(
    "coverage.late",
    title=_("Spots late to be seen"),
    unit=_UNIT,
    definition=_(
        "Spots to be covered that were never seen, or not within the interval of their kind, on the last day of "
        "the period."
    ),
    act=_ACT,
    columns=_SPOT,
    row_url=_SITE_PAGE,
    division_field=_village,
)
def spots_late(scope: FigureScope) -> QuerySet[Site]:
    """Spots whose interval has passed."""
    return spots_to_cover(scope).filter(is_late(scope.until))


@figure(
    "coverage.neglected_corners",
    title=_("Neglected corners"),
    unit=_UNIT,
    definition=_(
        "Spots to be covered that nobody ever saw, or nobody for the number of days stated in the town's data "
        "(90 to begin with), on the last day of the period."
    ),
    act=_ACT,
    columns=_SPOT,
    row_url=_SITE_PAGE,
    division_field=_village,
)
def neglected_corners(scope: FigureScope) -> QuerySet[Site]:
    """Spots that nobody saw for long."""
    return spots_to_cover(scope).filter(is_neglected(scope.until))


ratio(
    "coverage.covered_share",
    title=_("Share of spots covered"),
    definition=_("Spots covered, of all spots to be covered."),
    act=_ACT,
    numerator="coverage.covered",
    denominator="coverage.spots",
)
ratio(
    "coverage.seen_share",
    title=_("Share of spots seen"),
    definition=_("Spots seen in the period, of all spots to be covered."),
    act=_ACT,
    numerator="coverage.seen",
    denominator="coverage.spots",
)
