"""Pages around the list of a round: day lists, the frame, visits that go to another, the three columns."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tongxin.inspections.actions import reassign_visits
from tongxin.inspections.columns import lines_by_grid, lines_by_village, villages_of
from tongxin.inspections.day_lists import DayList, day_list, day_to_show, days_of, own_list
from tongxin.inspections.forms import ReassignForm
from tongxin.inspections.list_paper import day_forms_pdf, list_pdf
from tongxin.inspections.loads import able_people, loads_of
from tongxin.inspections.models import Visit
from tongxin.inspections.purposes import planning_numbers
from tongxin.inspections.queries import find_round, may_see_frame
from tongxin.inspections.redrawing import frame_text
from tongxin.inspections.words import SOURCE_WORDS
from tongxin.people.models import Person
from tongxin.records.export import CSV, download
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page


@page(Act.ROUND_VIEW)
def frame(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """What the list was drawn from, with the chance of each place, as CSV."""
    shown = find_round(request.viewer, round_id)
    if shown.is_planned or not may_see_frame(request.viewer, shown):
        raise Http404
    return download(frame_text(shown).encode("ascii"), f"frame-{shown.pk}.csv", CSV)


@page(Act.VISIT_ENTER)
def days(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """An inspector's day list on the screen."""
    shown = find_round(request.viewer, round_id)
    inspector = _inspector(request)
    visits = own_list(request.viewer, shown, inspector.pk)
    listed = days_of(visits)
    day = day_to_show(listed, request.GET.get("day", ""))
    context = {
        "round": shown,
        "inspector": inspector,
        "days": listed,
        "list": day_list(visits, inspector, day) if day else None,
    }
    return render(request, "inspections/days.html", context)


@page(Act.VISIT_ENTER)
def days_paper(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """An inspector's day list to print: the day asked for, or all days."""
    shown = find_round(request.viewer, round_id)
    inspector = _inspector(request)
    visits = own_list(request.viewer, shown, inspector.pk)
    listed = days_of(visits)
    asked = request.GET.get("day", "")
    wanted = [day for day in listed if not asked or (day.on and day.on.isoformat() == asked)]
    if not wanted:
        raise Http404
    lists: list[DayList] = [day_list(visits, inspector, day) for day in wanted]
    address = request.build_absolute_uri(reverse("inspections:days", args=[shown.pk]))
    content = list_pdf(shown, lists, address=address)
    return download(content, f"{shown.title}-{inspector.masked_name}.pdf", "application/pdf")


@page(Act.VISIT_ENTER)
def days_forms(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """The forms of an inspector's day, one for each visit."""
    shown = find_round(request.viewer, round_id)
    inspector = _inspector(request)
    visits = own_list(request.viewer, shown, inspector.pk)
    day = day_to_show(days_of(visits), request.GET.get("day", ""))
    if day is None:
        raise Http404

    def address_of(visit: Visit) -> str:
        return request.build_absolute_uri(reverse("inspections:key_in_visit", args=[visit.pk]))

    content = day_forms_pdf(shown, day_list(visits, inspector, day), address_of)
    return download(content, f"{shown.title}-{inspector.masked_name}-forms.pdf", "application/pdf")


def _inspector(request: SignedInRequest) -> Person:
    """The inspector asked for; the viewer where none is."""
    asked = request.GET.get("inspector", "") or str(request.viewer.person_id)
    try:
        return get_object_or_404(Person, pk=UUID(asked))
    except ValueError as error:
        raise Http404 from error


@page(Act.ROUND_PLAN)
@require_POST
def reassign(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """Gives what one inspector has still to visit to another, or to the others evenly."""
    shown = find_round(request.viewer, round_id)
    loads = loads_of(request.viewer, shown, ())
    form = ReassignForm(request.POST, loads=loads, able=able_people(shown))
    if not form.is_valid():
        messages.error(request, _("Choose whose visits go to whom."))
        return redirect("inspections:round", shown.pk)
    count = reassign_visits(shown, of=form.person("of"), to=form.person("to"), by=request.viewer)
    words = ngettext("%(count)d visit went over.", "%(count)d visits went over.", count)
    messages.success(request, words % {"count": count})
    return redirect("inspections:round", shown.pk)


@page(Act.ROUND_VIEW)
def columns(request: SignedInRequest) -> HttpResponse:
    """Self-score, town check and check from above side by side, by village or by the grids of one."""
    villages = villages_of(request.viewer)
    asked = villages.filter(code=request.GET.get("village", "")).first()
    found = page_of(villages, request.GET.get("page"))
    viewer = request.viewer
    context = {
        "village": asked,
        "page": found,
        "lines": lines_by_grid(viewer, asked.code) if asked else lines_by_village(viewer, list(found)),
        "sources": list(SOURCE_WORDS.values()),
        "days": planning_numbers().compare_days,
    }
    return render(request, "inspections/columns.html", context)
