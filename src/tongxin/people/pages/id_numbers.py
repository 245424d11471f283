"""The page on which a town says whether it keeps ID numbers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongxin.people.actions import switch_id_numbers
from tongxin.people.actions.register import keeps_id_numbers
from tongxin.people.models import IdNumberSwitch
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.models import Division

HISTORY = 20


@page(Act.ID_NUMBERS)
def id_numbers(request: SignedInRequest) -> HttpResponse:
    """Each town of the viewer: whether it keeps ID numbers, since when and why; the switch."""
    towns = list(request.viewer.visible(Division.objects.townships(), Act.ID_NUMBERS).order_by("code"))
    if request.method == "POST":
        town = request.viewer.find(
            Division.objects.townships(), Act.ID_NUMBERS, pk=request.POST.get("town", "")
        )
        try:
            switch = switch_id_numbers(
                town,
                on=request.POST.get("on") == "yes",
                reason=request.POST.get("reason", ""),
                by=request.viewer,
            )
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _said(switch))
        return redirect("people:id_numbers")
    switches = IdNumberSwitch.objects.select_related("person")
    rows = [
        {
            "town": town,
            "is_on": keeps_id_numbers(town),
            "history": list(switches.filter(division_code=town.code)[:HISTORY]),
        }
        for town in towns[:HISTORY]
    ]
    context = {"rows": rows, "may_import": request.viewer.may(Act.REGISTER_IMPORT)}
    return render(request, "people/id_numbers.html", context)


def _said(switch: IdNumberSwitch) -> str:
    if switch.is_on:
        return _("ID numbers are kept from now on, masked on every page.")
    erased = ngettext(
        "ID numbers are no longer kept; %(n)d was erased.",
        "ID numbers are no longer kept; %(n)d were erased.",
        switch.erased,
    )
    return erased % {"n": switch.erased}
