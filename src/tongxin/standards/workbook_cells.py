"""The cells of a small workbook (.xlsx), with what a score sheet may not hold told apart: formulas, days, errors.

`people.workbook` reads large registers and gives what a formula came to; here a formula is refused by its cell, so
the parts of the file are read as they stand. Bounded by size before anything is unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from lxml import etree

_ZIP_SIGN = b"PK\x03\x04"
_MOST_PARTS = 200
_MOST_COLUMNS = 60
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Formats of numbers that show a day or a time: those that every spreadsheet knows, and own ones by their letters.
_DAY_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_DAY_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DIGITS = 15  # that a spreadsheet keeps of a number


class Odd(StrEnum):
    """What a cell may hold that is neither text nor number."""

    FORMULA = "formula"
    DAY = "day"
    ERROR = "error"
    YES_NO = "yes_no"


Value = str | Decimal | Odd


class NoWorkbook(Exception):
    """The file is no workbook, is broken, or has a password."""


class WorkbookTooLarge(Exception):
    """The file is larger, or unpacks to more, than a score sheet can be."""


@dataclass(frozen=True)
class Cells:
    """A worksheet: its name, and its rows by number from 1, each with its cells by column from 0; none empty."""

    name: str
    rows: Mapping[int, Mapping[int, Value]]


def read_cells(content: bytes, *, most_bytes: int, most_unpacked: int, most_rows: int) -> list[Cells]:
    """Every worksheet in the order of its tabs. Raises `NoWorkbook`, `WorkbookTooLarge`."""
    if len(content) > most_bytes:
        raise WorkbookTooLarge
    if not content.startswith(_ZIP_SIGN):
        raise NoWorkbook
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > most_unpacked:
                raise WorkbookTooLarge
            return list(_sheets(archive, most_rows))
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise NoWorkbook from error
    except (etree.XMLSyntaxError, ValueError, IndexError) as error:
        raise NoWorkbook from error


def column_letter(column: int) -> str:
    """A column as spreadsheets name it: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def _sheets(archive: zipfile.ZipFile, most_rows: int) -> Iterator[Cells]:
    texts = _shared_texts(archive)
    days = _day_styles(archive)
    targets = {
        relation.get("Id"): str(relation.get("Target"))
        for relation in _root(archive, "xl/_rels/workbook.xml.rels")
    }
    for sheet in _all(_root(archive, "xl/workbook.xml"), "sheet"):
        target = targets[sheet.get(_RELATION)]
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        yield Cells(str(sheet.get("name")), _rows(archive.read(path), texts, days, most_rows))


def _rows(
    content: bytes, texts: list[str], days: frozenset[int], most_rows: int
) -> dict[int, dict[int, Value]]:
    rows: dict[int, dict[int, Value]] = {}
    number = 0
    for row in _all(_parsed(content), "row"):
        number = int(row.get("r", number + 1))
        filled: dict[int, Value] = {}
        column = -1
        for cell in _all(row, "c"):
            column = _column(cell.get("r"), column + 1)
            value = _value(cell, texts, days)
            if value is None:
                continue
            if column >= _MOST_COLUMNS or number > most_rows:
                raise WorkbookTooLarge
            filled[column] = value
        if filled:
            rows[number] = filled
    return rows


def _column(reference: str | None, otherwise: int) -> int:
    found = _REFERENCE.fullmatch(reference or "")
    if found is None:
        return otherwise
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _value(cell: Any, texts: list[str], days: frozenset[int]) -> Value | None:
    if any(True for _formula in _all(cell, "f")):
        return Odd.FORMULA
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text_of(cell).strip() or None
    said = "".join(value.text or "" for value in _all(cell, "v")).strip()
    if not said:
        return None
    match kind:
        case "s":
            return texts[int(said)].strip() or None
        case "str":
            return said
        case "b":
            return Odd.YES_NO
        case "e":
            return Odd.ERROR
    if int(cell.get("s", 0)) in days or kind == "d":
        return Odd.DAY
    return _number(said)


def _number(said: str) -> Decimal:
    """With the 15 digits that a spreadsheet keeps: 0.30000000000000004 is 0.3."""
    try:
        value = Decimal(f"{float(said):.{_DIGITS}g}")
    except InvalidOperation as error:
        raise ValueError(said) from error
    if not value.is_finite():
        raise ValueError(said)
    return value


def _shared_texts(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    return [_text_of(text) for text in _all(_root(archive, "xl/sharedStrings.xml"), "si")]


def _text_of(part: Any) -> str:
    """All runs of a text, without the readings that an input method leaves beside Chinese and Japanese words."""
    return "".join(
        run.text or "" for run in _all(part, "t") if etree.QName(run.getparent()).localname != "rPh"
    )


def _day_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Numbers of the cell styles that show a number as a day or a time."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    root = _root(archive, "xl/styles.xml")
    own = {
        int(each.get("numFmtId"))
        for each in _all(root, "numFmt")
        if _DAY_LETTERS.search(_QUOTED.sub("", each.get("formatCode", "")))
    }
    lists = list(_all(root, "cellXfs"))
    styles = list(_all(lists[0], "xf")) if lists else []
    return frozenset(
        place for place, style in enumerate(styles) if int(style.get("numFmtId", 0)) in _DAY_FORMATS | own
    )


def _root(archive: zipfile.ZipFile, name: str) -> Any:
    return _parsed(archive.read(name))


def _parsed(content: bytes) -> Any:
    """The part as a tree. No spreadsheet writes a document type, so one is refused: it could name other files."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root: Any = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise ValueError("document type")
    return root


def _all(part: Any, name: str) -> Iterator[Any]:
    """The elements of that name inside, whatever the edition of the format calls its names."""
    yield from part.iter(f"{{*}}{name}")
