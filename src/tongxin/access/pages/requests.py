"""What a person or a household asks about its own data, and the answer: one page for each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tongxin.access import actions
from tongxin.access.forms import (
    AnswerForm,
    CorrectHouseholdForm,
    CorrectPersonForm,
    ReasonForm,
    RequestForm,
)
from tongxin.access.models import SubjectRequest
from tongxin.access.pages.tabs import REFUSED, tabs
from tongxin.access.papers import copy_as_json, copy_as_pdf
from tongxin.access.purposes import answer_days
from tongxin.access.request_rules import RequestKind
from tongxin.people.models import Person
from tongxin.records import clock, export
from tongxin.records.errors import RuleBroken
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.records.subjects import SubjectKind, declared, holds_on
from tongxin.territory.models import Division, Site

PDF = "application/pdf"


@page(Act.SUBJECT_ANSWER)
@require_GET
def requests(request: SignedInRequest) -> HttpResponse:
    """Requests of the viewer's ground: those that wait first, by the day until which to answer."""
    rows = request.viewer.visible(SubjectRequest.objects.all(), Act.SUBJECT_ANSWER).with_names()
    context = {
        "open": list(rows.open().order_by("due_on", "id")[:100]),
        "page": page_of(rows.exclude(state="open").order_by("-answered_at", "-id"), request.GET.get("page")),
        "days": answer_days(),
        **tabs(request.viewer, "requests"),
    }
    return render(request, "access/requests.html", context)


@page(Act.SUBJECT_ANSWER)
def household_data(request: SignedInRequest, site_id: UUID) -> HttpResponse:
    """The data of one household: which kinds are held, earlier requests, a new request."""
    sites = Site.objects.select_related("group", "grid")
    site = request.viewer.find(sites, Act.SUBJECT_ANSWER, pk=site_id)
    if not site.is_household:
        raise Http404
    name = f"{Division.objects.name_of(site.division_code)} {site.group} {site}"
    return _subject(request, site, SubjectKind.HOUSEHOLD, name)


@page(Act.SUBJECT_ANSWER)
def person_data(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """The data of one person: which kinds are held, earlier requests, a new request."""
    known = Person.objects.known_to(request.viewer, Act.SUBJECT_ANSWER).distinct()
    person = known.filter(pk=person_id).first()
    if person is None:
        raise Http404
    return _subject(request, person, SubjectKind.PERSON, person.masked_name)


def _subject(request: SignedInRequest, subject: Person | Site, kind: SubjectKind, name: str) -> HttpResponse:
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = actions.record_request(
                subject,
                kind=RequestKind(values["kind"]),
                asked_on=values["asked_on"],
                note=values["note"],
                by=request.viewer,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            return redirect("access:request", made.pk)
    own = {"person": subject} if isinstance(subject, Person) else {"site": subject, "person": None}
    earlier = request.viewer.visible(SubjectRequest.objects.filter(**own), Act.SUBJECT_ANSWER)
    context = {
        "form": form,
        "name": name,
        "kind": kind.value,
        "subject": subject,
        "held": [(data.title, data.rows(subject.pk).count()) for data in declared(kind)],
        "holds": holds_on(kind, subject.pk),
        "earlier": list(earlier.order_by("-asked_on", "-id")[:20]),
        "days": answer_days(),
    }
    return render(request, "access/subject.html", context, status=REFUSED if form.errors else 200)


@page(Act.SUBJECT_ANSWER)
@require_GET
def one(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """One request: whose, what, until when; the ways to answer it."""
    return _one(request, _find(request, request_id))


def _one(request: SignedInRequest, found: SubjectRequest, *, form: Any = None) -> HttpResponse:
    identity = found.person_id or found.site_id
    assert identity is not None  # noqa: S101 - a constraint of the table
    is_erasure = found.kind == RequestKind.ERASE
    context = {
        "asked": found,
        "name": _name(found),
        "holds": holds_on(found.subject_kind, identity) if is_erasure and found.is_open else (),
        "left": (found.due_on - clock.today()).days,
        "form": form if form is not None else _form_for(found),
        "reason_form": ReasonForm(),
    }
    return render(request, "access/request.html", context, status=REFUSED if form is not None else 200)


def _form_for(found: SubjectRequest, data: Any = None) -> Any:
    if found.kind != RequestKind.CORRECT:
        return AnswerForm(data)
    return CorrectPersonForm(data) if found.person_id else CorrectHouseholdForm(data)


@page(Act.SUBJECT_ANSWER)
@require_POST
@never_cache
def copy(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Everything held about the one who asks, as a paper or as data."""
    found = _find(request, request_id)
    held = actions.copy_of(found, by=request.viewer)
    name = _("copy of personal data %(day)s") % {"day": clock.today().isoformat()}
    if request.POST.get("format") == "json":
        answer = JsonResponse(copy_as_json(held, _name(found)), json_dumps_params={"ensure_ascii": False})
        answer["Content-Disposition"] = content_disposition_header(True, f"{name}.json") or ""
        return answer
    return export.download(copy_as_pdf(held, _name(found)), f"{name}.pdf", PDF)


@page(Act.SUBJECT_ANSWER)
@require_POST
def answer(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Marks a request for a copy or an explanation as answered."""
    found = _find(request, request_id)
    actions.answer_request(found, answer=request.POST.get("answer", ""), by=request.viewer)
    return _done(request, found)


@page(Act.SUBJECT_ANSWER)
def correct(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Corrects what is wrong; the old value is not shown, and nobody needs it for this."""
    found = _find(request, request_id)
    if request.method != "POST":
        return _one(request, found)
    form = _form_for(found, request.POST)
    if form.is_valid():
        act = actions.correct_person if found.person_id else actions.correct_household
        try:
            act(found, by=request.viewer, answer=_("Corrected as asked."), **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            return _done(request, found)
    return _one(request, found, form=form)


@page(Act.SUBJECT_ANSWER)
@require_POST
def erase(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Erases the data of the one who asks, where nothing forbids it."""
    found = _find(request, request_id)
    actions.erase_subject(found, answer=_("Erased as asked."), by=request.viewer)
    return _done(request, found)


@page(Act.SUBJECT_ANSWER)
@require_POST
def refuse(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Refuses a request, with reasons that are told."""
    found = _find(request, request_id)
    actions.refuse_request(found, reason=request.POST.get("reason", ""), by=request.viewer)
    return _done(request, found)


def _done(request: SignedInRequest, found: SubjectRequest) -> HttpResponse:
    messages.success(request, _("The answer is recorded. Tell it to the one who asked."))
    return redirect("access:request", found.pk)


def _find(request: SignedInRequest, request_id: UUID) -> SubjectRequest:
    found: SubjectRequest = request.viewer.find(
        SubjectRequest.objects.with_names(), Act.SUBJECT_ANSWER, pk=request_id
    )
    return found


def _name(found: SubjectRequest) -> str:
    """Whose data it is, masked as on every screen."""
    return found.person.masked_name if found.person is not None else found.place_name
