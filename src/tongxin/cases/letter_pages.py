"""The pages of letters: list, writing, one letter with its paper, receipt, answer and withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from tongxin.cases import actions
from tongxin.cases.letter_forms import (
    AnswerForm,
    LetterFilter,
    LetterForm,
    ReceiveForm,
    WithdrawForm,
    asked_cases,
)
from tongxin.cases.letter_rules import LetterMove, LetterState, next_state
from tongxin.cases.letter_words import ADDRESSEE_WORDS
from tongxin.cases.letters import is_addressee, may_answer, office_of
from tongxin.cases.models import Case, Letter, LetterCase
from tongxin.people.catalogue import town_of
from tongxin.records import clock, export
from tongxin.records.errors import RuleBroken
from tongxin.records.models import StoredFile
from tongxin.records.paging import COUNTED_AT_MOST, page_of
from tongxin.records.permission import Act, NotAllowed, SignedInRequest, page

REFUSED = 422
OFFERED_AT_MOST = 20  # further cases that may be put into the same letter


@page(Act.CASE_VIEW)
@require_GET
def letters(request: SignedInRequest) -> HttpResponse:
    """The letters of the viewer's ground; one to a household does not say to which."""
    found = _filtered(request)
    context = {
        "filter": found,
        "page": page_of(found.qs.shown().order_by("-issued_at", "-id"), request.GET.get("page")),
        "query": request.GET.urlencode(),
        "may_issue": request.viewer.may(Act.LETTER_ISSUE),
    }
    return render(request, "cases/letters.html", context)


@page(Act.CASE_VIEW)
@require_GET
def download(request: SignedInRequest) -> HttpResponse:
    """The list as the screen filters it, as a workbook; households masked as on the screen."""
    headings = [
        pgettext("column of letters", "Number"),
        pgettext("column of letters", "Village"),
        pgettext("column of letters", "To"),
        pgettext("column of letters", "Problems"),
        pgettext("column of letters", "Issued"),
        pgettext("column of letters", "Answer by"),
        pgettext("column of letters", "State"),
        pgettext("column of letters", "Signed for on"),
        pgettext("column of letters", "Answered on"),
        pgettext("column of letters", "Days late"),
    ]
    rows = (
        [
            letter.number,
            letter.village_name,
            ADDRESSEE_WORDS[letter.addressee_kind] if letter.is_to_household else letter.addressee,
            letter.case_count,
            letter.issued_at,
            letter.answer_by,
            letter.get_state_display(),
            letter.received_on,
            letter.answered_on,
            letter.days_late or None,
        ]
        for letter in _filtered(request).qs.shown().order_by("-issued_at", "-id")[:COUNTED_AT_MOST]
    )
    content = export.xlsx(_("Rectification letters"), headings, rows)
    name = _("rectification letters %(day)s") % {"day": clock.today().isoformat()}
    return export.download(content, f"{name}.xlsx", export.XLSX)


@page(Act.LETTER_ISSUE)
def write(request: SignedInRequest) -> HttpResponse:
    """Writes a letter about the cases in the address, and issues it."""
    cases = _asked(request)
    if not cases:
        return render(request, "cases/letter_new.html", {"form": None})
    form = _form(request, cases)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.issue_letter(form.draft, address=_address(request), by=request.viewer)
        except NotAllowed:
            raise
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Letter %(number)s is issued.") % {"number": made.number})
            return redirect("cases:letter", made.pk)
    context = {"form": form, "more": _more(request, cases), "village": cases[0].village_name}
    return render(request, "cases/letter_new.html", context, status=REFUSED if form.errors else 200)


@page(Act.LETTER_ISSUE)
@require_POST
def preview(request: SignedInRequest) -> HttpResponse:
    """The paper as it would be, marked as a draft."""
    cases = _asked(request)
    form = _form(request, cases) if cases else None
    if form is not None and form.is_valid():
        try:
            content = actions.preview_letter(form.draft, by=request.viewer)
        except NotAllowed:
            raise
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            name = _("Draft of a letter")
            return _inline(content, "application/pdf", f"{name}.pdf")
    more = _more(request, cases) if cases else []
    return render(request, "cases/letter_new.html", {"form": form, "more": more}, status=REFUSED)


@page(Act.CASE_VIEW)
@require_GET
def letter(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    """One letter: its problems as they stand now, who signed for it, what was answered."""
    return _letter_page(request, _found(request, letter_id))


@page(Act.CASE_VIEW)
@require_GET
def paper(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    """The paper as it was issued, always the same bytes."""
    return _stored(_found(request, letter_id).file, attached=True)


@page(Act.CASE_VIEW)
@require_GET
def signed(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    """The photo of the signed paper."""
    return _stored(_found(request, letter_id).signed_file, attached=False)


@page(Act.LETTER_ANSWER)
@require_POST
def receive(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    """Notes that it was signed for."""
    shown = _found(request, letter_id)
    form = ReceiveForm(request.POST, request.FILES, is_addressee=is_addressee(shown, request.viewer))

    def take() -> Letter:
        values = form.cleaned_data
        return actions.receive_letter(
            shown, on=values["on"], name=values["name"], photo=form.sent, by=request.viewer
        )

    return _step(request, shown, form, take, _("Noted as signed for."))


@page(Act.LETTER_ANSWER)
@require_POST
def answer(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    """Takes the answer."""
    shown, form = _found(request, letter_id), AnswerForm(request.POST)

    def take() -> Letter:
        values = form.cleaned_data
        return actions.answer_letter(shown, answer=values["answer"], on=values["on"], by=request.viewer)

    return _step(request, shown, form, take, _("The answer is saved."))


@page(Act.LETTER_ISSUE)
@require_POST
def withdraw(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    """Withdraws it."""
    shown, form = _found(request, letter_id), WithdrawForm(request.POST)

    def take() -> Letter:
        return actions.withdraw_letter(shown, reason=form.cleaned_data["reason"], by=request.viewer)

    return _step(request, shown, form, take, _("The letter is withdrawn."))


def _filtered(request: SignedInRequest) -> LetterFilter:
    visible = request.viewer.visible(Letter.objects.all(), Act.CASE_VIEW)
    return LetterFilter(request.GET, queryset=visible, viewer=request.viewer)


def _found(request: SignedInRequest, letter_id: UUID) -> Letter:
    people = ("issued_by", "received_entered_by", "answered_entered_by", "withdrawn_by")
    rows = Letter.objects.shown().select_related("post", "file", "signed_file", *people)
    return request.viewer.find(rows, Act.CASE_VIEW, pk=letter_id)


def _asked(request: SignedInRequest) -> list[Case]:
    """The cases that the address or the form names, as far as the viewer may write about them; oldest first."""
    given = request.POST if request.method == "POST" else request.GET
    visible = request.viewer.visible(Case.objects.with_places_and_people(), Act.LETTER_ISSUE)
    return list(visible.filter(pk__in=asked_cases(given.getlist("case"))).order_by("found_at", "id"))


def _form(request: SignedInRequest, cases: list[Case]) -> LetterForm:
    """The form; its contact begins as that of the town's last letter. Raises `CasesApart`."""
    town = town_of(cases[0].division_code)
    last = Letter.objects.filter(town_code=town).exclude(contact="").order_by("-issued_at").first()
    return LetterForm(
        request.POST or None, cases=cases, initial={"contact": last.contact if last else office_of(town)}
    )


def _more(request: SignedInRequest, cases: list[Case]) -> list[Case]:
    """Other cases of the village that wait to be put right and that no running letter is about, the latest first."""
    visible = request.viewer.visible(Case.objects.to_fix(), Act.LETTER_ISSUE)
    written = LetterCase.objects.filter(is_running=True).values("case")
    near = visible.filter(division_code=cases[0].division_code).exclude(pk__in=written)
    others = near.exclude(pk__in=[case.pk for case in cases]).with_places_and_people()
    return list(others.order_by("due_at", "id")[:OFFERED_AT_MOST])


def _address(request: SignedInRequest) -> Callable[[UUID], str]:
    return lambda key: request.build_absolute_uri(reverse("cases:letter", args=[key]))


def _step(
    request: SignedInRequest, shown: Letter, form: forms.Form, take: Callable[[], Letter], done: str
) -> HttpResponse:
    """One step: the form, one call into the room; a refusal shows the letter with what was typed."""
    if form.is_valid():
        try:
            take()
        except NotAllowed:
            raise
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("cases:letter", shown.pk)
    return _letter_page(request, _found(request, shown.pk), refused=form)


def _letter_page(
    request: SignedInRequest, shown: Letter, *, refused: forms.Form | None = None
) -> HttpResponse:
    viewer, state = request.viewer, LetterState(shown.state)
    own = is_addressee(shown, viewer)
    answers = viewer.may(Act.LETTER_ANSWER, shown.ground) and may_answer(shown, viewer)
    fresh: list[tuple[str, LetterMove, bool, Callable[[], forms.Form]]] = [
        ("receive", LetterMove.RECEIVE, answers, lambda: ReceiveForm(is_addressee=own)),
        ("answer", LetterMove.ANSWER, answers, AnswerForm),
        ("withdraw", LetterMove.WITHDRAW, viewer.may(Act.LETTER_ISSUE, shown.ground), WithdrawForm),
    ]
    offered: dict[str, forms.Form] = {}
    for name, move, may, make in fresh:
        if may and next_state(state, move) is not None:
            form = make()
            offered[name] = refused if refused is not None and type(refused) is type(form) else form
    rows = shown.rows.select_related(
        "case__matter", "case__group", "case__grid", "case__site", "case__assignee"
    )
    context = {
        "letter": shown,
        "rows": rows.order_by("position"),
        "forms": offered,
        "is_addressee": own,
        "unplaced": refused if refused is not None and refused not in offered.values() else None,
    }
    return render(request, "cases/letter.html", context, status=REFUSED if refused is not None else 200)


def _stored(file: StoredFile | None, *, attached: bool) -> HttpResponse:
    if file is None:
        raise Http404
    with file.open() as content:
        return _inline(content.read(), file.media_type, file.name, attached=attached)


def _inline(content: bytes, media_type: str, name: str, *, attached: bool = False) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(attached, name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
