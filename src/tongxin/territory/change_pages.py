"""Pages that change the ground: merge, split, rename, close; and the list of all changes.

Each asks, shows what follows (the act tried out and taken back), and does it when told to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.records.errors import RuleBroken
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory import actions
from tongxin.territory.balance import members_of_village
from tongxin.territory.change_forms import (
    ChangeForm,
    MergeForm,
    MergeHouseholdsForm,
    RenameForm,
    RenameVillageForm,
    SplitForm,
    SplitGridForm,
    SplitVillageForm,
    merge_candidates,
)
from tongxin.territory.drawing import by_cut
from tongxin.territory.errors import DoorsUnknown
from tongxin.territory.finding import find_place
from tongxin.territory.ground import Ground
from tongxin.territory.links import url_of
from tongxin.territory.lookup import Place
from tongxin.territory.map_part import map_part
from tongxin.territory.models import Division, Grid, GroundChange, Site, VillagerGroup
from tongxin.territory.trial import Trial, try_out

REFUSED = 422
APPLY = "apply"


@dataclass(frozen=True)
class Asked:
    """A change as a page asks for it: title, what the button says, the form, the act, what it touches.

    `act` does it and gives the row of the change; `codes`: of the villages that it touches; `closing`: the places
    that it ends. `draws`: what can be drawn on the map, "line" or nothing.
    """

    title: str
    button: str
    form: ChangeForm
    act: Callable[[dict[str, Any]], GroundChange]
    codes: Callable[[dict[str, Any]], Sequence[str]]
    closing: Callable[[dict[str, Any]], Sequence[Ground]] = field(default=lambda values: ())
    explains: str = ""
    draws: str = ""


@page(Act.GROUND_MANAGE)
@require_GET
def change_page(request: SignedInRequest, key: str) -> HttpResponse:
    """What can be changed about a place."""
    place = find_place(request.viewer, Act.GROUND_MANAGE, key)
    context = {**_around(place), "place": place, "kind": place.ground.kind.value}
    return render(request, "territory/change.html", context)


@page(Act.GROUND_MANAGE)
def rename_page(request: SignedInRequest, key: str) -> HttpResponse:
    """Another name for a village, group or grid."""
    place = find_place(request.viewer, Act.GROUND_MANAGE, key)
    if isinstance(place, Site):
        raise Http404
    form = (
        RenameVillageForm(request.POST or None, initial={"full_name": place.name})
        if isinstance(place, Division)
        else RenameForm(request.POST or None)
    )

    def act(values: dict[str, Any]) -> GroundChange:
        if isinstance(place, Division):
            village = Division.objects.get(pk=place.pk)
            names = {"name": values["name"], "full_name": values["full_name"]}
            return actions.rename_village(village, **names, **form.change, by=request.viewer)
        area = type(place).objects.get(pk=place.pk)
        return actions.rename_area(area, name=values["name"], **form.change, by=request.viewer)

    asked = Asked(
        title=_("Rename %(place)s") % {"place": place},
        button=_("Rename"),
        form=form,
        act=act,
        codes=lambda values: (),
        explains=_(
            "The key stays: every record keeps its place, and former names are kept with their dates."
        ),
    )
    return _ask(request, place, asked)


@page(Act.GROUND_MANAGE)
def merge_page(request: SignedInRequest, key: str) -> HttpResponse:
    """Other villages, groups or grids become part of this one; a second door turns out to be this household."""
    place = find_place(request.viewer, Act.GROUND_MANAGE, key)
    if isinstance(place, Site):
        return _merge_households(request, place)
    candidates = merge_candidates(place)
    form = MergeForm(request.POST or None, candidates=candidates)

    def others(values: dict[str, Any]) -> list[Any]:
        chosen = set(values["others"])
        return [other for other in merge_candidates(place) if str(other.pk) in chosen]

    def act(values: dict[str, Any]) -> GroundChange:
        survivor: Any = type(place).objects.get(pk=place.pk)
        merge: dict[type, Any] = {
            Division: actions.merge_villages,
            VillagerGroup: actions.merge_groups,
            Grid: actions.merge_grids,
        }
        made: GroundChange = merge[type(place)](survivor, others(values), **form.change, by=request.viewer)
        return made

    asked = Asked(
        title=_("Merge into %(place)s") % {"place": place},
        button=_("Merge"),
        form=form,
        act=act,
        codes=lambda values: [place.ground.division_code, *(o.ground.division_code for o in others(values))],
        closing=lambda values: [other.ground for other in others(values)],
        explains=_(
            "What is merged is marked as no more from that day. Its records keep it, old periods count by it, and "
            "whoever looks after the place that remains sees them."
        ),
    )
    return _ask(request, place, asked, nothing=not candidates)


def _merge_households(request: SignedInRequest, site: Site) -> HttpResponse:
    if not site.is_household:
        raise Http404
    form = MergeHouseholdsForm(request.POST or None)

    def other(values: dict[str, Any]) -> Site:
        door = values["door"].strip()
        found = Site.objects.households().filter(group=site.group, door=door).exclude(pk=site.pk).first()
        if found is None:
            raise DoorsUnknown(site.group_name, door)
        return found

    def act(values: dict[str, Any]) -> GroundChange:
        return actions.merge_households(
            Site.objects.get(pk=site.pk),
            other(values),
            **form.change,
            keeps_entry=bool(values["keeps_entry"]),
            by=request.viewer,
        )

    asked = Asked(
        title=_("Another door is the same household as %(place)s") % {"place": site},
        button=_("Make them one"),
        form=form,
        act=act,
        codes=lambda values: [site.division_code],
        closing=lambda values: [other(values).ground],
        explains=_(
            "The other door is no more from that day. Its visits and cases are shown on this page too."
        ),
    )
    return _ask(request, site, asked)


@page(Act.GROUND_MANAGE)
def split_page(request: SignedInRequest, key: str) -> HttpResponse:
    """A part of a village, group or grid goes on by itself."""
    place = find_place(request.viewer, Act.GROUND_MANAGE, key)
    if isinstance(place, Division):
        return _split_village(request, place)
    if isinstance(place, Site):
        raise Http404
    members = [
        each
        for each in members_of_village(place.division_code)
        if (each.group_id == place.pk if isinstance(place, VillagerGroup) else each.grid == str(place.pk))
    ]
    touched = {member.group_id for member in members if member.group_id is not None}
    groups = list(VillagerGroup.objects.filter(pk__in=touched).order_by("number"))
    made_of: type[SplitForm] = SplitGridForm if isinstance(place, Grid) else SplitForm
    form = made_of(request.POST or None, members=members, groups=groups)

    def act(values: dict[str, Any]) -> GroundChange:
        named = {"name": values["name"], **form.change, "by": request.viewer}
        made: Grid | VillagerGroup
        if isinstance(place, VillagerGroup):
            group = VillagerGroup.objects.select_related("village").get(pk=place.pk)
            made = actions.split_group(group, sites=form.chosen(), **named)
        else:
            grid = Grid.objects.select_related("village", "group").get(pk=place.pk)
            chosen, line = form.chosen(), values["line"]
            parted = by_cut(grid, line["coordinates"], members) if line and not chosen else None
            sites = parted.leaving if parted else chosen
            outlines = parted.outlines if parted else None
            made = actions.split_grid(grid, sites=sites, outlines=outlines, **named)
        return _last_change(made.ground.key, place)

    asked = Asked(
        title=_("Divide %(place)s") % {"place": place},
        button=_("Divide"),
        form=form,
        act=act,
        codes=lambda values: [place.division_code],
        explains=_("Say what is to go on by itself; everything else stays where it is."),
        draws="line" if isinstance(place, Grid) else "",
    )
    return _ask(request, place, asked, nothing=not members)


def _split_village(request: SignedInRequest, village: Division) -> HttpResponse:
    form = SplitVillageForm(request.POST or None, village=village)

    def act(values: dict[str, Any]) -> GroundChange:
        made = actions.split_village(
            Division.objects.select_related("parent").get(pk=village.pk),
            code=values["code"],
            name=values["name"],
            full_name=values["full_name"],
            groups=list(VillagerGroup.objects.filter(pk__in=[group.pk for group in values["groups"]])),
            places=[site.pk for site in values.get("places", ())],
            **form.change,
            by=request.viewer,
        )
        return _last_change(made.code, village)

    asked = Asked(
        title=_("Divide %(place)s") % {"place": village},
        button=_("Divide"),
        form=form,
        act=act,
        codes=lambda values: [village.code],
        closing=lambda values: [group.ground for group in values["groups"]],
        explains=_(
            "Villager groups go on in the new village, with those who look after them. A grid goes along where "
            "everything in it does."
        ),
    )
    return _ask(request, village, asked)


def _last_change(key: str, place: Place) -> GroundChange:
    """The change that made the place with that key."""
    rows = GroundChange.objects.filter(division_code=place.ground.division_code).order_by("-made_at")
    return next(row for row in rows if key in row.keys)


@page(Act.GROUND_MANAGE)
def close_page(request: SignedInRequest, grid_id: str) -> HttpResponse:
    """A grid is given up."""
    grids = Grid.objects.in_use().select_related("village", "group")
    grid = request.viewer.find(grids, Act.GROUND_MANAGE, pk=grid_id)
    form = ChangeForm(request.POST or None)
    asked = Asked(
        title=_("Close %(place)s") % {"place": grid},
        button=_("Close the grid"),
        form=form,
        act=lambda values: actions.close_grid(Grid.objects.get(pk=grid.pk), **form.change, by=request.viewer),
        codes=lambda values: [grid.division_code],
        closing=lambda values: [grid.ground],
        explains=_("What lies in it lies in no grid then; put it into others. The posts on it end that day."),
    )
    return _ask(request, grid, asked)


@page(Act.GROUND_VIEW)
@require_GET
def changes_page(request: SignedInRequest, code: str) -> HttpResponse:
    """All changes of a village's or a town's ground, the latest first."""
    division = request.viewer.find(Division.objects.all(), Act.GROUND_VIEW, pk=code)
    rows = GroundChange.objects.concerning(division)
    context = {
        "division": division,
        "page": page_of(rows.order_by("-on", "-made_at", "id"), request.GET.get("page")),
        "may_manage": request.viewer.may(Act.GROUND_MANAGE, division.ground),
    }
    return render(request, "territory/changes.html", context)


@page(Act.GROUND_MANAGE)
@require_POST
def lock_page(request: SignedInRequest, key: str) -> HttpResponse:
    """Locks a grid, a household or a place, or unlocks it."""
    place = find_place(request.viewer, Act.GROUND_MANAGE, key)
    locked = request.POST.get("locked") == "yes"
    if isinstance(place, Grid):
        actions.lock_grid(place, locked=locked, by=request.viewer)
    elif isinstance(place, Site):
        actions.lock_site(place, locked=locked, by=request.viewer)
    else:
        raise Http404
    text = _("%(place)s is locked.") if locked else _("%(place)s is unlocked.")
    messages.success(request, text % {"place": place})
    return redirect("territory:change", key=place.ground.key)


def _ask(request: SignedInRequest, place: Place, asked: Asked, *, nothing: bool = False) -> HttpResponse:
    """The page of a change: the form, what follows from it, and at last the change itself."""
    trial: Trial | None = None
    form = asked.form
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            if request.POST.get("step") == APPLY:
                asked.act(values)
                messages.success(request, _("Done, from %(day)s on.") % {"day": values["on"].isoformat()})
                return redirect(url_of(place.ground))
            codes, closing = asked.codes(values), asked.closing(values)
            trial = try_out(lambda: asked.act(values), codes=codes, closing=closing)
        except RuleBroken as error:
            form.add_error(None, str(error))
    context = {**_around(place), "asked": asked, "form": form, "trial": trial, "nothing": nothing}
    if asked.draws:
        context["map"] = map_part([place.ground], by=request.viewer, with_list=False)
    return render(request, "territory/ask.html", context, status=REFUSED if form.errors else 200)


def _around(place: Place) -> dict[str, Any]:
    """What every page about a place shows around its content."""
    code = place.ground.division_code
    return {"place": place, "ground": place.ground, "village": Division.objects.get(pk=code)}
