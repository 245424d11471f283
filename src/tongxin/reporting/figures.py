"""Figures of the three rings: what is open at the houses, in the grids, in public places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.cases.figures import overdue, still_open
from tongxin.cases.rules import Ring
from tongxin.records.figures import Column, FigureScope, figure
from tongxin.records.permission import Act

_Source = Callable[[FigureScope], QuerySet[Any]]
_COLUMNS = (
    Column(_("Number"), "number"),
    Column(_("Problem"), "title"),
    Column(_("Place"), "place_name"),
    Column(_("State"), "state"),
    Column(_("To be put right by"), "due_at"),
)
_TITLES: Mapping[Ring, tuple[str | Promise, str | Promise]] = {
    Ring.HOUSEHOLD: (_("Open at the houses"), _("Overdue at the houses")),
    Ring.GRID: (_("Open in the grids"), _("Overdue in the grids")),
    Ring.PUBLIC: (_("Open in public places"), _("Overdue in public places")),
}
_OPEN = _("Cases of this ring that are open at the end of the period (or now, if it still runs).")
_OVERDUE = _(
    "Cases of this ring that are open at the end of the period (or now, if it still runs), whose time limit had "
    "ended, and that were not put right by then."
)


def _declare(ring: Ring, word: str, title: str | Promise, definition: str | Promise, source: _Source) -> None:
    declare = figure(
        f"rings.{word}_{ring}",
        title=title,
        unit=_("cases"),
        definition=definition,
        act=Act.CASE_VIEW,
        columns=_COLUMNS,
        row_url="cases:case",
    )
    declare(lambda scope: source(scope).filter(ring=ring))


for _ring, (_open_title, _overdue_title) in _TITLES.items():
    _declare(_ring, "open", _open_title, _OPEN, still_open)
    _declare(_ring, "overdue", _overdue_title, _OVERDUE, overdue)
