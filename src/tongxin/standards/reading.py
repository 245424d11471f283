"""Reads a folder of standards into plain rows, or lists every fault in it. Writes nothing."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongxin.records.canonical import canonical, sha256
from tongxin.standards.errors import DataFaulty, DataFolderMissing, Fault, NothingToLoad
from tongxin.standards.faults import schema_faults, told
from tongxin.standards.models import LimitBasis, LimitUnitChoice, Severity
from tongxin.standards.rules import sheet_faults

SCHEMA = "schema.json"
MATTERS = "matters.csv"
HINTS = "item_hints.csv"
MATTER_COLUMNS = (
    "code",
    "valid_from",
    "retired_on",
    "zh",
    "en",
    "line",
    "line_zh",
    "place_kind",
    "limit_value",
    "limit_unit",
    "limit_basis",
    "limit_source",
    "ref_new",
    "ref_new_standard",
    "ref_old",
    "ref_old_standard",
    "severity_default",
    "household_related",
    "note",
)
HINT_COLUMNS = ("sheet_id", "item_id", "matter_code", "needs_reason", "is_private", "not_with", "basis")
YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class Document:
    """A JSON file that keeps its schema: its content whole, and the digest of it."""

    file: str
    content: Mapping[str, Any]
    digest: str


@dataclass(frozen=True)
class Row:
    """A row of a CSV file, by column, with the number of its line."""

    file: str
    line: int
    values: Mapping[str, str]

    def fault(self, text: str) -> Fault:
        """A fault at this row."""
        return Fault(self.file, _("row %(row)d") % {"row": self.line}, text)


@dataclass
class Folder:
    """What a folder of standards holds; `faults` must be empty before anything is loaded."""

    sheets: list[Document] = field(default_factory=list)
    editions: list[Document] = field(default_factory=list)
    matters: list[Row] = field(default_factory=list)
    hints: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_folder(folder: Path, schemas: Path) -> Folder:
    """Everything in `folder`: sheets/*.json, standards/*.json, and the two CSV files; each may be absent.

    The schemas are the product's own, from `schemas`/sheets and `schemas`/standards: a folder cannot bring
    looser ones. Raises `DataFolderMissing`, `NothingToLoad`, or `DataFaulty` with every fault of every file.
    """
    if not folder.is_dir():
        raise DataFolderMissing(str(folder))
    found = Folder()
    found.sheets = _documents(folder, "sheets", schemas, ("sheet_id", "version"), found.faults)
    for sheet in found.sheets:
        found.faults += [told(sheet.file, fault) for fault in sheet_faults(sheet.content)]
    found.editions = _documents(folder, "standards", schemas, ("standard_id", "edition"), found.faults)
    found.matters = _rows(folder / MATTERS, MATTER_COLUMNS, found.faults)
    found.faults += _matter_faults(found.matters)
    found.hints = _rows(folder / HINTS, HINT_COLUMNS, found.faults)
    found.faults += _hint_faults(found.hints)
    if found.faults:
        raise DataFaulty(found.faults)
    if not (found.sheets or found.editions or found.matters or found.hints):
        raise NothingToLoad(str(folder))
    return found


def _documents(
    folder: Path, part: str, schemas: Path, identity: tuple[str, str], faults: list[Fault]
) -> list[Document]:
    """The valid JSON files of `folder`/`part`; what is wrong with the others goes to `faults`."""
    schema = json.loads((schemas / part / SCHEMA).read_text("utf-8"))
    documents: dict[tuple[str, ...], Document] = {}
    for path in sorted((folder / part).glob("*.json")):
        if path.name == SCHEMA:
            continue
        name = f"{part}/{path.name}"
        try:
            content = json.loads(path.read_text("utf-8-sig"))
        except UnicodeDecodeError:
            faults.append(Fault(name, "", _("is not text in UTF-8")))
            continue
        except json.JSONDecodeError as error:
            place = _("line %(line)d, column %(column)d") % {"line": error.lineno, "column": error.colno}
            faults.append(Fault(name, place, _("is no JSON from here on")))
            continue
        broken = schema_faults(name, content, schema)
        if broken:
            faults += broken
            continue
        key = tuple(content[part_of_key] for part_of_key in identity)
        if key in documents:
            text = _("%(key)s stands in %(other)s already")
            faults.append(Fault(name, "", text % {"key": " ".join(key), "other": documents[key].file}))
            continue
        documents[key] = Document(name, content, sha256(canonical(content)))
    return list(documents.values())


def _rows(path: Path, columns: Sequence[str], faults: list[Fault]) -> list[Row]:
    """The rows of a CSV file that has exactly `columns`, in any order; none where it has others."""
    if not path.exists():
        return []
    try:
        reader = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
        lines = [line for line in reader if any(cell.strip() for cell in line)]
    except UnicodeDecodeError:
        faults.append(Fault(path.name, "", _("is not text in UTF-8")))
        return []
    head = lines[0] if lines else []
    wrong = list(_heading_faults(path.name, head, columns))
    faults += wrong
    if wrong:
        return []
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(head):
            text = _("has %(found)d cells instead of %(wanted)d") % {"found": len(line), "wanted": len(head)}
            faults.append(Fault(path.name, _("row %(row)d") % {"row": number}, text))
        else:
            rows.append(Row(path.name, number, dict(zip(head, map(str.strip, line), strict=True))))
    return rows


def _heading_faults(file: str, head: Sequence[str], columns: Sequence[str]) -> Iterable[Fault]:
    doubled = {name for name, times in Counter(head).items() if times > 1}
    for text, names in (
        (_("columns are missing: %(names)s"), [name for name in columns if name not in head]),
        (_("columns are unknown: %(names)s"), sorted(set(head) - set(columns))),
        (_("columns stand there twice: %(names)s"), sorted(doubled)),
    ):
        if names:
            yield Fault(file, _("row %(row)d") % {"row": 1}, text % {"names": ", ".join(names)})


def _matter_faults(rows: Sequence[Row]) -> Iterable[Fault]:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        yield from _cell_faults(row)
        key = (row.values["code"], row.values["valid_from"])
        if key in seen:
            yield row.fault(_("stands in row %(row)d already") % {"row": seen[key]})
        seen.setdefault(key, row.line)


def _cell_faults(row: Row) -> Iterable[Fault]:
    values = row.values
    if not re.fullmatch(r"[A-Z]{2}-[0-9]{2}", values["code"]):
        yield row.fault(_("the code “%(code)s” is not like RB-01") % {"code": values["code"]})
    for column in ("zh", "en", "line", "line_zh", "place_kind"):
        if not values[column]:
            yield row.fault(_("“%(column)s” is empty") % {"column": column})
    if not re.fullmatch(r"[1-9][0-9]{0,2}", values["limit_value"]):
        text = _("the limit “%(value)s” is not a whole number from 1 to 999")
        yield row.fault(text % {"value": values["limit_value"]})
    for column, known in (
        ("limit_unit", LimitUnitChoice.values),
        ("limit_basis", LimitBasis.values),
        ("severity_default", Severity.values),
        ("household_related", list(YES_NO)),
    ):
        yield from listed(row, column, known)
    if values["limit_basis"] == LimitBasis.SOURCE and not values["limit_source"]:
        yield row.fault(_("a limit from a source names it in limit_source"))
    yield from _date_faults(row)


def _date_faults(row: Row) -> Iterable[Fault]:
    days: list[date] = []
    for column in ("valid_from", "retired_on"):
        text = row.values[column]
        if column == "retired_on" and not text:
            continue
        try:
            days.append(date.fromisoformat(text))
        except ValueError:
            wrong = _("“%(column)s” holds “%(text)s”; write a day like 2026-01-31")
            yield row.fault(wrong % {"column": column, "text": text})
    if len(days) == 2 and days[1] <= days[0]:
        yield row.fault(_("it is retired before it is valid"))


def listed(row: Row, column: str, known: Sequence[str]) -> Iterable[Fault]:
    """A fault where the cell is none of the `known` words."""
    if row.values[column] not in known:
        yield row.fault(
            _("“%(column)s” holds “%(text)s”; it is one of: %(known)s")
            % {"column": column, "text": row.values[column], "known": ", ".join(known)}
        )


def _hint_faults(rows: Sequence[Row]) -> Iterable[Fault]:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        for column in ("needs_reason", "is_private"):
            yield from listed(row, column, list(YES_NO))
        yield from listed(row, "basis", [LimitBasis.SUGGESTED.value, LimitBasis.TOWN.value])
        key = (row.values["sheet_id"], row.values["item_id"])
        if key in seen:
            yield row.fault(_("stands in row %(row)d already") % {"row": seen[key]})
        seen.setdefault(key, row.line)
