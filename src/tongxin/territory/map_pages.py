"""Pages of the map: a ground, a place's position, a whole group, the ground as files."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.records import clock, export
from tongxin.records.errors import RuleBroken
from tongxin.records.geopackage import MEDIA_TYPE as GEOPACKAGE
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.datum import Position
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.kinds import GivenAs
from tongxin.territory.links import url_of
from tongxin.territory.lookup import Place, place_of
from tongxin.territory.map_data import MapData, etag_of, packed
from tongxin.territory.map_export import geojson_file, geopackage_file
from tongxin.territory.map_forms import AnchorForm, PositionForm
from tongxin.territory.map_part import map_part
from tongxin.territory.models import Division, Site, VillagerGroup
from tongxin.territory.position_actions import (
    GroupPlaced,
    clear_position,
    place_group,
    set_position,
    wgs84_of,
)
from tongxin.territory.whereabouts import (
    groups_to_place,
    placed_within,
    position_of,
    reach_of_town,
    sighted_position,
)

REFUSED = 422
GEOJSON = "application/geo+json"
FORMS = {"geojson": (geojson_file, GEOJSON), "gpkg": (geopackage_file, GEOPACKAGE)}


@page(Act.GROUND_VIEW)
@require_GET
def map_page(request: SignedInRequest, key: str) -> HttpResponse:
    """The map of a division, village, group, grid or place, and beside it the list of what lies there."""
    place = _seen(request, key)
    ground = place.ground
    area = Ground(GroundKind.DIVISION, ground.division_code) if isinstance(place, Site) else ground
    around = area if request.viewer.may(Act.GROUND_VIEW, area) else ground
    context = {
        **_about(place),
        "map": map_part(
            [around],
            by=request.viewer,
            colour=request.GET.get("colour", ""),
            show=request.GET.get("show", ""),
            page=request.GET.get("page"),
            select=place if isinstance(place, Site) else None,
        ),
        "groups": groups_to_place(around)[:GROUPS_OFFERED]
        if request.viewer.may(Act.POSITION_SET, around)
        else [],
        "may_import": request.viewer.may(Act.GROUND_MANAGE, around),
        "may_download": request.viewer.may(Act.FIGURE_OPEN, around),
    }
    return render(request, "territory/map.html", context)


GROUPS_OFFERED = 12


@page(Act.GROUND_VIEW)
@require_GET
def map_data(request: SignedInRequest, key: str) -> HttpResponse:
    """What the map draws. A browser that has it already is told so."""
    place = _seen(request, key)
    body = MapData(place.ground, clock.today()).body()
    etag = etag_of(body)
    answer = HttpResponse(packed(body) if _takes_gzip(request) else body, content_type=GEOJSON)
    if _takes_gzip(request):
        answer["Content-Encoding"] = "gzip"
    answer["Vary"] = "Accept-Encoding, Cookie"
    answer["ETag"] = etag
    patch_cache_control(answer, private=True, no_cache=True)
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _takes_gzip(request: HttpRequest) -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


@page(Act.POSITION_SET)
def position(request: SignedInRequest, site_id: UUID) -> HttpResponse:
    """Sets a place's position: on the map, or by its coordinates."""
    sites = Site.objects.select_related("group", "grid")
    site = request.viewer.find(sites, Act.POSITION_SET, pk=site_id)
    before = position_of(site)
    start = {"latitude": before.latitude, "longitude": before.longitude} if before else {}
    form = PositionForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            placed = set_position(
                site,
                latitude=values["latitude"],
                longitude=values["longitude"],
                given_as=GivenAs(values["given_as"]),
                by=request.viewer,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            _tell_placed(request, placed)
            return redirect("territory:map", placed.ground.key)
    village = Ground(GroundKind.DIVISION, site.division_code)
    around = next(
        (each for each in (village, *_narrower(site)) if request.viewer.may(Act.GROUND_VIEW, each)),
        site.ground,
    )
    context = {
        **_about(site),
        "form": form,
        "site": site,
        "by_visits": sighted_position(site),
        "map": map_part([around], by=request.viewer, select=site, with_list=False),
    }
    return render(request, "territory/position.html", context, status=REFUSED if form.errors else 200)


def _narrower(site: Site) -> list[Ground]:
    return [place.ground for place in (site.group, site.grid) if place is not None]


def _tell_placed(request: SignedInRequest, site: Site) -> None:
    """What was done, and a question where the point lies far from everything else of the town."""
    messages.success(request, _("%(place)s is on the map now.") % {"place": site})
    point, reach = position_of(site), reach_of_town(site.division_code, without=site)
    if point is not None and reach is not None and not reach.holds(point):
        messages.warning(
            request, _("It lies far from all other places of the town. Is that right? Else set it again.")
        )


@page(Act.POSITION_SET)
@require_POST
def clear(request: SignedInRequest, site_id: UUID) -> HttpResponse:
    """Takes a place's position away."""
    site = request.viewer.find(Site.objects.all(), Act.POSITION_SET, pk=site_id)
    clear_position(site, by=request.viewer)
    messages.success(request, _("%(place)s has no position any more.") % {"place": site})
    return redirect(url_of(site.ground))


@page(Act.POSITION_SET)
def group_on_map(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Places everything of a villager group at once, by one click or one button."""
    groups = VillagerGroup.objects.select_related("village")
    group = request.viewer.find(groups, Act.POSITION_SET, pk=group_id)
    form = AnchorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = place_group(group, anchor=_anchor(form), by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _words(group, done))
            return redirect("territory:map", group.ground.key)
    village = Ground(GroundKind.DIVISION, group.division_code)
    around = village if request.viewer.may(Act.GROUND_VIEW, village) else group.ground
    context = {
        **_about(group),
        "form": form,
        "group": group,
        "placed": placed_within(group.ground),
        "map": map_part([around], by=request.viewer, with_list=False),
    }
    return render(request, "territory/place_group.html", context, status=REFUSED if form.errors else 200)


def _anchor(form: AnchorForm) -> Position | None:
    values = form.cleaned_data
    if values["latitude"] is None or values["longitude"] is None:
        return None
    return wgs84_of(values["latitude"], values["longitude"], GivenAs(values["given_as"]))


def _words(group: VillagerGroup, done: GroupPlaced) -> str:
    text = _("%(group)s: %(visits)d from visits, %(between)d between their neighbours.") % {
        "group": group.name,
        "visits": done.from_visits,
        "between": done.between,
    }
    if done.unsure:
        text += " " + _("Of %(unsure)d of these the visits are too few or disagree.") % {
            "unsure": done.unsure
        }
    return text


@page(Act.GROUND_VIEW)
@require_GET
def map_files(request: SignedInRequest, key: str) -> HttpResponse:
    """The ground as files for other map programs."""
    place = _seen(request, key)
    request.viewer.require(Act.FIGURE_OPEN, place.ground)
    context = {
        **_about(place),
        "placed": placed_within(place.ground),
        "may_import": request.viewer.may(Act.GROUND_MANAGE, place.ground),
    }
    return render(request, "territory/map_files.html", context)


@page(Act.GROUND_VIEW)
@require_GET
def map_file(request: SignedInRequest, key: str, form: str) -> HttpResponse:
    """One such file."""
    place = _seen(request, key)
    request.viewer.require(Act.FIGURE_OPEN, place.ground)
    if form not in FORMS:
        raise Http404
    make, media_type = FORMS[form]
    return export.download(make(place.ground), f"{place}.{form}", media_type)


def _seen(request: SignedInRequest, key: str) -> Place:
    """The place that a key names, if the viewer may see it; else `Http404`: missing and forbidden are told alike."""
    try:
        place = place_of(key)
    except NoSuchGround as error:
        raise Http404 from error
    if not request.viewer.may(Act.GROUND_VIEW, place.ground):
        raise Http404
    return place


def _about(place: Place) -> dict[str, object]:
    """What every page here says about its place."""
    village = "" if isinstance(place, Division) else Division.objects.name_of(place.ground.division_code)
    group = f"{place.group} " if isinstance(place, Site) and place.group else ""
    return {"place": f"{group}{place}", "ground": place.ground, "village_name": village}
