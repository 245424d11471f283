"""Pages of organisations: the tree, one organisation, its members, the areas that a partner unit takes on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongxin.people.actions import (
    add_organisation,
    change_organisation,
    close_organisation,
    end_membership,
    end_partnership,
    join_organisation,
    take_on_area,
)
from tongxin.people.models import AreaPartnership, Membership, Organisation
from tongxin.people.organisation_forms import (
    AreaForm,
    ChangeOrganisationForm,
    JoinForm,
    LastDayForm,
    OrganisationFilter,
    OrganisationForm,
)
from tongxin.people.organisation_tree import organisation_page, tree_page
from tongxin.people.pages.persons import REFUSED, find_person, tabs
from tongxin.people.pages.posts import choose_person
from tongxin.records import clock
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.ground import Ground, division_ground
from tongxin.territory.lookup import ground_of
from tongxin.territory.map_part import MapPart, map_part
from tongxin.territory.models import Division
from tongxin.territory.queries import outermost

MOST_ON_MAP = 4  # grounds: each costs a query more, and more are better looked for in the list


@page(Act.PEOPLE_VIEW)
@require_GET
def organisations(request: SignedInRequest) -> HttpResponse:
    """The tree of organisations of the viewer's ground."""
    visible = request.viewer.visible(Organisation.objects.all(), Act.PEOPLE_VIEW)
    shown = OrganisationFilter(request.GET, queryset=visible)
    context = {
        "filter": shown,
        "page": tree_page(shown.qs, request.GET.get("page"), clock.today()),
        "may_add": request.viewer.may(Act.POST_MANAGE),
        **tabs(request.viewer, "organisations"),
    }
    return render(request, "people/organisations.html", context)


@page(Act.PEOPLE_VIEW)
@require_GET
def organisation(request: SignedInRequest, organisation_id: UUID) -> HttpResponse:
    """One organisation: members, areas, posts, what stands under it, what it was called."""
    found = find_organisation(request, organisation_id, Act.PEOPLE_VIEW)
    may_manage = request.viewer.may(Act.POST_MANAGE, division_ground(found.division_code))
    shown = organisation_page(found, request.viewer, clock.today())
    context = {
        "shown": shown,
        "may_manage": may_manage and found.closed_on is None,
        "map": _map(request, [area.ground for area in shown.areas]),
    }
    return render(request, "people/organisation.html", context)


def _map(request: SignedInRequest, grounds: list[Ground]) -> MapPart | None:
    """The areas on a map, as far as the viewer may see them; None without positions."""
    seen = [ground for ground in outermost(grounds) if request.viewer.may(Act.GROUND_VIEW, ground)]
    if not 0 < len(seen) <= MOST_ON_MAP:
        return None
    part = map_part(seen, by=request.viewer, with_list=False)
    return None if part.is_empty else part


@page(Act.POST_MANAGE)
def add_organisation_page(request: SignedInRequest) -> HttpResponse:
    """Adds an organisation."""
    start = {name: request.GET[name] for name in ("kind", "division", "parent") if name in request.GET}
    form = OrganisationForm(request.POST or None, initial=start, by=request.viewer)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = add_organisation(
                name=values["name"],
                kind=values["kind"],
                division_code=values["division"].code,
                parent=values["parent"],
                since=values["since"],
                by=request.viewer,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(name)s” is in the list.") % {"name": made.name})
            return redirect("people:organisation", made.pk)
    context = {"form": form}
    return render(request, "people/add_organisation.html", context, status=REFUSED if form.errors else 200)


@page(Act.POST_MANAGE)
def change_page(request: SignedInRequest, organisation_id: UUID) -> HttpResponse:
    """Renames an organisation, or puts it under another."""
    found = find_organisation(request, organisation_id, Act.POST_MANAGE)
    start = {"name": found.name, "parent": found.parent_id}
    form = ChangeOrganisationForm(request.POST or None, initial=start, organisation=found)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_organisation(found, by=request.viewer, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(name)s” was changed.") % {"name": changed.name})
            return redirect("people:organisation", found.pk)
    title, act = _("Change “%(name)s”") % {"name": found.name}, _("Change")
    return organisation_step(request, form, found, title=title, act=act)


@page(Act.POST_MANAGE)
def close_page(request: SignedInRequest, organisation_id: UUID) -> HttpResponse:
    """Closes an organisation from a day on."""
    found = find_organisation(request, organisation_id, Act.POST_MANAGE)
    form = LastDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_organisation(found, on=form.cleaned_data["on"], by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(name)s” was closed.") % {"name": found.name})
            return redirect("people:organisation", found.pk)
    words = _("Its memberships and areas end on that day; what was recorded stays.")
    title = _("Close “%(name)s”") % {"name": found.name}
    return organisation_step(request, form, found, title=title, act=_("Close it"), words=words)


@page(Act.POST_MANAGE)
def join_page(request: SignedInRequest, organisation_id: UUID) -> HttpResponse:
    """Makes a person a member: first whom, then which duty from when."""
    found = find_organisation(request, organisation_id, Act.POST_MANAGE)
    title = _("Who joins “%(name)s”?") % {"name": found.name}
    try:
        person = find_person(request.viewer, Act.POST_MANAGE, UUID(request.GET.get("person", "")))
    except ValueError:
        return choose_person(request, title=title)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            join_organisation(found, person=person, by=request.viewer, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            text = _("%(person)s belongs to “%(name)s” now.")
            messages.success(request, text % {"person": person.masked_name, "name": found.name})
            return redirect("people:organisation", found.pk)
    title = _("%(person)s joins “%(name)s”") % {"person": person.masked_name, "name": found.name}
    return organisation_step(request, form, found, title=title, act=_("Join"))


@page(Act.POST_MANAGE)
def end_membership_page(request: SignedInRequest, membership_id: UUID) -> HttpResponse:
    """Ends a membership from a day on."""
    rows = Membership.objects.select_related("organisation", "person")
    found = request.viewer.find(rows, Act.POST_MANAGE, pk=membership_id)
    form = LastDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_membership(found, on=form.cleaned_data["on"], by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The membership ends."))
            return redirect("people:organisation", found.organisation_id)
    names = {"person": found.person.masked_name, "name": found.organisation.name}
    title = _("%(person)s leaves “%(name)s”") % names
    return organisation_step(request, form, found.organisation, title=title, act=_("End it"))


@page(Act.POST_MANAGE)
def take_on_page(request: SignedInRequest, organisation_id: UUID) -> HttpResponse:
    """A partner unit takes on an area: first in which village, then which area and what was agreed."""
    found = find_organisation(request, organisation_id, Act.POST_MANAGE)
    inside = Division.objects.within(division_ground(found.division_code)).order_by("code")
    places = request.viewer.visible(inside, Act.POST_MANAGE)
    division = places.filter(pk=request.GET.get("division", "")).first()
    if division is None:
        context: dict[str, Any] = {"organisation": found, "divisions": places}
        return render(request, "people/choose_area.html", context)
    form = AreaForm(request.POST or None, division=division, organisation=found)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            take_on_area(
                found,
                ground=ground_of(values["ground"]),
                agreed=values["agreed"],
                contact=values["contact"],
                since=values["since"],
                by=request.viewer,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The area is taken on."))
            return redirect("people:organisation", found.pk)
    title = _("“%(name)s” takes on an area in %(place)s") % {"name": found.name, "place": division}
    return organisation_step(request, form, found, title=title, act=_("Take it on"))


@page(Act.POST_MANAGE)
def end_partnership_page(request: SignedInRequest, partnership_id: UUID) -> HttpResponse:
    """Ends the partnership of a unit with an area."""
    rows = AreaPartnership.objects.select_related("organisation", "group", "grid", "site")
    found = request.viewer.find(rows, Act.POST_MANAGE, pk=partnership_id)
    form = LastDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_partnership(found, on=form.cleaned_data["on"], by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The partnership ends."))
            return redirect("people:organisation", found.organisation_id)
    names = {"name": found.organisation.name, "place": found.place_name}
    title = _("“%(name)s” no longer looks after %(place)s") % names
    return organisation_step(request, form, found.organisation, title=title, act=_("End it"))


def find_organisation(request: SignedInRequest, organisation_id: UUID, act: Act) -> Organisation:
    """The organisation, where the viewer may do `act`; else 404."""
    return request.viewer.find(Organisation.objects.select_related("parent"), act, pk=organisation_id)


def organisation_step(
    request: SignedInRequest,
    form: forms.Form,
    found: Organisation,
    *,
    title: str,
    act: str,
    words: str = "",
) -> HttpResponse:
    """The page of one act on an organisation."""
    context = {"form": form, "organisation": found, "title": title, "act": act, "words": words}
    status = REFUSED if form.errors else 200
    return render(request, "people/organisation_step.html", context, status=status)
