"""Pages on which the office says which line of work an organisation answers for."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tongxin.people.actions import end_line, take_line
from tongxin.people.models import LineDuty
from tongxin.people.organisation_forms import LastDayForm, LineForm
from tongxin.people.pages.organisations import find_organisation, organisation_step
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.standards.lines import lines


@page(Act.POST_MANAGE)
def take_line_page(request: SignedInRequest, organisation_id: UUID) -> HttpResponse:
    """An organisation takes a line of work."""
    found = find_organisation(request, organisation_id, Act.POST_MANAGE)
    form = LineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_line(found, by=request.viewer, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The line is taken: its people are proposed first for such cases."))
            return redirect("people:organisation", found.pk)
    title = _("Which line of work does “%(name)s” answer for?") % {"name": found.name}
    return organisation_step(request, form, found, title=title, act=_("Take the line"))


@page(Act.POST_MANAGE)
def end_line_page(request: SignedInRequest, line_duty_id: UUID) -> HttpResponse:
    """An organisation no longer answers for a line of work."""
    rows = LineDuty.objects.select_related("organisation")
    found = request.viewer.find(rows, Act.POST_MANAGE, pk=line_duty_id)
    form = LastDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_line(found, on=form.cleaned_data["on"], by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The organisation no longer answers for the line."))
            return redirect("people:organisation", found.organisation_id)
    names = {"name": found.organisation.name, "line": lines().get(found.line, found.line)}
    title = _("“%(name)s” no longer answers for %(line)s") % names
    return organisation_step(request, form, found.organisation, title=title, act=_("End it"))
