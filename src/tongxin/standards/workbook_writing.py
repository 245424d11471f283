"""A score sheet as a workbook that can be filled in and read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from tongxin.standards.editing import plain_text
from tongxin.standards.rules import Hint, Item, Mode, Section, read_sheet
from tongxin.standards.workbook_layout import Column, Kind, Layout, layout

_Row = Mapping[str, Any]
_WIDTHS = {Kind.ID: 10, Kind.TEXT: 30, Kind.NUMBER: 10, Kind.MARK: 12, Kind.CHOICE: 18}
_LINE_WIDTHS = (18, 50)
_CHECKED_ROWS = 1000  # rows below the headings in which a list of words is offered


def workbook_of(content: Mapping[str, Any], hints: Mapping[str, Hint]) -> bytes:
    """The sheet with its hints as a workbook. Texts stay texts; each choice offers its words in the cell."""
    plan = layout()
    sheet = read_sheet(content)
    out = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#EEF2EF", "bottom": 1, "text_wrap": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _write_head(book.add_worksheet(plan.head), plan, content, bold, wrapped)
        rows = [
            row
            for section in sheet.sections
            for row in _item_rows(section, [(item, hints.get(item.id, Hint())) for item in section.items])
        ]
        _write_table(book.add_worksheet(plan.items), plan, plan.item_columns, rows, (bold, wrapped))
        more = [row for item in sheet.items for row in _more_rows(item)]
        _write_table(book.add_worksheet(plan.more), plan, plan.more_columns, more, (bold, wrapped))
    return out.getvalue()


def _item_rows(section: Section, items: Sequence[tuple[Item, Hint]]) -> Iterable[_Row]:
    """The rows of a section: its own columns stand in its first row, alone where it has no items."""
    head: dict[str, Any] = {
        "section_id": section.id,
        "section_zh": section.zh,
        "section_en": section.en,
        "section_max": section.max,
    }
    if not items:
        yield head
    for place, (item, hint) in enumerate(items):
        yield {**(head if place == 0 else {}), **_item_row(item, hint)}


def _item_row(item: Item, hint: Hint) -> dict[str, Any]:
    is_range = item.mode is Mode.RANGE
    return {
        "id": item.id,
        "zh": item.zh,
        "en": item.en,
        "max": item.max,
        "mode": item.mode.value,
        "effect": item.effect,
        "points": item.points,
        "unit": item.unit,
        "least": item.least if is_range else None,
        "most": item.most if is_range else None,
        "matter": hint.matter,
        "needs_reason": hint.needs_reason,
        "is_private": hint.is_private,
        "not_with": hint.not_with,
        "note": item.note,
    }


def _more_rows(item: Item) -> Iterable[_Row]:
    for level in item.levels:
        yield {"id": item.id, "part": "level", "zh": level.zh, "en": level.en, "points": level.points}
    for veto in item.vetoes:
        yield {"id": item.id, "part": "veto", "zh": veto.zh, "en": veto.en, "effect": veto.effect.value}


def _write_head(
    sheet: xlsxwriter.worksheet.Worksheet, plan: Layout, content: Mapping[str, Any], bold: Any, wrapped: Any
) -> None:
    values = {
        **content,
        **content["title"],
        **content["floor"],
        "total_unit": content.get("total_unit", "points"),
    }
    for column, (heading, width) in enumerate(zip(plan.line_headings, _LINE_WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    for row, line in enumerate(plan.head_lines, start=1):
        sheet.write_string(row, 0, line.heading, bold)
        _write(sheet, row, 1, line, values[line.key], plan, wrapped)
        _offer(sheet, row, row, 1, line, plan)
    sheet.freeze_panes(1, 0)


def _write_table(
    sheet: xlsxwriter.worksheet.Worksheet,
    plan: Layout,
    columns: Sequence[Column],
    rows: Sequence[_Row],
    formats: tuple[Any, Any],
) -> None:
    bold, wrapped = formats
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS[column.kind])
        sheet.write_string(0, place, column.heading, bold)
        _offer(sheet, 1, _CHECKED_ROWS, place, column, plan)
        for number, row in enumerate(rows, start=1):
            _write(sheet, number, place, column, row.get(column.key), plan, wrapped)
    sheet.freeze_panes(1, 0)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    place: int,
    column: Column,
    value: Any,
    plan: Layout,
    wrapped: Any,
) -> None:
    if value is None or value == "" or value is False:
        return
    if column.kind is Kind.NUMBER:
        sheet.write_number(row, place, float(Decimal(str(value))), wrapped)
    elif column.kind is Kind.MARK:
        sheet.write_string(row, place, plan.mark, wrapped)
    elif column.kind is Kind.CHOICE:
        sheet.write_string(row, place, column.words[value], wrapped)
    else:
        sheet.write_string(row, place, plain_text(str(value)), wrapped)


def _offer(
    sheet: xlsxwriter.worksheet.Worksheet, first: int, last: int, place: int, column: Column, plan: Layout
) -> None:
    """A list of the words that the cell may hold."""
    words = [plan.mark] if column.kind is Kind.MARK else list(column.words.values())
    if words:
        sheet.data_validation(first, place, last, place, {"validate": "list", "source": words})
