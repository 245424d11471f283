"""Pages for whoever types what inspectors wrote on paper: a stack of forms of one round, form after form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.inspections.actions import drop_typist, enter_visit, name_typist
from tongxin.inspections.forms import PaperForm
from tongxin.inspections.forms.items import SheetInputs
from tongxin.inspections.forms.visit import REST_IN_ORDER
from tongxin.inspections.key_in_queries import (
    inspectors_of,
    round_to_key_in,
    typists_of,
    visit_of_form,
    visit_to_key_in,
    visits_to_key_in,
)
from tongxin.inspections.models import Visit
from tongxin.inspections.queries import find_round, posts_that_inspect
from tongxin.inspections.rules import VisitState
from tongxin.inspections.visit_form import fill, form_page, inputs_for, matters_by_code, tell
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, page

SHOWN_LEFT = 12  # forms that are still missing, on the page


@page(Act.VISIT_ENTER)
def key_in(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """The stack of forms of a round: the number on the next one leads to its form."""
    viewer = request.viewer
    shown = round_to_key_in(viewer, round_id)
    asked = request.GET.get("number", "").strip()
    if asked and shown.is_open:
        wanted = visit_of_form(viewer, shown, asked)
        if wanted is not None and wanted.is_planned:
            return redirect(_with_head(reverse("inspections:key_in_visit", args=[wanted.pk]), request.GET))
        if wanted is None:
            messages.error(request, _("No form of this round has the number “%(asked)s”.") % {"asked": asked})
        else:
            messages.warning(request, _("%(place)s has been entered already.") % {"place": wanted.place_name})
    left = visits_to_key_in(viewer, shown)
    may_name = viewer.may(Act.ROUND_PLAN, shown.ground)
    context = {
        "round": shown,
        "left": list(left[:SHOWN_LEFT]),
        "count": left.count(),
        "next": _next(left, request.GET.get("after", "")),
        "head": _head(request.GET),
        "typists": typists_of(shown) if may_name else [],
        "candidates": _candidates(shown) if may_name else [],
        "may_name": may_name,
    }
    return render(request, "inspections/key_in.html", context)


def _next(left: Any, after: str) -> Visit | None:
    """The form that comes next in the stack: after the last one in walking order, else the first missing."""
    following = left.filter(position__gt=int(after)).first() if after.isdecimal() and len(after) < 7 else None
    found: Visit | None = following or left.first()
    return found


def _candidates(round_: Any) -> list[Person]:
    """Who could be named: people of the town who may enter visits and are not named yet."""
    posts = posts_that_inspect(clock.today(), round_.ground).select_related("person")
    named = {person.pk for person in typists_of(round_)}
    people = {post.person_id: post.person for post in posts if post.person_id not in named}
    return sorted(people.values(), key=lambda person: person.name)


def _head(asked: QueryDict) -> dict[str, str]:
    """Day and inspector of the form before: a stack is mostly of one day and one hand."""
    found = {name: asked.get(name, "") for name in ("day", "by")}
    return {name: str(value) for name, value in found.items() if value}


def _with_head(url: str, asked: QueryDict, **more: str) -> str:
    query = QueryDict(mutable=True)
    query.update({**_head(asked), **more})
    return f"{url}?{query.urlencode()}" if query else url


@page(Act.VISIT_ENTER)
def key_in_visit(request: SignedInRequest, visit_id: UUID) -> HttpResponse:
    """One form: who was there and when, the crosses by the names of their items, and what was written beside."""
    shown = visit_to_key_in(request.viewer, visit_id)
    if not shown.is_planned:
        return redirect("inspections:visit", shown.pk)
    inspectors = inspectors_of(shown.round)
    inputs = inputs_for(shown)
    if request.method != "POST":
        form = PaperForm(initial=_first(request, shown), inspectors=inspectors)
        return _form_page(request, shown, form, inputs)
    form = PaperForm(request.POST, inspectors=inspectors)
    inputs.read(request.POST)
    if _only_changes(request, form, inputs):
        return _form_page(request, shown, form, inputs, status=200)
    if form.is_valid():
        try:
            _enter(request, shown, form, inputs)
        except RuleBroken as error:
            tell(form, inputs, error)
        else:
            messages.success(request, _("%(place)s is saved.") % {"place": shown.place_name})
            after = {"after": str(shown.position), "day": request.POST["day"], "by": request.POST["made_by"]}
            return redirect(
                _with_head(reverse("inspections:key_in", args=[shown.round_id]), QueryDict(), **after)
            )
    return _form_page(request, shown, form, inputs)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None  # a day that no month has


def _first(request: SignedInRequest, shown: Visit) -> dict[str, Any]:
    day: date = _day(request.GET.get("day", "")) or shown.planned_on or clock.today()
    return {
        "seen": shown.version,
        "made_by": request.GET.get("by") or str(shown.inspector_id or ""),
        "day": min(day, clock.today()),
    }


def _only_changes(request: SignedInRequest, form: PaperForm, inputs: SheetInputs) -> bool:
    """Does a button or a typed name only change the form? Names are taken where no script took them."""
    marks = request.POST.get("marks", "").strip()
    if marks:
        unknown = inputs.mark(marks, rest_in_order=False)
        sent = request.POST.copy()
        sent["marks"] = " ".join(unknown)
        form.data = sent
        if unknown:
            form.add_error("marks", _("The sheet has no item %(names)s.") % {"names": "、".join(unknown)})
        return True
    return fill(request, inputs)


def _enter(request: SignedInRequest, shown: Visit, form: PaperForm, inputs: SheetInputs) -> None:
    values = form.cleaned_data
    if values["outcome"] == VisitState.DONE and values["rest"] == REST_IN_ORDER:
        inputs.mark("", rest_in_order=True)
    entry = inputs.entry(values, request.FILES, matters_by_code(shown, inputs))
    entry = replace(entry, visited_at=form.moment, from_paper=True, made_by=form.maker)
    enter_visit(shown, entry=entry, by=request.viewer, seen=values["seen"], receipt_id=values["receipt"])


def _form_page(
    request: SignedInRequest, shown: Visit, form: PaperForm, inputs: SheetInputs, status: int | None = None
) -> HttpResponse:
    answer = form_page(request, shown, form, inputs, from_paper=True)
    if status is not None:
        answer.status_code = status
    return answer


@page(Act.ROUND_PLAN)
@require_POST
def typists(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """Names somebody who may type the round's forms, or takes it back."""
    shown = find_round(request.viewer, round_id)
    person = person_chosen(request)
    if person is None:
        messages.error(request, _("Choose a person."))
    elif "drop" in request.POST:
        drop_typist(shown, person=person, by=request.viewer)
        told = _("%(name)s types no more forms of this round.")
        messages.success(request, told % {"name": person.masked_name})
    else:
        name_typist(shown, person=person, by=request.viewer)
        told = _("%(name)s may type the forms of this round.")
        messages.success(request, told % {"name": person.masked_name})
    return redirect("inspections:key_in", shown.pk)


def person_chosen(request: SignedInRequest) -> Person | None:
    """The person whose id a form sent; None for nobody."""
    field = forms.ModelChoiceField(Person.objects.all(), required=False)
    try:
        chosen: Person | None = field.clean(request.POST.get("person", ""))
    except ValidationError:
        return None
    return chosen
