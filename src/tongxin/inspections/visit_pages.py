"""Pages of one visit: entering it, correcting it, looking at it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tongxin.inspections.actions import correct_visit, enter_visit
from tongxin.inspections.forms import CorrectionForm, VisitForm
from tongxin.inspections.models import Visit
from tongxin.inspections.peers import held_back, note_look
from tongxin.inspections.result import result_of
from tongxin.inspections.rules import VISIT_MOVES, VisitState
from tongxin.inspections.versions import compared
from tongxin.inspections.visit_form import fill, form_page, inputs_for, kept, matters_by_code, tell
from tongxin.inspections.visit_queries import (
    find_finding,
    find_visit,
    may_enter,
    next_visit,
    rounds_to_make,
    visits_to_make,
    visits_to_try_again,
)
from tongxin.people.stand_ins import StandIns, stand_ins
from tongxin.records.errors import RuleBroken
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, NotAllowed, SignedInRequest, page

SHOWN_AGAIN = 50  # places to try again on one page


@page(Act.VISIT_ENTER)
def mine(request: SignedInRequest) -> HttpResponse:
    """What falls to the viewer and is still to visit."""
    viewer = request.viewer
    rounds = list(rounds_to_make(viewer))
    wanted = [one for one in rounds if str(one.pk) == request.GET.get("round")]
    chosen = wanted[0] if wanted else rounds[0] if rounds else None
    context: dict[str, Any] = {"rounds": rounds, "round": chosen}
    if chosen is not None:
        context["page"] = page_of(visits_to_make(viewer, chosen), request.GET.get("page"))
        context["again"] = list(visits_to_try_again(viewer, chosen)[:SHOWN_AGAIN])
    return render(request, "inspections/mine.html", context)


@page(Act.VISIT_VIEW)
def visit(request: SignedInRequest, visit_id: UUID) -> HttpResponse:
    """What came of a visit; one that is still to be made goes to its form."""
    shown = find_visit(request.viewer, Act.VISIT_VIEW, visit_id)
    may = may_enter(request.viewer, shown)
    can_enter = may and shown.round.is_open and bool(VISIT_MOVES[VisitState(shown.state)])
    if shown.is_planned and can_enter:
        return redirect("inspections:enter", shown.pk)
    names = stand_ins(shown)
    context: dict[str, Any] = {
        "visit": shown,
        "may_see_rounds": request.viewer.may(Act.ROUND_VIEW),
        "can_enter": can_enter,
        "can_correct": may
        and not shown.is_planned
        and (shown.round.is_open or request.viewer.may(Act.ROUND_PLAN, shown.ground)),
        "is_held_back": held_back(request.viewer, shown.round).hides(shown),
    }
    if not context["is_held_back"]:
        note_look(request.viewer, shown.round, shown)
        context |= _came_of(shown, names, show_all="all" in request.GET)
    return render(request, "inspections/visit.html", context)


def _came_of(shown: Visit, names: StandIns, *, show_all: bool) -> dict[str, Any]:
    """What the page says of a visit that was made: its result, and all its versions."""
    standing = shown.findings.standing().select_related("case", "matter").prefetch_related("photos")
    versions = list(shown.versions.select_related("entered_by").order_by("version"))
    return {
        "entered_by": names.name(shown.entered_by, shown.version),
        "result": result_of(shown, tuple(standing.order_by("id"))) if shown.is_done else None,
        "show_all": show_all,
        "versions": compared(shown, versions, shown.round.sheet_version.parts, names) if versions else None,
    }


@page(Act.VISIT_ENTER)
def enter(request: SignedInRequest, visit_id: UUID) -> HttpResponse:
    """The form of a visit. A button that fills answers sends the form as well, and saves nothing."""
    shown = _to_enter(request, visit_id)
    inputs = inputs_for(shown)
    if request.method != "POST":
        return form_page(request, shown, VisitForm(initial={"seen": shown.version}), inputs)
    form = VisitForm(request.POST)
    inputs.read(request.POST)
    if fill(request, inputs):
        return form_page(request, shown, VisitForm(initial=kept(request, VisitForm)), inputs)
    if form.is_valid():
        try:
            entry = inputs.entry(form.cleaned_data, request.FILES, matters_by_code(shown, inputs))
            values = form.cleaned_data
            enter_visit(
                shown, entry=entry, by=request.viewer, seen=values["seen"], receipt_id=values["receipt"]
            )
        except RuleBroken as error:
            tell(form, inputs, error)
        else:
            return _after(request, shown)
    return form_page(request, shown, form, inputs)


def _to_enter(request: SignedInRequest, visit_id: UUID) -> Visit:
    """The visit, if the viewer may enter it. Raises `Http404` for others' ground, `NotAllowed` on one's own."""
    shown = find_visit(request.viewer, Act.VISIT_ENTER, visit_id)
    if not may_enter(request.viewer, shown):
        raise NotAllowed(Act.VISIT_ENTER)
    return shown


def _after(request: SignedInRequest, shown: Visit) -> HttpResponse:
    """On to the next place that falls to the same person, else to the result."""
    following = next_visit(shown, request.viewer)
    url = reverse("inspections:visit", args=[shown.pk])
    if following is None:
        messages.success(request, _("Saved. That was the last place on your list."))
        return redirect(url)
    messages.success(request, _("%(place)s is saved.") % {"place": shown.place_name})
    return redirect("inspections:enter", following.pk)


@page(Act.VISIT_ENTER)
def correct(request: SignedInRequest, visit_id: UUID) -> HttpResponse:
    """The same form filled with what was entered, and the reason for changing it."""
    shown = _to_enter(request, visit_id)
    if shown.is_planned:
        return redirect("inspections:enter", shown.pk)
    inputs = inputs_for(shown)
    if request.method != "POST":
        inputs.fill(shown.answers)
        inputs.note_findings(shown.findings.standing().select_related("matter").order_by("id"))
        initial = {
            "outcome": shown.state,
            "seen": shown.version,
            "note": shown.note,
            "visited_at": shown.visited_at,
        }
        return form_page(request, shown, CorrectionForm(initial=initial), inputs, corrects=True)
    form = CorrectionForm(request.POST)
    inputs.read(request.POST)
    if fill(request, inputs):
        again = CorrectionForm(initial=kept(request, CorrectionForm))
        return form_page(request, shown, again, inputs, corrects=True)
    if form.is_valid():
        values = form.cleaned_data
        try:
            entry = inputs.entry(values, request.FILES, matters_by_code(shown, inputs))
            entry = replace(entry, visited_at=entry.visited_at or shown.visited_at)
            correct_visit(shown, entry=entry, reason=values["reason"], by=request.viewer, seen=values["seen"])
        except RuleBroken as error:
            tell(form, inputs, error)
        else:
            messages.success(request, _("The correction is saved; the old entries are kept."))
            return redirect("inspections:visit", shown.pk)
    return form_page(request, shown, form, inputs, corrects=True)


@page(Act.VISIT_VIEW)
def finding(request: SignedInRequest, finding_id: UUID) -> HttpResponse:
    """The place of a finding on its visit's page: what a figure of findings opens."""
    shown = find_finding(request.viewer, finding_id)
    return redirect(f"{reverse('inspections:visit', args=[shown.visit_id])}#item-{shown.item_id}")


@page(Act.VISIT_VIEW)
def photo(request: SignedInRequest, finding_id: UUID, photo_id: UUID) -> HttpResponseBase:
    """A photo of a finding: the copy made anew, never what was sent."""
    shown = find_finding(request.viewer, finding_id)
    kept_one = shown.photos.select_related("file").filter(pk=photo_id).first()
    if kept_one is None:
        raise Http404
    file = kept_one.file
    response = FileResponse(file.open(), content_type=file.media_type, filename=file.name)
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response
