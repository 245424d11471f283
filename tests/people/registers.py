"""Registers to upload, as the tests need them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from tongxin.people.register_columns import Headings, suggest
from tongxin.people.register_import import Preview, Task, look_at
from tongxin.people.register_layouts import layout
from tongxin.people.register_reading import read_table
from tongxin.people.register_rules import Cell, ImportKind, Table
from tongxin.people.workbook import Sheet
from tongxin.records.permission import SYSTEM, Viewer
from tongxin.territory.models import Division

HEADINGS = ("村", "村民小组", "门牌", "户主", "电话", "人口", "网格", "备注")
Value = str | int | float | None


def register_csv(*rows: Sequence[Value], headings: Sequence[str] = HEADINGS) -> bytes:
    """A register as CSV: read without starting a process, so most tests use it."""
    lines = [headings, *rows]
    return "\n".join(",".join("" if cell is None else str(cell) for cell in line) for line in lines).encode()


def workbook(*sheets: tuple[str, Sequence[Sequence[Value]]]) -> bytes:
    """A workbook with these sheets of cells; numbers stay numbers."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    sheet.write(number, place, cell)
    return out.getvalue()


def household(
    door: str = "1",
    head: str = "李小明",
    *,
    village: str = "莲华村",
    group: str = "小伍排组",
    phone: Value = None,
    people: Value = None,
    grid: str | None = None,
    note: str | None = None,
) -> tuple[Value, ...]:
    """One row of a register."""
    return (village, group, door, head, phone, people, grid, note)


def look(
    content: bytes,
    *,
    by: Viewer = SYSTEM,
    village: Division | None = None,
    kind: ImportKind = ImportKind.HOUSEHOLDS,
) -> Preview:
    """What the file says beside what is there."""
    return look_at(content, Task(by, kind, village))


def table_of_rows(
    rows: Sequence[Sequence[Cell]],
    *,
    kind: ImportKind = ImportKind.HOUSEHOLDS,
    village_given: bool = False,
    keeps_ids: bool = False,
) -> Table:
    """The rows of one sheet, read as its headings suggest."""
    sheets = [Sheet("", [list(row) for row in rows])]
    plan = suggest(sheets, Headings(layout(kind), {}), ())
    return read_table(sheets, plan, layout(kind), village_given=village_given, keeps_ids=keeps_ids)
