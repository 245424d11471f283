"""The versions of a visit side by side: what each said, who entered it, and why it took the place of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import pgettext

from tongxin.inspections.models import Scored, Visit, VisitVersion
from tongxin.inspections.result import said_of
from tongxin.people.stand_ins import StandIns
from tongxin.standards.rules import Sheet
from tongxin.standards.words import chosen

NOTHING_SAID = "\u2014"


@dataclass(frozen=True)
class Column:
    """One version: its number, when and by whom it was entered, why; `row` is what it said."""

    row: Scored
    entered_by: str
    reason: str

    @property
    def number(self) -> int:
        """The number of the entry, from 1."""
        return self.row.version - 1

    @property
    def at(self) -> datetime | None:
        """When it was entered."""
        return self.row.entered_at


@dataclass(frozen=True)
class Line:
    """One thing that differs: its name, and what each version said of it."""

    name: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """All versions of a visit, oldest first, and the lines in which they differ."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def compared(visit: Visit, kept: Sequence[VisitVersion], sheet: Sheet, names: StandIns) -> Comparison:
    """The kept versions (oldest first) and what the visit says now. The first entry has version 2 of the row."""
    rows: list[Scored] = [*kept, visit]
    reasons = ["", *(version.reason for version in kept)]
    columns = tuple(
        Column(row, names.name(row.entered_by, row.version), reason)
        for row, reason in zip(rows, reasons, strict=True)
    )
    told = [
        (pgettext("column of visits", "State"), [row.get_state_display() for row in rows]),
        (pgettext("column of visits", "Score"), [_score(row) for row in rows]),
        (pgettext("page of a visit", "Remark"), [row.note or NOTHING_SAID for row in rows]),
        *((chosen(item.zh, item.en), [said_of(item, row.answers) for row in rows]) for item in sheet.items),
    ]
    lines = tuple(Line(name, tuple(said)) for name, said in told if len(set(said)) > 1)
    return Comparison(columns, lines)


def _score(row: Scored) -> str:
    if row.score is None or row.max_score is None:
        return NOTHING_SAID
    return f"{row.score.normalize():f} / {row.max_score.normalize():f}"
