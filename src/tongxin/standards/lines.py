"""The lines of work (条线): sanitation, water, roads, …; each kind of problem belongs to one."""

from __future__ import annotations

from django.db.models import Min

from tongxin.standards.models import MatterType
from tongxin.standards.words import chosen


def lines() -> dict[str, str]:
    """Every line by its code, with its name in the language of the screen, in the order of the catalogue."""
    rows = MatterType.objects.order_by().values_list("line", "line_zh").annotate(first=Min("code"))
    named = sorted(rows, key=lambda row: row[2])
    return {line: chosen(line_zh, line.replace("_", " ")) for line, line_zh, _first in named}
