"""Pages of the import of map files: upload, a look at what it would do, taking it over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.kinds import FileDatum
from tongxin.territory.map_columns import Meaning, suggested
from tongxin.territory.map_files import columns_of
from tongxin.territory.map_forms import ColumnsForm, MapFileForm, picks_in
from tongxin.territory.map_import_actions import apply_map_import, features_of, matched, start_map_import
from tongxin.territory.map_matching import OUT, labels
from tongxin.territory.map_pages import REFUSED
from tongxin.territory.models import Division, MapImport

RECENT = 8
SHOWN = 200  # rows of each table; a longer one says how many more there are


@page(Act.GROUND_MANAGE)
def map_import(request: SignedInRequest) -> HttpResponse:
    """Chooses a file."""
    form = MapFileForm(request.POST or None, request.FILES or None, by=request.viewer)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            run = start_map_import(
                values["file"].read(),
                name=values["file"].name,
                about=values["about"],
                datum=FileDatum(values["datum"]),
                by=request.viewer,
            )
        except RuleBroken as error:
            form.add_error("file", str(error))
        else:
            return redirect("territory:map_run", run.pk)
    runs = request.viewer.visible(MapImport.objects.all(), Act.GROUND_MANAGE)
    context = {"form": form, "recent": list(runs[:RECENT])}
    return render(request, "territory/map_import.html", context, status=REFUSED if form.errors else 200)


@page(Act.GROUND_MANAGE)
def map_run(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """What one upload would do, or what came of it."""
    runs = MapImport.objects.select_related("file")
    run = request.viewer.find(runs, Act.GROUND_MANAGE, pk=run_id)
    about = Division.objects.get(pk=run.division_code)
    if run.state == MapImport.State.DONE or run.file is None:
        return render(request, "territory/map_run.html", {"run": run, "about": about})
    features = features_of(run)
    guess = suggested(features, Meaning.GRIDS)
    start = {"areas": guess.areas, "name": guess.name, "village": guess.village, "group": guess.group}
    form = ColumnsForm(
        request.POST or None,
        columns=columns_of(features),
        initial={**start, "door": guess.door},
    )
    columns = form.chosen if form.is_valid() else guess
    picks = picks_in(request.POST)
    if request.POST.get("act") == "apply" and form.is_valid():
        try:
            apply_map_import(
                run, columns=columns, picks=picks, seen=request.POST.get("seen", ""), by=request.viewer
            )
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The file was taken over."))
            return redirect("territory:map", run.division_code)
    found = matched(run, features, columns, picks)
    faulty = {fault.feature.number for fault in found.faults}
    context = {
        "run": run,
        "about": about,
        "form": form,
        "found": found,
        "faults": found.faults[:SHOWN],
        "matches": found.matches[:SHOWN],
        "columns": columns,
        # what was said about entries that fit now is sent along, so that it stays said
        "kept_picks": [
            (number, name) for number, name in picks.items() if number not in faulty and name != OUT
        ],
        "kept_out": [number for number, name in picks.items() if name == OUT],
        "offered": sorted(labels(about.ground)) if found.faults else [],
        "has_areas": any(feature.is_area for feature in features),
        "has_points": any(feature.is_point for feature in features),
    }
    return render(request, "territory/map_run.html", context)
