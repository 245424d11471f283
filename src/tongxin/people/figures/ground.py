"""Figures about the ground: what there is, who is responsible for it, when it was last seen (coverage).

"Responsible" is read on the last day of the period; "seen": a site was last looked at in the period. What lay
where is that of the last day of the period too: old periods keep the old ground.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.coverage import (
    has_leader,
    has_seen_site,
    is_looked_after,
    last_seen,
    stewarded_sites,
)
from tongxin.records.figures import Column, FigureScope, figure, ratio
from tongxin.records.permission import Act
from tongxin.territory.history import grids_of, groups_of, sites_of, there, villages_of
from tongxin.territory.kinds import PUBLIC_KINDS, SiteKind
from tongxin.territory.lookup import ground_of
from tongxin.territory.models import Division, Grid, Site, VillagerGroup
from tongxin.territory.pausing import paused_sites

_ACT = Act.GROUND_VIEW
_HOUSEHOLD = (
    Column(_("door number"), "door"),
    Column(_("villager group"), "group_name"),
    Column(_("grid"), "grid_name"),
    Column(_("last seen"), "last_seen_on"),
)
_GRID = (Column(_("grid"), "name"), Column(_("villager group"), "group__name"))
_PLACE = (
    Column(_("place"), "name"),
    Column(_("kind"), "kind"),
    Column(_("grid"), "grid_name"),
    Column(_("last seen"), "last_seen_on"),
)
_SITE_PAGE = "web:site"
_GRID_PAGE = "web:grid"


def _village(scope: FigureScope) -> str:
    """The column of sites with the code of the village in which they lay."""
    return there("division_code", scope.until)


def _grid(scope: FigureScope) -> str:
    """The column of sites with the grid in which they lay."""
    return there("grid_id", scope.until)


# ---- the ground ------------------------------------------------------------------------------------


@figure(
    "ground.villages",
    title=pgettext_lazy("figure", "Villages"),
    unit=pgettext_lazy("unit", "villages"),
    definition=_("Administrative villages of the national table of divisions within the place."),
    act=_ACT,
    columns=(Column(_("village"), "short_name"), Column(pgettext_lazy("of a division", "code"), "code")),
    division_field="code",
)
def villages(scope: FigureScope) -> QuerySet[Division]:
    """Villages within the scope's ground."""
    return villages_of(ground_of(scope.ground_key), scope.until).order_by("code")


@figure(
    "ground.groups",
    title=pgettext_lazy("figure", "Villager groups"),
    unit=pgettext_lazy("unit", "groups"),
    definition=_("Villager groups entered for the villages of the place."),
    act=_ACT,
    columns=(Column(_("villager group"), "name"), Column(_("village"), "village__short_name")),
)
def groups(scope: FigureScope) -> QuerySet[VillagerGroup]:
    """Villager groups within the scope's ground."""
    return groups_of(ground_of(scope.ground_key), scope.until).order_by("division_code", "number")


# ---- first ring: households ------------------------------------------------------------------------


@figure(
    "ground.households",
    title=pgettext_lazy("figure", "Households"),
    unit=pgettext_lazy("unit", "households"),
    definition=_("Doors of households in use on the last day of the period."),
    act=_ACT,
    columns=_HOUSEHOLD,
    row_url=_SITE_PAGE,
    division_field=_village,
)
def households(scope: FigureScope) -> QuerySet[Site]:
    """Households in use."""
    return _sites(scope).filter(kind=SiteKind.HOUSEHOLD)


@figure(
    "ground.households_with_leader",
    title=_("Households whose grid has a leader"),
    unit=pgettext_lazy("unit", "households"),
    definition=_("Households that lie in a grid with a grid leader in post on the last day of the period."),
    act=_ACT,
    columns=_HOUSEHOLD,
    row_url=_SITE_PAGE,
    division_field=_village,
)
def households_with_leader(scope: FigureScope) -> QuerySet[Site]:
    """Households that a grid leader answers for."""
    return households(scope).filter(has_leader(scope.until, _grid(scope)))


@figure(
    "ground.households_to_see",
    title=_("Households to be seen"),
    unit=pgettext_lazy("unit", "households"),
    definition=_("Households in use on the last day of the period, without paused ones."),
    act=_ACT,
    columns=_HOUSEHOLD,
    row_url=_SITE_PAGE,
    division_field=_village,
)
def households_to_see(scope: FigureScope) -> QuerySet[Site]:
    """Households that are not left in peace."""
    return households(scope).exclude(pk__in=paused_sites(scope.until))


@figure(
    "ground.seen_households",
    title=pgettext_lazy("figure", "Households seen"),
    unit=pgettext_lazy("unit", "households"),
    definition=_(
        "Households, without paused ones, whose latest look by anybody lies in the period. Only the latest look is "
        "kept, so ask for a period that ends today."
    ),
    act=_ACT,
    columns=_HOUSEHOLD,
    row_url=_SITE_PAGE,
    division_field=_village,
)
def seen_households(scope: FigureScope) -> QuerySet[Site]:
    """Households last seen in the scope."""
    return households_to_see(scope).filter(last_seen(scope.since, scope.until))


ratio(
    "ground.responsible_share_households",
    title=_("Share of households with someone responsible"),
    definition=_("Households whose grid has a leader in post, of all households in use."),
    act=_ACT,
    numerator="ground.households_with_leader",
    denominator="ground.households",
)
ratio(
    "ground.seen_share_households",
    title=_("Share of households seen"),
    definition=_(
        "Households whose latest look lies in the period, of all households to be seen; paused ones are left out."
    ),
    act=_ACT,
    numerator="ground.seen_households",
    denominator="ground.households_to_see",
)


# ---- second ring: grids ----------------------------------------------------------------------------


@figure(
    "ground.grids",
    title=pgettext_lazy("figure", "Grids"),
    unit=pgettext_lazy("unit", "grids"),
    definition=_("Grids in use on the last day of the period."),
    act=_ACT,
    columns=_GRID,
    row_url=_GRID_PAGE,
)
def grids(scope: FigureScope) -> QuerySet[Grid]:
    """Grids in use."""
    return grids_of(ground_of(scope.ground_key), scope.until).order_by("division_code", "number")


@figure(
    "ground.grids_with_leader",
    title=_("Grids with a leader"),
    unit=pgettext_lazy("unit", "grids"),
    definition=_("Grids with a grid leader in post on the last day of the period."),
    act=_ACT,
    columns=_GRID,
    row_url=_GRID_PAGE,
)
def grids_with_leader(scope: FigureScope) -> QuerySet[Grid]:
    """Grids that have a leader."""
    return grids(scope).filter(has_leader(scope.until, "pk"))


@figure(
    "ground.seen_grids",
    title=pgettext_lazy("figure", "Grids seen"),
    unit=pgettext_lazy("unit", "grids"),
    definition=_("Grids of which at least one household or place had its latest look in the period."),
    act=_ACT,
    columns=_GRID,
    row_url=_GRID_PAGE,
)
def seen_grids(scope: FigureScope) -> QuerySet[Grid]:
    """Grids with a site last seen in the scope."""
    return grids(scope).filter(has_seen_site(scope.since, scope.until))


ratio(
    "ground.responsible_share_grids",
    title=_("Share of grids with a leader"),
    definition=_("Grids with a leader in post, of all grids in use."),
    act=_ACT,
    numerator="ground.grids_with_leader",
    denominator="ground.grids",
)
ratio(
    "ground.seen_share_grids",
    title=_("Share of grids seen"),
    definition=_("Grids with a household or place seen in the period, of all grids in use."),
    act=_ACT,
    numerator="ground.seen_grids",
    denominator="ground.grids",
)


# ---- third ring: public places ---------------------------------------------------------------------


@figure(
    "ground.public_places",
    title=pgettext_lazy("figure", "Public places"),
    unit=pgettext_lazy("unit", "places"),
    definition=_(
        "Public places, road sections, water bodies, public toilets and waste collection points in use on the "
        "last day of the period."
    ),
    act=_ACT,
    columns=_PLACE,
    row_url=_SITE_PAGE,
    division_field=_village,
)
def public_places(scope: FigureScope) -> QuerySet[Site]:
    """Public places in use."""
    return _sites(scope).filter(kind__in=PUBLIC_KINDS)


@figure(
    "ground.places_with_steward",
    title=_("Public places with a steward"),
    unit=pgettext_lazy("unit", "places"),
    definition=_("Public places with a named steward in post on the last day of the period."),
    act=_ACT,
    columns=_PLACE,
    row_url=_SITE_PAGE,
    division_field=_village,
)
def places_with_steward(scope: FigureScope) -> QuerySet[Site]:
    """Public places that have a steward of their own."""
    return public_places(scope).filter(pk__in=stewarded_sites(scope.until))


@figure(
    "ground.places_looked_after",
    title=_("Public places with someone responsible"),
    unit=pgettext_lazy("unit", "places"),
    definition=_(
        "Public places with a steward in post on the last day of the period, or in a grid whose leader is."
    ),
    act=_ACT,
    columns=_PLACE,
    row_url=_SITE_PAGE,
    division_field=_village,
)
def places_looked_after(scope: FigureScope) -> QuerySet[Site]:
    """Public places that somebody answers for."""
    return public_places(scope).filter(is_looked_after(scope.until, _grid(scope)))


@figure(
    "ground.places_to_see",
    title=_("Public places to be seen"),
    unit=pgettext_lazy("unit", "places"),
    definition=_("Public places in use on the last day of the period, without paused ones."),
    act=_ACT,
    columns=_PLACE,
    row_url=_SITE_PAGE,
    division_field=_village,
)
def places_to_see(scope: FigureScope) -> QuerySet[Site]:
    """Public places that are not left in peace."""
    return public_places(scope).exclude(pk__in=paused_sites(scope.until))


@figure(
    "ground.seen_places",
    title=pgettext_lazy("figure", "Public places seen"),
    unit=pgettext_lazy("unit", "places"),
    definition=_("Public places, without paused ones, whose latest look by anybody lies in the period."),
    act=_ACT,
    columns=_PLACE,
    row_url=_SITE_PAGE,
    division_field=_village,
)
def seen_places(scope: FigureScope) -> QuerySet[Site]:
    """Public places last seen in the scope."""
    return places_to_see(scope).filter(last_seen(scope.since, scope.until))


ratio(
    "ground.responsible_share_places",
    title=_("Share of public places with someone responsible"),
    definition=_("Public places with a steward or a grid leader in post, of all public places in use."),
    act=_ACT,
    numerator="ground.places_looked_after",
    denominator="ground.public_places",
)
ratio(
    "ground.seen_share_places",
    title=_("Share of public places seen"),
    definition=_(
        "Public places whose latest look lies in the period, of all public places to be seen; paused ones are left out."
    ),
    act=_ACT,
    numerator="ground.seen_places",
    denominator="ground.places_to_see",
)


# ---- left in peace ---------------------------------------------------------------------------------


@figure(
    "ground.paused",
    title=pgettext_lazy("figure", "Households and places paused"),
    unit=pgettext_lazy("unit", "places"),
    definition=_(
        "Households and places that are left in peace on the last day of the period. They stay in the register "
        "and in the number of households; visits and comparison leave them out."
    ),
    act=_ACT,
    columns=(
        Column(_("place"), "words"),
        Column(_("kind"), "kind"),
        Column(_("villager group"), "group_name"),
        Column(_("grid"), "grid_name"),
    ),
    row_url=_SITE_PAGE,
    division_field=_village,
)
def paused(scope: FigureScope) -> QuerySet[Site]:
    """Sites in use with a pause in force."""
    return _sites(scope).filter(pk__in=paused_sites(scope.until))


def _sites(scope: FigureScope) -> QuerySet[Site]:
    here = sites_of(ground_of(scope.ground_key), scope.until).select_related("group", "grid")
    return here.order_by("division_code", "group_id", "sequence", "id")
