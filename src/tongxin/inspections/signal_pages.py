"""Visits to look at again, for whoever plans rounds there, visit by visit; no person is named or counted."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.inspections.actions.signals import ask_for_signals, set_aside
from tongxin.inspections.models import Round
from tongxin.inspections.models.signals import VisitSignal
from tongxin.inspections.signals.rules import SignalKind
from tongxin.inspections.signals.words import sentence
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page


@dataclass(frozen=True)
class SignalLine:
    """A signal with its sentence."""

    signal: VisitSignal
    words: str


@page(Act.ROUND_PLAN)
@require_GET
def signals(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """The signals of a round in walking order; those set aside only where asked for."""
    round_ = _planned(request, round_id)
    shows_aside = request.GET.get("aside") == "yes"
    rows = VisitSignal.objects.filter(round=round_, set_aside_at__isnull=not shows_aside)
    places = ("visit__group", "visit__grid", "visit__site", "other__group", "other__grid", "other__site")
    listed = page_of(
        rows.select_related("visit", "other", "set_aside_by", *places).order_by(
            "visit__position", "kind", "id"
        ),
        request.GET.get("page"),
    )
    lines = [SignalLine(row, sentence(SignalKind(row.kind), row.facts)) for row in listed]
    context = {"round": round_, "page": listed, "lines": lines, "shows_aside": shows_aside}
    return render(request, "inspections/signals.html", context)


@page(Act.ROUND_PLAN)
@require_POST
def look(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """Lets the worker look a round through."""
    round_ = _planned(request, round_id)
    ask_for_signals(round_, by=request.viewer)
    messages.success(request, _("The round is being looked through. Load the page again in a minute."))
    return redirect("inspections:signals", round_.pk)


@page(Act.ROUND_PLAN)
@require_POST
def aside(request: SignedInRequest, round_id: UUID, signal_id: UUID) -> HttpResponse:
    """Sets a signal aside with a note."""
    round_ = _planned(request, round_id)
    signal = VisitSignal.objects.select_related("round").filter(round=round_, pk=signal_id).first()
    if signal is None:
        messages.info(
            request, _("That signal is no more: the visit was corrected, or somebody set it aside.")
        )
    else:
        set_aside(signal, note=request.POST.get("note", "")[:200], by=request.viewer)
        messages.success(request, _("Set aside. The score was not touched."))
    return redirect("inspections:signals", round_.pk)


def _planned(request: SignedInRequest, round_id: UUID) -> Round:
    """A round on ground where the viewer plans; what one only inspects is not there."""
    return request.viewer.find(
        Round.objects.select_related("group", "grid", "site"), Act.ROUND_PLAN, pk=round_id
    )
