"""The page of indicators: handling, closing and the rest, by village, group, grid or line, and its workbook."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from tongxin.plans.blocks import ways_to_divide
from tongxin.records import export, figures
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.reporting.asked import Asked, asked_for
from tongxin.reporting.forms import Choices
from tongxin.reporting.indicators import ROWS_A_PAGE, Indicators, Per, indicators_of
from tongxin.territory.ground import Ground

ROWS_A_WORKBOOK = 10_000
PER_WORDS = {
    Per.TOWN: pgettext_lazy("rows of the indicators", "by town"),
    Per.VILLAGE: pgettext_lazy("rows of the indicators", "by village"),
    Per.GROUP: pgettext_lazy("rows of the indicators", "by group"),
    Per.GRID: pgettext_lazy("rows of the indicators", "by grid"),
    Per.LINE: pgettext_lazy("rows of the indicators", "by line"),
}


@page(Act.FIGURE_OPEN)
@require_GET
def indicators_page(request: SignedInRequest) -> HttpResponse:
    """The indicators of a place for a period; each number opens its records."""
    asked, per = _asked(request)
    table = _table(request, asked, per, ROWS_A_PAGE)
    context = {
        "form": asked.form,
        "scope": asked.scope,
        "place": asked.place,
        "per": per,
        "table": table,
        "query": request.GET.urlencode(),
    }
    return render(request, "reporting/indicators.html", context)


@page(Act.FIGURE_OPEN)
@require_GET
def indicators_workbook(request: SignedInRequest) -> HttpResponse:
    """The whole table as a workbook; what was not measured is an empty cell."""
    asked, per = _asked(request)
    table = _table(request, asked, per, ROWS_A_WORKBOOK)
    rows = [[row.name, *(number.value for number in row.numbers)] for row in (*table.page, table.whole)]
    heads = [str(PER_WORDS[per]), *(_head(figure) for figure in table.columns)]
    name = _("indicators %(place)s %(since)s–%(until)s") % {
        "place": asked.place,
        "since": asked.scope.since,
        "until": asked.scope.until,
    }
    return export.download(export.xlsx(_("Indicators"), heads, rows), f"{name}.xlsx", export.XLSX)


def _head(figure: figures.AnyFigure) -> str:
    return f"{figure.title} ({figure.unit})" if str(figure.unit) else str(figure.title)


def _asked(request: SignedInRequest) -> tuple[Asked, Per]:
    """What the address asks for. Raises `Http404` for ground that is not the viewer's own: its parts are shown."""
    asked = asked_for(request, request.viewer, Act.CASE_VIEW, ways=_choices)
    if not request.viewer.may(Act.CASE_VIEW, asked.ground):
        raise Http404
    ways = ways_per(asked.ground)
    wanted = request.GET.get("per") or ways[0].value
    return asked, next((way for way in ways if way == wanted), ways[0])


def ways_per(ground: Ground) -> tuple[Per, ...]:
    """What can stand in a row for this ground, the usual first."""
    return (*(Per(way.value) for way in ways_to_divide(ground)), Per.LINE)


def _choices(ground: Ground) -> Choices:
    return [(way.value, str(PER_WORDS[way])) for way in ways_per(ground)]


def _table(request: SignedInRequest, asked: Asked, per: Per, per_page: int) -> Indicators:
    return indicators_of(asked.scope, asked.ground, per, request.GET.get("page"), asked.place, per_page)
