"""Pages on which a sheet is taken into use and out of it, printed, handed out as a workbook; and its pictures."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongxin.records import export
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.standards.actions import adopt_draft, retire_version
from tongxin.standards.comparing import Change, Edition, compared
from tongxin.standards.draft_pages import PDF, REFUSED, remarks_on
from tongxin.standards.form_paper import blank_head, forms_pdf
from tongxin.standards.hints import hints_of
from tongxin.standards.models import SheetDraft, SheetPicture, SheetVersion
from tongxin.standards.sheet_forms import AdoptForm, RetireForm, revision_of
from tongxin.standards.towns import towns_of
from tongxin.standards.workbook_writing import workbook_of

KEPT_BY_BROWSERS = timedelta(days=30)


def version_of(request: SignedInRequest, version_id: UUID) -> SheetVersion:
    """The version, where the viewer may see it; else `Http404`."""
    return request.viewer.find(SheetVersion.objects.select_related("sheet"), Act.STANDARD_VIEW, pk=version_id)


def changes_since(before: SheetVersion | None, after: SheetVersion | SheetDraft) -> list[Change]:
    """What a version or draft says differently from the version before it; nothing where there is none."""
    if before is None:
        return []
    hints = (
        hints_of(after)
        if isinstance(after, SheetVersion)
        else {item.id: item.hint for item in after.parts.items}
    )
    return compared(Edition(before.parts, hints_of(before)), Edition(after.parts, hints))


@page(Act.SHEET_AMEND)
def adopt(request: SignedInRequest, sheet_draft_id: UUID) -> HttpResponse:
    """Takes a draft into use from a day on, with what it changes beside it."""
    rows = SheetDraft.objects.select_related("sheet", "base")
    shown = request.viewer.find(rows, Act.SHEET_AMEND, pk=sheet_draft_id)
    form = AdoptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = adopt_draft(
                shown, revision=revision_of(request.POST), by=request.viewer, **form.cleaned_data
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            day = date_format(made.since, "DATE_FORMAT")
            messages.success(request, _("Adopted. Used from %(day)s on.") % {"day": day})
            return redirect("standards:sheet", made.version_id)
    former = shown.sheet.versions.order_by("-pk").first() if shown.sheet else shown.base
    context = {
        "draft": shown,
        "form": form,
        "former": former,
        "changes": changes_since(former, shown),
        "faults": [each for each in remarks_on(shown) if each[0].remark.is_fault],
        "is_next": shown.sheet is not None,
    }
    return render(request, "standards/adopt.html", context, status=REFUSED if form.errors else 200)


@page(Act.SHEET_AMEND)
def retire(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Says from when on the town no longer uses a version."""
    version = version_of(request, version_id)
    town = towns_of(request.viewer.grounds(Act.SHEET_AMEND))[0]
    form = RetireForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            retire_version(version, town=town, by=request.viewer, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            day = date_format(form.cleaned_data["until"], "DATE_FORMAT")
            messages.success(request, _("No longer used from %(day)s on.") % {"day": day})
            return redirect("standards:sheet", version.pk)
    context = {"version": version, "form": form}
    return render(request, "standards/retire.html", context, status=REFUSED if form.errors else 200)


@page(Act.STANDARD_VIEW)
@require_GET
def form(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """The sheet as a blank form to print; its code opens the sheet's page."""
    version = version_of(request, version_id)
    address = request.build_absolute_uri(reverse("standards:sheet", args=[version.pk]))
    response = HttpResponse(forms_pdf(version, [blank_head(address)]), content_type=PDF)
    response["Content-Disposition"] = "inline"
    return response


@page(Act.STANDARD_VIEW)
@require_GET
def workbook(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """The version as a workbook."""
    version = version_of(request, version_id)
    name = f"{version.title} {version.version}.xlsx"
    return export.download(workbook_of(version.content, hints_of(version)), name, export.XLSX)


@page(Act.STANDARD_VIEW)
@require_GET
def picture(request: SignedInRequest, picture_id: UUID) -> HttpResponse:
    """A picture that explains an item: the copy made anew, never what was sent."""
    rows = SheetPicture.objects.select_related("file")
    shown = request.viewer.find(rows, Act.STANDARD_VIEW, pk=picture_id)
    with shown.file.open() as content:
        response = HttpResponse(content.read(), content_type=shown.file.media_type)
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = f"private, max-age={int(KEPT_BY_BROWSERS.total_seconds())}, immutable"
    return response
