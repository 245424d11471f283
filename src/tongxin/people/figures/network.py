"""Figures of the responsibility network: gaps, and the two rules of "exactly one"."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people import network
from tongxin.people.coverage import SPOT_KINDS, answered_for, has_leader
from tongxin.people.figures.ground import grids, groups, households, public_places, villages
from tongxin.people.models import Post
from tongxin.people.network import GapKind
from tongxin.people.roles import Role
from tongxin.records.figures import Column, FigureScope, figure, ratio
from tongxin.records.permission import Act
from tongxin.territory.history import sites_of, there
from tongxin.territory.lookup import ground_of
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

_ACT = Act.GROUND_VIEW
_SPOT = (
    Column(_("place"), "words"),
    Column(_("kind"), "kind"),
    Column(_("villager group"), "group_name"),
    Column(_("grid"), "grid_name"),
)
_SPOTS, _HOUSEHOLDS = pgettext_lazy("unit", "spots"), pgettext_lazy("unit", "households")
_PLACES = pgettext_lazy("unit", "places")


def _village(scope: FigureScope) -> str:
    """The column with the code of the village in which a site lay."""
    return there("division_code", scope.until)


def _grid(scope: FigureScope) -> str:
    """The column with the grid in which a site lay."""
    return there("grid_id", scope.until)


@figure(
    "network.gaps",
    title=_("Spots that nobody answers for"),
    unit=_SPOTS,
    definition=_(
        "Households that lie in no grid or in a grid without a leader, and public places with neither a steward "
        "nor a grid leader, on the last day of the period."
    ),
    act=_ACT,
    columns=_SPOT,
    row_url="web:site",
    division_field=_village,
)
def spots_with_nobody(scope: FigureScope) -> QuerySet[Site]:
    """Spots with nobody."""
    return _sites(scope).filter(~answered_for(scope.until, _grid(scope)))


@figure(
    "network.households_in_one_grid",
    title=_("Households in exactly one grid"),
    unit=_HOUSEHOLDS,
    definition=_("Households in use that lie in a grid. A household has one grid or none, never two."),
    act=_ACT,
    columns=_SPOT,
    row_url="web:site",
    division_field=_village,
)
def households_in_one_grid(scope: FigureScope) -> QuerySet[Site]:
    """Households that lie in a grid."""
    return households(scope).filter(**{f"{_grid(scope)}__isnull": False})


@figure(
    "network.households_outside",
    title=_("Households in no grid"),
    unit=_HOUSEHOLDS,
    definition=_("Households in use that lie in no grid on the last day of the period."),
    act=_ACT,
    columns=_SPOT,
    row_url="web:site",
    division_field=_village,
)
def households_outside(scope: FigureScope) -> QuerySet[Site]:
    """Households outside of grids."""
    return _with_gap(GapKind.HOUSEHOLD_OUTSIDE, scope)


@figure(
    "network.places_with_one_steward",
    title=_("Public places with exactly one steward"),
    unit=_PLACES,
    definition=_("Public places in use with one steward in post, not none and not two."),
    act=_ACT,
    columns=_SPOT,
    row_url="web:site",
    division_field=_village,
)
def places_with_one_steward(scope: FigureScope) -> QuerySet[Site]:
    """Public places with one steward."""
    return public_places(scope).filter(pk__in=network.sites_with_one_steward(scope.until))


@figure(
    "network.places_alone",
    title=_("Public places with nobody"),
    unit=_PLACES,
    definition=_("Public places in use with neither a steward nor a grid leader in post."),
    act=_ACT,
    columns=_SPOT,
    row_url="web:site",
    division_field=_village,
)
def places_alone(scope: FigureScope) -> QuerySet[Site]:
    """Public places that nobody answers for."""
    return _with_gap(GapKind.PLACE_ALONE, scope)


@figure(
    "network.grids_without_leader",
    title=_("Grids without a leader"),
    unit=pgettext_lazy("unit", "grids"),
    definition=_("Grids in use without a grid leader in post on the last day of the period."),
    act=_ACT,
    columns=(Column(_("grid"), "name"), Column(_("villager group"), "group__name")),
    row_url="web:grid",
)
def grids_without_leader(scope: FigureScope) -> QuerySet[Grid]:
    """Grids that nobody leads."""
    return grids(scope).exclude(has_leader(scope.until, "pk"))


@figure(
    "network.groups_without_leader",
    title=_("Villager groups without a leader"),
    unit=pgettext_lazy("unit", "groups"),
    definition=_("Villager groups in use without a group leader in post on the last day of the period."),
    act=_ACT,
    columns=(Column(_("villager group"), "name"), Column(_("village"), "village__short_name")),
    row_url="web:group",
)
def groups_without_leader(scope: FigureScope) -> QuerySet[VillagerGroup]:
    """Groups that nobody leads."""
    return groups(scope).exclude(pk__in=network.held(Role.GROUP_LEADER, "group_id", scope.until))


@figure(
    "network.villages_without_secretary",
    title=_("Villages without a secretary"),
    unit=pgettext_lazy("unit", "villages"),
    definition=_("Villages without a village secretary in post on the last day of the period."),
    act=_ACT,
    columns=(Column(_("village"), "short_name"), Column(pgettext_lazy("of a division", "code"), "code")),
    row_url="web:village",
    division_field="code",
)
def villages_without_secretary(scope: FigureScope) -> QuerySet[Division]:
    """Villages that nobody heads."""
    return villages(scope).exclude(pk__in=network.held(Role.VILLAGE_SECRETARY, "division_code", scope.until))


@figure(
    "network.overlaps",
    title=_("Posts that overlap"),
    unit=pgettext_lazy("unit", "posts"),
    definition=_(
        "Posts in force on the last day of the period or later that are held twice: two persons in a role that one "
        "holds, or one person twice in a role on the same ground or on a part of it."
    ),
    act=Act.PEOPLE_VIEW,
    columns=(Column(_("role"), "role"), Column(_("since"), "since"), Column(_("until"), "until")),
)
def overlaps(scope: FigureScope) -> QuerySet[Post]:
    """Posts that overlap with another."""
    ground = ground_of(scope.ground_key)
    found = network.overlapping_posts(Post.objects.within(ground), scope.until)
    ids = {held.id for overlap in found for held in (overlap.first, overlap.second)}
    return Post.objects.filter(pk__in=ids).order_by("division_code", "role", "since", "id")


def _with_gap(kind: GapKind, scope: FigureScope) -> QuerySet[Site]:
    return _sites(scope).filter(network.has_gap(kind, scope.until, _grid(scope)))


def _sites(scope: FigureScope) -> QuerySet[Site]:
    here = sites_of(ground_of(scope.ground_key), scope.until).filter(kind__in=SPOT_KINDS)
    return here.select_related("group", "grid").order_by("division_code", "group_id", "sequence", "id")


ratio(
    "network.share_households_in_one_grid",
    title=_("Share of households in exactly one grid"),
    definition=_("Households in a grid, of all households in use. The rule asks for 100."),
    act=_ACT,
    numerator="network.households_in_one_grid",
    denominator="ground.households",
)
ratio(
    "network.share_places_with_one_steward",
    title=_("Share of public places with exactly one steward"),
    definition=_("Public places with one steward, of all public places in use. The rule asks for 100."),
    act=_ACT,
    numerator="network.places_with_one_steward",
    denominator="ground.public_places",
)
