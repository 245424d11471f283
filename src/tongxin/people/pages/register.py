"""Pages of the register's import: upload, preview, progress, result. The file is kept between the steps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongxin.people.actions import confirm_import, start_import
from tongxin.people.errors import RegisterMoved
from tongxin.people.forms import UploadForm
from tongxin.people.models import RegisterImport
from tongxin.people.pages.persons import REFUSED
from tongxin.people.register_import import layout, preview_of, read_register, template_workbook
from tongxin.people.register_view import PreviewPage, hints
from tongxin.records import export
from tongxin.records.errors import RuleBroken
from tongxin.records.models import Job
from tongxin.records.permission import Act, SignedInRequest, page

RECENT = 8


@page(Act.REGISTER_IMPORT)
def register_import(request: SignedInRequest) -> HttpResponse:
    """Chooses a file; explains the form that it must have."""
    form = UploadForm(request.POST or None, request.FILES or None, by=request.viewer)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            run = start_import(
                upload.read(), name=upload.name, village=form.cleaned_data["village"], by=request.viewer
            )
        except RuleBroken as error:
            form.add_error("file", str(error))
        else:
            return redirect("people:register_run", run.pk)
    runs = request.viewer.visible(RegisterImport.objects.all(), Act.REGISTER_IMPORT)
    context = {"form": form, "columns": hints(_language()), "rules": layout().instructions[_language()]}
    context["recent"] = list(runs.select_related("person", "village")[:RECENT])
    return render(request, "people/register_import.html", context, status=REFUSED if form.errors else 200)


@page(Act.REGISTER_IMPORT)
@require_GET
def template(request: SignedInRequest) -> HttpResponse:
    """The workbook to fill in."""
    name = _("household register, template")
    return export.download(template_workbook(_language()), f"{name}.xlsx", export.XLSX)


@page(Act.REGISTER_IMPORT)
def register_run(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """One upload: its preview, or how far it is, or what came of it."""
    runs = RegisterImport.objects.select_related("person", "village", "file")
    run = request.viewer.find(runs, Act.REGISTER_IMPORT, pk=run_id)
    if request.method == "POST":
        return _confirm(request, run)
    if run.state in (RegisterImport.State.PREVIEW, RegisterImport.State.REFUSED) and run.file is not None:
        return _preview(request, run)
    job = Job.objects.filter(pk=run.job_id).first() if run.job_id else None
    part = "people/parts/run.html" if request.htmx else "people/register_run.html"
    return render(request, part, {"run": run, "job": job})


def _confirm(request: SignedInRequest, run: RegisterImport) -> HttpResponse:
    """Does what the user saw; where it is no longer so, shows the new preview."""
    try:
        confirm_import(
            run,
            seen=request.POST.get("seen", ""),
            gone=_ticked(request),
            by=request.viewer,
        )
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect("people:register_run", run.pk)
    return redirect("people:register_run", run.pk)


def _ticked(request: SignedInRequest) -> list[UUID]:
    """The households ticked as gone. Raises `RegisterMoved` for what is no id: the form was not ours."""
    try:
        return [UUID(value) for value in request.POST.getlist("gone")]
    except ValueError as error:
        raise RegisterMoved() from error


def _preview(request: SignedInRequest, run: RegisterImport) -> HttpResponse:
    assert run.file is not None  # noqa: S101 - asked by the caller
    with run.file.open() as stream:
        table = read_register(stream.read(), village=run.village)
    shown = PreviewPage.of(preview_of(table, by=request.viewer, village=run.village))
    return render(request, "people/register_preview.html", {"run": run, "shown": shown})


def _language() -> str:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"
