"""The complaint box (投诉建议箱): for everybody without an account, and for the persons whom the town has named."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.cases.actions import floods
from tongxin.cases.actions.complaints import (
    answer_complaint,
    complaint_with,
    end_reader,
    name_reader,
    put_complaint,
    take_complaint,
    withdraw_complaint_contact,
)
from tongxin.cases.actions.floods import COMPLAINTS, WRONG_CODES
from tongxin.cases.complaint_forms import AnswerForm, ComplaintForm, ReaderForm
from tongxin.cases.complaint_readers import hidden_from_all, readable_by, readers_of
from tongxin.cases.follow_codes import spaced
from tongxin.cases.models import Complaint, ComplaintReader
from tongxin.cases.report_errors import TooMuchAtOnce, UnknownCode
from tongxin.cases.report_forms import CodeForm
from tongxin.cases.report_places import division_named, towns
from tongxin.cases.report_rules import ComplaintState
from tongxin.people.lockout import address_of
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.errors import RuleBroken
from tongxin.records.ids import new_id
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, NotAllowed, SignedInRequest, page, public_page
from tongxin.territory.models import Division

REFUSED = 422
TOO_MANY = 429
Find = Callable[[str], Complaint]


@public_page(
    "Everybody may complain about a leader or make a suggestion, past the leader and without an account."
)
@never_cache
@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """Puts a complaint into the box; the answer is a code to read what becomes of it."""
    town = _town(request.POST.get("in") or request.GET.get("in", ""))
    if town is None:
        return render(request, "cases/complaints/town.html", {"towns": towns()})
    if request.method != "POST":
        return _form(request, ComplaintForm(town=town, initial={"receipt": new_id()}), town)
    form = ComplaintForm(request.POST, town=town)
    network = address_of(request)
    is_valid = form.is_valid()
    try:
        floods.look(COMPLAINTS, network=network, town=town.code)
    except TooMuchAtOnce as error:
        form.add_error(None, str(error))
        return _form(request, form, town, status=TOO_MANY)
    floods.count_network(COMPLAINTS, network=network)
    if not is_valid:
        return _form(request, form, town, status=REFUSED)
    try:
        put = put_complaint(form.told(), receipt=form.cleaned_data["receipt"])
    except RuleBroken as error:
        form.add_error(None, str(error))
        return _form(request, form, town, status=REFUSED)
    if put.is_new:
        floods.count_everybody(COMPLAINTS, town=town.code)
    return render(request, "cases/complaints/sent.html", {"code": spaced(put.code)})


@public_page("Whoever complained without an account reads the answer with the code.")
@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Where a complaint stands, and the answer."""
    if request.method != "POST":
        return render(request, "cases/complaints/follow.html", {"form": CodeForm()})
    return _with_code(request, complaint_with)


@public_page("Whoever left a number takes it back with the code, as easily as it was left.")
@never_cache
@require_POST
def take_back_contact(request: HttpRequest) -> HttpResponse:
    """Erases the number that was left."""
    return _with_code(request, withdraw_complaint_contact)


@page(Act.COMPLAINT_HANDLE)
@never_cache
@require_GET
def box(request: SignedInRequest) -> HttpResponse:
    """The complaints that the viewer is named to read, those without an answer first."""
    rows = readable_by(request.viewer).select_related("about_group")
    wants_answered = request.GET.get("state") == ComplaintState.ANSWERED
    waiting = rows.not_answered()
    listed = rows.filter(state=ComplaintState.ANSWERED) if wants_answered else waiting
    context = {
        "page": page_of(listed.order_by("received_at", "id"), request.GET.get("page")),
        "wants_answered": wants_answered,
        "waiting": waiting.count(),
        "is_named": ComplaintReader.objects.in_force(clock.today())
        .filter(person=request.viewer.person_id)
        .exists(),
        "may_name": request.viewer.may(Act.COMPLAINT_NAME),
    }
    return render(request, "cases/complaints/box.html", context)


@page(Act.COMPLAINT_HANDLE)
@never_cache
@require_GET
def one(request: SignedInRequest, complaint_id: UUID) -> HttpResponse:
    """One complaint, for those who may read it."""
    return _one(request, _found(request, complaint_id), AnswerForm())


@page(Act.COMPLAINT_HANDLE)
@require_POST
def take(request: SignedInRequest, complaint_id: UUID) -> HttpResponse:
    """Takes it in hand."""
    shown = _found(request, complaint_id)
    try:
        take_complaint(shown, by=request.viewer)
    except NotAllowed:
        raise
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("In hand: whoever complained can read that."))
    return redirect("complaints:one", shown.pk)


@page(Act.COMPLAINT_HANDLE)
@require_POST
def answer(request: SignedInRequest, complaint_id: UUID) -> HttpResponse:
    """Answers it."""
    shown = _found(request, complaint_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            answer_complaint(shown, answer=form.cleaned_data["answer"], by=request.viewer)
        except NotAllowed:
            raise
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Answered."))
            return redirect("complaints:box")
    return _one(request, _found(request, complaint_id), form, status=REFUSED)


@page(Act.COMPLAINT_NAME)
@require_http_methods(["GET", "POST"])
def readers(request: SignedInRequest) -> HttpResponse:
    """Who reads the complaints of the town, and naming somebody."""
    named = [town for town, _villages in towns() if request.viewer.may(Act.COMPLAINT_NAME, town.ground)]
    town = next((each for each in named if each.code == request.POST.get("in")), None) or next(
        iter(named), None
    )
    if town is None:
        raise Http404
    form = ReaderForm(request.POST or None, town=town)
    if request.method == "POST" and form.is_valid():
        try:
            name_reader(Person.objects.get(pk=form.cleaned_data["person"]), town=town, by=request.viewer)
        except NotAllowed:
            raise
        except RuleBroken as error:
            form.add_error("person", str(error))
        else:
            messages.success(request, _("Named from today on."))
            return redirect("complaints:readers")
    context = {
        "form": form,
        "town": town,
        "rows": [
            (each, list(readers_of(each.code, clock.today())), hidden_from_all(each, request.viewer))
            for each in named
        ],
        "past": ComplaintReader.objects.filter(
            town_code__in=[each.code for each in named], until__isnull=False
        ).select_related("person"),
    }
    return render(request, "cases/complaints/readers.html", context, status=REFUSED if form.errors else 200)


@page(Act.COMPLAINT_NAME)
@require_POST
def end(request: SignedInRequest, reader_id: UUID) -> HttpResponse:
    """From today on the person reads none."""
    found = ComplaintReader.objects.filter(pk=reader_id, until__isnull=True).first()
    town = division_named(found.town_code) if found else None
    if found is None or town is None or not request.viewer.may(Act.COMPLAINT_NAME, town.ground):
        raise Http404
    end_reader(found, by=request.viewer)
    messages.success(request, _("No longer named."))
    return redirect("complaints:readers")


def _town(code: str) -> Division | None:
    """The town that was asked for; the only one of the house without asking."""
    offered = [town for town, _villages in towns()]
    if len(offered) == 1:
        return offered[0]
    return next((town for town in offered if town.code == code), None)


def _form(request: HttpRequest, form: ComplaintForm, town: Division, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "town": town,
        "readers": readers_of(town.code, clock.today()).count(),
        "operator": settings.TONGXIN_OPERATOR,
    }
    return render(request, "cases/complaints/form.html", context, status=status)


def _found(request: SignedInRequest, complaint_id: UUID) -> Complaint:
    shown = readable_by(request.viewer).select_related("about_group", "taken_by", "answered_by")
    found = shown.filter(pk=complaint_id).first()
    if found is None:
        raise Http404
    return found


def _one(request: SignedInRequest, shown: Complaint, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    return render(request, "cases/complaints/one.html", {"complaint": shown, "form": form}, status=status)


def _with_code(request: HttpRequest, act: Find) -> HttpResponse:
    """Does something for the complaint of the code and shows where it stands. Wrong codes are counted."""
    form = CodeForm(request.POST)
    network, status = address_of(request), REFUSED
    is_valid = form.is_valid()
    try:
        floods.look(WRONG_CODES, network=network)
        if is_valid:
            code = form.cleaned_data["code"]
            context = {"complaint": act(code), "code": code, "spaced_code": spaced(code)}
            return render(request, "cases/complaints/standing.html", context)
    except TooMuchAtOnce as error:
        form.add_error(None, str(error))
        status = TOO_MANY
    except UnknownCode as error:
        floods.count_network(WRONG_CODES, network=network)
        floods.count_everybody(WRONG_CODES)
        form.add_error("code", str(error))
    return render(request, "cases/complaints/follow.html", {"form": form}, status=status)
