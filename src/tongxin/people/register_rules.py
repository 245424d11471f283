"""The words of an import: cells, columns, layouts, faults, and the rows that come of them. Pure.

A cell is what the reader of workbooks gives: text, a number, a day that Excel made, or nothing. The columns
are data (`data/register/*.json`), the words of the faults stand in `register_words.py`. How a cell is read is
in `register_cells.py`, where the headings are in `register_columns.py`, how rows become households in
`register_reading.py`, and what they mean beside those that are there in `register_matching.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

MOST_ROWS = 400_000  # 100,000 households with three or four persons each, a row for each person
MOST_PEOPLE = 99
LONGEST = {
    "group": 40,
    "door": 20,
    "head": 40,
    "member": 40,
    "relation": 20,
    "grid": 40,
    "note": 200,
    "name": 60,
}
LONGEST |= {"steward": 40}


@dataclass(frozen=True)
class ExcelDay:
    """A cell that the spreadsheet turned into a day: door 12-1 becomes 1 December."""

    text: str


Cell = str | float | int | bool | ExcelDay | None


class ImportKind(StrEnum):
    """What a file is about."""

    HOUSEHOLDS = "households"
    PLACES = "places"


class Key(StrEnum):
    """What a column can be."""

    VILLAGE = "village"
    GROUP = "group"
    DOOR = "door"
    HEAD = "head"
    MEMBER = "member"
    RELATION = "relation"
    PHONE = "phone"
    PEOPLE = "people"
    ID_NUMBER = "id_number"
    GRID = "grid"
    NOTE = "note"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    DATUM = "datum"
    NAME = "name"
    KIND = "kind"
    STEWARD = "steward"
    STEWARD_PHONE = "steward_phone"


POSITION = frozenset({Key.LATITUDE, Key.LONGITUDE})


@dataclass(frozen=True)
class Column:
    """A column that is known: its heading in the template, other words for it, what to write (by language).

    `fallback`: words that mean this column only where no other column is it.
    """

    key: Key
    heading: str
    required: bool
    words: tuple[str, ...]
    fallback: tuple[str, ...]
    in_template: bool
    hint: Mapping[str, str]
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Marks:
    """What the town writes besides data, and how: `data/register/words.json`."""

    example: str
    clear: str
    door_suffix: str
    day: str
    ignored: tuple[str, ...]
    totals: tuple[str, ...]
    footers: tuple[str, ...]
    heads: frozenset[str]
    no_relations: frozenset[str]
    group_endings: tuple[str, ...]
    village_endings: tuple[str, ...]
    nameless_sheets: re.Pattern[str]
    unread_sheets: frozenset[str]
    datums: Mapping[str, str]
    kinds: Mapping[str, str]
    refused_words: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """The form of a file: its columns in order, the names of the template's sheets, the marks."""

    kind: ImportKind
    columns: tuple[Column, ...]
    sheet: str
    instructions_sheet: str
    instructions: Mapping[str, tuple[str, ...]]
    marks: Marks

    def column(self, key: Key) -> Column:
        """The column of a key."""
        return next(column for column in self.columns if column.key is key)

    def heading_of(self, key: Key) -> str:
        """The heading of a column in the template."""
        return self.column(key).heading


class FaultKind(StrEnum):
    """What can be wrong with a file, a heading or a row."""

    EMPTY_SHEET = "empty_sheet"
    NO_ROWS = "no_rows"
    TOO_MANY_ROWS = "too_many_rows"
    COLUMN_MISSING = "column_missing"
    COLUMN_DOUBLED = "column_doubled"
    COLUMN_NAMELESS = "column_nameless"
    CELL_EMPTY = "cell_empty"
    CELL_ERROR = "cell_error"
    TOO_LONG = "too_long"
    PERSONAL_NUMBER = "personal_number"
    NUMBER_ROUNDED = "number_rounded"
    ID_ROUNDED = "id_rounded"
    ID_FAULTY = "id_faulty"
    MADE_A_DAY = "made_a_day"
    NOT_WHOLE = "not_whole"
    PHONE_FAULTY = "phone_faulty"
    PEOPLE_FAULTY = "people_faulty"
    DIGITS_IN_NAME = "digits_in_name"
    WORD_REFUSED = "word_refused"
    DOOR_DOUBLED = "door_doubled"
    PLACE_DOUBLED = "place_doubled"
    KIND_UNKNOWN = "kind_unknown"
    POSITION_FAULTY = "position_faulty"
    POSITION_HALF = "position_half"
    DATUM_UNKNOWN = "datum_unknown"
    VILLAGE_UNKNOWN = "village_unknown"
    VILLAGE_AMBIGUOUS = "village_ambiguous"
    VILLAGE_OTHER = "village_other"
    VILLAGE_NOT_YOURS = "village_not_yours"


class SuspectKind(StrEnum):
    """What makes two households look like one, or a row look wrong; a warning, never a fault."""

    SAME_PHONE = "same_phone"
    SAME_NAME = "same_name"
    NEAR_NAME = "near_name"
    PEOPLE_DIFFER = "people_differ"


class NoteKind(StrEnum):
    """What the reader did with a file besides reading it; said in the preview."""

    GROUP_OF_SHEET = "group_of_sheet"
    VILLAGE_OF_SHEET = "village_of_sheet"
    FILLED_DOWN = "filled_down"
    SECTIONS = "sections"
    TOTALS = "totals"
    FOOTERS = "footers"
    HEADINGS_AGAIN = "headings_again"
    IGNORED = "ignored"
    ID_IGNORED = "id_ignored"
    SHEET_UNREAD = "sheet_unread"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: row as the spreadsheet counts it (None: the file), heading, details for words.

    `sheet` is "" where the file has one sheet only.
    """

    kind: FaultKind
    row: int | None = None
    heading: str = ""
    detail: Mapping[str, str | int] = field(default_factory=dict)
    sheet: str = ""


@dataclass(frozen=True)
class Note:
    """Something the reader did: passed rows over, filled a column down."""

    kind: NoteKind
    detail: Mapping[str, str | int] = field(default_factory=dict)
    sheet: str = ""


@dataclass(frozen=True)
class Position:
    """A point in WGS84 degrees, and the datum in which it was given."""

    latitude: float
    longitude: float
    given_as: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person of a household besides its head."""

    row: int
    name: str
    relation: str = ""
    phone: str = ""
    id_number: str = ""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A household as the file states it. None in an optional field: nothing stated; "" in phone or note: to be
    emptied. `members`: None where the file lists nobody besides the head.
    """

    row: int
    village: str
    group: str
    door: str
    head: str
    phone: str | None = None
    people: int | None = None
    grid: str | None = None
    note: str | None = None
    id_number: str | None = None
    members: tuple[MemberRow, ...] | None = None
    position: Position | None = None
    sheet: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """By what a household of the file and one that is there are the same: village, group, door."""
        return self.village, self.group, self.door


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A public place as the file states it. `group` is "" for a place of the whole village."""

    row: int
    village: str
    name: str
    kind: str
    group: str = ""
    grid: str | None = None
    steward: str = ""
    steward_phone: str = ""
    position: Position | None = None
    sheet: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """By what a place of the file and one that is there are the same: village, group, name."""
        return self.village, self.group, self.name


Row = RegisterRow | PlaceRow


@dataclass(frozen=True)
class Table:
    """What was read: good rows, faults, notes, and the numbers of example rows passed over.

    `unfinished`: faulty rows as far as they could be read ("" for the rest), so that what is wrong with their
    village or door is told at the same time.
    """

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...] = ()
    examples: tuple[int, ...] = ()
    unfinished: tuple[Row, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def count(self) -> int:
        """Households or places, good or faulty."""
        return len(self.rows) + len(self.unfinished)


def text_of_cell(cell: Cell) -> str:
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
        case str() if cell.isprintable():
            return cell.strip()
        case _:
            return "".join(sign if sign.isprintable() else " " for sign in str(cell)).strip()


def is_filled(row: Sequence[Cell]) -> bool:
    """Does anything stand in the row?"""
    return any(cell is not None and text_of_cell(cell) for cell in row)
