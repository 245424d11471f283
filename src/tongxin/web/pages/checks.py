"""The page of checks: what is missing or amiss in the viewer's ground, and the act that mends it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.records.upkeep import ask_to_examine, is_being_examined
from tongxin.territory.models import Division
from tongxin.web.checked import checked_for


class VillageForm(forms.Form):
    """One village of the viewer's, or all."""

    village = forms.ChoiceField(label=gettext_lazy("Village"), required=False)

    def __init__(self, data: object, villages: list[Division]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # the query of an address
        field = self.fields["village"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [("", _("all")), *((village.code, village.short_name) for village in villages)]


@page(Act.CHECKS_VIEW)
@require_GET
def checks(request: SignedInRequest) -> HttpResponse:
    """`?village=CODE` narrows it to one village; a village that is not the viewer's does not exist."""
    villages = list(request.viewer.visible(Division.objects.villages(), Act.CHECKS_VIEW))
    chosen = next((each for each in villages if each.code == request.GET.get("village")), None)
    if request.GET.get("village") and chosen is None:
        raise Http404
    context = {
        "shown": checked_for(request.viewer, chosen.ground if chosen else None),
        "filter": {"form": VillageForm(request.GET, villages)} if len(villages) > 1 else None,
        "village": chosen,
        "may_examine": request.viewer.may(Act.HEALTH_SEE),
        "is_being_examined": is_being_examined(),
    }
    return render(request, "web/checks.html", context)


@page(Act.HEALTH_SEE)
@require_POST
def examine(request: SignedInRequest) -> HttpResponse:
    """Lets the foundation be examined: it reads the whole ledger, so the worker does it."""
    ask_to_examine(by=request.viewer)
    messages.success(request, _("The foundation is being examined. Look again in a minute."))
    return redirect("web:checks")
