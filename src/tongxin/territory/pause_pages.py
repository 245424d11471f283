"""Pages of pauses: leave a household or place in peace, end that early, all that are left in peace."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.records.errors import RuleBroken
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.actions import end_pause, pause_site
from tongxin.territory.links import url_of
from tongxin.territory.lookup import ground_of
from tongxin.territory.models import Division, Pause, Site
from tongxin.territory.pause_forms import PauseForm
from tongxin.territory.pausing import pause_line, running_pauses

REFUSED = 422


@page(Act.GROUND_PAUSE)
def pause_page(request: SignedInRequest, site_id: UUID) -> HttpResponse:
    """Leaves a household or place in peace for some days."""
    sites = Site.objects.in_use().select_related("group", "grid")
    site = request.viewer.find(sites, Act.GROUND_PAUSE, pk=site_id)
    form = PauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            pause = pause_site(
                site,
                reason=Pause.Reason(values["reason"]),
                since=values["since"],
                until=values["until"],
                by=request.viewer,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            words = {"site": site, "day": pause.until.isoformat()}
            messages.success(request, _("%(site)s is paused until %(day)s.") % words)
            return redirect(url_of(site.ground))
    context = {"form": form, "site": site, "village": Division.objects.get(pk=site.division_code)}
    return render(request, "territory/pause.html", context, status=REFUSED if form.errors else 200)


@page(Act.GROUND_PAUSE)
@require_POST
def end_pause_page(request: SignedInRequest, pause_id: UUID) -> HttpResponse:
    """Ends a pause today."""
    pauses = Pause.objects.select_related("site")
    pause = request.viewer.find(pauses, Act.GROUND_PAUSE, pk=pause_id)
    end_pause(pause, by=request.viewer)
    messages.success(request, _("The pause of %(site)s has ended.") % {"site": pause.site})
    return redirect(url_of(pause.ground))


@page(Act.GROUND_VIEW)
@require_GET
def pauses_page(request: SignedInRequest, code: str) -> HttpResponse:
    """What is paused in a village or town today or later, as far as the viewer sees it, nearest end first."""
    near = Division.objects.around(request.viewer.grounds(Act.GROUND_VIEW))
    division = get_object_or_404(near, pk=code)
    only_ending = request.GET.get("ending") == "yes"
    shown = page_of(
        running_pauses(request.viewer, ground_of(division.code), only_ending=only_ending),
        request.GET.get("page"),
    )
    lines = [pause_line(pause, request.viewer) for pause in shown]
    context = {"division": division, "page": shown, "lines": lines, "only_ending": only_ending}
    return render(request, "territory/pauses.html", context)
