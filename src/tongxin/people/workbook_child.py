"""Reads a workbook in a process of its own: a hostile or broken file can end this process, never the server.

Run by `workbook.read_sheets` with the file on standard input; writes one line of JSON for each sheet,
`{"sheet": name, "height": rows, "merged": [[first row, first column, last row, last column], …]}`, followed by
one line for each row, `[cell, …]` without the empty cells at its end. A cell is text, a number, true/false,
null, or `{"day": text}` where the spreadsheet holds a day or a time. Lines are written as they are made, so
that a large file is never held twice. Imports nothing of Tongxin, so it starts fast.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MOST_MEMORY = 2 * 1024 * 1024 * 1024  # of address space, of which a large town's workbook fills a tenth
MOST_SECONDS = 60
MOST_SHEETS = 200  # a sheet for each villager group of a large town
MOST_CELLS = 8_000_000  # 400,000 persons in 20 columns


def limit_this_process() -> None:
    """Bounds memory and time where the system can (not on Windows; the parent's time limit holds there)."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - absent on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def lines(content: bytes, most_rows: int) -> Iterator[Any]:
    """Every visible sheet, its head and its rows; `most_rows` of each, 0 for all."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    cells = 0
    for name in shown[:MOST_SHEETS]:
        sheet = workbook.get_sheet_by_name(name)
        height = sheet.end[0] + 1 if sheet.end else 0
        cells += height * sheet.total_width
        if cells > MOST_CELLS:
            raise MemoryError
        yield {"sheet": name, "height": height, "merged": merged(sheet)}
        first = sheet.start[0] if sheet.start else 0
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if most_rows and number > most_rows:
                break
            if number > first and sheet.start:
                yield trimmed(row)
            else:
                yield []


def merged(sheet: CalamineSheet) -> list[list[int]]:
    """The merged ranges, where the format tells them."""
    ranges = sheet.merged_cell_ranges or ()
    return [[first[0], first[1], last[0], last[1]] for first, last in ranges]


def trimmed(row: list[Any]) -> list[Any]:
    """The cells as JSON can hold them, without the empty ones at the end."""
    cells = [plain(cell) for cell in row]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def plain(cell: Any) -> Any:
    """A cell as JSON can hold it."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime | date | time | timedelta):
        return {"day": str(cell)}
    return cell


def main() -> None:
    """Reads standard input, writes standard output."""
    limit_this_process()
    most_rows = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    for line in lines(sys.stdin.buffer.read(), most_rows):
        sys.stdout.write(json.dumps(line, allow_nan=False, ensure_ascii=False))
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
