"""Pages of one agreement: drawn up, signed, renewed, ended, on paper, and what was not kept."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tongxin.access.actions import open_register
from tongxin.access.errors import NotRegistered, PurposeMissing
from tongxin.access.forms import PurposeForm
from tongxin.access.purposes import Part
from tongxin.council import actions
from tongxin.council.forms import BreachForm, CopiesForm, EndForm, SignForm, TermsForm, initial_terms
from tongxin.council.links import addresses
from tongxin.council.models import Agreement
from tongxin.council.papers import agreements_pdf, area_words
from tongxin.council.queries import DOORS, earlier_of, find_agreement, open_for
from tongxin.council.rules import Duty, EndReason, Holder, Term, after_months, renewed
from tongxin.council.wording import numbers
from tongxin.inspections.models import Visit
from tongxin.records import clock, export
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.models import Division, Site

PDF = "application/pdf"
REFUSED = 422
VISITS_SHOWN = 10


@page(Act.AGREEMENT_VIEW)
@require_GET
def agreement(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """One agreement: text, area, days, signature, copies, what was seen at the door, what was not kept."""
    shown = find_agreement(request.viewer, Act.AGREEMENT_VIEW, agreement_id)
    viewer = request.viewer
    visits = viewer.visible(Visit.objects.filter(site=shown.site_id), Act.VISIT_VIEW)
    cases = shown.breaches.select_related("case").order_by("-noted_at")
    context = {
        "agreement": shown,
        "wording": shown.text.wording,
        "area": area_words(shown),
        "earlier": earlier_of(shown),
        "visits": visits.done().select_related("round").order_by("-visited_at")[:VISITS_SHOWN],
        "breaches": cases if viewer.may(Act.CASE_VIEW, shown.ground) else [],
        "may_keep": viewer.may(Act.AGREEMENT_KEEP, shown.ground),
        "may_note": viewer.may(Act.CASE_REPORT, shown.ground),
        "may_see_rounds": viewer.may(Act.ROUND_VIEW),
        "may_name": _may_name(request, shown),
        "today": clock.today(),
    }
    return render(request, "council/agreement.html", context)


def _may_name(request: SignedInRequest, shown: Agreement) -> bool:
    is_household = shown.site is not None and shown.site.is_household
    return is_household and request.viewer.may(Act.REGISTER_OPEN, shown.ground)


@page(Act.AGREEMENT_VIEW)
@require_GET
def at_door(request: SignedInRequest, site_id: UUID) -> HttpResponse:
    """The agreement of a door, newest first; where there is none, the page that draws one up."""
    site = request.viewer.find(Site.objects.all(), Act.AGREEMENT_VIEW, pk=site_id)
    found = open_for(site)
    latest = found[0] if found else Agreement.objects.filter(site=site).order_by("-since").first()
    if latest is not None:
        return redirect("council:agreement", latest.pk)
    return redirect("council:draft", site.pk)


@page(Act.AGREEMENT_KEEP)
def draft(request: SignedInRequest, site_id: UUID) -> HttpResponse:
    """Draws up an agreement for a door."""
    sites = Site.objects.in_use().filter(kind__in=DOORS).select_related("group", "grid")
    site = request.viewer.find(sites, Act.AGREEMENT_KEEP, pk=site_id)
    today = clock.today()
    term = Term(today, after_months(today, numbers().term))
    form = TermsForm(request.POST or None, initial=initial_terms(term))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft_agreement(site, terms=form.terms(), by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The draft is made. Sign it here, or print it."))
            return redirect("council:agreement", made.pk)
    context = {"form": form, "site": site, "village": Division.objects.name_of(site.division_code)}
    return render(request, "council/draft.html", context, status=REFUSED if form.errors else 200)


@page(Act.AGREEMENT_KEEP)
def change(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """Changes what a draft says."""
    shown = _kept(request, agreement_id)
    form = TermsForm(request.POST or None, initial=initial_terms(shown.term, shown))
    return _step(
        request,
        shown,
        form,
        "change",
        lambda: actions.change_draft(shown, terms=form.terms(), by=request.viewer),
        _("The draft is changed."),
    )


@page(Act.AGREEMENT_KEEP)
@require_POST
def discard(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """Takes a draft out."""
    shown = _kept(request, agreement_id)
    actions.discard_draft(shown, by=request.viewer)
    messages.success(request, _("The draft %(number)s is taken out.") % {"number": shown.number})
    return redirect("council:coverage")


@page(Act.AGREEMENT_KEEP)
def sign(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """Signs a draft, on this screen or as it was signed on paper."""
    shown = _kept(request, agreement_id)
    form = SignForm(request.POST or None, request.FILES or None)
    return _step(
        request,
        shown,
        form,
        "sign",
        lambda: actions.sign_agreement(shown, signature=form.signature(), by=request.viewer),
        _("Signed. The agreement holds from its first day."),
    )


@page(Act.AGREEMENT_KEEP)
@require_POST
def copies(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """Notes who got a copy."""
    shown = _kept(request, agreement_id)
    form = CopiesForm(request.POST)
    if form.is_valid():
        holders = frozenset(map(Holder, form.cleaned_data["to"]))
        actions.hand_copies(shown, to=holders, on=form.cleaned_data["on"], by=request.viewer)
        messages.success(request, _("It is noted who got a copy."))
    else:
        messages.error(request, _("Say who got a copy, and on which day."))
    return redirect("council:agreement", shown.pk)


@page(Act.AGREEMENT_KEEP)
def renew(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """Draws up the agreement that follows this one."""
    shown = _kept(request, agreement_id)
    term = renewed(shown.until, clock.today(), numbers().term)
    form = TermsForm(request.POST or None, initial=initial_terms(term, shown))
    if request.method == "POST" and form.is_valid():
        assert shown.site is not None  # noqa: S101 - a constraint of the table
        try:
            made = actions.draft_agreement(shown.site, terms=form.terms(), renews=shown, by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The renewal is drawn up. The one before holds until it is signed."))
            return redirect("council:agreement", made.pk)
    return _form(request, shown, form, "renew")


@page(Act.AGREEMENT_KEEP)
def end(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """Ends an agreement today."""
    shown = _kept(request, agreement_id)
    form = EndForm(request.POST or None)
    return _step(
        request,
        shown,
        form,
        "end",
        lambda: actions.end_agreement(
            shown,
            reason=EndReason(form.cleaned_data["reason"]),
            note=form.cleaned_data["note"],
            by=request.viewer,
        ),
        _("The agreement has ended."),
    )


@page(Act.AGREEMENT_VIEW)
def breach(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """Makes a case of a duty that was not kept."""
    shown = find_agreement(request.viewer, Act.AGREEMENT_VIEW, agreement_id)
    form = BreachForm(request.POST or None, request.FILES or None)
    return _step(
        request,
        shown,
        form,
        "breach",
        lambda: actions.note_breach(
            shown,
            duty=Duty(form.cleaned_data["duty"]),
            note=form.cleaned_data["note"],
            photos=form.photos(),
            by=request.viewer,
        ),
        _("The case is open. It is followed until it is put right; nobody pays anything."),
    )


@page(Act.AGREEMENT_VIEW)
@require_GET
def evidence(request: SignedInRequest, agreement_id: UUID) -> HttpResponseBase:
    """The signature, or the photo of the paper: the copy made anew, never what was sent."""
    shown = find_agreement(request.viewer, Act.AGREEMENT_VIEW, agreement_id)
    if shown.evidence is None:
        raise Http404
    kept = shown.evidence
    response = FileResponse(kept.open(), content_type=kept.media_type, filename=kept.name)
    response["Cache-Control"] = "private, no-store"
    return response


@page(Act.AGREEMENT_VIEW)
@require_GET
def paper(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """The three copies; the name is left to be written by hand."""
    shown = find_agreement(request.viewer, Act.AGREEMENT_VIEW, agreement_id)
    content = agreements_pdf([shown], address=addresses(request))
    return export.download(content, f"{shown.number}.pdf", PDF)


@page(Act.REGISTER_OPEN)
@never_cache
def named_paper(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """The three copies with the household's name: the register is opened for a purpose, and that is recorded."""
    shown = find_agreement(request.viewer, Act.REGISTER_OPEN, agreement_id)
    if shown.site is None or not shown.site.is_household:
        raise Http404
    form = PurposeForm(request.POST or None, parts=(Part.HOUSEHOLD,))
    if request.method == "POST" and form.is_valid():
        try:
            entry = open_register(shown.site, purpose=form.cleaned_data["purpose"], by=request.viewer)
        except (NotRegistered, PurposeMissing) as error:
            form.add_error(None, str(error))
        else:
            content = agreements_pdf([shown], address=addresses(request), names={shown.pk: entry.head})
            return export.download(content, f"{shown.number}.pdf", PDF)
    return _form(request, shown, form, "named_paper")


def _kept(request: SignedInRequest, agreement_id: UUID) -> Agreement:
    return find_agreement(request.viewer, Act.AGREEMENT_KEEP, agreement_id)


def _step(
    request: SignedInRequest,
    shown: Agreement,
    form: forms.Form,
    step: str,
    act: Callable[[], object],
    done: str,
) -> HttpResponse:
    """Shows the form of a step, or does it; a broken rule comes back on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("council:agreement", shown.pk)
    return _form(request, shown, form, step)


def _form(request: SignedInRequest, shown: Agreement, form: forms.Form, step: str) -> HttpResponse:
    context = {"agreement": shown, "form": form, "wording": shown.text.wording, "area": area_words(shown)}
    return render(request, f"council/{step}.html", context, status=REFUSED if form.errors else 200)
