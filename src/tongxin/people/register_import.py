"""The import of a household register: the stated form, its template, and the preview of an uploaded file.

Nothing is written here; `actions/register.py` does that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils.translation import gettext as _

from tongxin.people.register_matching import (
    NO_DIFFERENCE,
    Difference,
    Present,
    VillageNames,
    compare,
    doubled_doors,
    resembling,
    text_of,
    with_village_codes,
)
from tongxin.people.register_rules import (
    Column,
    Fault,
    FaultKind,
    Key,
    Layout,
    RegisterRow,
    Table,
    read_table,
)
from tongxin.people.workbook import Sheet, read_sheets
from tongxin.records.permission import Act, Viewer
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

HINT_COLUMN_WIDTH = 70
REGISTER_COLUMN_WIDTH = 14


@cache
def layout() -> Layout:
    """The stated form of a register, from `data/register/columns.json`."""
    path = Path(settings.TONGXIN_DATA) / "register" / "columns.json"
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    columns = tuple(
        Column(Key(each["key"]), each["heading"], each["required"], each["hint"], tuple(each["examples"]))
        for each in data["columns"]
    )
    return Layout(
        columns=columns,
        sheet=data["sheet"],
        instructions_sheet=data["instructions_sheet"],
        instructions={language: tuple(lines) for language, lines in data["instructions"].items()},
        example_mark=data["example_mark"],
        clear_mark=data["clear_mark"],
        door_suffix=data["door_suffix"],
        day_marks=data["day_marks"],
        refused_words=tuple(data["refused_words"]["words"]),
    )


def template_workbook(language: str) -> bytes:
    """The workbook to fill in: a sheet with the headings and two marked examples, and a sheet that explains.

    `language`: "zh" or "en", for the explanations; the headings are Chinese in both.
    """
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#e4efe8", "bottom": 1})
        text = book.add_format({"num_format": "@"})
        example = book.add_format({"num_format": "@", "font_color": "#5c6870", "italic": True})
        sheet = book.add_worksheet(layout().sheet)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(layout().columns):
            sheet.set_column(
                place, place, REGISTER_COLUMN_WIDTH, text
            )  # text: doors and phones stay as typed
            sheet.write_string(0, place, column.heading, head)
            for row, words in enumerate(column.examples, start=1):
                sheet.write_string(row, place, words, example)
        _explain(book, head, language)
    return out.getvalue()


def _explain(book: xlsxwriter.Workbook, head: xlsxwriter.format.Format, language: str) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(layout().instructions_sheet)
    sheet.set_column(0, 1, REGISTER_COLUMN_WIDTH)
    sheet.set_column(2, 2, HINT_COLUMN_WIDTH)
    for place, heading in enumerate((_("Column"), _("Needed"), _("What to write"))):
        sheet.write_string(0, place, heading, head)
    for row, column in enumerate(layout().columns, start=1):
        sheet.write_string(row, 0, column.heading, wrapped)
        sheet.write_string(row, 1, _("yes") if column.required else _("no"), wrapped)
        sheet.write_string(row, 2, column.hint[language], wrapped)
    for row, line in enumerate(layout().instructions[language], start=len(layout().columns) + 2):
        sheet.merge_range(row, 0, row, 2, line, wrapped)


@dataclass(frozen=True)
class Addition:
    """A group or grid that does not exist yet. `resembles`: an existing name that may be meant instead."""

    village: str
    name: str
    resembles: str


@dataclass(frozen=True)
class Preview:
    """What an uploaded register says and what it would change. With faults there is no difference."""

    faults: tuple[Fault, ...]
    rows: int
    examples: tuple[int, ...]
    villages: tuple[str, ...] = ()
    groups: tuple[Addition, ...] = ()
    grids: tuple[Addition, ...] = ()
    difference: Difference = NO_DIFFERENCE

    @property
    def seen(self) -> str:
        """The digest of the difference: what the user saw is what is done, or the user is told."""
        return sha256(text_of(self.difference).encode()).hexdigest()

    @property
    def size(self) -> int:
        """How many households would be written."""
        return len(self.difference.new) + len(self.difference.changed)


def read_register(content: bytes, *, village: Division | None = None) -> Table:
    """The rows of an uploaded file. Raises `NoSpreadsheet`, `SpreadsheetTooLarge`."""
    return _table_of(read_sheets(content, wanted=layout().sheet), village_given=village is not None)


def _table_of(sheets: Sequence[Sheet], *, village_given: bool) -> Table:
    """The one register among the sheets: that of the stated name, else the only one that has the headings."""
    named = [sheet for sheet in sheets if sheet.name == layout().sheet]
    others = [sheet for sheet in sheets if sheet.name != layout().instructions_sheet]
    tables = [read_table(sheet.rows, layout(), village_given=village_given) for sheet in named or others]
    usable = [table for table in tables if table.rows]
    if len(usable) > 1:
        fault = Fault(FaultKind.SEVERAL_SHEETS, detail={"name": layout().sheet})
        return Table((), (fault,), ())
    filled = [table for table in tables if table.faults != (Fault(FaultKind.EMPTY_SHEET),)]
    return next(iter(usable or filled or tables), Table((), (Fault(FaultKind.EMPTY_SHEET),), ()))


def preview_of(table: Table, *, by: Viewer, village: Division | None = None) -> Preview:
    """Puts the rows beside what is there: five queries, whatever the number of rows."""
    names = _village_names(by, village)
    rows, faults = with_village_codes(table.rows, names, layout())
    others, more = with_village_codes((row for row in table.unfinished if row.village), names, layout())
    faults = [*table.faults, *faults, *more, *doubled_doors([*rows, *others], layout())]
    if faults:
        ordered = sorted(faults, key=lambda fault: (fault.row or 0, fault.heading))
        return Preview(tuple(ordered), table.count, table.examples)
    codes = sorted({row.village for row in rows})
    grids = _grids(codes)
    named = [grids.named(row) for row in rows]
    return Preview(
        faults=(),
        rows=len(named),
        examples=table.examples,
        villages=tuple(codes),
        groups=_additions(((row.village, row.group) for row in named), _groups(codes)),
        grids=_additions(((row.village, row.grid) for row in named if row.grid), grids.of_village),
        difference=compare(named, _present(codes, {row.group for row in named})),
    )


def _village_names(by: Viewer, chosen: Division | None) -> VillageNames:
    codes: dict[str, set[str]] = {}
    villages = Division.objects.villages()
    for code, name, short_name in villages.values_list("code", "name", "short_name"):
        for each in (code, name, short_name):
            codes.setdefault(each, set()).add(code)
    mine = by.visible(villages, Act.REGISTER_IMPORT).values_list("code", flat=True)
    return VillageNames(
        codes={name: frozenset(found) for name, found in codes.items()},
        mine=frozenset(mine),
        chosen=chosen.code if chosen else "",
    )


@dataclass(frozen=True)
class _Grids:
    """Names of grids: by village and what people write (name or number), and all of a village."""

    written: Mapping[tuple[str, str], str]
    of_village: Mapping[str, Sequence[str]]

    def named(self, row: RegisterRow) -> RegisterRow:
        """The row with the name of its grid, where the file gives the number."""
        return replace(row, grid=self.written.get((row.village, row.grid), row.grid)) if row.grid else row


def _grids(codes: Sequence[str]) -> _Grids:
    grids = Grid.objects.in_use().filter(division_code__in=codes)
    rows = list(grids.values_list("division_code", "name", "number"))
    by_number = {(village, str(number)): name for village, name, number in rows}
    by_name = {(village, name): name for village, name, _number in rows}
    return _Grids(by_number | by_name, _by_village((village, name) for village, name, _number in rows))


def _groups(codes: Sequence[str]) -> dict[str, list[str]]:
    return _by_village(VillagerGroup.objects.filter(village__in=codes).values_list("village_id", "name"))


def _by_village(names: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for village, name in names:
        found.setdefault(village, []).append(name)
    return found


def _additions(
    named: Iterable[tuple[str, str]], existing: Mapping[str, Sequence[str]]
) -> tuple[Addition, ...]:
    """Those names, in the order of the file, that do not exist in their village."""
    return tuple(
        Addition(village, name, resembling(name, existing.get(village, ())))
        for village, name in dict.fromkeys(named)
        if name not in existing.get(village, ())
    )


def _present(codes: Sequence[str], groups: set[str]) -> list[Present]:
    """The households of the villages in groups of these names, closed ones too: they can return."""
    rows = Site.objects.filter(kind="household", division_code__in=codes, group__name__in=groups).values_list(
        "id", "division_code", "group__name", "door", "grid__name", "closed_on",
        "register__head", "register__phone", "register__people", "register__note",
    )  # fmt: skip
    return [
        Present(
            key=str(identity),
            village=village,
            group=group,
            door=door,
            head=head or "",
            phone=phone or "",
            people=people,
            grid=grid or "",
            note=note or "",
            is_registered=head is not None,
            is_closed=closed_on is not None,
        )
        for identity, village, group, door, grid, closed_on, head, phone, people, note in rows
    ]
