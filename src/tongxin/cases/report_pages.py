"""The pages for residents, without an account: report, and follow by the code. Nobody's account is noted."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.access.viewer import NOBODY
from tongxin.cases.actions import floods
from tongxin.cases.actions.floods import REPORTS, WRONG_CODES
from tongxin.cases.actions.reporters import reopen_with, report_with, withdraw_contact
from tongxin.cases.actions.reports import receive_report
from tongxin.cases.follow_codes import spaced
from tongxin.cases.intake import report_kinds
from tongxin.cases.models import ResidentReport
from tongxin.cases.report_errors import TooMuchAtOnce, UnknownCode
from tongxin.cases.report_follow import photo_behind, standing_of
from tongxin.cases.report_forms import CodeForm, ReopenForm, ResidentForm
from tongxin.cases.report_places import division_named, town_over, towns
from tongxin.people.lockout import address_of
from tongxin.records.errors import RuleBroken
from tongxin.records.ids import new_id
from tongxin.records.permission import public_page
from tongxin.territory.models import Division

REFUSED = 422
TOO_MANY = 429
Act = Callable[[str], ResidentReport]


@public_page("Residents report a problem without an account; no name is asked.")
@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """First the village, then what is wrong and where; the answer is a code to follow it by."""
    division = _division(request.POST.get("in") or request.GET.get("in", ""))
    if division is None:
        return _choose_village(request)
    if request.method != "POST":
        form = ResidentForm(
            division=division, initial={"receipt": new_id(), "place": request.GET.get("place", "")}
        )
        return _form(request, form, division)
    return _send(request, division)


@public_page("Whoever reported without an account follows it by the code; no person is named there.")
@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Where a report stands."""
    if request.method != "POST":
        return _ask_for_code(request, CodeForm())
    return _with_code(request, report_with)


@public_page("Whoever reported may say with the code that it is not good yet.")
@never_cache
@require_POST
def reopen(request: HttpRequest) -> HttpResponse:
    """Has the case opened again, with a reason."""
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _with_code(request, report_with, refused=form)

    def act(code: str) -> ResidentReport:
        reopen_with(code, reason=form.cleaned_data["reason"])
        return report_with(code)

    return _with_code(request, act, refused=form)


@public_page("Whoever left a number takes it back with the code, as easily as it was left.")
@never_cache
@require_POST
def take_back_contact(request: HttpRequest) -> HttpResponse:
    """Erases the number that was left."""
    return _with_code(request, withdraw_contact)


@public_page("Whoever has the code sees the pictures of what was done; none of a household.")
@require_GET
def photo(request: HttpRequest, token: str) -> HttpResponse:
    """A picture of what was done, by a link that the page of the code made lately."""
    kept = photo_behind(token)
    if kept is None:
        raise Http404
    with kept.file.open() as content:
        response = HttpResponse(content.read(), content_type=kept.file.media_type)
    response["Content-Disposition"] = content_disposition_header(False, "photo.jpg") or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _choose_village(request: HttpRequest) -> HttpResponse:
    offered = towns()
    villages = [village for _town, inside in offered for village in inside]
    if len(villages) == 1:
        return redirect(f"{reverse('reports:report')}?in={villages[0].code}")
    return render(request, "cases/reports/village.html", {"towns": offered})


def _send(request: HttpRequest, division: Division) -> HttpResponse:
    town, network = town_over(division), address_of(request)
    form = ResidentForm(division=division, data=request.POST, initial={"receipt": new_id()})
    try:
        floods.look(REPORTS, network=network, town=town.code)
    except TooMuchAtOnce as error:
        form.is_valid()
        form.add_error(None, str(error))
        return _form(request, form, division, status=TOO_MANY)
    floods.count_network(REPORTS, network=network)  # before anything is decoded
    form = ResidentForm(request.POST, request.FILES, division=division)
    if form.is_valid():
        try:
            taken = receive_report(form.told(), receipt=form.cleaned_data["receipt"], by=NOBODY)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            if taken.is_new:
                floods.count_everybody(REPORTS, town=town.code)
            context = {"code": spaced(taken.code), "is_new": taken.is_new, "report": taken.report}
            return render(request, "cases/reports/sent.html", context)
    return _form(request, form, division, status=REFUSED)


def _form(request: HttpRequest, form: ResidentForm, division: Division, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "division": division, "kinds": list(report_kinds().values())}
    return render(request, "cases/reports/form.html", context, status=status)


def _with_code(request: HttpRequest, act: Act, *, refused: ReopenForm | None = None) -> HttpResponse:
    """Does something for the report of the code and shows where it stands. Wrong codes are counted."""
    form = CodeForm(request.POST)
    network = address_of(request)
    try:
        floods.look(WRONG_CODES, network=network)
        if not form.is_valid():
            return _ask_for_code(request, form, status=REFUSED)
        code = form.cleaned_data["code"]
        report_with(code)
    except TooMuchAtOnce as error:
        form.add_error(None, str(error))
        return _ask_for_code(request, form, status=TOO_MANY)
    except UnknownCode as error:
        floods.count_network(WRONG_CODES, network=network)
        floods.count_everybody(WRONG_CODES)
        form.add_error("code", str(error))
        return _ask_for_code(request, form, status=REFUSED)
    try:
        found = act(code)
    except RuleBroken as error:
        found, refused = report_with(code), refused or ReopenForm(request.POST)
        refused.add_error(None, str(error))
    is_refused = refused is not None and bool(refused.errors)
    context = {
        "report": found,
        "standing": standing_of(found),
        "code": code,
        "spaced_code": spaced(code),
        "reopen_form": refused if is_refused else ReopenForm(),
        "form": refused if is_refused else None,
    }
    return render(request, "cases/reports/standing.html", context, status=REFUSED if is_refused else 200)


def _ask_for_code(request: HttpRequest, form: CodeForm, *, status: int = 200) -> HttpResponse:
    return render(request, "cases/reports/follow.html", {"form": form}, status=status)


def _division(code: str) -> Division | None:
    return division_named(code) if code else None
