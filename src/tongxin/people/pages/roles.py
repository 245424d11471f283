"""Pages of the catalogue of roles, and of those that a town adds."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.actions import add_role, retire_role
from tongxin.people.catalogue import town_of
from tongxin.people.forms import OwnRoleForm
from tongxin.people.models import OwnRole
from tongxin.people.pages.persons import REFUSED, tabs
from tongxin.people.role_words import places_of
from tongxin.people.roles import standard_roles
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, page


@page(Act.PEOPLE_VIEW)
@require_GET
def roles(request: SignedInRequest) -> HttpResponse:
    """The catalogue: what each role may have as its ground, and how many; then the town's own."""
    towns = {town_of(ground.division_code) for ground in request.viewer.grounds(Act.PEOPLE_VIEW)}
    context = {
        "roles": [(role, places_of(role)) for role in standard_roles().values()],
        "own": OwnRole.objects.filter(division_code__in=towns),
        "may_add": request.viewer.may(Act.ADMINISTER),
        **tabs(request.viewer, "roles"),
    }
    return render(request, "people/roles.html", context)


@page(Act.ADMINISTER)
def add_page(request: SignedInRequest) -> HttpResponse:
    """Adds a role that is like one of the catalogue."""
    form = OwnRoleForm(request.POST or None, by=request.viewer)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            role = add_role(division_code=values.pop("division").code, **values, by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(name)s” can now be appointed.") % {"name": role})
            return redirect("people:roles")
    return render(request, "people/add_role.html", {"form": form}, status=REFUSED if form.errors else 200)


@page(Act.ADMINISTER)
@require_POST
def retire_page(request: SignedInRequest, role_code: str) -> HttpResponse:
    """Takes a role of the town's own out of use."""
    role = request.viewer.find(OwnRole.objects.all(), Act.ADMINISTER, pk=role_code)
    try:
        retire_role(role, by=request.viewer)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Nobody is appointed as “%(name)s” any more.") % {"name": role})
    return redirect("people:roles")
