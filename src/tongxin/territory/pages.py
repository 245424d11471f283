"""Pages that change the ground. Each: a form, one call into the room, back to the village or the grid."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.actions import add_grid, add_group, add_place, put_into_grid
from tongxin.territory.forms import GridForm, GroupForm, MembersForm, PlaceForm
from tongxin.territory.kinds import SiteKind
from tongxin.territory.links import url_of
from tongxin.territory.members import Choice, members_of
from tongxin.territory.models import Division, Grid, VillagerGroup

REFUSED = 422


@page(Act.GROUND_MANAGE)
def group_page(request: SignedInRequest, code: str) -> HttpResponse:
    """Adds a villager group."""
    village = _village(request, code)
    last = VillagerGroup.objects.filter(village=village).aggregate(last=Max("number"))["last"] or 0
    form = GroupForm(request.POST or None, initial={"number": last + 1})
    if request.method == "POST" and form.is_valid():
        try:
            made = add_group(village, **form.cleaned_data, by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(name)s was added.") % {"name": made.name})
            return redirect(url_of(village.ground))
    return _form_page(request, form, village, _("Add a group"))


@page(Act.GROUND_MANAGE)
def grid_page(request: SignedInRequest, code: str) -> HttpResponse:
    """Makes a grid of a group, a list of doors, or nothing yet."""
    village = _village(request, code)
    last = Grid.objects.filter(village=village).aggregate(last=Max("number"))["last"] or 0
    start = {"number": last + 1, "group": request.GET.get("group", "")}
    form = GridForm(request.POST or None, initial=start, village=village)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = add_grid(
                village,
                name=values["name"],
                number=values["number"],
                group=values["group"],
                members=_members(values),
                by=request.viewer,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(name)s was made.") % {"name": made.name})
            return redirect(url_of(made.ground))
    return _form_page(request, form, village, _("Make a grid"))


@page(Act.GROUND_MANAGE)
def members_page(request: SignedInRequest, grid_id: UUID) -> HttpResponse:
    """Puts doors into a grid; out of the grid in which they lie now."""
    grids = Grid.objects.select_related("village", "group")
    grid = request.viewer.find(grids, Act.GROUND_MANAGE, pk=grid_id)
    form = MembersForm(request.POST or None, initial={"group": grid.group}, village=grid.village)
    if request.method == "POST" and form.is_valid():
        try:
            moved = put_into_grid(grid, members=_members(form.cleaned_data), by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            text = ngettext("%(n)d place lies in %(grid)s now.", "%(n)d places lie in %(grid)s now.", moved)
            messages.success(request, text % {"n": moved, "grid": grid.name})
            return redirect(url_of(grid.ground))
    title = _("Put doors into %(grid)s") % {"grid": grid.name}
    return _form_page(request, form, grid.village, title)


@page(Act.GROUND_MANAGE)
def place_page(request: SignedInRequest, code: str) -> HttpResponse:
    """Adds a public place."""
    village = _village(request, code)
    form = PlaceForm(request.POST or None, village=village)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = add_place(
                village,
                kind=SiteKind(values["kind"]),
                name=values["name"],
                group=values["group"],
                grid=values["grid"],
                by=request.viewer,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(name)s was added.") % {"name": made.name})
            return redirect(url_of(made.ground))
    return _form_page(request, form, village, _("Add a public place"))


def _members(values: dict[str, Any]) -> list[UUID]:
    return members_of(Choice(values["members"]), values["group"], values["doors"])


def _village(request: SignedInRequest, code: str) -> Division:
    return request.viewer.find(Division.objects.villages(), Act.GROUND_MANAGE, pk=code)


def _form_page(request: SignedInRequest, form: forms.Form, village: Division, title: str) -> HttpResponse:
    context = {"form": form, "village": village, "title": title}
    return render(request, "territory/form.html", context, status=REFUSED if form.errors else 200)
