"""Workbooks and other files as offices make them, written by code."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

import xlsxwriter

Value = str | int | float | date | None
Rows = Sequence[Sequence[Value]]
Range = tuple[int, int, int, int]

HEADS = ("村", "村民小组", "门牌", "户主", "电话", "人口")
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True)
class Page:
    """A sheet: its name, its rows, its merged ranges (first and last row and column, from 0)."""

    name: str
    rows: Rows
    merged: Sequence[Range] = field(default_factory=tuple)
    hidden: bool = False


def xlsx(*pages: Page) -> bytes:
    """A workbook of these sheets; days are days, numbers numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        day = book.add_format({"num_format": "m/d"})
        for page in pages:
            sheet = book.add_worksheet(page.name)
            for number, row in enumerate(page.rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, place, cell, day)
                    elif isinstance(cell, str) and cell.startswith("#"):
                        sheet.write_formula(number, place, "=A1", None, cell)
                    elif isinstance(cell, str):
                        sheet.write_string(number, place, cell)
                    elif cell is not None:
                        sheet.write_number(number, place, cell)
            for top, left, bottom, right in page.merged:
                value = page.rows[top][left] if left < len(page.rows[top]) else ""
                sheet.merge_range(top, left, bottom, right, value)
            if page.hidden:
                sheet.hide()
    return out.getvalue()


def one(*rows: Sequence[Value], name: str = "Sheet1", merged: Sequence[Range] = ()) -> bytes:
    """A workbook of one sheet."""
    return xlsx(Page(name, rows, merged))


def csv(*rows: Sequence[Value], separator: str = ",", encoding: str = "utf-8") -> bytes:
    """A text file of cells."""
    lines = (separator.join("" if cell is None else str(cell) for cell in row) for row in rows)
    return "\n".join(lines).encode(encoding)


def ods(*rows: Sequence[Value], name: str = "Sheet1") -> bytes:
    """An OpenDocument spreadsheet of one sheet."""
    cells = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="{escape(name)}">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", MIMETYPE)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:'
            f'1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/></manifest:manifest>',
        )
        archive.writestr("content.xml", content)
    return out.getvalue()


def _ods_cell(cell: Value) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    text = escape(str(cell))
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
