"""The forms of the files that come in: columns and marks from `data/register/`, and the workbooks to fill in."""

from __future__ import annotations

import json
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils.translation import gettext as _

from tongxin.people.register_rules import Column, ImportKind, Key, Layout, Marks

HINT_COLUMN_WIDTH = 70
COLUMN_WIDTH = 14


def _load(name: str) -> dict[str, Any]:
    path = Path(settings.TONGXIN_DATA) / "register" / f"{name}.json"
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


@cache
def layout(kind: ImportKind = ImportKind.HOUSEHOLDS) -> Layout:
    """The form of a file of `kind`."""
    data = _load(kind.value)
    columns = tuple(
        Column(
            key=Key(each["key"]),
            heading=each["heading"],
            required=each["required"],
            words=tuple(each["words"]),
            fallback=tuple(each.get("fallback", ())),
            in_template=each.get("in_template", True),
            hint=each["hint"],
            examples=tuple(each["examples"]),
        )
        for each in data["columns"]
    )
    return Layout(
        kind=kind,
        columns=columns,
        sheet=data["sheet"],
        instructions_sheet=data["instructions_sheet"],
        instructions={language: tuple(lines) for language, lines in data["instructions"].items()},
        marks=_marks(),
    )


@cache
def _marks() -> Marks:
    data = _load("words")
    return Marks(
        example=data["example_mark"],
        clear=data["clear_mark"],
        door_suffix=data["door_suffix"],
        day=data["day_marks"],
        ignored=tuple(data["ignored"]),
        totals=tuple(data["totals"]),
        footers=tuple(data["footers"]),
        heads=frozenset(data["head_relations"]),
        no_relations=frozenset(data["no_relations"]),
        group_endings=tuple(data["group_endings"]),
        village_endings=tuple(data["village_endings"]),
        nameless_sheets=re.compile("|".join(data["nameless_sheets"])),
        unread_sheets=frozenset(data["unread_sheets"]),
        datums={word: datum for datum, words in data["datums"].items() for word in words},
        kinds={word: kind for kind, words in data["kinds"].items() for word in words},
        refused_words=tuple(data["refused_words"]["words"]),
    )


def template_workbook(language: str, kind: ImportKind = ImportKind.HOUSEHOLDS) -> bytes:
    """The workbook to fill in: a sheet with the headings and two marked examples, and a sheet that explains.

    `language`: "zh" or "en", for the explanations; the headings are Chinese in both.
    """
    form = layout(kind)
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#e4efe8", "bottom": 1})
        text = book.add_format({"num_format": "@"})
        example = book.add_format({"num_format": "@", "font_color": "#5c6870", "italic": True})
        sheet = book.add_worksheet(form.sheet)
        sheet.freeze_panes(1, 0)
        columns = [column for column in form.columns if column.in_template]
        for place, column in enumerate(columns):
            sheet.set_column(place, place, COLUMN_WIDTH, text)  # text: doors and phones stay as typed
            sheet.write_string(0, place, column.heading, head)
            for row, words in enumerate(column.examples, start=1):
                sheet.write_string(row, place, words, example)
        _explain(book, head, language, form)
    return out.getvalue()


def _explain(book: xlsxwriter.Workbook, head: xlsxwriter.format.Format, language: str, form: Layout) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(form.instructions_sheet)
    sheet.set_column(0, 1, COLUMN_WIDTH)
    sheet.set_column(2, 2, HINT_COLUMN_WIDTH)
    for place, heading in enumerate((_("Column"), _("Needed"), _("What to write"))):
        sheet.write_string(0, place, heading, head)
    for row, column in enumerate(form.columns, start=1):
        needed = _("yes") if column.required else _("no") if column.in_template else _("may be added")
        sheet.write_string(row, 0, column.heading, wrapped)
        sheet.write_string(row, 1, needed, wrapped)
        sheet.write_string(row, 2, column.hint[language], wrapped)
    for row, line in enumerate(form.instructions[language], start=len(form.columns) + 2):
        sheet.merge_range(row, 0, row, 2, line, wrapped)
