"""Reads a workbook in a process of its own: a hostile or broken file can end this process, never the server.

Run by `workbook.read_cells` with the file on standard input; writes one JSON object to standard output:
`{"sheets": [{"name": …, "rows": [[cell, …], …]}]}`. A cell is text, a number, true/false, null, or
`{"day": text}` where the spreadsheet holds a day or a time. Imports nothing of Tongxin, so it starts fast.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 30
MOST_SHEETS = 20
MOST_CELLS = 4_000_000


def limit_this_process() -> None:
    """Bounds memory and time where the system can (not on Windows; the parent's time limit holds there)."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - absent on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def read(content: bytes, wanted: str) -> dict[str, Any]:
    """The sheet `wanted`, where there is one of that name, else every visible sheet."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    names = [wanted] if wanted in shown else shown[:MOST_SHEETS]
    sheets = []
    cells = 0
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        cells += sheet.total_height * sheet.total_width
        if cells > MOST_CELLS:
            raise MemoryError
        rows = sheet.to_python(skip_empty_area=False)
        sheets.append({"name": name, "rows": [[plain(cell) for cell in row] for row in rows]})
    return {"sheets": sheets}


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
    answer = read(sys.stdin.buffer.read(), sys.argv[1] if len(sys.argv) > 1 else "")
    sys.stdout.write(json.dumps(answer, allow_nan=False))


if __name__ == "__main__":
    main()
