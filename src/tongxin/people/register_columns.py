"""Where the headings of a sheet are, and what each column is. Pure.

A heading is recognised by its words (data), by what the town chose for it earlier (learnt), or, unsurely, by a
word that it contains. What is unsure is asked; nothing is guessed silently.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self

from tongxin.people.register_rules import (
    Cell,
    Fault,
    FaultKind,
    ImportKind,
    Key,
    Layout,
    is_filled,
    text_of_cell,
)
from tongxin.people.rules import mask_id_number, mask_name, mask_phone, mask_text
from tongxin.people.workbook import Merged, Sheet

HEAD_ROWS = 20  # a heading stands within the first rows that hold anything
SAMPLE_ROWS = 60
SAMPLES = 3
FEWEST_KEYS = 2  # a row with fewer known headings is no heading
_BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
_ENDS = " :*.,、。;_-/"
_NAMES = frozenset({Key.HEAD, Key.MEMBER, Key.STEWARD})
_PHONES = frozenset({Key.PHONE, Key.STEWARD_PHONE})
_OPEN = frozenset({Key.VILLAGE, Key.GROUP, Key.DOOR, Key.PEOPLE, Key.GRID, Key.NAME, Key.KIND, Key.RELATION})
_OPEN |= frozenset({Key.LATITUDE, Key.LONGITUDE, Key.DATUM})


@dataclass(frozen=True)
class FoundColumn:
    """A column of a file: place from 0, heading as it stands, what it is (None: not read), some masked values."""

    place: int
    heading: str
    key: Key | None
    is_sure: bool
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetPlan:
    """How a sheet is to be read: its columns, the first row of data (from 0), and what its name or title says.

    `has_titles`: rows that hold nothing but the name of a group stand above the rows of that group.
    """

    name: str
    height: int
    start: int
    columns: tuple[FoundColumn, ...]
    group: str = ""
    village: str = ""
    is_taken: bool = True
    has_titles: bool = False

    @property
    def places(self) -> dict[Key, int]:
        """Where each column stands."""
        return {column.key: column.place for column in self.columns if column.key is not None}

    @property
    def headings(self) -> dict[Key, str]:
        """What each column is called in the file."""
        return {column.key: column.heading for column in self.columns if column.key is not None}

    @property
    def is_sure(self) -> bool:
        """Is there nothing to ask about the columns?"""
        return all(column.is_sure for column in self.columns)

    def as_json(self) -> dict[str, Any]:
        """The plan to be kept between the steps."""
        columns = [[c.place, c.heading, c.key or "", c.is_sure, list(c.samples)] for c in self.columns]
        own = {"name": self.name, "height": self.height, "start": self.start, "columns": columns}
        said = {"group": self.group, "village": self.village, "has_titles": self.has_titles}
        return own | said | {"is_taken": self.is_taken}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        """The plan that was kept."""
        columns = tuple(
            FoundColumn(place, heading, Key(key) if key else None, sure, tuple(samples))
            for place, heading, key, sure, samples in kept["columns"]
        )
        return cls(**{**kept, "columns": columns})


Plan = tuple[SheetPlan, ...]


@dataclass(frozen=True)
class Headings:
    """What headings mean: the layout's words, and what the town chose earlier ("" for not to be read)."""

    layout: Layout
    learnt: Mapping[str, str]

    def assign(self, texts: Sequence[str]) -> list[tuple[Key | None, bool]]:
        """For each heading what it is and whether that is sure; a column stands once."""
        found: dict[int, tuple[Key | None, bool]] = {}
        plain = [plain_heading(text) for text in texts]
        taken = self._assign_learnt(plain, found)
        for column in self.layout.columns:
            if column.key not in taken:
                own = (plain_heading(column.heading), *map(plain_heading, column.words))
                place = _first_of(own, plain, found)
                fallback = tuple(map(plain_heading, column.fallback))
                later = _first_of(fallback, plain, found) if place is None else None
                if place is not None:
                    found[place] = (column.key, True)
                elif later is not None:
                    found[later] = (column.key, plain[later] not in self._ignored)
        for place, text in enumerate(plain):
            if place not in found and text in self._ignored:
                found[place] = (None, True)
        self._assign_contained(plain, found)
        return [found.get(place, (None, False)) for place in range(len(texts))]

    @property
    def _ignored(self) -> frozenset[str]:
        return frozenset(map(plain_heading, self.layout.marks.ignored))

    def _assign_learnt(self, plain: Sequence[str], found: dict[int, tuple[Key | None, bool]]) -> set[Key]:
        known = {column.key for column in self.layout.columns}
        taken: set[Key] = set()
        for place, text in enumerate(plain):
            chosen = self.learnt.get(text) if text else None
            if chosen == "":
                found[place] = (None, True)
            elif chosen and chosen in known and Key(chosen) not in taken:
                found[place] = (Key(chosen), True)
                taken.add(Key(chosen))
        return taken

    def _assign_contained(self, plain: Sequence[str], found: dict[int, tuple[Key | None, bool]]) -> None:
        """The longest word of two signs or more that stands inside a heading: a suggestion only."""
        taken = {key for key, _sure in found.values()}
        for place, text in enumerate(plain):
            if place in found or not text:
                continue
            inside = [
                (len(word), column.key)
                for column in self.layout.columns
                if column.key not in taken
                for word in map(plain_heading, (column.heading, *column.words))
                if len(word) > 1 and word in text
            ]
            if inside:
                key = max(inside, key=lambda each: each[0])[1]
                found[place] = (key, False)
                taken.add(key)


def _first_of(
    words: Sequence[str], plain: Sequence[str], found: Mapping[int, tuple[Key | None, bool]]
) -> int | None:
    """The place of the heading that stands first among `words`."""
    return next(
        (place for word in words for place, text in enumerate(plain) if text == word and place not in found),
        None,
    )


@lru_cache(maxsize=4096)
def plain_heading(text: str) -> str:
    """A heading without blanks, brackets, marks and width: what is compared and learnt."""
    half = "".join(unicodedata.normalize("NFKC", text).lower().split())
    return _BRACKETS.sub("", half).strip(_ENDS) or half.strip(_ENDS)


def suggest(sheets: Sequence[Sheet], headings: Headings, villages: Collection[str]) -> Plan:
    """How each sheet with anything in it may be read. `villages`: names that a sheet or title may bear."""
    plans = [
        _suggest_sheet(sheet, headings, villages)
        for sheet in sheets
        if any(is_filled(row) for row in sheet.rows)
    ]
    if len(plans) == 1:
        plans = [replace(plans[0], is_taken=True)]
    return tuple(plans)


def _suggest_sheet(sheet: Sheet, headings: Headings, villages: Collection[str]) -> SheetPlan:
    rows = spread(sheet.rows[:SAMPLE_ROWS], sheet.merged, everywhere=True)
    first, last, texts = _find_headings(rows, headings)
    body = spread(sheet.rows[last + 1 : SAMPLE_ROWS], ())
    width = max([len(texts), *(len(row) for row in body)])
    texts = [*texts, *[""] * (width - len(texts))]
    columns = []
    for place, (key, is_sure) in enumerate(headings.assign(texts)):
        samples = _samples(body, place, key)
        if texts[place] or samples:
            columns.append(FoundColumn(place, texts[place], key, is_sure, samples))
    plan = SheetPlan(sheet.name, max(sheet.height, len(sheet.rows)), last + 1, tuple(columns))
    plan = _with_names(plan, rows[:first], headings.layout, villages)
    titles = any(is_title(row, headings.layout) for row in body) and Key.GROUP not in plan.places
    plan = replace(plan, has_titles=titles)
    is_known = (
        len(plan.places) >= FEWEST_KEYS and _bare(sheet.name) not in headings.layout.marks.unread_sheets
    )
    return replace(plan, is_taken=is_known)


def _find_headings(rows: Sequence[Sequence[Cell]], headings: Headings) -> tuple[int, int, list[str]]:
    """First and last row of the headings and their texts: the row, or two rows, with the most known headings.

    Without any: the fullest of the first rows.
    """
    filled = [number for number, row in enumerate(rows) if is_filled(row)][:HEAD_ROWS]
    candidates = [(number, number, [text_of_cell(cell) for cell in rows[number]]) for number in filled]
    for number in filled:
        both = _two_rows(rows[number], rows[number + 1], headings) if number + 1 < len(rows) else None
        if both is not None:
            candidates.append((number, number + 1, both))
    best = max(
        candidates, key=lambda each: _score(each[2], headings)
    )  # of equal ones the first: a single row
    if _score(best[2], headings):
        return best
    fullest = max(filled, key=lambda number: sum(bool(text_of_cell(cell)) for cell in rows[number]))
    return fullest, fullest, [text_of_cell(cell) for cell in rows[fullest]]


def _score(texts: Sequence[str], headings: Headings) -> int:
    """Known headings count two, suggested ones one; too few are no heading."""
    keys = [is_sure for key, is_sure in headings.assign(texts) if key is not None]
    return sum(1 + is_sure for is_sure in keys) if len(keys) >= FEWEST_KEYS and any(keys) else 0


def _two_rows(upper: Sequence[Cell], lower: Sequence[Cell], headings: Headings) -> list[str] | None:
    """The texts of a heading in two rows, or None where the lower row holds data.

    A heading over several columns counts for each of them, where merged or where those to its right are empty.
    """
    below = [text_of_cell(cell) for cell in lower]
    if any(not isinstance(cell, str | None) or re.search(r"\d", text_of_cell(cell)) for cell in lower):
        return None
    known = {plain_heading(word) for each in headings.layout.columns for word in (each.heading, *each.words)}
    texts: list[str] = []
    over = ""
    for place in range(max(len(upper), len(below))):
        above = text_of_cell(upper[place]) if place < len(upper) else ""
        own = below[place] if place < len(below) else ""
        over = above or (over if own else "")
        both = f"{over}{own}" if own != over else own
        texts.append(
            both if not own or plain_heading(both) in known or plain_heading(own) not in known else own
        )
    return texts


def _with_names(
    plan: SheetPlan, above: Sequence[Sequence[Cell]], layout: Layout, villages: Collection[str]
) -> SheetPlan:
    """Village and group as the sheet's name or the title say them, where no column does."""
    name = _bare(plan.name)
    village = ""
    if Key.VILLAGE not in plan.places:
        title = "".join(text_of_cell(cell) for row in above for cell in row)
        named = {each for each in villages if not each.isdigit() and len(each) > 1 and each in title}
        longest = {each for each in named if not any(each != other and each in other for other in named)}
        village = name if name in villages else (longest.pop() if len(longest) == 1 else "")
    is_bare = layout.marks.nameless_sheets.fullmatch(name.lower()) is not None
    says_group = name.endswith(layout.marks.group_endings) or layout.kind is ImportKind.HOUSEHOLDS
    group = "" if Key.GROUP in plan.places or is_bare or name in villages or not says_group else name
    return replace(plan, group=group, village=village)


def is_title(row: Sequence[Cell], layout: Layout) -> bool:
    """Does the row hold nothing but the name of a group?"""
    texts = [text for cell in row if (text := text_of_cell(cell))]
    return len(texts) == 1 and texts[0].replace(" ", "").endswith(layout.marks.group_endings)


def _bare(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def spread(
    rows: Sequence[Sequence[Cell]], merged: Sequence[Merged], *, everywhere: bool = False
) -> list[list[Cell]]:
    """The rows with the value of each merged range in every row of its first column; `everywhere`: in all cells."""
    found = [list(row) for row in rows]
    for area in merged:
        if area.top >= len(found) or area.left >= len(found[area.top]):
            continue
        value = found[area.top][area.left]
        right = area.right if everywhere else area.left
        for row in found[area.top : area.bottom + 1]:
            row.extend([None] * (right + 1 - len(row)))
            row[area.left : right + 1] = [value] * (right + 1 - area.left)
    return found


def _samples(body: Sequence[Sequence[Cell]], place: int, key: Key | None) -> tuple[str, ...]:
    """The first values of a column, masked."""
    values = (text_of_cell(row[place]) for row in body if place < len(row))
    return tuple(masked(key, value) for value in dict.fromkeys(value for value in values if value))[:SAMPLES]


def masked(key: Key | None, value: str) -> str:
    """A value as screens show it before it is known to be harmless."""
    if key in _NAMES:
        return mask_name(value)
    if key in _PHONES:
        return mask_phone(value)
    if key is Key.ID_NUMBER:
        return mask_id_number(value)
    return value[:20] if key in _OPEN else mask_text(value)


def plan_faults(plan: Plan, layout: Layout, *, village_given: bool) -> list[Fault]:
    """What is missing before the file can be read, and what stands twice."""
    taken = [sheet for sheet in plan if sheet.is_taken]
    if not taken:
        return [Fault(FaultKind.EMPTY_SHEET)]
    several = len(taken) > 1
    faults = []
    for sheet in taken:
        name = sheet.name if several else ""
        chosen = [column.key for column in sheet.columns if column.key is not None]
        given = {Key.VILLAGE} if village_given or sheet.village else set()
        given |= {Key.GROUP} if sheet.group or sheet.has_titles else set()
        for column in layout.columns:
            if column.required and column.key not in chosen and column.key not in given:
                faults.append(Fault(FaultKind.COLUMN_MISSING, heading=column.heading, sheet=name))
            if chosen.count(column.key) > 1:
                faults.append(Fault(FaultKind.COLUMN_DOUBLED, heading=column.heading, sheet=name))
    return faults
