"""Pages of a village's grids: their balance, made by group, drawn anew, their versions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.actions import apply_drawing
from tongxin.territory.balance import Member, members_of_village
from tongxin.territory.change_forms import ByGroupForm, RedrawForm
from tongxin.territory.drawing import Proposal, by_groups, by_line, by_list, consequences
from tongxin.territory.errors import Locked, NothingChosen
from tongxin.territory.grid_view import balance_of, drawing_shown
from tongxin.territory.history import sites_of
from tongxin.territory.kinds import SiteKind
from tongxin.territory.map_part import map_part
from tongxin.territory.models import Division, Grid, GridVersion, VillagerGroup
from tongxin.territory.shapes import checked_outline
from tongxin.territory.whereabouts import reach_of_town

REFUSED = 422
APPLY = "apply"
VERSIONS_SHOWN = 8  # each costs a count


@page(Act.GROUND_VIEW)
@require_GET
def grids_page(request: SignedInRequest, code: str) -> HttpResponse:
    """The grids of a village beside each other."""
    village = request.viewer.find(Division.objects.villages(), Act.GROUND_VIEW, pk=code)
    context = {
        "village": village,
        "balance": balance_of(village),
        "may_manage": village.closed_on is None and request.viewer.may(Act.GROUND_MANAGE, village.ground),
    }
    return render(request, "territory/grids.html", context)


@page(Act.GROUND_MANAGE)
def by_group_page(request: SignedInRequest, code: str) -> HttpResponse:
    """One grid for each villager group, for a whole village in one act."""
    village = request.viewer.find(Division.objects.villages().in_use(), Act.GROUND_MANAGE, pk=code)
    form = ByGroupForm(request.POST or None)
    members = members_of_village(village.code)

    def proposal(values: dict[str, Any]) -> Proposal:
        groups = list(VillagerGroup.objects.in_use().filter(village=village).order_by("number"))
        if values["scope"] == ByGroupForm.WITHOUT:
            taken = {member.group_id for member in members if member.grid}
            led = set(Grid.objects.in_use().filter(village=village).values_list("group", flat=True))
            groups = [group for group in groups if group.pk not in taken | led]
        locked = Grid.objects.in_use().filter(village=village, is_locked=True).values_list("pk", flat=True)
        return by_groups(groups, members, {str(pk) for pk in locked})

    title = _("One grid for each villager group")
    return _draw(request, village, form, members, proposal, title=title)


@page(Act.GROUND_MANAGE)
def redraw_page(request: SignedInRequest, grid_id: UUID) -> HttpResponse:
    """Says anew what lies in a grid: by doors and places, or by a line on the map."""
    grids = Grid.objects.in_use().select_related("village", "group")
    grid = request.viewer.find(grids, Act.GROUND_MANAGE, pk=grid_id)
    village = grid.village
    members = members_of_village(village.code)
    groups = list(VillagerGroup.objects.in_use().filter(village=village).order_by("number"))
    inside = [member.id for member in members if member.grid == str(grid.pk)]
    form = RedrawForm(request.POST or None, members=members, groups=groups, chosen=inside)

    def proposal(values: dict[str, Any]) -> Proposal:
        drawn, chosen = values["polygon"], form.chosen()
        if not drawn:
            return by_list(grid, chosen)
        polygon = checked_outline(drawn, reach=reach_of_town(village.code))
        return (
            by_line(grid, polygon, members) if set(chosen) == set(inside) else by_list(grid, chosen, polygon)
        )

    title = _("Draw %(grid)s anew") % {"grid": grid.name}
    return _draw(request, village, form, members, proposal, title=title, grid=grid)


def _draw(
    request: SignedInRequest,
    village: Division,
    form: Any,
    members: list[Member],
    proposal: Any,
    *,
    title: str,
    grid: Grid | None = None,
) -> HttpResponse:
    """The page of a drawing: the form, what would change hands, and at last the drawing itself."""
    shown = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            drawing = proposal(values)
            if request.POST.get("step") == APPLY:
                closes = bool(values.get("closes_emptied"))
                apply_drawing(drawing, **form.change, closes_emptied=closes, by=request.viewer)
                messages.success(request, _("Done, from %(day)s on.") % {"day": values["on"].isoformat()})
                return redirect("territory:grids", code=village.code)
            present = list(Grid.objects.in_use().filter(village=village).order_by("number"))
            found = consequences(drawing, members, present)
            if found.changes_nothing:
                raise NothingChosen
            shown = drawing_shown(found, village, present)
            if found.locked:
                raise Locked(found.locked)
        except RuleBroken as error:
            form.add_error(None, str(error))
    context = {"form": form, "village": village, "grid": grid, "title": title, "shown": shown}
    if grid is not None:
        context["map"] = map_part([village.ground], by=request.viewer, with_list=False)
    return render(request, "territory/draw.html", context, status=REFUSED if form.errors else 200)


@page(Act.GROUND_VIEW)
@require_GET
def versions_page(request: SignedInRequest, grid_id: UUID) -> HttpResponse:
    """A grid as it was drawn from when until when, and how many households lay in it on its first day."""
    grids = Grid.objects.select_related("village", "merged_into")
    grid = request.viewer.find(grids, Act.GROUND_VIEW, pk=grid_id)
    versions = GridVersion.objects.filter(grid=grid).select_related("group").order_by("-number")
    lines = [
        {
            "version": version,
            "first": sites_of(grid.ground, version.since).filter(kind=SiteKind.HOUSEHOLD).count(),
        }
        for version in versions[:VERSIONS_SHOWN]
    ]
    context = {"grid": grid, "village": grid.village, "lines": lines}
    return render(request, "territory/versions.html", context)
