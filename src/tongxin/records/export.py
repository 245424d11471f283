"""Workbooks and CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from tongxin.records import clock
from tongxin.records.errors import RuleBroken

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
MOST_ROWS = 1_048_575  # of a worksheet, without the heading

Cell = str | Promise | int | float | Decimal | date | datetime | None
_RUNS = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_COLUMN_WIDTH = 16  # characters


class TooManyRows(RuleBroken):
    """A worksheet has no more rows."""

    message = _("More than 1,048,575 rows do not fit into one workbook. Choose a smaller part and try again.")


@dataclass(frozen=True)
class Sheet:
    """A further sheet of a workbook."""

    name: str
    headings: Sequence[str | Promise]
    rows: Iterable[Sequence[Cell]]


def harmless(text: str) -> str:
    """`text`, with a ' before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_RUNS) else text


def xlsx(
    sheet_name: str,
    headings: Sequence[str | Promise],
    rows: Iterable[Sequence[Cell]],
    *,
    more: Sheet | None = None,
) -> bytes:
    """A workbook of one sheet, or two: texts stay texts, numbers numbers, days and moments (China's time) dates.

    Raises `TooManyRows`.
    """
    out = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        bold = workbook.add_format({"bold": True})
        formats = {
            date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
            datetime: workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        for each in filter(None, (Sheet(sheet_name, headings, rows), more)):
            _fill(
                workbook.add_worksheet(_FORBIDDEN_IN_SHEET_NAME.sub(" ", each.name)[:31]), each, bold, formats
            )
    return out.getvalue()


def _fill(
    sheet: xlsxwriter.worksheet.Worksheet,
    filled: Sheet,
    bold: xlsxwriter.format.Format,
    formats: dict[type[date], xlsxwriter.format.Format],
) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(filled.headings) - 1, 0), _COLUMN_WIDTH)
    for column, heading in enumerate(filled.headings):
        sheet.write_string(0, column, harmless(str(heading)), bold)
    for number, row in enumerate(filled.rows, start=1):
        if number > MOST_ROWS:
            raise TooManyRows
        for column, cell in enumerate(row):
            _write(sheet, number, column, cell, formats)


def csv_text(headings: Sequence[str | Promise], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV with a byte order mark, so that Excel reads Chinese; moments in China's time."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(str(heading)) for heading in headings])
    writer.writerows([[_plain(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def download(content: bytes, filename: str, media_type: str) -> HttpResponse:
    """The answer that a browser saves as `filename` (Chinese is fine)."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, filename)
    return response


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    cell: Cell,
    formats: dict[type[date], xlsxwriter.format.Format],
) -> None:
    if cell is None:
        return
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, clock.local(cell).replace(tzinfo=None), formats[datetime])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, formats[date])
    elif isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, harmless(str(cell)))


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return clock.local(cell).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float | Decimal):
        return str(cell)
    return harmless(str(cell))
