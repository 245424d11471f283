"""Asking for an export, deciding on another's, downloading one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tongxin.access.actions import approve_export, download_export, refuse_export, request_export
from tongxin.access.export_columns import chosen_columns
from tongxin.access.export_file import households_of, media_type_of, name_of
from tongxin.access.forms import ExportForm, ReasonForm
from tongxin.access.models import Export
from tongxin.access.pages.tabs import REFUSED, tabs
from tongxin.access.purposes import export_alone, export_window, file_kept
from tongxin.people.forms import divisions_for
from tongxin.records import clock, export
from tongxin.records.errors import RuleBroken
from tongxin.records.models import Job
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, Viewer, page
from tongxin.territory.lookup import ground_of
from tongxin.territory.models import Division, Grid, VillagerGroup


@page(Act.OPENINGS_VIEW)
@require_GET
def exports(request: SignedInRequest) -> HttpResponse:
    """Exports of the viewer's ground; first those that wait for the viewer's decision."""
    viewer = request.viewer
    every = viewer.visible(Export.objects.all(), Act.OPENINGS_VIEW).select_related(
        "requested_by", "decided_by", "group", "grid", "site"
    )
    waiting = viewer.visible(every.waiting(), Act.EXPORT_APPROVE).exclude(requested_by=viewer.person_id)
    context = {
        "page": page_of(every.order_by("-requested_at", "-id"), request.GET.get("page")),
        "waiting": list(waiting.filter(decide_until__gt=clock.now()).order_by("decide_until", "id")[:50]),
        **tabs(viewer, "exports"),
    }
    return render(request, "access/exports.html", context)


@page(Act.REGISTER_EXPORT)
def ask(request: SignedInRequest) -> HttpResponse:
    """Asks for an export: first of which village or the town, then which part, what for, which columns."""
    divisions = list(divisions_for(request.viewer, Act.REGISTER_EXPORT))
    division = next((each for each in divisions if each.code == request.GET.get("division")), None)
    if division is None and len(divisions) == 1:
        division = divisions[0]
    if division is None:
        context = {"divisions": divisions, **tabs(request.viewer, "exports")}
        return render(request, "access/choose_division.html", context)
    start = {"ground": request.GET["ground"]} if "ground" in request.GET else {}
    form = ExportForm(request.POST or None, initial=start, grounds=_grounds(division))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = request_export(
                ground_of(values["ground"]),
                columns=form.keys(),
                purpose=values["purpose"],
                reason=values["reason"],
                file_format=values["file_format"],
                with_identity=values["with_identity"],
                by=request.viewer,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _told(made))
            return redirect("access:export", made.pk)
    context = {
        "form": form,
        "division": division,
        "is_only": len(divisions) == 1,
        "left": _left(request.viewer),
        "alone": export_alone(),
        "days": file_kept().days,
    }
    return render(request, "access/ask_export.html", context, status=REFUSED if form.errors else 200)


def _told(made: Export) -> str:
    if made.is_waiting:
        return _("The export waits for another person to agree.")
    count = made.rows or 0
    return ngettext(
        "One household is in the file. Download it below.",
        "%(count)d households are in the file. Download it below.",
        count,
    ) % {"count": count}


def _left(viewer: Viewer) -> int:
    """How many households the viewer may still export alone."""
    assert viewer.person_id is not None  # noqa: S101 - the page is for those with a post
    used = Export.objects.households_alone_since(viewer.person_id, clock.now() - export_window())
    return max(0, export_alone() - used)


def _grounds(division: Division) -> list[Any]:
    """The division and, of a village, its groups and grids, each with its number of households: three queries."""
    entries = households_of(division.ground).order_by()
    counted = entries.values_list("site__group", "site__grid").annotate(count=Count("pk"))
    counts: dict[object, int] = {}
    for group, grid, count in counted:
        for place in (division.pk, group, grid):
            counts[place] = counts.get(place, 0) + count
    whole = [_choice(division, counts)]
    if not division.is_village:
        return whole
    groups = VillagerGroup.objects.filter(village=division, closed_on__isnull=True)
    grids = Grid.objects.in_use().filter(village=division)
    return [
        (_("The whole"), whole),
        (_("Villager groups"), [_choice(each, counts) for each in groups]),
        (_("Grids"), [_choice(each, counts) for each in grids]),
    ]


def _choice(place: Division | VillagerGroup | Grid, counts: dict[object, int]) -> tuple[str, str]:
    count = counts.get(place.pk, 0)
    words = ngettext("%(place)s (one household)", "%(place)s (%(count)d households)", count)
    return place.ground.key, words % {"place": place, "count": count}


@page(Act.OPENINGS_VIEW)
@require_GET
def one(request: SignedInRequest, export_id: UUID) -> HttpResponse:
    """One export: what it holds, who asked and agreed, what to do now."""
    found = request.viewer.find(_with_names(), Act.OPENINGS_VIEW, pk=export_id)
    viewer = request.viewer
    is_own = found.requested_by_id == viewer.person_id
    part = "access/parts/export_state.html" if request.htmx else "access/export.html"
    context = {
        "export": found,
        "columns": [column.title for column in chosen_columns(found.columns)],
        "downloads": list(found.downloads.select_related("person")[:20]),
        "job": Job.objects.filter(pk=found.job_id).first() if found.is_making and found.job_id else None,
        "is_own": is_own,
        "may_decide": found.is_waiting and not is_own and viewer.may(Act.EXPORT_APPROVE, found.ground),
        "may_download": found.is_ready and is_own,
        "form": ReasonForm(),
    }
    return render(request, part, context)


@page(Act.EXPORT_APPROVE)
@require_POST
def approve(request: SignedInRequest, export_id: UUID) -> HttpResponse:
    """Agrees to another person's export."""
    found = request.viewer.find(Export.objects.all(), Act.EXPORT_APPROVE, pk=export_id)
    approve_export(found, by=request.viewer)
    messages.success(request, _("Agreed. The file is made now; only the one who asked can download it."))
    return redirect("access:export", found.pk)


@page(Act.EXPORT_APPROVE)
@require_POST
def refuse(request: SignedInRequest, export_id: UUID) -> HttpResponse:
    """Refuses another person's export, with the reason."""
    found = request.viewer.find(Export.objects.all(), Act.EXPORT_APPROVE, pk=export_id)
    refuse_export(found, reason=request.POST.get("reason", ""), by=request.viewer)
    messages.success(request, _("Refused. The one who asked sees why."))
    return redirect("access:export", found.pk)


@page(Act.REGISTER_EXPORT)
@require_POST
@never_cache
def download(request: SignedInRequest, export_id: UUID) -> HttpResponse:
    """The file, for the one who asked for it."""
    own = _with_names().filter(requested_by=request.viewer.person_id)
    found = request.viewer.find(own, Act.REGISTER_EXPORT, pk=export_id)
    content = download_export(found, by=request.viewer)
    return export.download(content, name_of(found), media_type_of(found))


def _with_names() -> Any:
    return Export.objects.select_related("requested_by", "decided_by", "group", "grid", "site", "file")
