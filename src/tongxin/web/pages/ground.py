"""Pages of places: the tree, a village, a group, a grid, a site. Out of one's ground there is no such page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from tongxin.records import clock
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.history import marked_merged
from tongxin.territory.kinds import SiteKind
from tongxin.territory.links import url_of
from tongxin.territory.lookup import place_of
from tongxin.territory.models import Division, Grid, Site, VillagerGroup
from tongxin.territory.pausing import marked_paused
from tongxin.web.context import viewer_behind
from tongxin.web.ground.area import Area, area_page, site_page
from tongxin.web.ground.coverage import first_day_seen
from tongxin.web.ground.tree import Counts, branches_of, count_groups
from tongxin.web.ground.village import village_page

VILLAGES_PER_PAGE = 20
MOST_GROUPS = 300  # more are not unfolded in the tree: each village's own page lists them


@page(Act.GROUND_VIEW)
@require_GET
def ground(request: SignedInRequest) -> HttpResponse:
    """The tree of the viewer's ground; whoever has one place only goes straight there."""
    grounds = [held for held in request.viewer.grounds(Act.GROUND_VIEW) if isinstance(held, Ground)]
    single = grounds[0] if len(grounds) == 1 else None
    if single is not None and url_of(single) != request.path:
        return redirect(url_of(single))
    villages = request.viewer.visible(Division.objects.villages().in_use(), Act.GROUND_VIEW).order_by("code")
    shown = page_of(villages, request.GET.get("page"), per_page=VILLAGES_PER_PAGE)
    counted = count_groups(shown.rows)
    groups = sum(counted.values())
    branches = branches_of(shown.rows, counted, unfolds=groups <= MOST_GROUPS)
    total = Counts()
    for branch in branches:
        total.add(branch.counts)
    context = {
        "page": shown,
        "branches": branches,
        "total": total,
        "groups": groups,
        "unfolds": any(branch.groups for branch in branches),
        "others": [place_of(held.key) for held in grounds if held.kind is not GroundKind.DIVISION],
        "may_import": request.viewer.may(Act.REGISTER_IMPORT),
    }
    return render(request, "web/ground/tree.html", context)


@page(Act.GROUND_VIEW)
@require_GET
def village(request: SignedInRequest, code: str) -> HttpResponse:
    """One village."""
    found = request.viewer.find(Division.objects.villages(), Act.GROUND_VIEW, pk=code)
    context = {
        "shown": village_page(found, request.viewer),
        "since": first_day_seen(clock.today()),
        **_may(request, found.ground),
    }
    return render(request, "web/ground/village.html", context)


@page(Act.GROUND_VIEW)
@require_GET
def group(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """One villager group."""
    groups = VillagerGroup.objects.select_related("village")
    return _area(request, request.viewer.find(groups, Act.GROUND_VIEW, pk=group_id))


@page(Act.GROUND_VIEW)
@require_GET
def grid(request: SignedInRequest, grid_id: UUID) -> HttpResponse:
    """One grid."""
    grids = Grid.objects.select_related("village", "group")
    return _area(request, request.viewer.find(grids, Act.GROUND_VIEW, pk=grid_id))


def _area(request: SignedInRequest, area: Area) -> HttpResponse:
    context = {
        "shown": area_page(area, request.viewer, request.GET.get("page")),
        "area": area,
        "is_grid": isinstance(area, Grid),
        "village": area.village,
        "since": first_day_seen(clock.today()),
        **_may(request, area.ground),
        **_may_see_around(request, area),
        **_home(request, area),
    }
    return render(request, "web/ground/area.html", context)


@page(Act.GROUND_VIEW)
@require_GET
def site(request: SignedInRequest, site_id: UUID) -> HttpResponse:
    """One household, public place, road section …"""
    sites = marked_merged(marked_paused(Site.objects.select_related("group", "grid")))
    found = request.viewer.find(sites, Act.GROUND_VIEW, pk=site_id)
    context = {
        "shown": site_page(found, request.viewer),
        "site": found,
        "may_see_agreement": found.closed_on is None
        and (found.is_household or found.kind == SiteKind.SHOP)
        and request.viewer.may(Act.AGREEMENT_KEEP, found.ground),
        "village": Division(found.division_code, short_name=Division.objects.name_of(found.division_code)),
        **_may(request, found.ground),
        **_may_see_around(request, found),
        **_home(request, found.grid),
    }
    return render(request, "web/ground/site.html", context)


def _may(request: SignedInRequest, ground: Ground) -> dict[str, bool]:
    """What the viewer may do on the page of a place."""
    acts = {
        "may_manage": Act.GROUND_MANAGE,
        "may_appoint": Act.POST_MANAGE,
        "may_import": Act.REGISTER_IMPORT,
        "may_report": Act.CASE_REPORT,
        "may_see_people": Act.PEOPLE_VIEW,
        "may_open_figures": Act.FIGURE_OPEN,
    }
    return {name: request.viewer.may(act, ground) for name, act in acts.items()}


def _home(request: SignedInRequest, area: Area | None) -> dict[str, str]:
    """The name of the viewer's ground for the top bar, where it is known already and need not be asked for."""
    if area is None or viewer_behind(request).home_ground != area.ground:
        return {}
    return {"ground_name": area.name}


def _may_see_around(request: SignedInRequest, place: Area | Site) -> dict[str, bool]:
    """Whether the places around are the viewer's too: only then the crumbs lead there."""
    outer = {"may_see_village": Ground(GroundKind.DIVISION, place.division_code)}
    if not isinstance(place, VillagerGroup) and place.group is not None:
        outer["may_see_group"] = place.group.ground
    if isinstance(place, Site) and place.grid is not None:
        outer["may_see_grid"] = place.grid.ground
    return {name: request.viewer.may(Act.GROUND_VIEW, ground) for name, ground in outer.items()}
