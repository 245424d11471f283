"""Tables: the list of them, drawing, importing, one table."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongxin.ranking.actions import Period, draw_table, import_table
from tongxin.ranking.filters import TableFilter
from tongxin.ranking.forms import ImportForm, PeriodForm
from tongxin.ranking.models import Listing, ScoredUnit, Table
from tongxin.ranking.overview import overview_of
from tongxin.ranking.plot import marks_of, scale_of
from tongxin.ranking.rules import Colour, ListState
from tongxin.ranking.table_words import table_words
from tongxin.ranking.words import period_words
from tongxin.records import export
from tongxin.records.errors import RuleBroken
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, NotAllowed, SignedInRequest, page

ROWS_A_PAGE = 50
NOTICES_SHOWN = 8


@page(Act.TABLE_VIEW)
def tables(request: SignedInRequest) -> HttpResponse:
    """The tables of the viewer's ground, and what stands on lists about the viewer's own places."""
    visible = request.viewer.visible(Table.objects.all(), Act.TABLE_VIEW)
    narrowed = TableFilter(request.GET, queryset=visible)
    if request.GET.get("format") == "xlsx":
        return _tables_workbook(narrowed)
    standing = request.viewer.visible(Listing.objects.standing(), Act.TABLE_VIEW)
    context = {
        "filter": narrowed,
        "page": page_of(narrowed.qs.with_lists(), request.GET.get("page")),
        "notices": standing.select_related("unit", "ranked_list__table").order_by(
            "ranked_list__colour",
            "-ranked_list__published_at",
            "pk",  # notices first
        )[:NOTICES_SHOWN],
        "may_draft": request.viewer.may(Act.LIST_DRAFT),
    }
    return render(request, "ranking/tables.html", context)


def _tables_workbook(narrowed: TableFilter) -> HttpResponse:
    headings = [_("Table"), _("Compared"), _("From"), _("To"), _("Source"), _("Drawn")]
    rows = (
        [table.title, table.kind_word, table.since, table.until, table.get_source_display(), table.drawn_at]
        for table in narrowed.qs
    )
    return export.download(export.xlsx(_("Tables"), headings, rows), f"{_('Tables')}.xlsx", export.XLSX)


@page(Act.LIST_DRAFT)
def draw(request: SignedInRequest) -> HttpResponse:
    """Draws a table from visits."""
    form = PeriodForm(request.POST or None, by=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            table = draw_table(
                form.cleaned_data["ground"], kind=form.unit_kind, period=_period(form), by=request.viewer
            )
        except NotAllowed:
            raise
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The table is drawn. Look it over, then draw a list from it."))
            return redirect("ranking:table", table.pk)
    return render(request, "ranking/draw.html", {"form": form}, status=_status(form))


@page(Act.LIST_DRAFT)
def import_file(request: SignedInRequest) -> HttpResponse:
    """Imports a score table or bulletin, all or none."""
    form = ImportForm(request.POST or None, request.FILES or None, by=request.viewer)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = import_table(
                form.cleaned_data["ground"],
                name=file.name,
                content=file.read(),
                kind=form.unit_kind,
                period=_period(form),
                by=request.viewer,
            )
        except NotAllowed:
            raise
        except RuleBroken as error:
            faults = str(error).splitlines()
            form.add_error("file", _("Nothing was imported. Put the file right and choose it again."))
        else:
            messages.success(request, _("The table is imported."))
            return redirect("ranking:table", table.pk)
    context = {"form": form, "faults": faults, "accepted": table_words().accepted}
    return render(request, "ranking/import.html", context, status=_status(form))


@page(Act.LIST_DRAFT)
def import_template(request: SignedInRequest) -> HttpResponse:
    """The workbook to fill in."""
    columns = ("unit", "parent", "kind", "class", "score", "rank", "visits", "reason")
    headings = [table_words().accepted[column][0] for column in columns]
    return export.download(
        export.xlsx(_("Score table"), headings, []), f"{_('Score table')}.xlsx", export.XLSX
    )


@page(Act.TABLE_VIEW)
def table(request: SignedInRequest, table_id: UUID) -> HttpResponse:
    """One table: scores on a common axis, ties, differences, and its lists."""
    shown = request.viewer.find(
        Table.objects.select_related("file", "drawn_by").with_lists(), Act.TABLE_VIEW, pk=table_id
    )
    units = ScoredUnit.objects.filter(table=shown)
    if request.GET.get("format") == "xlsx":
        return _table_workbook(shown)
    listed = _listed(shown)
    rows = page_of(units.order_by("position"), request.GET.get("page"), ROWS_A_PAGE)
    overview = overview_of(shown)
    scale = scale_of(overview.scores)
    red, improve = listed[Colour.RED], listed[Colour.IMPROVE]
    context = {
        "table": shown,
        "period": period_words(shown.since, shown.until),
        "page": rows,
        "marks": marks_of(rows, scale, tied=overview.tied, red=red, improve=improve),
        "scale": scale,
        "overview": overview,
        "lists": shown.kept_lists,
        "may_draft": request.viewer.may(Act.LIST_DRAFT, shown.ground),
    }
    return render(request, "ranking/table.html", context)


def _listed(shown: Table) -> dict[Colour, frozenset[str]]:
    """Keys of the units on the table's kept lists, by colour."""
    found: dict[Colour, set[str]] = {colour: set() for colour in Colour}
    listings = Listing.objects.filter(ranked_list__table=shown, ended_at__isnull=True).exclude(
        ranked_list__state=ListState.WITHDRAWN
    )
    for colour, unit_id in listings.values_list("ranked_list__colour", "unit_id"):
        found[Colour(colour)].add(str(unit_id))
    return {colour: frozenset(keys) for colour, keys in found.items()}


def _table_workbook(shown: Table) -> HttpResponse:
    headings = [
        _("Unit above"),
        _("Unit"),
        _("Kind"),
        _("Class"),
        _("Score"),
        _("Rank"),
        _("Printed rank"),
        _("Visits"),
    ]
    rows = (
        [
            unit.parent_name,
            unit.name,
            unit.kind_word,
            unit.unit_class,
            unit.score,
            unit.rank if unit.rank is not None else _("not enough evidence"),
            unit.printed_rank,
            unit.n,
        ]
        for unit in ScoredUnit.objects.filter(table=shown).order_by("position")
    )
    return export.download(export.xlsx(_("Score table"), headings, rows), f"{shown.title}.xlsx", export.XLSX)


def _period(form: PeriodForm) -> Period:
    data: dict[str, Any] = form.cleaned_data
    return Period(since=data["since"], until=data["until"], min_n=data["min_n"])


def _status(form: PeriodForm) -> int:
    return 422 if form.errors else 200
