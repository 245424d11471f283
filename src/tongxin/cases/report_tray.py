"""The clerk's pages of reports: the tray, one report, what was told by phone or letter, and a reporter's own data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.access.errors import PurposeMissing
from tongxin.access.forms import PurposeForm
from tongxin.access.purposes import Part
from tongxin.cases.actions.reporters import correct_contact, erase_reporter, open_contact, reports_of
from tongxin.cases.actions.reports import accept_report, decline_report, merge_report, receive_report
from tongxin.cases.duplicates import Similar, seen_in_report, similar_cases
from tongxin.cases.follow_codes import spaced
from tongxin.cases.intake import report_kinds
from tongxin.cases.models import Case, ReportPhoto, ResidentReport
from tongxin.cases.report_errors import NoSuchCase
from tongxin.cases.report_forms import (
    AcceptForm,
    DeclineForm,
    EnteredForm,
    MergeReportForm,
    NewContactForm,
    ReporterForm,
)
from tongxin.cases.report_places import division_named, towns
from tongxin.cases.report_rules import ReportSource, ReportState
from tongxin.cases.report_words import STATE_WORDS
from tongxin.records.errors import RuleBroken
from tongxin.records.ids import new_id
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, NotAllowed, SignedInRequest, page

REFUSED = 422
Decide = Callable[[], str]


@dataclass(frozen=True)
class Tab:
    """A state of reports as a tab of the tray."""

    state: str
    label: str | Promise
    is_current: bool
    count: int | None


@page(Act.REPORT_RECEIVE)
@require_GET
def tray(request: SignedInRequest) -> HttpResponse:
    """What residents told, by what became of it; what waits longest stands first."""
    rows = request.viewer.visible(ResidentReport.objects.with_places(), Act.REPORT_RECEIVE)
    wanted = request.GET.get("state", "")
    state = wanted if wanted in STATE_WORDS else ReportState.RECEIVED.value
    order = ("received_at", "id") if state == ReportState.RECEIVED else ("-received_at", "-id")
    waiting = rows.received().count()
    tabs = [
        Tab(each, label, each == state, waiting if each == ReportState.RECEIVED else None)
        for each, label in STATE_WORDS.items()
    ]
    listed = page_of(rows.filter(state=state).order_by(*order), request.GET.get("page"))
    return render(request, "cases/reports/tray.html", {"page": listed, "tabs": tabs, "state": state})


@page(Act.REPORT_RECEIVE)
@never_cache
@require_GET
def one(request: SignedInRequest, report_id: UUID) -> HttpResponse:
    """One report: what was told, what it may be one of, and what can be decided."""
    return _page(request, _found(request, report_id))


@page(Act.REPORT_RECEIVE)
@never_cache
@require_POST
def contact(request: SignedInRequest, report_id: UUID) -> HttpResponse:
    """Opens number, words and position as they were left, for a purpose, once."""
    shown = _found(request, report_id)
    form = PurposeForm(request.POST, parts=(Part.PHONE,))
    opened: ResidentReport | None = None
    if form.is_valid():
        try:
            opened = open_contact(shown, purpose=form.cleaned_data["purpose"], by=request.viewer)
        except PurposeMissing as error:
            form.add_error("purpose", str(error))
    return _page(request, shown, purpose_form=form, opened=opened)


@page(Act.REPORT_RECEIVE)
@require_POST
def accept(request: SignedInRequest, report_id: UUID) -> HttpResponse:
    """Makes a case of it."""
    shown = _found(request, report_id)
    form = AcceptForm(request.POST, viewer=request.viewer, report=shown)

    def decide() -> str:
        values = form.cleaned_data
        case = accept_report(
            shown,
            ground=values["place"],
            matter=values["matter"],
            title=values["title"],
            note=values["note"],
            answer=values["answer"],
            by=request.viewer,
        )
        return _("Taken up as %(number)s.") % {"number": case.number}

    return _decide(request, shown, form, decide, accept_form=form)


@page(Act.REPORT_RECEIVE)
@require_POST
def decline(request: SignedInRequest, report_id: UUID) -> HttpResponse:
    """Says that the town does not take it up, and why."""
    shown = _found(request, report_id)
    form = DeclineForm(request.POST)

    def decide() -> str:
        decline_report(shown, reason=form.cleaned_data["reason"], by=request.viewer)
        return _("Not taken up; the reporter reads why.")

    return _decide(request, shown, form, decide, decline_form=form)


@page(Act.REPORT_RECEIVE)
@require_POST
def merge(request: SignedInRequest, report_id: UUID) -> HttpResponse:
    """Joins it to a case that is there: one more who told of it."""
    shown = _found(request, report_id)
    form = MergeReportForm(request.POST, similar=_similar(request, shown))

    def decide() -> str:
        wanted = form.wanted()
        visible = request.viewer.visible(Case.objects.all(), Act.CASE_VIEW)
        case = visible.filter(**wanted).first() if wanted else None
        if case is None:
            raise NoSuchCase
        merge_report(shown, into=case, answer=form.cleaned_data["answer"], by=request.viewer)
        return _("Joined to %(number)s.") % {"number": case.number}

    return _decide(request, shown, form, decide, merge_form=form)


@page(Act.REPORT_RECEIVE)
@require_GET
def photo(request: SignedInRequest, report_id: UUID, photo_id: UUID) -> HttpResponse:
    """A photo of a report: the copy made anew, never what was sent."""
    shown = _found(request, report_id)
    kept = ReportPhoto.objects.select_related("file").filter(report=shown, pk=photo_id).first()
    if kept is None:
        raise Http404
    with kept.file.open() as content:
        response = HttpResponse(content.read(), content_type=kept.file.media_type)
    response["Content-Disposition"] = content_disposition_header(False, kept.file.name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@page(Act.REPORT_RECEIVE)
@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: SignedInRequest) -> HttpResponse:
    """Enters a call, a letter or a word at a meeting for somebody; the answer is the code to tell them."""
    division = division_named(request.POST.get("in") or request.GET.get("in", ""))
    if division is None:
        return render(request, "cases/reports/entered_village.html", {"towns": towns()})
    if request.method != "POST":
        form = EnteredForm(division=division, initial={"receipt": new_id()})
        return _entered(request, form, division)
    form = EnteredForm(request.POST, request.FILES, division=division)
    if form.is_valid():
        try:
            taken = receive_report(
                form.told(),
                receipt=form.cleaned_data["receipt"],
                source=ReportSource(form.cleaned_data["source"]),
                received_at=form.cleaned_data["received_at"],
                by=request.viewer,
            )
        except NotAllowed:
            raise
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            context = {"code": spaced(taken.code), "is_new": taken.is_new, "report": taken.report}
            return render(request, "cases/reports/entered_sent.html", context)
    return _entered(request, form, division, status=REFUSED)


@page(Act.SUBJECT_ANSWER)
@never_cache
@require_http_methods(["GET", "POST"])
def reporter(request: SignedInRequest) -> HttpResponse:
    """What somebody left with reports, found by the number: shown masked, corrected, erased as they ask."""
    form = ReporterForm(request.POST or None)
    rows: list[ResidentReport] = []
    if form.is_valid():
        number = form.cleaned_data["contact"]
        rows = list(reports_of(number, by=request.viewer))
        if "erase" in request.POST:
            count = erase_reporter(number, by=request.viewer)
            messages.success(request, _("Erased on %(count)d reports.") % {"count": count})
            return redirect("reports:reporter")
    context = {"form": form, "rows": rows, "asked": form.is_bound and form.is_valid()}
    context["correct_form"] = NewContactForm(initial={"contact": form.data.get("contact", "")})
    return render(request, "cases/reports/reporter.html", context)


@page(Act.SUBJECT_ANSWER)
@never_cache
@require_POST
def correct_reporter(request: SignedInRequest) -> HttpResponse:
    """Corrects the number that a reporter left."""
    form = NewContactForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        count = correct_contact(values["contact"], to=values["to"], by=request.viewer)
        messages.success(request, _("Corrected on %(count)d reports.") % {"count": count})
        return redirect("reports:reporter")
    context = {"form": ReporterForm(request.POST), "rows": [], "asked": True, "correct_form": form}
    return render(request, "cases/reports/reporter.html", context, status=REFUSED)


def _found(request: SignedInRequest, report_id: UUID) -> ResidentReport:
    rows = ResidentReport.objects.with_places().select_related("entered_by", "decided_by")
    return request.viewer.find(rows, Act.REPORT_RECEIVE, pk=report_id)


def _similar(request: SignedInRequest, shown: ResidentReport) -> list[Similar]:
    return similar_cases(seen_in_report(shown), request.viewer)


def _decide(
    request: SignedInRequest, shown: ResidentReport, form: forms.Form, decide: Decide, **refused: Any
) -> HttpResponse:
    """A decision: the form, one call into the room; a refusal shows the report with what was typed."""
    if form.is_valid():
        try:
            told = decide()
        except NotAllowed:
            raise
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, told)
            return redirect("reports:tray")
    return _page(request, _found(request, shown.pk), status=REFUSED, refused=form, **refused)


def _page(request: SignedInRequest, shown: ResidentReport, *, status: int = 200, **more: Any) -> HttpResponse:
    context: dict[str, Any] = {
        "report": shown,
        "photos": list(shown.photos.all()),
        "kind": report_kinds().get(shown.kind),
    }
    if shown.has_more:
        context["purpose_form"] = PurposeForm(parts=(Part.PHONE,))
    if shown.waits:
        similar = _similar(request, shown)
        context |= {
            "similar": similar,
            "accept_form": AcceptForm(viewer=request.viewer, report=shown),
            "decline_form": DeclineForm(auto_id="decline_%s"),
            "merge_form": MergeReportForm(similar=similar, auto_id="merge_%s"),
        }
    return render(request, "cases/reports/one.html", {**context, **more}, status=status)


def _entered(
    request: SignedInRequest, form: EnteredForm, division: Any, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "division": division, "kinds": list(report_kinds().values())}
    return render(request, "cases/reports/enter.html", context, status=status)
