"""A filled-in workbook back into a draft's content: all of it, or every fault by worksheet, row and column."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tongxin.standards import editing
from tongxin.standards.errors import Fault, WorkbookFaulty
from tongxin.standards.limits import Limits, limits
from tongxin.standards.rules import PLACES, Hint, Mode
from tongxin.standards.workbook_cells import (
    Cells,
    NoWorkbook,
    Odd,
    Value,
    WorkbookTooLarge,
    column_letter,
    read_cells,
)
from tongxin.standards.workbook_layout import (
    EFFECTS,
    FIELDS,
    OWN_FIELDS,
    SECTION_KEYS,
    Column,
    Kind,
    Layout,
    layout,
)

_ID = re.compile(r"[A-Za-z0-9_]{1,20}")
_KEPT = ("picture", "sample")  # of an item that keeps its number; they have no column


@dataclass
class Reading:
    """Faults found so far, each with its worksheet and cell."""

    plan: Layout
    bounds: Limits
    matters: Collection[str]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, sheet: str, text: str, row: int = 0, column: int | None = None) -> None:
        """Notes a fault at a cell, a row, or a whole worksheet."""
        if row and column is not None:
            place = _("row %(row)d, column %(column)s") % {"row": row, "column": column_letter(column)}
        else:
            place = _("row %(row)d") % {"row": row} if row else ""
        self.faults.append(Fault(sheet, place, text))


@dataclass(frozen=True)
class Line:
    """A row of a worksheet as it was understood: what its columns say, and where each stands."""

    sheet: str
    number: int
    values: Mapping[str, Any]
    columns: Mapping[str, int]
    reading: Reading

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def fault(self, text: str, key: str) -> None:
        """A fault in one column of this row."""
        self.reading.fault(self.sheet, text, self.number, self.columns[key])


def content_of(file: bytes, *, base: Mapping[str, Any], matters: Collection[str]) -> editing.Content:
    """The content that a workbook holds, with what has no column (pictures, source) taken from `base`.

    `matters`: codes of the kinds of problem that an item may name. Raises `WorkbookFaulty` with every fault.
    """
    reading = Reading(layout(), limits(), matters)
    sheets = _sheets(file, reading)
    content = _content(sheets, base, reading) if not reading.faults else {}
    if reading.faults:
        raise WorkbookFaulty(reading.faults)
    return content


def _sheets(file: bytes, reading: Reading) -> dict[str, Cells]:
    bounds = reading.bounds
    try:
        found = read_cells(
            file, most_bytes=bounds.workbook, most_unpacked=bounds.unpacked, most_rows=bounds.rows
        )
    except WorkbookTooLarge:
        reading.fault(
            "", _("The file is far larger than a score sheet. Copy the filled rows into a new download.")
        )
        return {}
    except NoWorkbook:
        reading.fault("", _("This is no workbook, or it is broken or has a password. Save it as .xlsx."))
        return {}
    sheets = {sheet.name: sheet for sheet in found}
    for name in (reading.plan.head, reading.plan.items, reading.plan.more):
        if name not in sheets:
            reading.fault(name, _("this worksheet is missing; start from a download of the sheet"))
    return sheets


def _content(sheets: Mapping[str, Cells], base: Mapping[str, Any], reading: Reading) -> editing.Content:
    plan = reading.plan
    head = _head(sheets[plan.head], reading)
    items = list(_lines(sheets[plan.items], plan.item_columns, reading))
    more = list(_lines(sheets[plan.more], plan.more_columns, reading))
    _refuse_strangers(more, {line["id"] for line in items})
    made = copy.deepcopy(dict(base))
    made |= {name: head[name] for name in ("object_kind", "scoring_start", "total", "total_unit")}
    made["title"] = {"zh": head["zh"], "en": head["en"]}
    made["floor"] = {name: head[name] for name in ("item", "section", "sheet")}
    made["sections"] = _sections(items, more, base, reading)
    return made


def _head(sheet: Cells, reading: Reading) -> dict[str, Any]:
    """The lines of the head, which stand in the order of the layout."""
    found: dict[str, Any] = {}
    for number, line in enumerate(reading.plan.head_lines, start=2):
        cells = sheet.rows.get(number, {})
        if cells.get(0) != line.heading:
            text = _("here should stand “%(heading)s”") % {"heading": line.heading}
            reading.fault(sheet.name, text, number, 0)
        for column in cells.keys() - {0, 1}:
            reading.fault(sheet.name, _("nothing belongs here; empty the cell"), number, column)
        found[line.key] = _read(cells.get(1), line, sheet.name, number, 1, reading)
        needed = line.key == "zh" or line.kind is Kind.CHOICE
        if needed and found[line.key] in ("", None) and cells.get(1) is None:
            reading.fault(sheet.name, _("“%(heading)s” is empty") % {"heading": line.heading}, number, 1)
    for number in sheet.rows.keys() - set(range(1, len(reading.plan.head_lines) + 2)):
        reading.fault(sheet.name, _("nothing belongs here; empty the row"), number)
    return found


def _lines(sheet: Cells, columns: Sequence[Column], reading: Reading) -> Iterator[Line]:
    """The rows under the headings. Headings must be those of the layout, in its order."""
    headings = sheet.rows.get(1, {})
    for place, column in enumerate(columns):
        if headings.get(place) != column.heading:
            text = _("here should stand “%(heading)s”") % {"heading": column.heading}
            reading.fault(sheet.name, text, 1, place)
    places = {column.key: place for place, column in enumerate(columns)}
    for number, cells in sorted(sheet.rows.items()):
        for place in sorted(cells):
            if place >= len(columns):
                reading.fault(sheet.name, _("nothing belongs here; empty the cell"), number, place)
        if number > 1:
            values = {
                column.key: _read(cells.get(place), column, sheet.name, number, place, reading)
                for place, column in enumerate(columns)
            }
            yield Line(sheet.name, number, values, places, reading)


def _read(value: Value | None, column: Column, sheet: str, number: int, place: int, reading: Reading) -> Any:
    """What a cell says, by what its column holds; "" or None where it is empty or wrong."""

    def wrong(text: str) -> None:
        reading.fault(sheet, text, number, place)

    nothing = None if column.kind is Kind.NUMBER else False if column.kind is Kind.MARK else ""
    if value is None:
        return nothing
    if isinstance(value, Odd):
        wrong(_odd(value))
        return nothing
    match column.kind:
        case Kind.NUMBER:
            return _number(value, wrong)
        case Kind.MARK:
            if value != reading.plan.mark:
                wrong(_("write “%(word)s”, or leave it empty") % {"word": reading.plan.mark})
            return True
        case Kind.CHOICE:
            code = column.code(str(value))
            if code is None:
                words = ", ".join(column.words.values())
                wrong(_("“%(found)s” is none of: %(words)s") % {"found": str(value)[:40], "words": words})
            return code or ""
    text = editing.plain_text(f"{value.normalize():f}" if isinstance(value, Decimal) else value)
    if column.kind is Kind.ID and not _ID.fullmatch(text):
        wrong(_("a number of a part or item has up to 20 letters A–Z, digits and _"))
    if len(text) > reading.bounds.wording:
        most = {"most": reading.bounds.wording, "found": len(text)}
        wrong(_("%(found)d signs; a wording has at most %(most)d") % most)
    return text


def _odd(value: Odd) -> str:
    match value:
        case Odd.FORMULA:
            return _("a formula stands here; write what it comes to")
        case Odd.DAY:
            return _("the spreadsheet made a day or a time of this; set the cell to text and write it again")
        case Odd.ERROR:
            return _("the spreadsheet shows an error here; write the value")
    return _("TRUE or FALSE stands here; write a word or a number")


def _number(value: Value, wrong: Any) -> int | float | None:
    if not isinstance(value, Decimal):
        wrong(_("“%(found)s” is no number") % {"found": str(value)[:40]})
        return None
    if value != round(value, PLACES):
        wrong(_("%(found)s has more than two decimal places") % {"found": f"{value:f}"})
        return None
    return editing.as_number(value)


def _refuse_strangers(more: Sequence[Line], ids: Collection[str]) -> None:
    """A level or veto names its item and says which of the two it is."""
    for line in more:
        if line["id"] not in ids:
            line.fault(_("there is no item “%(id)s”") % {"id": line["id"]}, "id")
        if not line["part"]:
            line.fault(_("this cell is empty"), "part")
        if not line["zh"]:
            line.fault(_("this cell is empty"), "zh")
        wanted, other = ("points", "effect") if line["part"] == "level" else ("effect", "points")
        if line["part"] and line[wanted] in ("", None):
            line.fault(_("this cell is empty"), wanted)
        if line["part"] and line[other] not in ("", None):
            line.fault(_("does not belong to this; empty the cell"), other)


def _sections(
    items: Sequence[Line], more: Sequence[Line], base: Mapping[str, Any], reading: Reading
) -> list[dict[str, Any]]:
    kept = {item["id"]: item for section in base["sections"] for item in section["items"]}
    sections: list[dict[str, Any]] = []
    seen_sections: set[str] = set()
    seen: set[str] = set()
    for line in items:
        if _begins_section(line, sections):
            _once(line, "section_id", seen_sections)
            sections.append(
                {
                    "id": line["section_id"],
                    "zh": line["section_zh"],
                    "en": line["section_en"],
                    "max": line["section_max"],
                    "items": [],
                }
            )
        if not line["id"]:
            _refuse_rest(line)
        elif sections:
            _once(line, "id", seen)
            own = [each for each in more if each["id"] == line["id"]]
            sections[-1]["items"].append(_item(line, own, kept.get(line["id"], {}), reading))
    if not sections:
        reading.fault(reading.plan.items, _("no part of a sheet stands here; fill in at least one"))
    return sections


def _begins_section(line: Line, sections: Sequence[Mapping[str, Any]]) -> bool:
    """Does a part begin in this row? In the rows below its first the columns of the part may be empty."""
    if line["section_id"] and (not sections or sections[-1]["id"] != line["section_id"]):
        return True
    if not sections:
        line.fault(_("the first row names its part"), "section_id")
        return False
    says = {"section_zh": "zh", "section_en": "en", "section_max": "max"}
    for key, name in says.items():
        if line[key] not in ("", None) and line[key] != sections[-1][name]:
            line.fault(_("says another thing than the first row of this part"), key)
    return False


def _once(line: Line, key: str, seen: set[str]) -> None:
    if line[key] in seen:
        line.fault(_("the number %(id)s stands in the sheet already") % {"id": line[key]}, key)
    seen.add(line[key])


def _refuse_rest(line: Line) -> None:
    """A row without an item's number holds nothing of an item."""
    for key, value in line.values.items():
        if key not in SECTION_KEYS and value not in ("", None, False):
            line.fault(_("the item of this row has no number"), "id")
            return


def _item(line: Line, more: Sequence[Line], kept: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    mode = Mode(line["mode"]) if line["mode"] else None
    if mode is None:
        line.fault(_("this cell is empty"), "mode")
    else:
        _check_mode(line, mode, more)
    if not line["zh"]:
        line.fault(_("this cell is empty"), "zh")
    if line["matter"] and line["matter"] not in reading.matters:
        line.fault(_("there is no kind of problem “%(code)s”") % {"code": line["matter"]}, "matter")
    levels = [
        {"label": {"zh": each["zh"], "en": each["en"]}, "points": each["points"]}
        for each in more
        if each["part"] == "level"
    ]
    vetoes = [
        {"zh": each["zh"], "en": each["en"], "effect": each["effect"]}
        for each in more
        if each["part"] == "veto"
    ]
    for bound, found in ((reading.bounds.levels, levels), (reading.bounds.vetoes, vetoes)):
        if len(found) > bound:
            line.fault(
                _("%(found)d levels or vetoes; at most %(most)d") % {"found": len(found), "most": bound}, "id"
            )
    values = {
        "points": line["points"],
        "unit": line["unit"],
        "effect": line["effect"],
        "levels": levels,
        "min": line["least"],
        "max": line["most"],
    }
    return editing.new_item(
        line["id"],
        zh=line["zh"],
        en=line["en"],
        max_points=line["max"],
        mode=editing.mode_of(mode or Mode.UNSTATED, values),
        hint=Hint(line["matter"], line["needs_reason"], line["is_private"], line["not_with"]),
        veto=vetoes,
        note=line["note"],
        **{name: kept[name] for name in _KEPT if name in kept},
    )


def _check_mode(line: Line, mode: Mode, more: Sequence[Line]) -> None:
    """The columns that belong to the way of scoring are filled, the others empty; levels are two or more."""
    may_be_empty = {"points"} if mode is Mode.YES_NO else set()
    for key in sorted(OWN_FIELDS):
        is_filled = line[key] not in ("", None)
        if key in FIELDS[mode] and not is_filled and key not in may_be_empty:
            line.fault(_("this cell is empty"), key)
        if key not in FIELDS[mode] and is_filled:
            line.fault(_("does not belong to this way of scoring; empty the cell"), key)
    if "effect" in FIELDS[mode] and line["effect"] and line["effect"] not in EFFECTS[mode]:
        line.fault(_("this effect does not belong to this way of scoring"), "effect")
    if mode is Mode.DEDUCT_PER_FINDING and line["points"] is not None and line["points"] <= 0:
        line.fault(_("points off are more than nothing"), "points")
    if mode is Mode.YES_NO and line["points"] is not None and line["points"] < 0:
        line.fault(_("points are not below nothing"), "points")
    levels = sum(1 for each in more if each["part"] == "level")
    if mode is Mode.LEVELS and levels < 2:
        line.fault(_("has fewer than two levels in the worksheet of levels"), "mode")
    if mode is not Mode.LEVELS and levels:
        line.fault(_("has levels in the worksheet of levels, but is scored otherwise"), "mode")
