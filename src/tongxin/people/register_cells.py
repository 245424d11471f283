"""How each kind of cell is read, and what can be wrong with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from tongxin.people.register_rules import (
    LONGEST,
    MOST_PEOPLE,
    Cell,
    ExcelDay,
    FaultKind,
    Key,
    Layout,
    text_of_cell,
)
from tongxin.people.rules import is_landline, is_mobile, plain_phone

WIDE = str.maketrans("０１２３４５６７８９－（）．Ｘｘ　", "0123456789-().Xx ")
_PERSONAL_NUMBER = re.compile(r"(?<!\d)\d{14,18}[\dXx](?!\d)")  # ID numbers of 15 and 18, cards of 16 to 19
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+?(\d+)")
_ERROR = re.compile(r"#(REF!|DIV/0!|VALUE!|NUM!|NAME\?|N/A|NULL!|SPILL!|CALC!)")
_ID_EXPONENT = 14  # 5.3E+17 was an ID number of 18 digits, 5.3E+14 one of 15
# China's mainland and seas with a margin; a position outside is a slip, mostly two columns exchanged.
SOUTH, NORTH, WEST, EAST = 3.0, 54.0, 73.0, 136.0

Value = str | int | float | None
Reader = Callable[[Cell, str, Layout], Value]


class Faulty(Exception):
    """A cell cannot be read."""

    def __init__(self, kind: FaultKind, **detail: str | int) -> None:
        super().__init__(kind)
        self.kind = kind
        self.detail = detail


def read_cell(key: Key, cell: Cell, layout: Layout) -> Value:
    """The value of a cell; None for an empty one. Raises `Faulty`."""
    if cell is None:
        return None
    if key is Key.ID_NUMBER:
        return _id_number(cell, layout)
    refuse_personal_number(cell)
    if isinstance(cell, ExcelDay):
        raise Faulty(FaultKind.MADE_A_DAY, text=cell.text)
    text = " ".join(text_of_cell(cell).translate(WIDE).split())
    if not text:
        return None
    if _ERROR.fullmatch(text):
        raise Faulty(FaultKind.CELL_ERROR, text=text)
    longest = LONGEST.get(key)
    if longest is not None and len(text) > longest:
        raise Faulty(FaultKind.TOO_LONG, longest=longest)
    return _READERS.get(key, _word)(cell, text, layout)


def refuse_personal_number(cell: Cell) -> None:
    """ID and bank card numbers do not belong here, whatever the column, and however the sheet shows them."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if abs(cell) >= 10**_ID_EXPONENT:
            raise Faulty(FaultKind.NUMBER_ROUNDED)
        return
    text = text_of_cell(cell)
    if len(text) < 4 or text.isalpha():  # Chinese words, the most of a register
        return
    text = re.sub(r"[\s\-]", "", text.translate(WIDE))
    if _PERSONAL_NUMBER.search(text):
        raise Faulty(FaultKind.PERSONAL_NUMBER)
    scientific = _SCIENTIFIC.fullmatch(text)
    if scientific and int(scientific[2]) >= _ID_EXPONENT:
        raise Faulty(FaultKind.NUMBER_ROUNDED)


def _id_number(cell: Cell, layout: Layout) -> str | None:
    """An ID number of 18 signs with its check digit and birthday (GB 11643); "" for the mark that empties.

    The library's own check of the place is left out: it asks whether the county existed in the year of birth,
    but numbers were given from 1984 on, to the old by the county of that time.
    """
    text = re.sub(r"[\s\-]", "", text_of_cell(cell).translate(WIDE)).upper()
    if not text:
        return None
    if text == layout.marks.clear:
        return ""
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    if is_number or _SCIENTIFIC.fullmatch(text):
        raise Faulty(FaultKind.ID_ROUNDED)
    if not re.fullmatch(r"\d{17}[\dX]", text) or ric.calc_check_digit(text) != text[-1]:
        raise Faulty(FaultKind.ID_FAULTY)
    try:
        ric.get_birth_date(text)
    except ValidationError as error:
        raise Faulty(FaultKind.ID_FAULTY) from error
    return text


def _word(cell: Cell, text: str, layout: Layout) -> str:
    return text.replace(" ", "")


def _door(cell: Cell, text: str, layout: Layout) -> str | None:
    if isinstance(cell, float) and not cell.is_integer():
        raise Faulty(FaultKind.NOT_WHOLE, text=text)
    if all(mark in text for mark in layout.marks.day):
        raise Faulty(FaultKind.MADE_A_DAY, text=text)
    return text.replace(" ", "").removesuffix(layout.marks.door_suffix) or None


def _name(cell: Cell, text: str, layout: Layout) -> str:
    if any(sign.isdigit() for sign in text):
        raise Faulty(FaultKind.DIGITS_IN_NAME)
    return text if text.isascii() else text.replace(" ", "")


def _phone(cell: Cell, text: str, layout: Layout) -> str:
    if text == layout.marks.clear:
        return ""
    phone = plain_phone(text)
    if not is_mobile(phone) and not is_landline(phone):
        raise Faulty(FaultKind.PHONE_FAULTY)
    return phone


def _people(cell: Cell, text: str, layout: Layout) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) > MOST_PEOPLE:
        raise Faulty(FaultKind.PEOPLE_FAULTY, most=MOST_PEOPLE)
    return int(text)


def _note(cell: Cell, text: str, layout: Layout) -> str:
    refused = next((word for word in layout.marks.refused_words if word in text), None)
    if refused is not None:
        raise Faulty(FaultKind.WORD_REFUSED, word=refused)
    return "" if text == layout.marks.clear else text


def _degrees(least: float, most: float) -> Reader:
    def read(cell: Cell, text: str, layout: Layout) -> float:
        try:
            degrees = float(text)
        except ValueError as error:
            raise Faulty(FaultKind.POSITION_FAULTY) from error
        if not least <= degrees <= most:
            raise Faulty(FaultKind.POSITION_FAULTY)
        return degrees

    return read


def _datum(cell: Cell, text: str, layout: Layout) -> str:
    found = layout.marks.datums.get(text.replace(" ", "").lower())
    if found is None:
        raise Faulty(FaultKind.DATUM_UNKNOWN, text=text[:20])
    return found


def _kind(cell: Cell, text: str, layout: Layout) -> str:
    found = layout.marks.kinds.get(text.replace(" ", ""))
    if found is None:
        raise Faulty(FaultKind.KIND_UNKNOWN, text=text[:20])
    return found


_READERS: Mapping[Key, Reader] = {
    Key.DOOR: _door,
    Key.HEAD: _name,
    Key.MEMBER: _name,
    Key.STEWARD: _name,
    Key.PHONE: _phone,
    Key.STEWARD_PHONE: _phone,
    Key.PEOPLE: _people,
    Key.NOTE: _note,
    Key.LATITUDE: _degrees(SOUTH, NORTH),
    Key.LONGITUDE: _degrees(WEST, EAST),
    Key.DATUM: _datum,
    Key.KIND: _kind,
}
