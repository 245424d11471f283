"""From an uploaded file to cells: what kind of file it is, whether it is safe to open, and its rows."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tongxin.people.errors import NoSpreadsheet, SpreadsheetTooLarge
from tongxin.people.register_rules import Cell, ExcelDay

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 120 * 1024 * 1024
MOST_PARTS = 1000
PATIENCE_SECONDS = 60

ZIP_SIGN, OLE_SIGN = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHILD = Path(__file__).with_name("workbook_child.py")
_WORKBOOK_PARTS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}  # xlsx, xlsb, ods


@dataclass(frozen=True)
class Sheet:
    """A sheet's name ("" for CSV) and its rows of cells, empty rows at the top kept so that numbers agree."""

    name: str
    rows: list[list[Cell]]


def read_sheets(content: bytes, *, wanted: str = "") -> list[Sheet]:
    """The sheets of a workbook or CSV, told by content, never by the file's name.

    `wanted`: the name of a sheet; where there is one, only that is read. Raises `NoSpreadsheet`,
    `SpreadsheetTooLarge`.
    """
    if len(content) > MOST_BYTES:
        raise SpreadsheetTooLarge()
    if content.startswith(ZIP_SIGN):
        _refuse_bomb(content)
        return _read_workbook(content, wanted)
    if content.startswith(OLE_SIGN):
        return _read_workbook(content, wanted)
    return [Sheet("", _read_csv(content))]


def _refuse_bomb(content: bytes) -> None:
    """Adds up the unpacked sizes before anything is parsed, then proves them by unpacking part by part.

    Where a part is longer than it says, Python reads no more than was said and the checksum fails.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise SpreadsheetTooLarge()
            if not _WORKBOOK_PARTS & {part.filename for part in parts} or archive.testzip() is not None:
                raise NoSpreadsheet()
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise NoSpreadsheet() from error  # broken, encrypted, or packed in a way that no spreadsheet is


def _read_workbook(content: bytes, wanted: str) -> list[Sheet]:
    command = [sys.executable, "-P", str(_CHILD), wanted]
    try:
        done = subprocess.run(  # noqa: S603 - our own file, the upload goes in by standard input
            command, input=content, capture_output=True, timeout=PATIENCE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise SpreadsheetTooLarge() from error
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise SpreadsheetTooLarge()
    if done.returncode != 0:
        raise NoSpreadsheet()
    sheets = json.loads(done.stdout)["sheets"]
    return [Sheet(each["name"], [[_cell(cell) for cell in row] for row in each["rows"]]) for each in sheets]


def _cell(value: Any) -> Cell:
    return ExcelDay(value["day"]) if isinstance(value, dict) else value


def _read_csv(content: bytes) -> list[list[Cell]]:
    """A CSV as Excel (GB18030) or anything else (UTF-8) writes it; separated by comma, semicolon or tab."""
    text = _decoded(content)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    if not first.count(separator):
        raise NoSpreadsheet()
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise NoSpreadsheet() from error
    return [[cell or None for cell in row] for row in rows]


def _decoded(content: bytes) -> str:
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NoSpreadsheet()
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoSpreadsheet()
