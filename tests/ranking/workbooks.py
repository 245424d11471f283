"""Workbooks for the tests: good ones by xlsxwriter, bad ones by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import xlsxwriter

Cell = str | int | float


def workbook(*rows: Sequence[Cell], sheets: Mapping[str, Sequence[Sequence[Cell]]] | None = None) -> bytes:
    """An XLSX with these rows on one sheet, or with several sheets."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        for name, lines in (sheets or {"得分": rows}).items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
    return out.getvalue()


def altered(content: bytes, part: str, text: bytes) -> bytes:
    """The same workbook with another text in one of its parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in source.namelist():
            copy.writestr(name, text if name == part else source.read(name))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
_NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_xml(data: bytes) -> bytes:
    """The text of a sheet with this inside its sheetData."""
    return b"<worksheet " + _NAMESPACE + b"><sheetData>" + data + b"</sheetData></worksheet>"
