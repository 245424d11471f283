"""Opening personal data, and the lists of who opened what."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tongxin.access.actions import open_phone, open_register
from tongxin.access.errors import NotRegistered, PurposeMissing
from tongxin.access.forms import PurposeForm
from tongxin.access.models import Export, Opening
from tongxin.access.pages.tabs import REFUSED, tabs
from tongxin.access.papers import openings_slip
from tongxin.access.purposes import Part
from tongxin.people.models import Person, RegisterEntry
from tongxin.records import clock, export
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page, signed_in_page
from tongxin.territory.models import Division, Site

PDF = "application/pdf"
OPENED_HERE = (Part.HOUSEHOLD, Part.PHONE, Part.IDENTITY)


@page(Act.REGISTER_OPEN)
@never_cache
def register(request: SignedInRequest, site_id: UUID) -> HttpResponse:
    """Asks for a purpose, then shows one part of the entry once. A whole page, or a part of the site's page."""
    sites = Site.objects.select_related("group", "grid")
    site = request.viewer.find(sites, Act.REGISTER_OPEN, pk=site_id)
    if not site.is_household:
        raise Http404
    form = PurposeForm(request.POST or None, parts=OPENED_HERE)
    part = _part(request)
    entry: RegisterEntry | None = None
    is_missing = False
    if request.method == "POST" and form.is_valid():
        try:
            entry = open_register(site, purpose=form.cleaned_data["purpose"], part=part, by=request.viewer)
        except NotRegistered:
            is_missing = True
        except PurposeMissing:
            form.add_error(
                "purpose", _("This purpose does not need that. Choose another; nothing was opened.")
            )
    template = "access/parts/register.html" if request.htmx else "access/register.html"
    context = {
        "site": site,
        "village": Division.objects.name_of(site.division_code),
        "form": form,
        "entry": entry,
        "members": list(entry.members.all()) if entry else [],
        "part": part.value,
        "is_missing": is_missing,
        "may_import": request.viewer.may(Act.REGISTER_IMPORT, site.ground),
    }
    # A fragment with its error is shown by htmx only with status 200.
    refused = form.errors and not request.htmx
    return render(request, template, context, status=REFUSED if refused else 200)


def _part(request: SignedInRequest) -> Part:
    """The part that the pressed button names; the names where it says nothing known."""
    wanted = request.POST.get("part", "")
    return Part(wanted) if wanted in OPENED_HERE else Part.HOUSEHOLD


@page(Act.PHONE_OPEN)
@never_cache
def phone(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """Asks for a purpose, then shows the number of a person once."""
    known = Person.objects.known_to(request.viewer, Act.PHONE_OPEN).distinct()
    shown = known.filter(pk=person_id).first()
    if shown is None:
        raise Http404
    form = PurposeForm(request.POST or None, parts=(Part.PHONE,))
    number = ""
    if request.method == "POST" and form.is_valid():
        number = open_phone(shown, purpose=form.cleaned_data["purpose"], by=request.viewer)
    template = "access/parts/phone.html" if request.htmx else "access/phone.html"
    context = {"person": shown, "form": form, "number": number}
    refused = form.errors and not request.htmx
    return render(request, template, context, status=REFUSED if refused else 200)


@page(Act.OPENINGS_VIEW)
@require_GET
def openings(request: SignedInRequest) -> HttpResponse:
    """Who opened which data of the viewer's ground, when, and for what; the latest first."""
    rows = request.viewer.visible(Opening.objects.all(), Act.OPENINGS_VIEW)
    listed = rows.with_names().order_by("-opened_at", "-id")
    context = {"page": page_of(listed, request.GET.get("page")), **tabs(request.viewer, "openings")}
    return render(request, "access/openings.html", context)


@signed_in_page
@require_GET
def mine(request: SignedInRequest) -> HttpResponse:
    """What the account's holder opened and exported: everybody can look up what is recorded of them."""
    own = request.viewer.person_id
    rows = Opening.objects.filter(person_id=own) if own else Opening.objects.none()
    listed = rows.with_names().order_by("-opened_at", "-id")
    context = {
        "page": page_of(listed, request.GET.get("page")),
        "is_mine": True,
        **tabs(request.viewer, "mine"),
    }
    return render(request, "access/openings.html", context)


@page(Act.OPENINGS_VIEW)
@require_GET
def household_openings(request: SignedInRequest, site_id: UUID) -> HttpResponse:
    """Who opened or exported the data of one household: for those who answer when it asks."""
    site = _household(request, site_id)
    listed = Opening.objects.of_household(site.pk).with_names().order_by("-opened_at", "-id")
    context = {
        "site": site,
        "village": Division.objects.name_of(site.division_code),
        "page": page_of(listed, request.GET.get("page")),
        "exports": _exports_with(site),
        "may_answer": request.viewer.may(Act.SUBJECT_ANSWER, site.ground),
    }
    return render(request, "access/household_openings.html", context)


@page(Act.OPENINGS_VIEW)
@require_GET
@never_cache
def slip(request: SignedInRequest, site_id: UUID) -> HttpResponse:
    """The same on paper, for the household that asks."""
    site = _household(request, site_id)
    listed = Opening.objects.of_household(site.pk).with_names().order_by("-opened_at", "-id")
    name = _("who looked %(day)s") % {"day": clock.today().isoformat()}
    return export.download(openings_slip(site, listed, _exports_with(site)), f"{name}.pdf", PDF)


def _household(request: SignedInRequest, site_id: UUID) -> Site:
    site = request.viewer.find(Site.objects.select_related("group", "grid"), Act.OPENINGS_VIEW, pk=site_id)
    if not site.is_household:
        raise Http404
    return site


def _exports_with(site: Site) -> list[Export]:
    """The exports in whose file the household stands, the latest first."""
    found = Export.objects.filter(households__site=site, made_at__isnull=False)
    return list(found.select_related("requested_by", "decided_by").order_by("-made_at", "-id"))
