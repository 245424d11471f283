"""Opening a household's entry in the register, and the list of who opened which."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tongxin.access.actions import open_register
from tongxin.access.errors import NotRegistered
from tongxin.access.forms import PurposeForm
from tongxin.access.models import Opening
from tongxin.people.models import RegisterEntry
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.models import Division, Site

REFUSED = 422


@page(Act.REGISTER_OPEN)
@never_cache
def register(request: SignedInRequest, site_id: UUID) -> HttpResponse:
    """Asks for a purpose, then shows the entry once. As a whole page, or as a part of the site's page."""
    sites = Site.objects.select_related("group", "grid")
    site = request.viewer.find(sites, Act.REGISTER_OPEN, pk=site_id)
    if not site.is_household:
        raise Http404
    form = PurposeForm(request.POST or None)
    entry: RegisterEntry | None = None
    is_missing = False
    if request.method == "POST" and form.is_valid():
        try:
            entry = open_register(site, purpose=form.cleaned_data["purpose"], by=request.viewer)
        except NotRegistered:
            is_missing = True
    template = "access/parts/register.html" if request.htmx else "access/register.html"
    context = {
        "site": site,
        "village": Division.objects.name_of(site.division_code),
        "form": form,
        "entry": entry,
        "is_missing": is_missing,
        "may_import": request.viewer.may(Act.REGISTER_IMPORT, site.ground),
    }
    # A fragment with its error is shown by htmx only with status 200.
    refused = form.errors and not request.htmx
    return render(request, template, context, status=REFUSED if refused else 200)


@page(Act.OPENINGS_VIEW)
@require_GET
def openings(request: SignedInRequest) -> HttpResponse:
    """Who opened which entry of the viewer's ground, when, and for what; the latest first."""
    rows = request.viewer.visible(Opening.objects.all(), Act.OPENINGS_VIEW)
    listed = rows.select_related("person", "group", "grid", "site").order_by("-opened_at", "-id")
    return render(request, "access/openings.html", {"page": page_of(listed, request.GET.get("page"))})
