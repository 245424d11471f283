"""The pages of what is late or lies in nobody's hands, and of putting a case on its right place."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from tongxin.cases import actions, overdue
from tongxin.cases.models import Case
from tongxin.cases.orphans import REASON_WORDS, Reason, orphans
from tongxin.cases.relocate_form import RelocateForm
from tongxin.cases.rules import Move
from tongxin.cases.words import DONE_WORDS
from tongxin.records import clock, export
from tongxin.records.errors import RuleBroken, Stale
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, NotAllowed, SignedInRequest, page

REFUSED, OVERTAKEN = 422, 409


@page(Act.CASE_VIEW)
@require_GET
def overdue_list(request: SignedInRequest) -> HttpResponse:
    """What is overdue: by village and line, how late, who has it, how far up it was told, letters."""
    found = overdue.overdue_list(request.viewer, request.GET)
    shown, rows = overdue.page_of_overdue(found.rows, request.GET.get("page"))
    context = {
        "filter": found.filter,
        "villages": found.villages,
        "lines": found.lines,
        "page": shown,
        "rows": rows,
        "query": request.GET.urlencode(),
        "may_issue": request.viewer.may(Act.LETTER_ISSUE),
    }
    return render(request, "cases/overdue.html", context)


@page(Act.CASE_VIEW)
@require_GET
def overdue_download(request: SignedInRequest) -> HttpResponse:
    """The overdue list as the screen filters it, as a workbook."""
    found = overdue.overdue_list(request.viewer, request.GET)
    content = export.xlsx(
        pgettext("view of cases", "Overdue"), overdue.SHEET_HEADINGS, overdue.overdue_sheet(found.rows)
    )
    name = _("overdue cases %(day)s") % {"day": clock.today().isoformat()}
    return export.download(content, f"{name}.xlsx", export.XLSX)


@page(Act.CASE_ASSIGN)
@require_GET
def tray(request: SignedInRequest) -> HttpResponse:
    """The tray of orphans: why each lies there, and the ways out."""
    shown = page_of(orphans(request.viewer).with_places_and_people(), request.GET.get("page"))
    rows = [(case, REASON_WORDS[Reason(case.reason)]) for case in shown]  # type: ignore[attr-defined]  # annotated
    return render(request, "cases/orphans.html", {"page": shown, "rows": rows})


@page(Act.CASE_ASSIGN)
def relocate(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Puts a case on its right place."""
    cases = Case.objects.with_places_and_people()
    shown = request.viewer.find(cases, Act.CASE_ASSIGN, pk=case_id)
    if request.method == "POST":
        form = RelocateForm(request.POST, viewer=request.viewer)
    else:
        form = RelocateForm(viewer=request.viewer, initial=RelocateForm.start(shown, request.GET))
    status = 200
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            actions.relocate_case(
                shown, to=values["place"], reason=values["reason"], seen=values["version"], by=request.viewer
            )
        except NotAllowed:
            raise
        except RuleBroken as error:
            form.add_error(None, str(error))
            status = OVERTAKEN if isinstance(error, Stale) else REFUSED
        else:
            messages.success(request, str(DONE_WORDS[Move.RELOCATE]))
            return redirect("cases:case", case_id)
    elif form.errors:
        status = REFUSED
    return render(request, "cases/relocate.html", {"case": shown, "form": form}, status=status)
