"""Pages of an import: upload, columns, preview, faults, progress, result, undoing. The file is kept between them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongxin.people.actions import choose_columns, confirm_import, look_again, start_import, undo_import
from tongxin.people.actions.register import SheetChoice, hindrances
from tongxin.people.errors import RegisterMoved
from tongxin.people.forms import UploadForm
from tongxin.people.import_columns import columns_page
from tongxin.people.import_faults import faults_workbook
from tongxin.people.models import RegisterImport
from tongxin.people.pages.persons import REFUSED
from tongxin.people.register_layouts import layout, template_workbook
from tongxin.people.register_rules import ImportKind, Key
from tongxin.people.register_view import PreviewPage, fault_line, hints
from tongxin.people.register_words import hindrance_words
from tongxin.people.stewards import steward_lines
from tongxin.records import export
from tongxin.records.errors import RuleBroken
from tongxin.records.models import Job
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page

RECENT = 8
WARNINGS_SHOWN = 10
FAULTS_SHOWN = 20
State = RegisterImport.State


@page(Act.REGISTER_IMPORT)
def register_import(request: SignedInRequest) -> HttpResponse:
    """Chooses a file of households."""
    return _upload(request, ImportKind.HOUSEHOLDS)


@page(Act.REGISTER_IMPORT)
def places_import(request: SignedInRequest) -> HttpResponse:
    """Chooses a file of public places."""
    return _upload(request, ImportKind.PLACES)


def _upload(request: SignedInRequest, kind: ImportKind) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None, by=request.viewer)
    if request.method == "POST" and form.is_valid():
        upload, village = form.cleaned_data["file"], form.cleaned_data["village"]
        try:
            run = start_import(upload.read(), name=upload.name, village=village, kind=kind, by=request.viewer)
        except RuleBroken as error:
            form.add_error("file", str(error))
        else:
            return redirect("people:register_run", run.pk)
    runs = request.viewer.visible(RegisterImport.objects.all(), Act.REGISTER_IMPORT)
    context = {
        "form": form,
        "kind": kind.value,
        "columns": hints(_language(), kind),
        "rules": layout(kind).instructions[_language()],
        "recent": list(runs.select_related("person", "village")[:RECENT]),
        "may_switch": request.viewer.may(Act.ID_NUMBERS),
    }
    return render(request, "people/register_import.html", context, status=REFUSED if form.errors else 200)


@page(Act.REGISTER_IMPORT)
@require_GET
def template(request: SignedInRequest) -> HttpResponse:
    """The workbook of households to fill in."""
    name = _("household register, template")
    return export.download(template_workbook(_language()), f"{name}.xlsx", export.XLSX)


@page(Act.REGISTER_IMPORT)
@require_GET
def places_template(request: SignedInRequest) -> HttpResponse:
    """The workbook of public places to fill in."""
    name = _("public places, template")
    content = template_workbook(_language(), ImportKind.PLACES)
    return export.download(content, f"{name}.xlsx", export.XLSX)


@page(Act.REGISTER_IMPORT)
def register_run(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """One upload: its preview, or how far it is, or what came of it."""
    run = _run(request, run_id)
    if request.method == "POST":
        return _confirm(request, run)
    if run.file is not None and run.state == State.COLUMNS:
        return redirect("people:import_columns", run.pk)
    if run.file is not None and run.shown and run.state in (State.PREVIEW, State.REFUSED):
        return _preview(request, run)
    job = Job.objects.filter(pk=run.job_id).first() if run.job_id else None
    part = "people/parts/run.html" if request.htmx else "people/register_run.html"
    context = {"run": run, "job": job, "stewards": steward_lines(run, by=request.viewer)}
    return render(request, part, context)


def _run(request: SignedInRequest, run_id: UUID) -> RegisterImport:
    runs = RegisterImport.objects.select_related("person", "village", "file")
    return request.viewer.find(runs, Act.REGISTER_IMPORT, pk=run_id)


def _preview(request: SignedInRequest, run: RegisterImport) -> HttpResponse:
    shown = PreviewPage(run.shown)
    faults = run.faults.filter(is_warning=bool(not run.shown["faults"]))
    most = FAULTS_SHOWN if run.shown["faults"] else WARNINGS_SHOWN
    context = {"run": run, "shown": shown, "lines": [fault_line(each) for each in faults[:most]]}
    return render(request, "people/register_preview.html", context)


def _confirm(request: SignedInRequest, run: RegisterImport) -> HttpResponse:
    """Does what the user saw; where it is no longer so, shows the new preview."""
    try:
        confirm_import(run, seen=request.POST.get("seen", ""), gone=_ticked(request), by=request.viewer)
    except RegisterMoved as error:
        messages.error(request, str(error))
        if run.file is not None and run.state in (State.PREVIEW, State.REFUSED):
            look_again(run, by=request.viewer)
    except RuleBroken as error:
        messages.error(request, str(error))
    return redirect("people:register_run", run.pk)


def _ticked(request: SignedInRequest) -> list[UUID]:
    """What was ticked as gone. Raises `RegisterMoved` for what is no id: the form was not ours."""
    try:
        return [UUID(value) for value in request.POST.getlist("gone")]
    except ValueError as error:
        raise RegisterMoved() from error


@page(Act.REGISTER_IMPORT)
def columns(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """What each column of each sheet is: as found, to be corrected."""
    run = _run(request, run_id)
    if run.file is None or run.state not in (State.COLUMNS, State.PREVIEW, State.REFUSED):
        return redirect("people:register_run", run.pk)
    fault = ""
    if request.method == "POST":
        try:
            choose_columns(run, _choices(request, len(run.plan)), by=request.viewer)
        except RuleBroken as error:
            fault = str(error)
        else:
            return redirect("people:register_run", run.pk)
    context = {"run": run, "sheets": columns_page(run, request.POST), "fault": fault}
    return render(request, "people/import_columns.html", context, status=REFUSED if fault else 200)


def _choices(request: SignedInRequest, sheets: int) -> list[SheetChoice]:
    """What the form says of each sheet; a key that does not exist is not read."""
    known = {key.value for key in Key}
    choices = []
    for number in range(sheets):
        mark = f"c{number}-"
        chosen = {
            name.removeprefix(mark): value for name, value in request.POST.items() if name.startswith(mark)
        }
        choices.append(
            SheetChoice(
                is_taken=f"read{number}" in request.POST,
                columns={
                    int(place): Key(value) if value in known else None
                    for place, value in chosen.items()
                    if place.isdecimal()
                },
                group=request.POST.get(f"group{number}", ""),
            )
        )
    return choices


@page(Act.REGISTER_IMPORT)
@require_GET
def faults(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """Every fault of a file, or every warning, page by page."""
    run = _run(request, run_id)
    are_warnings = request.GET.get("sort") == "warnings"
    listed = page_of(run.faults.filter(is_warning=are_warnings), request.GET.get("page"))
    context = {
        "run": run,
        "page": listed,
        "lines": [fault_line(each) for each in listed],
        "are_warnings": are_warnings,
    }
    return render(request, "people/import_faults.html", context)


@page(Act.REGISTER_IMPORT)
@require_GET
def faults_download(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """The faulty rows as a workbook with a column that says what is wrong; personal cells masked."""
    run = _run(request, run_id)
    name = _("faults %(name)s") % {"name": run.file_name.rpartition(".")[0] or run.file_name}
    return export.download(faults_workbook(run), f"{name}.xlsx", export.XLSX)


@page(Act.REGISTER_IMPORT)
def undo(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """What undoing an import would take back, and what stands against it; then the undoing."""
    run = _run(request, run_id)
    if not run.can_be_undone:
        return redirect("people:register_run", run.pk)
    if request.method == "POST":
        try:
            undo_import(run, by=request.viewer)
        except RuleBroken as error:
            messages.error(request, str(error))
        return redirect("people:register_run", run.pk)
    against = [hindrance_words(each.kind, each.count) for each in hindrances(run)]
    return render(request, "people/import_undo.html", {"run": run, "against": against})


def _language() -> str:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"
