"""Rows of a score table in a spreadsheet file; `people.workbook` opens it safely."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tongxin.people.errors import NoSpreadsheet, SpreadsheetTooLarge
from tongxin.people.register_rules import Cell, ExcelDay
from tongxin.people.workbook import read_sheets
from tongxin.ranking.errors import no_spreadsheet, whole_file
from tongxin.ranking.words import names_text

FILE_BYTES_AT_MOST = 20 * 1024 * 1024
ROWS_AT_MOST = 20_000

Row = tuple[int, list[str]]  # the row's number in the file, counted from 1, and its cells as text


def rows_of(content: bytes) -> list[Row]:
    """The rows that are not empty, of the one filled sheet of a workbook or of a CSV. Raises `FileFaulty`."""
    try:
        sheets = read_sheets(content) if content.strip() else []
    except NoSpreadsheet as error:
        raise whole_file(no_spreadsheet()) from error
    except SpreadsheetTooLarge as error:
        raise whole_file(_too_large()) from error
    filled = {sheet.name: rows for sheet in sheets if (rows := _filled(sheet.rows))}
    if not filled:
        raise whole_file(_("The sheet is empty. Fill in the template and try again."))
    if len(filled) > 1:
        names = names_text(filled)
        raise whole_file(
            _("The workbook has several filled sheets (%(names)s). Keep only one.") % {"names": names}
        )
    rows = next(iter(filled.values()))
    if len(rows) > ROWS_AT_MOST:
        raise whole_file(_too_large())
    return rows


def _filled(table: Sequence[Sequence[Cell]]) -> list[Row]:
    rows = ((number, [_text(cell) for cell in cells]) for number, cells in enumerate(table, start=1))
    return [(number, cells) for number, cells in rows if any(cells)]


def _text(cell: Cell) -> str:
    """A cell as text; numbers with the 15 digits that Excel itself keeps, so that 87.3 stays 87.3."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) else f"{cell:.15g}"
    return re.sub(r"\s+", " ", cell.text if isinstance(cell, ExcelDay) else str(cell)).strip()


def _too_large() -> str:
    return _(
        "The file is far larger than a score table. Keep only the rows with scores, without far-off cells."
    )
