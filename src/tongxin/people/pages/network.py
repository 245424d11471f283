"""Pages of the responsibility network: gaps, overlaps, overload; and their downloads."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from tongxin.people.network import GapKind, Gaps, gaps_of, overlaps_for
from tongxin.people.network_rules import Overlap, OverlapKind
from tongxin.people.network_view import (
    GAP_WORDS,
    GapSums,
    VillageFilter,
    gap_lines,
    gap_sums,
    load_lines,
    overlap_lines,
)
from tongxin.people.overload import LoadKind, TooMuch, overloads_for
from tongxin.records import clock, export
from tongxin.records.paging import COUNTED_AT_MOST, CappedPage, page_of
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.ground import division_ground
from tongxin.territory.load import load_rule

ROWS_A_PAGE = 50


@page(Act.PEOPLE_VIEW)
@require_GET
def gaps(request: SignedInRequest) -> HttpResponse:
    """Spots with nobody, kind by kind, each with the act that mends it."""
    today = clock.today()
    chosen = VillageFilter(request.GET, viewer=request.viewer)
    sums = gap_sums(request.viewer, today, chosen.code)
    kind = _kind(request, sums)
    shown = page_of(_gaps(request, kind, today, chosen.code), request.GET.get("page"))
    context = {
        "tab": "gaps",
        "filter": chosen,
        "sums": sums,
        "kind": kind,
        "kind_words": GAP_WORDS[kind],
        "kept": {"kind": kind.value},
        "page": shown,
        "lines": gap_lines(kind, shown.rows, request.viewer, today),
        "query": request.GET.urlencode(),
    }
    return render(request, "people/network_gaps.html", context)


@page(Act.PEOPLE_VIEW)
@require_GET
def gaps_download(request: SignedInRequest) -> HttpResponse:
    """The list as the screen shows it, as a workbook."""
    today = clock.today()
    chosen = VillageFilter(request.GET, viewer=request.viewer)
    kind = _kind(request, gap_sums(request.viewer, today, chosen.code))
    rows = _gaps(request, kind, today, chosen.code)[:COUNTED_AT_MOST]
    lines = gap_lines(kind, list(rows), request.viewer, today)
    headings = (_("Village"), pgettext("of a gap", "Place"), pgettext("of a gap", "Note"))
    cells = ((line.village, line.place, line.note) for line in lines)
    return _workbook(str(GAP_WORDS[kind]), headings, cells)


def _kind(request: SignedInRequest, sums: GapSums) -> GapKind:
    """The kind that is asked for, else the first of which there are any."""
    try:
        return GapKind(request.GET.get("kind", ""))
    except ValueError:
        return next((tab.kind for tab in sums.tabs if tab.count), GapKind.GRID_UNLED)


def _gaps(request: SignedInRequest, kind: GapKind, on: date, code: str) -> Gaps:
    rows = gaps_of(kind, request.viewer, on)
    return rows.within(division_ground(code)) if code else rows


@page(Act.PEOPLE_VIEW)
@require_GET
def overlaps(request: SignedInRequest) -> HttpResponse:
    """Two where one is meant: in one post, in one role, on one area."""
    chosen = VillageFilter(request.GET, viewer=request.viewer)
    found = _overlaps(request, chosen.code)
    shown = _page_of_list(found, request.GET.get("page"))
    context = {
        "tab": "overlaps",
        "filter": chosen,
        "page": shown,
        "lines": overlap_lines(shown.rows, request.viewer),
        "counts": [(kind, sum(each.kind is kind for each in found)) for kind in OverlapKind],
        "query": request.GET.urlencode(),
    }
    return render(request, "people/network_overlaps.html", context)


@page(Act.PEOPLE_VIEW)
@require_GET
def overlaps_download(request: SignedInRequest) -> HttpResponse:
    """The overlaps as a workbook, names masked as on the screen."""
    chosen = VillageFilter(request.GET, viewer=request.viewer)
    lines = overlap_lines(_overlaps(request, chosen.code)[:COUNTED_AT_MOST], request.viewer)
    headings = (
        pgettext("of an overlap", "Place"),
        pgettext("of an overlap", "What"),
        _("First"),
        pgettext("first of two", "Since"),
        _("Second"),
        pgettext("second of two", "Since"),
    )
    cells = (
        (
            line.place,
            str(line.words),
            f"{line.sides[0].who} {line.sides[0].what}",
            line.sides[0].since,
            f"{line.sides[1].who} {line.sides[1].what}",
            line.sides[1].since,
        )
        for line in lines
    )
    return _workbook(_("Overlaps"), headings, cells)


def _overlaps(request: SignedInRequest, code: str) -> list[Overlap]:
    found = overlaps_for(request.viewer, clock.today())
    return [each for each in found if code in ("", each.second.ground.division_code)]


@page(Act.PEOPLE_VIEW)
@require_GET
def overload(request: SignedInRequest) -> HttpResponse:
    """Ground far above the median of its like."""
    chosen = VillageFilter(request.GET, viewer=request.viewer)
    found = _loads(request, chosen.code)
    shown = _page_of_list(found, request.GET.get("page"))
    context = {
        "tab": "overload",
        "filter": chosen,
        "page": shown,
        "lines": load_lines(shown.rows, request.viewer),
        "counts": [(kind, sum(each.kind is kind for each in found)) for kind in LoadKind],
        "rule": load_rule(),
        "query": request.GET.urlencode(),
    }
    return render(request, "people/network_overload.html", context)


@page(Act.PEOPLE_VIEW)
@require_GET
def overload_download(request: SignedInRequest) -> HttpResponse:
    """The loads as a workbook, names masked as on the screen."""
    chosen = VillageFilter(request.GET, viewer=request.viewer)
    lines = load_lines(_loads(request, chosen.code)[:COUNTED_AT_MOST], request.viewer)
    headings = (
        _("Village"),
        _("Grids"),
        pgettext("of a load", "What"),
        pgettext("of a load", "Number"),
        _("Bearable at most"),
        _("Grid leader"),
    )
    cells = (
        (
            line.village,
            _(", ").join(name for name, _url in line.places),
            str(line.words),
            line.size,
            line.bearable,
            line.leader,
        )
        for line in lines
    )
    return _workbook(_("Too much ground"), headings, cells)


def _loads(request: SignedInRequest, code: str) -> list[TooMuch]:
    found = overloads_for(request.viewer, clock.today())
    return [each for each in found if code in ("", each.grid.division_code)]


def _page_of_list(rows: list[Any], number: str | None) -> CappedPage[Any]:
    """The page `number` of a list that is in memory; nonsense is page 1, too large is the last page."""
    last = max(1, -(-len(rows) // ROWS_A_PAGE))
    wanted = int(number) if number and number.isascii() and number.isdecimal() and len(number) < 9 else 1
    current = min(max(wanted, 1), last)
    first = (current - 1) * ROWS_A_PAGE
    shown = tuple(rows[first : first + ROWS_A_PAGE])
    return CappedPage(shown, current, ROWS_A_PAGE, len(rows), is_capped=False)


def _workbook(title: str, headings: Any, rows: Any) -> HttpResponse:
    name = f"{title} {clock.today().isoformat()}.xlsx"
    return export.download(export.xlsx(title, headings, rows), name, export.XLSX)
