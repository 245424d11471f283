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
from tongxin.inspections.errors import AmissAtItem
from tongxin.inspections.forms import CorrectionForm, VisitForm
from tongxin.inspections.forms.items import SheetInputs
from tongxin.inspections.judging import hints_for
from tongxin.inspections.models import Finding, Visit
from tongxin.inspections.result import result_of
from tongxin.inspections.rules import VISIT_MOVES, VisitState
from tongxin.inspections.visit_queries import (
    find_finding,
    find_visit,
    matters_for,
    may_enter,
    next_visit,
    place_on_list,
    rounds_to_make,
    visits_to_make,
    visits_to_try_again,
)
from tongxin.people.stand_ins import stand_ins
from tongxin.records import clock
from tongxin.records.errors import RuleBroken
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, NotAllowed, SignedInRequest, page
from tongxin.standards.models import MatterType

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
    findings = tuple(shown.findings.standing().select_related("case", "matter", "photo"))
    context = {
        "visit": shown,
        "entered_by": stand_ins(shown).name(shown.entered_by, shown.version),
        "result": result_of(shown, findings) if shown.is_done else None,
        "show_all": "all" in request.GET,
        "may_see_rounds": request.viewer.may(Act.ROUND_VIEW),
        "versions": list(shown.versions.select_related("replaced_by").order_by("-version")),
        "can_enter": can_enter,
        "can_correct": may
        and not shown.is_planned
        and (shown.round.is_open or request.viewer.may(Act.ROUND_PLAN, shown.ground)),
    }
    return render(request, "inspections/visit.html", context)


@page(Act.VISIT_ENTER)
def enter(request: SignedInRequest, visit_id: UUID) -> HttpResponse:
    """The form of a visit. A button that fills answers sends the form as well, and saves nothing."""
    shown = _to_enter(request, visit_id)
    inputs = SheetInputs(shown.round.sheet_version.parts, hints_for(shown.round.sheet_version, clock.today()))
    if request.method != "POST":
        return _form_page(request, shown, VisitForm(initial={"seen": shown.version}), inputs)
    form = VisitForm(request.POST)
    inputs.read(request.POST)
    if "fill" in request.POST:
        inputs.say_in_order(request.POST["fill"])
        return _form_page(request, shown, VisitForm(initial=_kept(request)), inputs)
    if form.is_valid():
        try:
            entry = inputs.entry(form.cleaned_data, request.FILES, _matters(shown, inputs))
            values = form.cleaned_data
            enter_visit(
                shown, entry=entry, by=request.viewer, seen=values["seen"], receipt_id=values["receipt"]
            )
        except RuleBroken as error:
            _tell(form, inputs, error)
        else:
            return _after(request, shown)
    return _form_page(request, shown, form, inputs)


def _to_enter(request: SignedInRequest, visit_id: UUID) -> Visit:
    """The visit, if the viewer may enter it. Raises `Http404` for others' ground, `NotAllowed` on one's own."""
    shown = find_visit(request.viewer, Act.VISIT_ENTER, visit_id)
    if not may_enter(request.viewer, shown):
        raise NotAllowed(Act.VISIT_ENTER)
    return shown


def _tell(form: VisitForm, inputs: SheetInputs, error: RuleBroken) -> None:
    """Puts the message on top of the form, and on the item where it belongs."""
    form.add_error(None, str(error))
    for one in inputs:
        if isinstance(error, AmissAtItem) and one.item.id == error.item_id:
            one.fault = str(error)


def _kept(request: SignedInRequest) -> dict[str, Any]:
    """What the form held beside the items, to be shown again."""
    names = ("outcome", "visited_at", "note", "receipt", "seen", "reason", "position")
    return {name: request.POST[name] for name in names if name in request.POST}


def _form_page(
    request: SignedInRequest, shown: Visit, form: VisitForm, inputs: SheetInputs, *, corrects: bool = False
) -> HttpResponse:
    version = shown.round.sheet_version
    context = {
        "visit": shown,
        "form": form,
        "inputs": inputs,
        "matters": _offered(version.object_kind, inputs),
        "sheet": version.content,
        "corrects": corrects,
        "is_private": any(one.is_private for one in inputs),
        "place": place_on_list(shown),
        "may_see_rounds": request.viewer.may(Act.ROUND_VIEW),
    }
    status = 422 if form.errors else 200
    return render(request, "inspections/enter.html", context, status=status)


def _matters(shown: Visit, inputs: SheetInputs) -> dict[str, MatterType]:
    return {matter.code: matter for matter in _offered(shown.round.sheet_version.object_kind, inputs)}


def _offered(object_kind: str, inputs: SheetInputs) -> list[MatterType]:
    """The kinds of problem to choose from: those of such places, and each item's usual one."""
    offered = {matter.code: matter for matter in matters_for(object_kind)} | inputs.hints.matters
    return [offered[code] for code in sorted(offered)]


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
    inputs = SheetInputs(shown.round.sheet_version.parts, hints_for(shown.round.sheet_version, clock.today()))
    if request.method != "POST":
        inputs.fill(shown.answers)
        inputs.note_findings(shown.findings.standing().select_related("matter"))
        initial = {
            "outcome": shown.state,
            "seen": shown.version,
            "note": shown.note,
            "visited_at": shown.visited_at,
        }
        return _form_page(request, shown, CorrectionForm(initial=initial), inputs, corrects=True)
    form = CorrectionForm(request.POST)
    inputs.read(request.POST)
    if "fill" in request.POST:
        inputs.say_in_order(request.POST["fill"])
        return _form_page(request, shown, CorrectionForm(initial=_kept(request)), inputs, corrects=True)
    if form.is_valid():
        values = form.cleaned_data
        try:
            entry = inputs.entry(values, request.FILES, _matters(shown, inputs))
            entry = replace(entry, visited_at=entry.visited_at or shown.visited_at)
            correct_visit(shown, entry=entry, reason=values["reason"], by=request.viewer, seen=values["seen"])
        except RuleBroken as error:
            _tell(form, inputs, error)
        else:
            messages.success(request, _("The correction is saved; the old entries are kept."))
            return redirect("inspections:visit", shown.pk)
    return _form_page(request, shown, form, inputs, corrects=True)


@page(Act.VISIT_VIEW)
def finding(request: SignedInRequest, finding_id: UUID) -> HttpResponse:
    """The place of a finding on its visit's page: what a figure of findings opens."""
    shown = find_finding(request.viewer, finding_id)
    return redirect(f"{reverse('inspections:visit', args=[shown.visit_id])}#item-{shown.item_id}")


@page(Act.VISIT_VIEW)
def photo(request: SignedInRequest, finding_id: UUID) -> HttpResponseBase:
    """The photo of a finding: the copy made anew, never what was sent."""
    kept: Finding = find_finding(request.viewer, finding_id)
    if kept.photo is None:
        raise Http404
    response = FileResponse(kept.photo.open(), content_type=kept.photo.media_type, filename=kept.photo.name)
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response
