"""Pages of figures: all of them, one with its records, its workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.records import export, figures
from tongxin.records.figures import AnyFigure, Figure, FigureScope, Ratio, Total
from tongxin.records.permission import Act, SignedInRequest, Viewer, page
from tongxin.reporting.asked import Asked, asked_for
from tongxin.reporting.behind import (
    ROWS_A_PAGE,
    Rows,
    cell_words,
    how_counted,
    live_rows,
    touches,
    workbook_rows,
)
from tongxin.reporting.document import Source
from tongxin.reporting.links import figure_url
from tongxin.reporting.models import BriefFigure
from tongxin.reporting.numbers import Numbers
from tongxin.reporting.wording import shown

PANEL = "figure-panel"  # the id of the element that htmx fills
ROWS_IN_PANEL = 6

# What the first word of a key stands for. A room whose word is not here is shown by that word.
GROUPS: Mapping[str, str | Promise] = {
    "cases": _("Cases"),
    "visits": _("Visits"),
    "findings": _("Findings"),
    "rounds": _("Rounds"),
    "ground": _("Ground and people"),
    "rings": _("Three rings"),
    "lists": _("Lists"),
    "reports": _("Reports from residents"),
    "inspections": _("Follow-up visits"),
    "council": _("Door agreements"),
    "coverage": _("Coverage"),
    "network": _("Responsibility network"),
}


@dataclass(frozen=True)
class Group:
    """The figures of one room, a tab of the list."""

    key: str
    label: str
    figures: tuple[AnyFigure, ...] = field(default=())


def groups_for(viewer: Viewer) -> list[Group]:
    """The groups of figures whose records the viewer may open somewhere."""
    found: dict[str, list[AnyFigure]] = {}
    for figure in figures.all():
        if viewer.may(figure.act):
            found.setdefault(figure.key.partition(".")[0], []).append(figure)
    return [Group(key, str(GROUPS.get(key, key)), tuple(inside)) for key, inside in sorted(found.items())]


@page(Act.FIGURE_OPEN)
def figures_page(request: SignedInRequest) -> HttpResponse:
    """Every figure of one group: what it counts and its value on the viewer's ground."""
    asked = asked_for(request, request.viewer, Act.FIGURE_OPEN)
    groups = groups_for(request.viewer)
    wanted = request.GET.get("group")
    group = next((group for group in groups if group.key == wanted), groups[0] if groups else None)
    context = {
        "form": asked.form,
        "groups": groups,
        "group": group,
        "kept": {"group": group.key} if group else {},
        "lines": _lines(group.figures, asked, request.viewer) if group else [],
    }
    return render(request, "reporting/figures.html", context)


def _lines(inside: tuple[AnyFigure, ...], asked: Asked, viewer: Viewer) -> list[dict[str, Any]]:
    numbers, scope = Numbers(), asked.scope
    return [
        {"figure": figure, "source": numbers.at(figure.key, scope), "url": figure_url(figure.key, scope)}
        for figure in inside
        if touches(viewer, figure.act, asked.ground)
    ]


@page(Act.FIGURE_OPEN)
def figure_page(request: SignedInRequest, key: str) -> HttpResponse:
    """A figure: its definition, its value, and the rows that add up to it."""
    figure = figures.get(key)
    request.viewer.require(figure.act)
    asked = asked_for(request, request.viewer, figure.act, figure)
    context: dict[str, Any] = {
        "figure": figure,
        "form": asked.form,
        "scope": asked.scope,
        "place": asked.place,
        "line": asked.line_name,
        "beside": [_line(each, asked.scope) for each in figure.beside],
    }
    if not isinstance(figure, Figure):
        return answer(request, "reporting/ratio.html", {**context, **_parts(figure, asked.scope)})
    rows = live_rows(figure, asked.scope, asked.ground, request.viewer)
    context |= rows_context(rows, request)
    context["shown"] = shown(rows.value, str(figure.unit))
    return answer(request, "reporting/figure.html", context)


def answer(request: SignedInRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page, or the panel beside a brief's text where that was asked for."""
    beside = is_panel(request)
    response = render(request, "reporting/parts/panel.html" if beside else template, context)
    patch_vary_headers(response, ["HX-Target"])
    return response


def is_panel(request: SignedInRequest) -> bool:
    """Is the answer for the panel beside a brief's text?"""
    return request.htmx.target == PANEL


def _parts(figure: Ratio | Total, scope: FigureScope) -> dict[str, Any]:
    numbers = Numbers()
    whole = numbers.at(figure.key, scope)
    keys = [part.key for part in figure.made_of]
    parts = [part_line(numbers.at(key, scope), figure_url(key, scope)) for key in keys]
    return {"shown": whole.shown, "parts": parts, "is_sum": isinstance(figure, Total)}


def _line(key: str, scope: FigureScope) -> dict[str, Any]:
    """A figure that must stand beside the one of the page."""
    return part_line(Numbers().at(key, scope), figure_url(key, scope))


def part_line(part: Source | BriefFigure, url: str) -> dict[str, Any]:
    """A part of a share as the pages list it, live or frozen."""
    words = part.shown if isinstance(part, Source) else shown(part.value, part.unit)
    return {"title": part.title, "definition": part.definition, "unit": part.unit, "shown": words, "url": url}


def rows_context(rows: Rows, request: SignedInRequest) -> dict[str, Any]:
    """What the table of records needs, live or frozen."""
    listed = rows.page(request.GET.get("page"), ROWS_IN_PANEL if is_panel(request) else ROWS_A_PAGE)
    return {
        "rows": rows,
        "page": listed,
        "lines": [Line(rows.figure, row) for row in listed],
        "how": how_counted(rows.figure),
    }


@dataclass(frozen=True)
class Line:
    """A row of the table of records: its cells, the first of which opens the record."""

    figure: Figure
    row: Any

    @property
    def cells(self) -> list[str]:
        """The columns in words."""
        return [cell_words(column.value(self.row)) for column in self.figure.columns]

    @property
    def url_name(self) -> str | None:
        """The page of the record."""
        return self.figure.row_url


@page(Act.FIGURE_OPEN)
def figure_workbook(request: SignedInRequest, key: str) -> HttpResponse:
    """The rows of the page as a workbook: the same that the viewer sees."""
    figure = figures.get(key)
    if not isinstance(figure, Figure):
        raise Http404
    request.viewer.require(figure.act)
    asked = asked_for(request, request.viewer, figure.act, figure)
    rows = live_rows(figure, asked.scope, asked.ground, request.viewer)
    return workbook(rows, f"{figure.title} {asked.scope.since}–{asked.scope.until}")


def workbook(rows: Rows, name: str) -> HttpResponse:
    """The visible rows as an answer that the browser saves."""
    content = export.xlsx(str(rows.figure.title), rows.heads, workbook_rows(rows))
    return export.download(content, f"{name}.xlsx", export.XLSX)
