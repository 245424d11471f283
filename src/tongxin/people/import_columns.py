"""What the page of the columns shows: each sheet, each column with some values, and what it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from tongxin.people.models import RegisterImport
from tongxin.people.register_columns import FoundColumn, SheetPlan
from tongxin.people.register_layouts import layout
from tongxin.people.register_rules import ImportKind, Key
from tongxin.people.register_words import KEY_WORDS


@dataclass(frozen=True)
class Choice:
    """What a column may be, as its list shows it."""

    value: str
    label: str | Promise
    is_chosen: bool


@dataclass(frozen=True)
class ColumnLine:
    """A column to be chosen: its field, heading, some values, whether it must be looked at."""

    field: str
    heading: str
    samples: tuple[str, ...]
    is_sure: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class SheetLine:
    """A sheet to be chosen, with the first row of its data as the spreadsheet counts."""

    number: int
    name: str
    rows: int
    is_taken: bool
    group: str
    asks_group: bool
    columns: tuple[ColumnLine, ...]


def columns_page(run: RegisterImport, sent: Mapping[str, str]) -> list[SheetLine]:
    """The sheets and columns of an import with what is suggested, or what was just sent."""
    known = [column.key for column in layout(ImportKind(run.kind)).columns]
    lines = []
    for number, kept in enumerate(run.plan):
        plan = SheetPlan.of_json(kept)
        lines.append(
            SheetLine(
                number=number,
                name=plan.name,
                rows=max(plan.height - plan.start, 0),
                is_taken=f"read{number}" in sent if sent else plan.is_taken,
                group=sent.get(f"group{number}", plan.group),
                asks_group=Key.GROUP not in plan.places,
                columns=tuple(
                    _column_line(column, f"c{number}-{column.place}", known, sent) for column in plan.columns
                ),
            )
        )
    return lines


def _column_line(column: FoundColumn, name: str, known: Sequence[Key], sent: Mapping[str, str]) -> ColumnLine:
    chosen = sent.get(name, column.key or "")
    return ColumnLine(
        field=name,
        heading=column.heading,
        samples=column.samples,
        is_sure=column.is_sure,
        choices=tuple(Choice(key.value, KEY_WORDS[key], key.value == chosen) for key in known),
    )
