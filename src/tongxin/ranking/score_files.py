"""From a file to scored units: the JSON of a bulletin, an XLSX workbook or a CSV text with a town's headings."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from tongxin.ranking.errors import Fault, FileFaulty, whole_file
from tongxin.ranking.rules import Unit
from tongxin.ranking.spreadsheets import FILE_BYTES_AT_MOST, Row, rows_of
from tongxin.ranking.table_words import REQUIRED, plain, table_words
from tongxin.ranking.words import names_text

NAME_LENGTH = 60
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class PrintedEntry:
    """An entry of a list as its source prints it. `name` is the unit's, or that of a spot on a road."""

    name: str
    parent: str
    kind: str
    reason: str


@dataclass(frozen=True)
class PrintedList:
    """A list as its source prints it. `colour` is the file's own word, red or black."""

    colour: str
    entries: tuple[PrintedEntry, ...]


@dataclass(frozen=True)
class ScoreFile:
    """What a file says. `reasons` are by unit key; `kind` is the default kind of its objects."""

    title: str
    kind: str
    units: tuple[Unit, ...]
    reasons: Mapping[str, str]
    lists: tuple[PrintedList, ...] = ()
    period: str = ""


def read_bytes(path: Path) -> bytes:
    """The content of a file. Raises `FileFaulty` where it cannot be read or is too large."""
    try:
        if path.stat().st_size > FILE_BYTES_AT_MOST:
            raise whole_file(_("The file is larger than 20 MB. A score table is far smaller."))
        return path.read_bytes()
    except OSError as error:
        raise whole_file(_("The file “%(name)s” cannot be read. Check its name.") % {"name": path}) from error


def read_spreadsheet(name: str, content: bytes, *, kind: str = "") -> ScoreFile:
    """Units from an XLSX or CSV with stated headings; `kind` is that of units without a column for it.

    Raises `FileFaulty` with every faulty row.
    """
    heading, body = _split(rows_of(content))
    places = _places(heading[1])
    reader = _RowReader(places, kind)
    for number, cells in body:
        reader.read(number, cells)
    if not reader.units and not reader.faults:
        raise whole_file(_("There are headings and no rows below them. Fill in one row for each unit."))
    if reader.faults:
        raise FileFaulty(reader.faults)
    return ScoreFile(Path(name).stem, kind, tuple(reader.units), reader.reasons)


def display_names(units: Sequence[Unit]) -> dict[str, str]:
    """Key → name for people: with the unit above it where two units have the same name."""
    count = Counter(unit.name for unit in units)
    return {
        unit.key: f"{unit.parent} {unit.name}" if count[unit.name] > 1 and unit.parent else unit.name
        for unit in units
    }


def unit_key(name: str, parent: str) -> str:
    """What tells units of a file apart: the name and the unit above."""
    return f"{plain(parent)}/{plain(name)}"


def _split(rows: list[Row]) -> tuple[Row, list[Row]]:
    """The row of headings and the rows below; lines with one filled cell above it are titles."""
    for index, (_number, cells) in enumerate(rows):
        if sum(map(bool, cells)) > 1 or index == len(rows) - 1:
            return rows[index], rows[index + 1 :]
    raise whole_file(_("The sheet is empty. Fill in the template and try again."))


def _places(headings: Sequence[str]) -> dict[str, int]:
    """Our name of each column → its place. Raises `FileFaulty` for missing, doubled and unknown headings."""
    words = table_words()
    faults: list[Fault] = []
    places: dict[str, int] = {}
    for place, text in enumerate(headings):
        name = words.headings.get(plain(text))
        if not text:
            continue
        if name is None:
            faults.append(
                Fault(None, _("Unknown heading “%(heading)s”: take the column out.") % {"heading": text})
            )
        elif name in places:
            doubled = {"first": headings[places[name]], "second": text}
            faults.append(
                Fault(None, _("The headings “%(first)s” and “%(second)s” mean the same: keep one.") % doubled)
            )
        else:
            places[name] = place
    for name in REQUIRED:
        if name not in places:
            accepted = names_text(words.accepted[name][:4])
            faults.append(
                Fault(None, _("A heading is missing: one of %(headings)s.") % {"headings": accepted})
            )
    if faults:
        raise FileFaulty(faults)
    return places


class _RowReader:
    """Reads row after row and keeps every fault."""

    def __init__(self, places: Mapping[str, int], kind: str) -> None:
        self.places = places
        self.kind = kind
        self.units: list[Unit] = []
        self.faults: list[Fault] = []
        self.reasons: dict[str, str] = {}
        self._rows: dict[str, int] = {}

    def read(self, number: int, cells: Sequence[str]) -> None:
        """Takes one row of the file, or its faults."""
        before = len(self.faults)
        self._number = number
        name = self._name(cells)
        kind, parent, unit_class = (self._filled(cells, column) for column in ("kind", "parent", "class"))
        score = self._score(cells)
        rank, n = self._whole(cells, "rank", least=1), self._whole(cells, "visits", least=0)
        self._beyond(cells)
        key = unit_key(name, parent)
        if name and key in self._rows:
            self._fault(
                _("“%(unit)s” stands in row %(row)d already.") % {"unit": name, "row": self._rows[key]}
            )
        if len(self.faults) > before:
            return
        self._rows[key] = number
        self.reasons[key] = self._at(cells, "reason")[:200]
        known = table_words().kinds
        self.units.append(
            Unit(key, name, known.get(plain(kind), kind) or self.kind, score, parent, unit_class, rank, n)
        )

    def _fault(self, what: str) -> None:
        self.faults.append(Fault(self._number, what))

    def _at(self, cells: Sequence[str], column: str) -> str:
        place = self.places.get(column)
        return cells[place] if place is not None and place < len(cells) else ""

    def _beyond(self, cells: Sequence[str]) -> None:
        named = set(self.places.values())
        if any(cells[max(named) + 1 :]):
            self._fault(_("There is something to the right of the last heading."))

    def _name(self, cells: Sequence[str]) -> str:
        name = self._at(cells, "unit")
        if not name:
            self._fault(_("The unit is missing."))
        elif len(name) > NAME_LENGTH:
            self._fault(_("The name of the unit is longer than %(most)d characters.") % {"most": NAME_LENGTH})
        elif plain(name) in table_words().totals:
            self._fault(_("“%(unit)s” is a total and no unit: take the row out.") % {"unit": name})
        return name

    def _filled(self, cells: Sequence[str], column: str) -> str:
        text = self._at(cells, column)
        if column in self.places and not text:
            heading = table_words().accepted[column][0]
            self._fault(
                _("“%(heading)s” is empty. Fill in every row; merged cells count for their first row only.")
                % {"heading": heading}
            )
        return text[:NAME_LENGTH]

    def _score(self, cells: Sequence[str]) -> Decimal | None:
        text = unicodedata.normalize("NFKC", self._at(cells, "score"))
        if not text:
            self._fault(_("The score is missing."))
        elif not _NUMBER.fullmatch(text):
            self._fault(_("“%(text)s” is no score: write a number such as 87.5.") % {"text": text[:20]})
        elif text.startswith("-"):
            self._fault(_("The score %(text)s is below 0.") % {"text": text[:20]})
        elif len(text) > 12 or Decimal(text) > 1000:
            self._fault(
                _("The score %(text)s is not possible: scores reach from 0 to 1000.") % {"text": text[:20]}
            )
        else:
            return Decimal(text)
        return None

    def _whole(self, cells: Sequence[str], column: str, *, least: int) -> int | None:
        text = unicodedata.normalize("NFKC", self._at(cells, column))
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) < least:
            heading = table_words().accepted[column][0]
            wrong = {"text": text[:20], "heading": heading}
            self._fault(_("“%(text)s” under “%(heading)s” is no whole number.") % wrong)
            return None
        return int(text)
