"""Pages of coverage: the matrix, the list behind each cell, grids, neglected corners."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from tongxin.people.coverage import has_leader, in_use, spots
from tongxin.people.coverage_list import (
    CoverageFilter,
    grid_lines,
    longest_unseen_first,
    spot_lines,
)
from tongxin.people.coverage_matrix import coverage_matrix, is_neglected
from tongxin.people.network_view import VillageFilter, place_words
from tongxin.records import clock, export
from tongxin.records.paging import COUNTED_AT_MOST, page_of
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.intervals import intervals
from tongxin.territory.map_part import Colour, MapPart, map_part
from tongxin.territory.models import Division, Grid, Site


@page(Act.GROUND_VIEW)
@require_GET
def matrix(request: SignedInRequest) -> HttpResponse:
    """Village by kind of place, with what was seen in 30 and in 90 days; each cell opens its list."""
    today = clock.today()
    shown = coverage_matrix(request.viewer, today)
    lines = [
        {
            "kind": kind,
            "days": intervals().days[kind],
            "suggested": kind in intervals().suggested,
            "cell": cell,
        }
        for kind, cell in shown.sums
    ]
    context = {
        "tab": "matrix",
        "matrix": shown,
        "intervals": lines,
        "may_import": request.viewer.may(Act.REGISTER_IMPORT),
    }
    return render(request, "people/coverage.html", context)


@page(Act.GROUND_VIEW)
@require_GET
def spot_list(request: SignedInRequest) -> HttpResponse:
    """Spots with who answers for them, when they were seen, by when they are due again."""
    chosen = _filtered(request)
    shown = page_of(longest_unseen_first(chosen.qs), request.GET.get("page"))
    context = {
        "tab": "list",
        "filter": chosen,
        "page": shown,
        "lines": spot_lines(shown.rows, clock.today()),
        "query": request.GET.urlencode(),
        **_where_empty(request, shown.rows),
    }
    return render(request, "people/coverage_list.html", context)


@page(Act.GROUND_VIEW)
@require_GET
def list_download(request: SignedInRequest) -> HttpResponse:
    """The list as the screen filters it, as a workbook, the first 10,000 rows."""
    rows = list(longest_unseen_first(_filtered(request).qs)[:COUNTED_AT_MOST])
    headings = (
        _("Village"),
        pgettext("of a spot", "Place"),
        _("Kind"),
        _("Responsible"),
        _("Last seen"),
        _("Due again by"),
    )
    cells = (
        (
            Division.objects.name_of(line.site.division_code),
            place_words(line.site),
            line.site.get_kind_display(),
            line.responsible.person.masked_name if line.responsible else "",
            line.site.last_seen_on,
            line.due,
        )
        for line in spot_lines(rows, clock.today())
    )
    name = f"{_('Coverage')} {clock.today().isoformat()}.xlsx"
    return export.download(export.xlsx(_("Coverage"), headings, cells), name, export.XLSX)


@page(Act.GROUND_VIEW)
@require_GET
def grid_list(request: SignedInRequest) -> HttpResponse:
    """The grids of the second ring: those without a leader first, then by number."""
    today = clock.today()
    visible = request.viewer.visible(Grid.objects.filter(in_use(today)), Act.GROUND_VIEW)
    chosen = VillageFilter(request.GET, viewer=request.viewer, queryset=visible.select_related("group"))
    led = chosen.qs.annotate(is_led=has_leader(today, "pk"))
    ordered = led.order_by("is_led", "division_code", "number", "id")
    shown = page_of(ordered, request.GET.get("page"))
    context = {
        "tab": "grids",
        "filter": chosen,
        "page": shown,
        "lines": grid_lines(shown.rows, today),
    }
    return render(request, "people/coverage_grids.html", context)


@page(Act.GROUND_VIEW)
@require_GET
def neglected(request: SignedInRequest) -> HttpResponse:
    """Neglected corners: never seen first, then the longest unseen; as list and map."""
    today = clock.today()
    chosen = _filtered(request)
    shown = page_of(longest_unseen_first(chosen.qs.filter(is_neglected(today))), request.GET.get("page"))
    context: dict[str, Any] = {
        "tab": "neglected",
        "filter": chosen,
        "page": shown,
        "lines": spot_lines(shown.rows, today),
        "days": intervals().neglected_after,
        "query": request.GET.urlencode(),
        "map": _map_of_village(request),
        **_where_empty(request, shown.rows),
    }
    return render(request, "people/coverage_neglected.html", context)


def _where_empty(request: SignedInRequest, rows: Sequence[Site]) -> dict[str, bool]:
    """For a list without rows: whether there is nothing to look after at all, and who may enter it."""
    if rows:
        return {}
    visible = request.viewer.visible(spots(clock.today()), Act.GROUND_VIEW)
    return {
        "nothing_there": not visible.exists(),
        "may_import": request.viewer.may(Act.REGISTER_IMPORT),
    }


def _map_of_village(request: SignedInRequest) -> MapPart | None:
    """The map of the village that is asked for, coloured by when its places were seen; None without positions."""
    villages = request.viewer.visible(Division.objects.villages(), Act.GROUND_VIEW)
    village = villages.filter(pk=request.GET.get("village", "")).first()
    if village is None:
        return None
    part = map_part([village.ground], by=request.viewer, colour=Colour.SEEN, with_list=False)
    return None if part.is_empty else part


def _filtered(request: SignedInRequest) -> CoverageFilter:
    visible = request.viewer.visible(spots(clock.today()), Act.GROUND_VIEW)
    return CoverageFilter(
        request.GET, queryset=visible.select_related("group", "grid"), viewer=request.viewer
    )
