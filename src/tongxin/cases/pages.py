"""The pages of cases: list, one case, its steps, its photos, and reporting a problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.cases import actions, lists
from tongxin.cases.case_page import CasePage, Refused, step_form
from tongxin.cases.forms import ReportForm, StepForm, start_at
from tongxin.cases.models import Case, CasePhoto
from tongxin.cases.rules import TRANSITIONS, Move
from tongxin.cases.words import DONE_WORDS
from tongxin.people.models import Person
from tongxin.records import clock, export
from tongxin.records.errors import RuleBroken, Stale
from tongxin.records.permission import Act, NotAllowed, SignedInRequest, page

REFUSED = 422
OVERTAKEN = 409
Take = Callable[[Case, StepForm, SignedInRequest], Case]
StepPage = Callable[..., HttpResponse]


@page(Act.CASE_VIEW)
@require_GET
def case_list(request: SignedInRequest) -> HttpResponse:
    """The cases of the viewer's ground, by saved view and filters."""
    found = lists.case_list(request.viewer, request.GET)
    rows = lists.rows_a_page(request.GET.get("rows"))
    context = {
        "list": found,
        "page": lists.page_of_cases(found.rows, request.GET.get("page"), rows),
        "rows": rows,
        "rows_offered": lists.ROWS_A_PAGE,
        "tabs": lists.tabs_of(request.viewer, found.view),
        "kept": {"view": found.view.key} | ({"rows": str(rows)} if "rows" in request.GET else {}),
        "query": request.GET.urlencode(),
        "may_report": request.viewer.may(Act.CASE_REPORT),
    }
    return render(request, "cases/list.html", context)


@page(Act.CASE_VIEW)
@require_GET
def download(request: SignedInRequest) -> HttpResponse:
    """The list as the screen filters it, as a workbook."""
    found = lists.case_list(request.viewer, request.GET)
    content = export.xlsx(_("Cases"), lists.SHEET_HEADINGS, lists.sheet_rows(found.rows))
    name = _("cases %(day)s") % {"day": clock.today().isoformat()}
    return export.download(content, f"{name}.xlsx", export.XLSX)


@page(Act.CASE_VIEW)
@require_GET
def case(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """One case: what it is, what happened, what is next."""
    return _case_page(request, _found(request, case_id))


@page(Act.CASE_VIEW)
@require_GET
def photo(request: SignedInRequest, case_id: UUID, photo_id: UUID) -> HttpResponse:
    """A photo of a case: the copy made anew, never what was sent."""
    shown = _found(request, case_id)
    kept = CasePhoto.objects.select_related("file").filter(case=shown, pk=photo_id).first()
    if kept is None:
        raise Http404
    with kept.file.open() as content:
        response = HttpResponse(content.read(), content_type=kept.file.media_type)
    response["Content-Disposition"] = content_disposition_header(False, kept.file.name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = f"private, max-age={int(timedelta(days=30).total_seconds())}, immutable"
    return response


@page(Act.CASE_REPORT)
def report(request: SignedInRequest) -> HttpResponse:
    """Reports a problem: where, what kind, in a few words."""
    if request.method != "POST":
        asked = {name: request.GET[name] for name in ReportForm.base_fields if name in request.GET}
        form = ReportForm(viewer=request.viewer, initial={**start_at(request.GET.get("ground", "")), **asked})
        return render(request, "cases/report.html", {"form": form})
    form = ReportForm(request.POST, request.FILES, viewer=request.viewer)
    if form.is_valid():
        try:
            opened = _open(request, form)
        except NotAllowed:
            raise
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved as %(number)s.") % {"number": opened.number})
            return redirect("cases:case", opened.pk)
    return render(request, "cases/report.html", {"form": form}, status=REFUSED)


@page(Act.CASE_REPORT)
@require_GET
def report_place(request: SignedInRequest) -> HttpResponse:
    """The part of the report form that names the place, after another village or group was chosen."""
    asked = {name: request.GET.get(name, "") for name in ("village", "group")}
    return render(
        request, "cases/parts/place.html", {"form": ReportForm(viewer=request.viewer, initial=asked)}
    )


def _step_page(move: Move) -> StepPage:
    """The address of one step: by POST, for whoever may take it; its own rules are looked at by the act."""
    transition = TRANSITIONS[move]
    # A step that may hang on what the case is to the person opens for whoever sees the case.
    act = Act.CASE_VIEW if transition.own is not None and not transition.only_own else transition.act

    @page(act)
    @require_POST
    def take(request: SignedInRequest, case_id: UUID) -> HttpResponse:
        return _step(request, case_id, move)

    return take


def _found(request: SignedInRequest, case_id: UUID) -> Case:
    people = ("found_by", "assignee", "assigned_by", "fixed_by")
    rows = Case.objects.with_places_and_people().select_related(*people, "duplicate_of")
    return request.viewer.find(rows, Act.CASE_VIEW, pk=case_id)


def _step(request: SignedInRequest, case_id: UUID, move: Move) -> HttpResponse:
    """One step: the form, one call into the room; a refusal shows the case as it is now, with what was typed."""
    shown = _found(request, case_id)
    form = step_form(move, shown, request.POST, request.FILES)
    overtaken = ""
    if form.is_valid():
        try:
            TAKE[move](shown, form, request)
        except NotAllowed:
            raise
        except Stale as error:
            overtaken = str(error)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, str(DONE_WORDS[move]))
            return redirect("cases:case", case_id)
    return _case_page(request, _found(request, case_id), refused=Refused(move, form, overtaken))


def _case_page(request: SignedInRequest, shown: Case, *, refused: Refused | None = None) -> HttpResponse:
    status = 200 if refused is None else OVERTAKEN if refused.overtaken else REFUSED
    return render(
        request, "cases/case.html", CasePage(shown, request.viewer, refused).context(), status=status
    )


def _open(request: SignedInRequest, form: ReportForm) -> Case:
    values = form.cleaned_data
    return actions.open_case(
        ground=values["place"],
        matter=values["matter"],
        title=values["title"],
        note=values["note"],
        found_at=values["found_at"],
        photos=form.photos(),
        by=request.viewer,
    )


def _assign(shown: Case, form: StepForm, request: SignedInRequest) -> Case:
    values = form.cleaned_data
    person = Person.objects.get(pk=values["to"])
    return actions.assign_case(
        shown, to=person, note=values["note"], seen=values["version"], by=request.viewer
    )


def _fix(shown: Case, form: StepForm, request: SignedInRequest) -> Case:
    values = form.cleaned_data
    return actions.fix_case(
        shown, note=values["note"], photos=form.photos(), seen=values["version"], by=request.viewer
    )


def _merge(shown: Case, form: StepForm, request: SignedInRequest) -> Case:
    values = form.cleaned_data
    visible = request.viewer.visible(Case.objects.all(), Act.CASE_VIEW)
    original = visible.filter(number=values["original"].strip(), division_code=shown.division_code).first()
    return actions.mark_duplicate(shown, of=original or shown, seen=values["version"], by=request.viewer)


def _with_note(act: Callable[..., Case]) -> Take:
    def take(shown: Case, form: StepForm, request: SignedInRequest) -> Case:
        values = form.cleaned_data
        return act(shown, note=values["note"], seen=values["version"], by=request.viewer)

    return take


def _with_reason(act: Callable[..., Case]) -> Take:
    def take(shown: Case, form: StepForm, request: SignedInRequest) -> Case:
        values = form.cleaned_data
        return act(shown, reason=values["reason"], seen=values["version"], by=request.viewer)

    return take


def _transfer(shown: Case, form: StepForm, request: SignedInRequest) -> Case:
    values = form.cleaned_data
    return actions.transfer_case(
        shown, line=values["line"], reason=values["reason"], seen=values["version"], by=request.viewer
    )


def _postpone(shown: Case, form: StepForm, request: SignedInRequest) -> Case:
    values = form.cleaned_data
    return actions.ask_to_postpone(
        shown, to=values["to"], reason=values["reason"], seen=values["version"], by=request.viewer
    )


def _bare(act: Callable[..., Case]) -> Take:
    def take(shown: Case, form: StepForm, request: SignedInRequest) -> Case:
        return act(shown, seen=form.cleaned_data["version"], by=request.viewer)

    return take


TAKE: Mapping[Move, Take] = {
    Move.ASSIGN: _assign,
    Move.FIX: _fix,
    Move.VERIFY: _with_note(actions.verify_case),
    Move.RETURN: _with_reason(actions.return_case),
    Move.CLOSE: _with_note(actions.close_case),
    Move.DECLINE: _with_reason(actions.decline_case),
    Move.MERGE: _merge,
    Move.REFUSE: _with_reason(actions.refuse_case),
    Move.TRANSFER: _transfer,
    Move.PARTIAL: _with_reason(actions.verify_partly),
    Move.REOPEN: _with_reason(actions.reopen_case),
    Move.UNASSIGN: _bare(actions.unassign_case),
    Move.UNVERIFY: _bare(actions.unverify_case),
    Move.WAIT: _with_reason(actions.stop_clock),
    Move.RESUME: _with_note(actions.resume_clock),
    Move.POSTPONE: _postpone,
    Move.GRANT: _with_note(actions.grant_postponement),
    Move.DENY: _with_reason(actions.deny_postponement),
    Move.URGE: _with_note(actions.urge_case),
}
STEP_PAGES: Mapping[Move, StepPage] = {move: _step_page(move) for move in TAKE}
