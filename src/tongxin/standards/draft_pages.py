"""Pages on which a town writes its own sheet: the draft as a whole, its head, parts and items, and as a workbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.records import clock, export
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.standards import editing
from tongxin.standards.actions import add_picture, begin_blank, begin_draft, change_draft, discard_draft
from tongxin.standards.check_words import Said, said
from tongxin.standards.checking import Where, check_sheet
from tongxin.standards.form_paper import draft_pdf
from tongxin.standards.item_form import ItemForm
from tongxin.standards.limits import limits
from tongxin.standards.models import MatterType, SheetDraft, SheetVersion
from tongxin.standards.rules import Hint, Mode
from tongxin.standards.sheet_forms import (
    BlankForm,
    HeadForm,
    SectionForm,
    WorkbookForm,
    initial_head,
    revision_of,
)
from tongxin.standards.sheet_rows import section_rows
from tongxin.standards.towns import towns_of
from tongxin.standards.workbook_reading import content_of
from tongxin.standards.workbook_writing import workbook_of

REFUSED = 422
PDF = "application/pdf"
Change = Callable[[editing.Content], editing.Content]


def _draft(request: SignedInRequest, sheet_draft_id: UUID) -> SheetDraft:
    rows = SheetDraft.objects.select_related("sheet", "base")
    return request.viewer.find(rows, Act.SHEET_AMEND, pk=sheet_draft_id)


def _to(draft: SheetDraft, anchor: str = "") -> HttpResponse:
    return redirect(reverse("standards:draft", args=[draft.pk]) + (f"#{anchor}" if anchor else ""))


def remarks_on(draft: SheetDraft) -> list[tuple[Said, str]]:
    """Everything to be said about a draft, each with the address where it is put right."""
    found = [said(remark, draft.parts) for remark in check_sheet(draft.content, limits().free_words)]
    addresses = {
        Where.SHEET: lambda place: reverse("standards:draft_head", args=[draft.pk]),
        Where.SECTION: lambda place: reverse("standards:draft_section", args=[draft.pk, place]),
        Where.ITEM: lambda place: reverse("standards:draft_item", args=[draft.pk, place]),
    }
    return [(each, addresses[each.remark.where](each.remark.place)) for each in found]


@page(Act.SHEET_AMEND)
@require_POST
def copy(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Begins a draft from a version: the next one of the town's own sheet, or a copy of another sheet."""
    rows = SheetVersion.objects.select_related("sheet")
    version = request.viewer.find(rows, Act.STANDARD_VIEW, pk=version_id)
    town = towns_of(request.viewer.grounds(Act.SHEET_AMEND))[0]
    try:
        return _to(begin_draft(version, town=town, by=request.viewer))
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect("standards:sheet", version.pk)


@page(Act.SHEET_AMEND)
def blank(request: SignedInRequest) -> HttpResponse:
    """Begins a draft from nothing."""
    form = BlankForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        town = towns_of(request.viewer.grounds(Act.SHEET_AMEND))[0]
        return _to(begin_blank(town=town, by=request.viewer, **form.cleaned_data))
    context = {"form": form, "title": _("A new score sheet"), "back": reverse("standards:sheets")}
    return render(request, "standards/part.html", context, status=REFUSED if form.errors else 200)


@page(Act.SHEET_AMEND)
@require_GET
def draft(request: SignedInRequest, sheet_draft_id: UUID) -> HttpResponse:
    """The draft as a whole: its parts and items, what the check says, and what can be done with it."""
    shown = _draft(request, sheet_draft_id)
    remarks = remarks_on(shown)
    hints = {item.id: item.hint for item in shown.parts.items}
    context = {
        "draft": shown,
        "sections": section_rows(shown.parts, hints),
        "faults": [each for each in remarks if each[0].remark.is_fault],
        "remarks": [each for each in remarks if not each[0].remark.is_fault],
        "places_at_fault": {each.remark.place for each, _address in remarks if each.remark.is_fault},
    }
    return render(request, "standards/draft.html", context)


@page(Act.SHEET_AMEND)
@require_POST
def move(request: SignedInRequest, sheet_draft_id: UUID) -> HttpResponse:
    """Moves a part or an item one place up or down."""
    shown = _draft(request, sheet_draft_id)
    kind, _colon, rest = request.POST.get("move", "").partition(":")
    part, _colon, way = rest.rpartition(":")
    moves: dict[str, Callable[[editing.Content, str, int], editing.Content]] = {
        "section": editing.section_moved,
        "item": editing.item_moved,
    }
    if kind not in moves or way not in ("up", "down"):
        raise Http404
    by = -1 if way == "up" else 1
    _changed(request, shown, lambda content: moves[kind](content, part, by))
    return _to(shown, f"{kind}-{part}")


@page(Act.SHEET_AMEND)
@require_POST
def remove(request: SignedInRequest, sheet_draft_id: UUID) -> HttpResponse:
    """Takes a part with its items, or an item, out of the draft."""
    shown = _draft(request, sheet_draft_id)
    kind, _colon, part = request.POST.get("remove", "").partition(":")
    removals: dict[str, Callable[[editing.Content, str], editing.Content]] = {
        "section": editing.without_section,
        "item": editing.without_item,
    }
    if kind not in removals:
        raise Http404
    _changed(request, shown, lambda content: removals[kind](content, part))
    return _to(shown)


def _changed(request: SignedInRequest, shown: SheetDraft, change: Change) -> None:
    """Changes the draft; what cannot be is said on the next page. A part that is not there is `Http404`."""
    try:
        content = change(shown.content)
    except KeyError as error:
        raise Http404 from error
    try:
        change_draft(shown, content=content, revision=revision_of(request.POST), by=request.viewer)
    except RuleBroken as error:
        messages.error(request, str(error))


def _saved(request: SignedInRequest, shown: SheetDraft, form: forms.Form, content: editing.Content) -> bool:
    """Was the content saved? If not, the form says why."""
    try:
        change_draft(shown, content=content, revision=revision_of(request.POST), by=request.viewer)
    except RuleBroken as error:
        form.add_error(None, str(error))
        return False
    return True


@page(Act.SHEET_AMEND)
def head(request: SignedInRequest, sheet_draft_id: UUID) -> HttpResponse:
    """Title, total, how points are counted."""
    shown = _draft(request, sheet_draft_id)
    form = HeadForm(request.POST or None, initial=initial_head(shown.content))
    if request.method == "POST" and form.is_valid():
        content = editing.with_head(shown.content, form.head())
        if _saved(request, shown, form, content):
            return _to(shown)
    return _part(request, shown, form, _("Head of the sheet"))


@page(Act.SHEET_AMEND)
def section(request: SignedInRequest, sheet_draft_id: UUID, section: str = "") -> HttpResponse:
    """A part of the sheet: a new one, or one that is there."""
    shown = _draft(request, sheet_draft_id)
    initial = (
        _found(editing.section_of, shown, section)
        if section
        else {"id": editing.new_section_id(shown.content)}
    )
    form = SectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        content = (
            editing.with_section(shown.content, section, values)
            if section
            else editing.with_new_section(shown.content, values)
        )
        if _saved(request, shown, form, content):
            return _to(shown, f"section-{values['id']}")
    title = _("Part %(id)s") % {"id": section} if section else _("A new part")
    going = len(initial["items"]) if section else 0
    return _part(request, shown, form, title, removes=f"section:{section}" if section else "", going=going)


def _found(
    look: Callable[[editing.Content, str], editing.Part], shown: SheetDraft, part: str
) -> editing.Part:
    try:
        return look(shown.content, part)
    except KeyError as error:
        raise Http404 from error


def _part(
    request: SignedInRequest,
    shown: SheetDraft,
    form: forms.Form,
    title: str,
    *,
    removes: str = "",
    going: int = 0,
) -> HttpResponse:
    """A page with the form of one part of the draft."""
    context = {
        "draft": shown,
        "form": form,
        "title": title,
        "removes": removes,
        "going": going,
        "back": reverse("standards:draft", args=[shown.pk]),
    }
    return render(request, "standards/part.html", context, status=REFUSED if form.errors else 200)


@page(Act.SHEET_AMEND)
def new_item(request: SignedInRequest, sheet_draft_id: UUID, section: str) -> HttpResponse:
    """A new item at the end of a part."""
    shown = _draft(request, sheet_draft_id)
    _found(editing.section_of, shown, section)
    start = editing.new_item(
        editing.new_item_id(shown.content, section),
        zh="",
        en="",
        max_points=None,
        mode={"type": Mode.DEDUCT_PER_FINDING.value, "points": None, "unit": "place"},
        hint=Hint(),
    )
    return _item(request, shown, start, lambda made: editing.with_new_item(shown.content, section, made))


@page(Act.SHEET_AMEND)
def item(request: SignedInRequest, sheet_draft_id: UUID, item: str) -> HttpResponse:
    """An item: everything that it says."""
    shown = _draft(request, sheet_draft_id)
    found = _found(editing.item_of, shown, item)
    return _item(
        request, shown, found, lambda made: editing.with_item(shown.content, item, made), removes=item
    )


def _item(
    request: SignedInRequest,
    shown: SheetDraft,
    start: editing.Part,
    change: Callable[[editing.Part], editing.Content],
    removes: str = "",
) -> HttpResponse:
    if request.method == "POST":
        form = ItemForm(request.POST, request.FILES, content=shown.content, item=start)
        if form.is_valid():
            made = form.item(picture=_picture(request, shown, form, start))
            if _saved(request, shown, form, change(made)):
                return _to(shown, f"item-{made['id']}")
    else:
        form = ItemForm(content=shown.content, item=start)
    context = {
        "draft": shown,
        "form": form,
        "removes": removes,
        "picture": start.get("picture", ""),
        "title": _("Item %(id)s") % {"id": removes} if removes else _("A new item"),
    }
    return render(request, "standards/item.html", context, status=REFUSED if form.errors else 200)


def _picture(request: SignedInRequest, shown: SheetDraft, form: ItemForm, start: editing.Part) -> str:
    """The id of the picture that the item shows from now on: a new one, the one it had, or none."""
    photo = form.cleaned_data["picture"]
    if photo is not None:
        return str(add_picture(shown, photo=photo, by=request.viewer).pk)
    return "" if form.cleaned_data.get("without_picture") else str(start.get("picture", ""))


@page(Act.SHEET_AMEND)
@require_POST
def discard(request: SignedInRequest, sheet_draft_id: UUID) -> HttpResponse:
    """Takes the draft out."""
    shown = _draft(request, sheet_draft_id)
    discard_draft(shown, by=request.viewer)
    messages.success(request, _("The draft is discarded."))
    return redirect("standards:sheets")


@page(Act.SHEET_AMEND)
@require_GET
def workbook(request: SignedInRequest, sheet_draft_id: UUID) -> HttpResponse:
    """The draft as a workbook, to be changed and chosen again."""
    shown = _draft(request, sheet_draft_id)
    hints = {item.id: item.hint for item in shown.parts.items}
    return export.download(workbook_of(shown.content, hints), f"{shown.title}.xlsx", export.XLSX)


@page(Act.SHEET_AMEND)
def upload(request: SignedInRequest, sheet_draft_id: UUID) -> HttpResponse:
    """Reads a workbook into the draft: all of it, or every fault."""
    shown = _draft(request, sheet_draft_id)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    faults: list[Any] = []
    if request.method == "POST" and form.is_valid():
        codes = set(MatterType.objects.in_force(clock.today()).values_list("code", flat=True))
        try:
            content = content_of(form.cleaned_data["file"], base=shown.content, matters=codes)
        except RuleBroken as error:
            faults = list(getattr(error, "faults", ()))
            form.add_error("file", str(error).split("\n", 1)[0])
        else:
            if _saved(request, shown, form, content):
                messages.success(request, _("The workbook is read. Look at what the check says."))
                return _to(shown)
    context = {"draft": shown, "form": form, "faults": faults}
    return render(request, "standards/upload.html", context, status=REFUSED if form.errors else 200)


@page(Act.SHEET_AMEND)
@require_GET
def form_preview(request: SignedInRequest, sheet_draft_id: UUID) -> HttpResponse:
    """How the printed form will look."""
    shown = _draft(request, sheet_draft_id)
    response = HttpResponse(draft_pdf(shown), content_type=PDF)
    response["Content-Disposition"] = "inline"
    return response
