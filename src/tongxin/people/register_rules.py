"""A household register as a table of cells: headings, rows, and what is wrong with them. Pure.

A cell is what the reader of workbooks gives: text, a number, a day that Excel made, or nothing. The headings
are data (`data/register/columns.json`), the words of the faults stand in `register_words.py`; what the rows
mean beside the households that are there is in `register_matching.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tongxin.people.rules import is_landline, is_mobile, plain_phone

MOST_ROWS = 20_000  # a town has some 5,000 households, the largest about 20,000
MOST_PEOPLE = 99
LONGEST = {"group": 40, "door": 20, "head": 40, "grid": 40, "note": 200}
_WIDE = str.maketrans("０１２３４５６７８９－（）", "0123456789-()")
_PERSONAL_NUMBER = re.compile(r"(?<!\d)\d{14,18}[\dXx](?!\d)")  # ID numbers of 15 and 18, cards of 16 to 19
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+?(\d+)")
_ID_EXPONENT = 14  # 5.3E+17 was an ID number of 18 digits, 5.3E+14 one of 15


@dataclass(frozen=True)
class ExcelDay:
    """A cell that the spreadsheet turned into a day: door 12-1 becomes 1 December."""

    text: str


Cell = str | float | int | bool | ExcelDay | None


class Key(StrEnum):
    """The columns of the register."""

    VILLAGE = "village"
    GROUP = "group"
    DOOR = "door"
    HEAD = "head"
    PHONE = "phone"
    PEOPLE = "people"
    GRID = "grid"
    NOTE = "note"


@dataclass(frozen=True)
class Column:
    """A stated column: its heading, whether it must be there, what to write into it (by language)."""

    key: Key
    heading: str
    required: bool
    hint: Mapping[str, str]
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """The stated form of a register: columns in order, marks for examples and for emptying, refused words."""

    columns: tuple[Column, ...]
    sheet: str
    instructions_sheet: str
    instructions: Mapping[str, tuple[str, ...]]
    example_mark: str
    clear_mark: str
    door_suffix: str
    day_marks: str
    refused_words: tuple[str, ...]

    def heading_of(self, key: Key) -> str:
        """The heading of a column."""
        return next(column.heading for column in self.columns if column.key is key)


class FaultKind(StrEnum):
    """What can be wrong with a file, a heading or a row."""

    EMPTY_SHEET = "empty_sheet"
    SEVERAL_SHEETS = "several_sheets"
    NO_ROWS = "no_rows"
    TOO_MANY_ROWS = "too_many_rows"
    COLUMN_MISSING = "column_missing"
    COLUMN_DOUBLED = "column_doubled"
    COLUMN_UNKNOWN = "column_unknown"
    COLUMN_NAMELESS = "column_nameless"
    CELL_EMPTY = "cell_empty"
    TOO_LONG = "too_long"
    PERSONAL_NUMBER = "personal_number"
    NUMBER_ROUNDED = "number_rounded"
    MADE_A_DAY = "made_a_day"
    NOT_WHOLE = "not_whole"
    PHONE_FAULTY = "phone_faulty"
    PEOPLE_FAULTY = "people_faulty"
    DIGITS_IN_NAME = "digits_in_name"
    WORD_REFUSED = "word_refused"
    DOOR_DOUBLED = "door_doubled"
    VILLAGE_UNKNOWN = "village_unknown"
    VILLAGE_AMBIGUOUS = "village_ambiguous"
    VILLAGE_OTHER = "village_other"
    VILLAGE_NOT_YOURS = "village_not_yours"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: row as the spreadsheet counts it (None: the file), heading, details for words."""

    kind: FaultKind
    row: int | None = None
    heading: str = ""
    detail: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class RegisterRow:
    """A row that can be read. None in an optional field: nothing stated; "" in phone or note: to be emptied."""

    row: int
    village: str
    group: str
    door: str
    head: str
    phone: str | None = None
    people: int | None = None
    grid: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Table:
    """What was read: good rows, faults, and the numbers of example rows passed over.

    `unfinished`: faulty rows as far as they could be read ("" for the rest), so that what is wrong with their
    village or door is told at the same time.
    """

    rows: tuple[RegisterRow, ...]
    faults: tuple[Fault, ...]
    examples: tuple[int, ...]
    unfinished: tuple[RegisterRow, ...] = ()

    @property
    def count(self) -> int:
        """Rows that hold a household, good or faulty."""
        return len(self.rows) + len(self.unfinished)


def read_table(cells: Sequence[Sequence[Cell]], layout: Layout, *, village_given: bool = False) -> Table:
    """Reads the first row with anything in it as headings and each further row as a household.

    `village_given`: the village was chosen beforehand, so its column may be missing. Faulty headings end the
    reading: no row is judged by columns that may be wrong.
    """
    start = next((number for number, row in enumerate(cells) if _filled(row)), None)
    if start is None:
        return Table((), (Fault(FaultKind.EMPTY_SHEET),), ())
    places, faults = _find_columns(cells[start], layout, village_given=village_given)
    body = [(number, row) for number, row in enumerate(cells[start + 1 :], start + 2) if _filled(row)]
    if len(body) > MOST_ROWS:
        faults.append(Fault(FaultKind.TOO_MANY_ROWS, detail={"rows": len(body), "most": MOST_ROWS}))
    if faults:
        return Table((), tuple(faults), ())
    examples = tuple(number for number, row in body if _is_example(row, layout))
    rows: list[RegisterRow] = []
    unfinished: list[RegisterRow] = []
    for number, row in body:
        if number not in examples:
            read, found = _read_row(number, row, places, layout)
            faults += found
            (unfinished if found else rows).append(read)
    if not rows and not faults:
        faults.append(Fault(FaultKind.NO_ROWS, detail={"examples": len(examples)}))
    return Table(tuple(rows), tuple(faults), examples, tuple(unfinished))


def _filled(row: Sequence[Cell]) -> bool:
    return any(_text(cell) for cell in row)


def _is_example(row: Sequence[Cell], layout: Layout) -> bool:
    return any(_text(cell).startswith(layout.example_mark) for cell in row)


def _find_columns(
    headings: Sequence[Cell], layout: Layout, *, village_given: bool
) -> tuple[dict[Key, int], list[Fault]]:
    """Where each column stands, and what is wrong with the headings."""
    known = {column.heading: column.key for column in layout.columns}
    places: dict[Key, int] = {}
    faults: list[Fault] = []
    for place, cell in enumerate(headings):
        heading = "".join(_text(cell).split())
        key = known.get(heading)
        if not heading:
            continue
        if key is None:
            faults.append(Fault(FaultKind.COLUMN_UNKNOWN, heading=heading))
        elif key in places:
            faults.append(Fault(FaultKind.COLUMN_DOUBLED, heading=heading))
        else:
            places[key] = place
    for column in layout.columns:
        needed = column.required and not (village_given and column.key is Key.VILLAGE)
        if needed and column.key not in places:
            faults.append(Fault(FaultKind.COLUMN_MISSING, heading=column.heading))
    return places, faults


class _Faulty(Exception):
    """A cell cannot be read."""

    def __init__(self, kind: FaultKind, **detail: str | int) -> None:
        super().__init__(kind)
        self.kind = kind
        self.detail = detail


def _read_row(
    number: int, row: Sequence[Cell], places: Mapping[Key, int], layout: Layout
) -> tuple[RegisterRow, list[Fault]]:
    """The row as far as it can be read, and everything that is wrong with it."""
    faults: list[Fault] = []
    values: dict[str, str | int | None] = dict.fromkeys(("village", "group", "door", "head"), "")
    read = set(places.values())
    stray = next((cell for place, cell in enumerate(row) if place not in read and _text(cell)), None)
    if stray is not None:
        faults.append(Fault(FaultKind.COLUMN_NAMELESS, number))
    for column in layout.columns:
        if column.key not in places:
            continue
        place = places[column.key]
        try:
            cell = row[place] if place < len(row) else None
            values[column.key] = _read_cell(column, cell, layout)
        except _Faulty as faulty:
            faults.append(Fault(faulty.kind, number, column.heading, faulty.detail))
    return RegisterRow(row=number, **values), faults  # type: ignore[arg-type]  # each reader gives its field's type


def _read_cell(column: Column, cell: Cell, layout: Layout) -> str | int | None:
    """The value of a cell. Raises `_Faulty`."""
    _refuse_personal_numbers(cell)
    if isinstance(cell, ExcelDay):
        raise _Faulty(FaultKind.MADE_A_DAY, text=cell.text)
    text = " ".join(_text(cell).translate(_WIDE).split())
    if not text:
        if column.required:
            raise _Faulty(FaultKind.CELL_EMPTY)
        return None
    longest = LONGEST.get(column.key)
    if longest is not None and len(text) > longest:
        raise _Faulty(FaultKind.TOO_LONG, longest=longest)
    match column.key:
        case Key.DOOR:
            return _door(cell, text, layout)
        case Key.HEAD:
            return _head(text)
        case Key.PHONE:
            return "" if text == layout.clear_mark else _phone(text)
        case Key.PEOPLE:
            return _people(text)
        case Key.NOTE:
            return "" if text == layout.clear_mark else _note(text, layout)
        case Key.VILLAGE | Key.GROUP | Key.GRID:
            return text.replace(" ", "")


def _refuse_personal_numbers(cell: Cell) -> None:
    """ID and bank card numbers do not belong here, whatever the column, and however the sheet shows them."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if abs(cell) >= 10**_ID_EXPONENT:
            raise _Faulty(FaultKind.NUMBER_ROUNDED)
        return
    text = re.sub(r"[\s\-]", "", _text(cell).translate(_WIDE))
    if _PERSONAL_NUMBER.search(text):
        raise _Faulty(FaultKind.PERSONAL_NUMBER)
    scientific = _SCIENTIFIC.fullmatch(text)
    if scientific and int(scientific[2]) >= _ID_EXPONENT:
        raise _Faulty(FaultKind.NUMBER_ROUNDED)


def _door(cell: Cell, text: str, layout: Layout) -> str:
    if isinstance(cell, float) and not cell.is_integer():
        raise _Faulty(FaultKind.NOT_WHOLE, text=text)
    if all(mark in text for mark in layout.day_marks):
        raise _Faulty(FaultKind.MADE_A_DAY, text=text)
    door = text.replace(" ", "").removesuffix(layout.door_suffix)
    if not door:
        raise _Faulty(FaultKind.CELL_EMPTY)
    return door


def _head(text: str) -> str:
    if any(sign.isdigit() for sign in text):
        raise _Faulty(FaultKind.DIGITS_IN_NAME)
    return text.replace(" ", "") if not text.isascii() else text


def _phone(text: str) -> str:
    phone = plain_phone(text)
    if not is_mobile(phone) and not is_landline(phone):
        raise _Faulty(FaultKind.PHONE_FAULTY)
    return phone


def _people(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) > MOST_PEOPLE:
        raise _Faulty(FaultKind.PEOPLE_FAULTY, most=MOST_PEOPLE)
    return int(text)


def _note(text: str, layout: Layout) -> str:
    refused = next((word for word in layout.refused_words if word in text), None)
    if refused is not None:
        raise _Faulty(FaultKind.WORD_REFUSED, word=refused)
    return text


def _text(cell: Cell) -> str:
    """A cell as text: 12.0 is 12; the signs that people cannot see are blanks."""
    match cell:
        case None:
            return ""
        case ExcelDay(text):
            return text
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return "".join(sign if sign.isprintable() else " " for sign in str(cell)).strip()
