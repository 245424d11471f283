"""Pages of briefs: list, new, read, write, approve, publish, download, and the records of frozen figures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tongxin.access.queries import who_may
from tongxin.records import clock, export, figures
from tongxin.records.errors import RuleBroken
from tongxin.records.figures import Figure, Total
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.reporting import actions
from tongxin.reporting.asked import ground_choices, last_quarter
from tongxin.reporting.behind import frozen_rows, viewers_grounds
from tongxin.reporting.compose import document_of
from tongxin.reporting.data import layout
from tongxin.reporting.docx import docx_of
from tongxin.reporting.errors import TypedNumbers
from tongxin.reporting.figure_pages import answer, groups_for, part_line, rows_context, workbook
from tongxin.reporting.forms import BriefForm, NewBriefForm, WithdrawForm, approve_form
from tongxin.reporting.links import RecordLinks, figure_url
from tongxin.reporting.models import Brief, BriefFigure, BriefTemplate
from tongxin.reporting.pdf import pdf_of
from tongxin.reporting.rules import Step, may_approve
from tongxin.reporting.text import (
    FaultyPlace,
    FigurePlace,
    ListPlace,
    Name,
    NamePlace,
    SourceTable,
    VillageTable,
    Whole,
    respelled,
    spelled,
)
from tongxin.reporting.wording import local_speech, shown, stored_speech
from tongxin.territory.lookup import ground_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def _found(request: SignedInRequest, brief_id: UUID, act: Act = Act.BRIEF_VIEW) -> Brief:
    found: Brief = request.viewer.find(Brief.objects.with_people(), act, pk=brief_id)
    return found


@page(Act.BRIEF_VIEW)
@require_safe
def briefs(request: SignedInRequest) -> HttpResponse:
    """The briefs of the viewer's ground, newest first."""
    rows = request.viewer.visible(Brief.objects.with_people(), Act.BRIEF_VIEW)
    state = request.GET.get("state", "")
    if state in Brief.State.values:
        rows = rows.filter(state=state)
    context: dict[str, Any] = {
        "page": page_of(rows, request.GET.get("page")),
        "state": state,
        "states": Brief.State.choices,
    }
    context["may_write"] = request.viewer.may(Act.BRIEF_WRITE)
    return render(request, "reporting/briefs.html", context)


@page(Act.BRIEF_WRITE)
def new_brief(request: SignedInRequest) -> HttpResponse:
    """Chooses wording, place and period, and begins a draft."""
    grounds = viewers_grounds(request.viewer, Act.BRIEF_WRITE)
    since, until = last_quarter(clock.today())
    usual = {"since": since, "until": until, "ground": grounds[0].key}
    form = NewBriefForm(
        request.POST or None, initial=usual, grounds=ground_choices(grounds), on=clock.today()
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        brief = actions.write_brief(
            chosen["template"],
            by=request.viewer,
            ground=ground_of(chosen["ground"]),
            since=chosen["since"],
            until=chosen["until"],
        )
        messages.success(
            request, _("The draft is there, with the figures of its period. Read it and change it.")
        )
        return redirect("reporting:brief", brief.pk)
    context = {
        "form": form,
        "has_wording": BriefTemplate.objects.exists(),
        "may_load": request.viewer.may(Act.STANDARD_LOAD) and actions.has_new_templates(),
    }
    return render(request, "reporting/new_brief.html", context)


@page(Act.STANDARD_LOAD)
@require_POST
def load_wordings(request: SignedInRequest) -> HttpResponse:
    """Loads the wordings that came along with this version."""
    loaded = actions.load_templates(by=request.viewer)
    number = len(loaded)
    text = ngettext("%(number)d new wording.", "%(number)d new wordings.", number) % {"number": number}
    messages.success(request, text)
    return redirect("reporting:new_brief")


@page(Act.BRIEF_VIEW)
@require_safe
def brief_page(request: SignedInRequest, brief_id: UUID) -> HttpResponse:
    """The brief as it is printed; every figure opens its records."""
    brief = _found(request, brief_id)
    return render(request, "reporting/brief.html", _brief_context(request, brief))


def _brief_context(request: SignedInRequest, brief: Brief) -> dict[str, Any]:
    viewer, document = request.viewer, document_of(brief)
    decides = viewer.may(Act.BRIEF_PUBLISH, brief.ground)
    approves = decides and brief.allows(Step.APPROVE)
    is_other = may_approve(viewer.person_id, brief.hands)
    return {
        "brief": brief,
        "document": document,
        "links": RecordLinks(brief, document),
        "figures_count": sum(1 for _position in document.shown_positions()),
        "may_edit": brief.is_draft and viewer.may(Act.BRIEF_WRITE, brief.ground),
        "approve_form": approve_form(brief) if approves and is_other else None,
        "waits_for": _who_approves(brief) if brief.is_draft and not (approves and is_other) else "",
        "may_publish": decides and brief.allows(Step.PUBLISH),
        "withdraw_form": WithdrawForm() if _may_withdraw(request, brief) else None,
    }


def _may_withdraw(request: SignedInRequest, brief: Brief) -> bool:
    act = Act.BRIEF_WRITE if brief.is_draft else Act.BRIEF_PUBLISH
    return brief.allows(Step.WITHDRAW) and request.viewer.may(act, brief.ground)


def _who_approves(brief: Brief) -> str:
    """The names of those who may approve: whom to ask."""
    people = who_may(Act.BRIEF_PUBLISH, brief.ground, clock.today()).exclude(pk__in=brief.hands)[:5]
    return _(", ").join(person.masked_name for person in people)


@page(Act.BRIEF_WRITE)
def edit_brief(request: SignedInRequest, brief_id: UUID) -> HttpResponse:
    """Title and text of a draft, beside the list of figures that may stand in it."""
    brief = _found(request, brief_id, Act.BRIEF_WRITE)
    speech = local_speech()
    form = BriefForm(request.POST or None, initial=_spelled_out(brief))
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        try:
            actions.edit_brief(brief, by=request.viewer, speech=speech, **entered)
        except TypedNumbers as error:
            for slip in error.slips:
                form.add_error("title" if slip.line == 0 else "text", str(slip.message))
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("reporting:brief", brief.pk)
    context = {
        "brief": brief,
        "form": form,
        "groups": _insertable(request),
        "forms_of_speech": _forms_of_speech(),
    }
    return render(request, "reporting/edit_brief.html", context, status=422 if form.errors else 200)


def _spelled_out(brief: Brief) -> dict[str, Any]:
    try:
        text = respelled(brief.text, layout().numbering, stored_speech(), local_speech())
    except FaultyPlace:  # a figure that this version no longer has: shown as stored, to be taken out
        text = brief.text
    return {"title": brief.title, "text": text, "revision": brief.revision}


def _insertable(request: SignedInRequest) -> list[dict[str, Any]]:
    speech = local_speech()
    return [
        {
            "label": group.label,
            "figures": [
                {"figure": figure, "code": "{" + spelled(FigurePlace(figure.key), speech) + "}"}
                for figure in group.figures
            ],
        }
        for group in groups_for(request.viewer)
    ]


def _forms_of_speech() -> list[dict[str, str]]:
    """What else may stand in braces, each with an example in the words of the screen."""
    speech, keys = local_speech(), [figure.key for figure in figures.all()][:2]
    examples: list[tuple[FigurePlace | NamePlace | Whole, str]] = [
        (NamePlace(Name.PLACE), _("the name of the place")),
        (NamePlace(Name.PERIOD), _("the period in words")),
        (NamePlace(Name.SINCE), _("the first day of the period")),
        (NamePlace(Name.UNTIL), _("the last day of the period")),
        *((FigurePlace(key, previous=True), _("the same figure in the period before")) for key in keys[:1]),
        (VillageTable(0, tuple(keys)), _("alone on a line: a table, one line a village")),
        (ListPlace(0, "red"), _("alone on a line: the last published red list")),
        (SourceTable(0), _("alone on a line: all figures with what they count")),
    ]
    return [{"code": "{" + spelled(place, speech) + "}", "means": means} for place, means in examples]


@page(Act.BRIEF_PUBLISH)
@require_POST
def approve(request: SignedInRequest, brief_id: UUID) -> HttpResponse:
    """Approves and freezes a draft."""
    brief = _found(request, brief_id, Act.BRIEF_PUBLISH)
    revision = request.POST.get("revision", "")
    return _done(
        request,
        brief,
        lambda: actions.approve_brief(
            brief, by=request.viewer, revision=int(revision) if revision.isdecimal() else 0
        ),
        _("Approved. The figures are fixed now; later records do not change this brief."),
    )


@page(Act.BRIEF_PUBLISH)
@require_POST
def publish(request: SignedInRequest, brief_id: UUID) -> HttpResponse:
    """Publishes an approved brief."""
    brief = _found(request, brief_id, Act.BRIEF_PUBLISH)
    return _done(
        request,
        brief,
        lambda: actions.publish_brief(brief, by=request.viewer),
        _("Published: a copy without row ids was made for the public."),
    )


@page(Act.BRIEF_VIEW)
@require_POST
def withdraw(request: SignedInRequest, brief_id: UUID) -> HttpResponse:
    """Takes a brief back, with a reason."""
    brief = _found(request, brief_id)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the brief is taken back."))
        return redirect("reporting:brief", brief.pk)
    reason = form.cleaned_data["reason"]
    return _done(
        request,
        brief,
        lambda: actions.withdraw_brief(brief, by=request.viewer, reason=reason),
        _("Taken back."),
    )


def _done(request: HttpRequest, brief: Brief, act: Any, said: str) -> HttpResponse:
    """Does an act of a button; what goes against a rule is said on the brief's page."""
    try:
        act()
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("reporting:brief", brief.pk)


@page(Act.BRIEF_VIEW)
@require_safe
def brief_docx(request: SignedInRequest, brief_id: UUID) -> HttpResponse:
    """The brief as a Word file."""
    brief, links = _printed(request, brief_id)
    return export.download(docx_of(links.document, links), f"{brief.title}.docx", DOCX)


@page(Act.BRIEF_VIEW)
@require_safe
def brief_pdf(request: SignedInRequest, brief_id: UUID) -> HttpResponse:
    """The brief as a PDF."""
    brief, links = _printed(request, brief_id)
    return export.download(pdf_of(links.document, links), f"{brief.title}.pdf", PDF)


def _printed(request: SignedInRequest, brief_id: UUID) -> tuple[Brief, RecordLinks]:
    brief = _found(request, brief_id)
    return brief, RecordLinks(brief, document_of(brief), request.build_absolute_uri)


@page(Act.BRIEF_VIEW)
@require_safe
def brief_figure(request: SignedInRequest, brief_id: UUID, position: int) -> HttpResponse:
    """A figure of a brief: exactly the rows that were frozen, and whether the value is another today.

    Asked for the panel beside the text, it answers with that. A draft has no frozen figures.
    """
    brief = _found(request, brief_id)
    frozen = get_object_or_404(BriefFigure, brief=brief, position=position)
    context = _frozen_context(request, brief, frozen)
    return answer(request, "reporting/brief_figure.html", context)


def _frozen_context(request: SignedInRequest, brief: Brief, frozen: BriefFigure) -> dict[str, Any]:
    figure = figures.get(frozen.key)
    request.viewer.require(figure.act)
    now = figure.value(frozen.scope)
    context: dict[str, Any] = {
        "brief": brief,
        "frozen": frozen,
        "figure": figure,
        "shown": shown(frozen.value, frozen.unit),
        "now": shown(now, frozen.unit),
        "differs": shown(now, frozen.unit) != shown(frozen.value, frozen.unit),
        "live_url": figure_url(frozen.key, frozen.scope),
    }
    if not isinstance(figure, Figure):
        lines = [part_line(part, _frozen_url(part)) for part in frozen.parts()]
        return context | {"parts": lines, "is_sum": isinstance(figure, Total)}
    rows = frozen_rows(frozen, request.viewer)
    return context | rows_context(rows, request)


def _frozen_url(frozen: BriefFigure) -> str:
    return reverse("reporting:brief_figure", args=[frozen.brief_id, frozen.position])


@page(Act.BRIEF_VIEW)
@require_safe
def brief_figure_workbook(request: SignedInRequest, brief_id: UUID, position: int) -> HttpResponse:
    """The frozen rows as a workbook."""
    brief = _found(request, brief_id)
    frozen = get_object_or_404(BriefFigure, brief=brief, position=position)
    if not isinstance(figures.get(frozen.key), Figure):
        raise Http404
    return workbook(frozen_rows(frozen, request.viewer), f"{frozen.title} {frozen.since}–{frozen.until}")
