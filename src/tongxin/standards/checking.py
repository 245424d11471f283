"""Looks through a town's own sheet before it is adopted: what must be put right, and what is worth a thought. Pure.

A fault keeps the sheet from being adopted, a remark does not. Worked numbers in docs/rules/score.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from tongxin.standards.rules import Item, Mode, Section, Sheet, VetoEffect, read_sheet, sheet_faults

NOTHING = Decimal(0)


class RemarkKind(StrEnum):
    """What can be said about a sheet."""

    # as for every sheet that is loaded
    DOUBLED_SECTION = "doubled_section"
    DOUBLED_ITEM = "doubled_item"
    TOO_FINE = "too_fine"
    RANGE_REVERSED = "range_reversed"
    RANGE_ABOVE = "range_above"
    SECTION_SUM = "section_sum"
    TOTAL_SUM = "total_sum"
    # must be put right
    NO_ITEMS = "no_items"
    NO_WORDING = "no_wording"
    NO_MAXIMUM = "no_maximum"
    NO_TOTAL = "no_total"
    NEGATIVE = "negative"
    NOT_ASSESSABLE = "not_assessable"
    HOLDS_NOTHING = "holds_nothing"
    OUTSIDE = "outside"
    AWARD_ABOVE = "award_above"
    LEVEL_TWICE = "level_twice"
    SAME_WORDING = "same_wording"
    FREE_ITEM = "free_item"
    WRONG_PARTNER = "wrong_partner"
    FLOOR_OUTSIDE = "floor_outside"
    # may stay
    LOSES_MORE = "loses_more"
    NEVER_FULL = "never_full"
    LEVELS_UNORDERED = "levels_unordered"
    LEVELS_ALIKE = "levels_alike"
    RANGE_IS_VAGUE = "range_is_vague"
    SAME_MATTER = "same_matter"
    SAME_ELSEWHERE = "same_elsewhere"
    PERHAPS_FREE = "perhaps_free"
    VETO_IDLE = "veto_idle"


MAY_STAY = frozenset(
    {
        RemarkKind.LOSES_MORE,
        RemarkKind.NEVER_FULL,
        RemarkKind.LEVELS_UNORDERED,
        RemarkKind.LEVELS_ALIKE,
        RemarkKind.RANGE_IS_VAGUE,
        RemarkKind.SAME_MATTER,
        RemarkKind.SAME_ELSEWHERE,
        RemarkKind.PERHAPS_FREE,
        RemarkKind.VETO_IDLE,
    }
)


class Where(StrEnum):
    """On what part of a sheet a remark is."""

    SHEET = "sheet"
    SECTION = "section"
    ITEM = "item"


@dataclass(frozen=True)
class Remark:
    """One thing about one part of a sheet. `found` and `stated` are the numbers or names that it is about."""

    kind: RemarkKind
    where: Where
    place: str = ""
    found: str = ""
    stated: str = ""

    @property
    def is_fault(self) -> bool:
        """Must it be put right before the sheet is adopted?"""
        return self.kind not in MAY_STAY


def check_sheet(content: Mapping[str, Any], free_words: Sequence[str]) -> list[Remark]:
    """Everything to be said about a sheet valid by the schema: faults first, then remarks, each in its order.

    `free_words`: lower-case words by which an item that names no matter of its own is known ("other").
    """
    sheet = read_sheet(content)
    found = [
        *_arithmetic(content, sheet),
        *_of_sheet(sheet),
        *(remark for section in sheet.sections for remark in _of_section(section, free_words)),
        *(remark for item in sheet.items for remark in _of_item(item, sheet)),
        *_charged_twice(sheet, free_words),
    ]
    return sorted(found, key=lambda remark: not remark.is_fault)


def faults_in(remarks: Iterable[Remark]) -> list[Remark]:
    """Those that must be put right."""
    return [remark for remark in remarks if remark.is_fault]


def _arithmetic(content: Mapping[str, Any], sheet: Sheet) -> Iterator[Remark]:
    """What is asked of every sheet that calls itself complete, which a sheet to be adopted does."""
    sections = {section.id for section in sheet.sections}
    for fault in sheet_faults({**content, "completeness": "complete"}):
        if fault.kind.value in (RemarkKind.DOUBLED_SECTION, RemarkKind.SECTION_SUM):
            where = Where.SECTION
        elif fault.kind.value == RemarkKind.TOTAL_SUM or fault.place not in {*sections, *sheet.by_id}:
            where = Where.SHEET
        else:
            where = Where.ITEM
        yield Remark(RemarkKind(fault.kind.value), where, fault.place, fault.found, fault.stated)


def _of_sheet(sheet: Sheet) -> Iterator[Remark]:
    if sheet.total is None:
        yield Remark(RemarkKind.NO_TOTAL, Where.SHEET)
    elif sheet.total < 0:
        yield Remark(RemarkKind.NEGATIVE, Where.SHEET, found=_told(sheet.total))
    if not any(True for _item in sheet.items):
        yield Remark(RemarkKind.NO_ITEMS, Where.SHEET)
    most = sheet.total if sheet.total is not None else NOTHING
    for floor in (sheet.item_floor, sheet.section_floor, sheet.sheet_floor):
        if floor is not None and not 0 <= floor <= most:
            yield Remark(RemarkKind.FLOOR_OUTSIDE, Where.SHEET, found=_told(floor), stated=_told(most))


def _of_section(section: Section, free_words: Sequence[str]) -> Iterator[Remark]:
    if not section.zh.strip():
        yield Remark(RemarkKind.NO_WORDING, Where.SECTION, section.id)
    if not section.items:
        yield Remark(RemarkKind.NO_ITEMS, Where.SECTION, section.id)
    if section.max is None:
        yield Remark(RemarkKind.NO_MAXIMUM, Where.SECTION, section.id)
    elif section.max < 0:
        yield Remark(RemarkKind.NEGATIVE, Where.SECTION, section.id, _told(section.max))
    for item in section.items:
        yield from _free(item, free_words)


def _free(item: Item, free_words: Sequence[str]) -> Iterator[Remark]:
    if item.hint.needs_reason:
        return
    if _is_free(item, free_words):
        yield Remark(RemarkKind.FREE_ITEM, Where.ITEM, item.id)
    elif any(word in _words_of(item) for word in free_words):
        yield Remark(RemarkKind.PERHAPS_FREE, Where.ITEM, item.id)


def _is_free(item: Item, free_words: Sequence[str]) -> bool:
    """Does the item name no matter of its own?"""
    return item.zh.strip().lower().startswith(tuple(free_words))


def _words_of(item: Item) -> str:
    return item.zh.lower()


def _of_item(item: Item, sheet: Sheet) -> Iterator[Remark]:
    def on_it(kind: RemarkKind, found: object = "", stated: object = "") -> Remark:
        return Remark(kind, Where.ITEM, item.id, _told(found), _told(stated))

    if item.max is None and item.mode is not Mode.VETO:
        yield on_it(RemarkKind.NO_MAXIMUM)
    elif not item.is_assessable:
        yield on_it(RemarkKind.NOT_ASSESSABLE)
    if item.max is not None and item.max < 0:
        yield on_it(RemarkKind.NEGATIVE, item.max)
    if item.max == 0 and item.mode is not Mode.VETO:
        yield on_it(RemarkKind.HOLDS_NOTHING)
    if item.hint.not_with and (item.hint.not_with == item.id or item.hint.not_with not in sheet.by_id):
        yield on_it(RemarkKind.WRONG_PARTNER, item.hint.not_with)
    if any(not veto.zh.strip() for veto in item.vetoes):
        yield on_it(RemarkKind.NO_WORDING)
    if item.max is not None and item.is_assessable:
        for kind, found in _of_mode(item, item.max):
            yield on_it(kind, found, item.max)


def _of_mode(item: Item, held: Decimal) -> Iterator[tuple[RemarkKind, object]]:
    points = item.points or NOTHING
    match item.mode:
        case Mode.DEDUCT_PER_FINDING if points > held:
            yield RemarkKind.LOSES_MORE, points
        case Mode.YES_NO if item.effect == "award_if_yes":
            if points > held:
                yield RemarkKind.AWARD_ABOVE, points
            elif points < held:
                yield RemarkKind.NEVER_FULL, points
        case Mode.YES_NO if points > held:
            yield RemarkKind.LOSES_MORE, points
        case Mode.LEVELS:
            yield from _of_levels(item, held)
        case Mode.RANGE:
            yield from _of_range(item, held)
        case Mode.VETO if item.effect == VetoEffect.ZERO_ITEM and not held:
            yield RemarkKind.VETO_IDLE, ""


def _of_levels(item: Item, held: Decimal) -> Iterator[tuple[RemarkKind, object]]:
    points = [level.points for level in item.levels]
    outside = [value for value in points if not 0 <= value <= held]
    for value in outside:
        yield RemarkKind.OUTSIDE, value
    names = [level.zh.strip() for level in item.levels]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield RemarkKind.LEVEL_TWICE, name
    if points not in (sorted(points), sorted(points, reverse=True)):
        yield RemarkKind.LEVELS_UNORDERED, ", ".join(map(_told, points))
    elif len(set(points)) < len(points):
        yield RemarkKind.LEVELS_ALIKE, ", ".join(map(_told, points))
    best = held - min(points) if item.effect == "deduct" else max(points)
    if best < held and not outside:
        yield RemarkKind.NEVER_FULL, best


def _of_range(item: Item, held: Decimal) -> Iterator[tuple[RemarkKind, object]]:
    if item.least < 0 or item.most > held:
        yield RemarkKind.OUTSIDE, item.least if item.least < 0 else item.most
        return
    best = held - item.least if item.effect == "deduct" else item.most
    if best < held:
        yield RemarkKind.NEVER_FULL, best
    yield RemarkKind.RANGE_IS_VAGUE, f"{_told(item.least)}\u2013{_told(item.most)}"


def _charged_twice(sheet: Sheet, free_words: Sequence[str]) -> Iterator[Remark]:
    """Items by which the same heap could be charged twice: the same words, or the same kind of problem."""
    for section in sheet.sections:
        for names in _alike(section.items):
            yield Remark(RemarkKind.SAME_WORDING, Where.ITEM, names[-1], ", ".join(names[:-1]))
    within = {tuple(names) for section in sheet.sections for names in _alike(section.items)}
    for names in _alike([item for item in sheet.items if not _is_free(item, free_words)]):
        if tuple(names) not in within:
            yield Remark(RemarkKind.SAME_ELSEWHERE, Where.ITEM, names[-1], ", ".join(names[:-1]))
    by_matter: dict[str, list[Item]] = defaultdict(list)
    for item in sheet.items:
        if item.hint.matter and not item.hint.needs_reason:
            by_matter[item.hint.matter].append(item)
    for matter, items in by_matter.items():
        bare = [item.id for item in items if not _has_partner(item, items)]
        if len(items) > 1 and bare:
            ids = ", ".join(item.id for item in items)
            yield Remark(RemarkKind.SAME_MATTER, Where.ITEM, bare[-1], ids, matter)


def _has_partner(item: Item, others: Sequence[Item]) -> bool:
    """Is it said of the item, or of another about it, that both are not charged for one thing?"""
    return any(
        other.id == item.hint.not_with or other.hint.not_with == item.id
        for other in others
        if other is not item
    )


def _alike(items: Iterable[Item]) -> list[list[str]]:
    """Ids of items with the same words, blanks and signs apart."""
    by_words: dict[str, list[str]] = defaultdict(list)
    for item in items:
        by_words[re.sub(r"[\W_]+", "", item.zh.lower())].append(item.id)
    return [ids for ids in by_words.values() if len(ids) > 1]


def _told(value: object) -> str:
    """A number as people write it, anything else as it is."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return str(value)
