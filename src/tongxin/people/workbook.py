"""From an uploaded file to cells: what kind of file it is, whether it is safe to open, and its rows."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tempfile
import threading
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tongxin.people.errors import NoSpreadsheet, SpreadsheetTooLarge
from tongxin.people.register_rules import Cell, ExcelDay

# A town of 100,000 households with its people is some 25 MB packed and 200 MB unpacked.
MOST_BYTES = 40 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_PARTS = 2000
LINES_TO_KNOW = 20
PATIENCE_SECONDS = 120

ZIP_SIGN, OLE_SIGN = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHILD = Path(__file__).with_name("workbook_child.py")
_WORKBOOK_PARTS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}  # xlsx, xlsb, ods


@dataclass(frozen=True)
class Merged:
    """A range of merged cells: rows and columns from 0, both ends inside."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """A sheet's name ("" for CSV) and its rows of cells, empty rows at the top kept so that numbers agree.

    `height`: the rows of the whole sheet, where only its first were read. `merged`: where the format tells them.
    """

    name: str
    rows: list[list[Cell]]
    height: int = 0
    merged: tuple[Merged, ...] = ()


def read_sheets(content: bytes, *, most_rows: int = 0) -> list[Sheet]:
    """The visible sheets of a workbook, or a CSV as one; told by content, never by the file's name.

    `most_rows`: only so many rows of each sheet, 0 for all. Raises `NoSpreadsheet`, `SpreadsheetTooLarge`.
    """
    if len(content) > MOST_BYTES:
        raise SpreadsheetTooLarge()
    if content.startswith(ZIP_SIGN):
        _refuse_bomb(content)
        return _read_workbook(content, most_rows)
    if content.startswith(OLE_SIGN):
        return _read_workbook(content, most_rows)
    rows = _read_csv(content)
    return [Sheet("", rows[:most_rows] if most_rows else rows, height=len(rows))]


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


def _read_workbook(content: bytes, most_rows: int) -> list[Sheet]:
    command = [sys.executable, "-P", str(_CHILD), str(most_rows)]
    with tempfile.TemporaryFile() as upload, tempfile.TemporaryFile() as complaints:
        upload.write(content)
        upload.seek(0)
        with subprocess.Popen(  # noqa: S603 - our own file, the upload goes in by standard input
            command, stdin=upload, stdout=subprocess.PIPE, stderr=complaints
        ) as child:
            patience = threading.Timer(PATIENCE_SECONDS, child.kill)
            patience.start()
            sheets = _sheets_of(child)
            child.wait()
            patience.cancel()
        complaints.seek(0)
        said = complaints.read()
    if child.returncode < 0 or b"MemoryError" in said:
        raise SpreadsheetTooLarge()
    if child.returncode != 0:
        raise NoSpreadsheet()
    return sheets


def _sheets_of(child: subprocess.Popen[bytes]) -> list[Sheet]:
    """The child's lines as sheets; equal texts are kept once, as names of groups stand in every row.

    A line that was cut off ends the reading: the child was ended, as its return code says.
    """
    sheets: list[Sheet] = []
    known: dict[str, str] = {}
    for line in child.stdout or ():
        try:
            said = json.loads(line)
        except ValueError:
            child.kill()
            break
        if isinstance(said, dict):
            merged = tuple(Merged(*each) for each in said["merged"])
            sheets.append(Sheet(said["sheet"], [], height=said["height"], merged=merged))
        else:
            sheets[-1].rows.append([_cell(cell, known) for cell in said])
    return sheets


def _cell(value: Any, known: dict[str, str]) -> Cell:
    if isinstance(value, str):
        return known.setdefault(value, value)
    return ExcelDay(value["day"]) if isinstance(value, dict) else value


def _read_csv(content: bytes) -> list[list[Cell]]:
    """A CSV as Excel (GB18030) or anything else (UTF-8) writes it; separated by comma, semicolon or tab."""
    text = _decoded(content)
    head = text.splitlines()[:LINES_TO_KNOW]  # a title above the headings holds no separator
    separator = max(",;\t", key=lambda sign: sum(sign in line for line in head))
    if not any(separator in line for line in head):
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
