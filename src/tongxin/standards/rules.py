"""What a score sheet is: its parts, read from JSON into plain values, and what the schema cannot check. Pure.

A null number means that the source does not state it; it is never filled in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

PLACES = 2  # decimal places that points may have; scores are kept in hundredths


class Mode(StrEnum):
    """How an item is judged."""

    DEDUCT_PER_FINDING = "deduct_per_finding"
    YES_NO = "yes_no"
    LEVELS = "levels"
    RANGE = "range"
    VETO = "veto"
    UNSTATED = "unstated"


class VetoEffect(StrEnum):
    """What a veto (一票否决) sets to nothing."""

    ZERO_ITEM = "zero_item"
    ZERO_SECTION = "zero_section"
    ZERO_SHEET = "zero_sheet"
    FAIL = "fail"


@dataclass(frozen=True)
class Level:
    """One of the levels that an item may be given, with the points lost or won."""

    zh: str
    en: str
    points: Decimal


@dataclass(frozen=True)
class Veto:
    """A circumstance that wins over all deductions."""

    zh: str
    en: str
    effect: VetoEffect


@dataclass(frozen=True)
class Hint:
    """What stands beside an item: the kind of problem it usually is, and care to take in charging it."""

    matter: str = ""
    needs_reason: bool = False
    is_private: bool = False
    not_with: str = ""


NO_HINT = Hint()


@dataclass(frozen=True)
class Item:
    """One line of a sheet (评分项). Points are those of the sheet; None is "not stated"."""

    id: str
    zh: str
    en: str
    max: Decimal | None
    mode: Mode
    effect: str = ""
    points: Decimal | None = None
    unit: str = ""
    levels: tuple[Level, ...] = ()
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    vetoes: tuple[Veto, ...] = ()
    status: str = "stated"
    note: str = ""
    hint: Hint = NO_HINT
    picture: str = ""

    @property
    def is_assessable(self) -> bool:
        """Does the source state enough to score this item? A veto without points counts as stated."""
        if self.mode is Mode.VETO:
            return True
        if self.mode is Mode.UNSTATED or self.max is None:
            return False
        return not (self.mode is Mode.YES_NO and self.points is None)


@dataclass(frozen=True)
class Section:
    """A part of a sheet."""

    id: str
    zh: str
    en: str
    max: Decimal | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Sheet:
    """A score sheet (评分细则) in one version."""

    sheet_id: str
    version: str
    zh: str
    en: str
    object_kind: str
    total: Decimal | None
    item_floor: Decimal | None
    section_floor: Decimal | None
    sheet_floor: Decimal | None
    sections: tuple[Section, ...]
    by_id: Mapping[str, Item] = field(default_factory=dict, compare=False)

    @property
    def items(self) -> Iterator[Item]:
        """Every item, in the order of the sheet."""
        for section in self.sections:
            yield from section.items


def number(value: Any) -> Decimal:
    """A JSON number as an exact decimal: 0.5 is one half, not its nearest binary fraction."""
    return Decimal(str(value))


def optional(value: Any) -> Decimal | None:
    """Like `number`, None staying None."""
    return None if value is None else number(value)


def read_sheet(content: Mapping[str, Any]) -> Sheet:
    """The sheet that `content`, valid by the schema of score sheets, describes."""
    sections = tuple(_section(part) for part in content["sections"])
    floor = content["floor"]
    return Sheet(
        sheet_id=content["sheet_id"],
        version=content["version"],
        zh=content["title"]["zh"],
        en=content["title"]["en"],
        object_kind=content["object_kind"],
        total=optional(content["total"]),
        item_floor=optional(floor["item"]),
        section_floor=optional(floor["section"]),
        sheet_floor=optional(floor["sheet"]),
        sections=sections,
        by_id={item.id: item for section in sections for item in section.items},
    )


def _section(part: Mapping[str, Any]) -> Section:
    items = tuple(_item(item) for item in part["items"])
    return Section(part["id"], part["zh"], part["en"], optional(part["max"]), items)


def _item(part: Mapping[str, Any]) -> Item:
    mode = part["mode"]
    levels = mode.get("levels", ())
    return Item(
        id=part["id"],
        zh=part["zh"],
        en=part["en"],
        max=optional(part["max"]),
        mode=Mode(mode["type"]),
        effect=mode.get("effect", ""),
        points=optional(mode.get("points")),
        unit=mode.get("unit", ""),
        levels=tuple(Level(x["label"]["zh"], x["label"]["en"], number(x["points"])) for x in levels),
        least=number(mode.get("min", 0)),
        most=number(mode.get("max", 0)),
        vetoes=tuple(Veto(x["zh"], x["en"], VetoEffect(x["effect"])) for x in part.get("veto", ())),
        status=part["status"],
        note=part.get("note", ""),
        hint=read_hint(part.get("hint", {})),
        picture=part.get("picture", ""),
    )


def read_hint(part: Mapping[str, Any]) -> Hint:
    """The hint that a sheet of a town carries with its item; an empty one where there is none."""
    return Hint(
        matter=part.get("matter", ""),
        needs_reason=part.get("needs_reason", False),
        is_private=part.get("is_private", False),
        not_with=part.get("not_with", ""),
    )


class SheetFaultKind(StrEnum):
    """What can be wrong with a sheet that the schema lets pass."""

    DOUBLED_SECTION = "doubled_section"
    DOUBLED_ITEM = "doubled_item"
    TOO_FINE = "too_fine"
    RANGE_REVERSED = "range_reversed"
    RANGE_ABOVE = "range_above"
    SECTION_SUM = "section_sum"
    TOTAL_SUM = "total_sum"


@dataclass(frozen=True)
class SheetFault:
    """A fault and the section or item where it is; `found` and `stated` are the numbers that do not fit."""

    kind: SheetFaultKind
    place: str
    found: str = ""
    stated: str = ""


def sheet_faults(content: Mapping[str, Any]) -> list[SheetFault]:
    """Faults of a sheet valid by the schema. Sums are checked only where the sheet calls itself complete."""
    sheet = read_sheet(content)
    faults = [
        *_doubled([section.id for section in sheet.sections], SheetFaultKind.DOUBLED_SECTION),
        *_doubled([item.id for item in sheet.items], SheetFaultKind.DOUBLED_ITEM),
    ]
    for item in sheet.items:
        faults += _item_faults(item)
    if content["completeness"] == "complete":
        faults += _sum_faults(sheet)
    return faults


def _doubled(ids: list[str], kind: SheetFaultKind) -> list[SheetFault]:
    return [SheetFault(kind, one) for one, times in Counter(ids).items() if times > 1]


def _item_faults(item: Item) -> Iterator[SheetFault]:
    values = (item.max, item.points, item.least, item.most, *(level.points for level in item.levels))
    for value in values:
        if value is not None and value != round(value, PLACES):
            yield SheetFault(SheetFaultKind.TOO_FINE, item.id, found=str(value))
    if item.mode is Mode.RANGE and item.least > item.most:
        yield SheetFault(SheetFaultKind.RANGE_REVERSED, item.id, str(item.least), str(item.most))
    if item.mode is Mode.RANGE and item.max is not None and item.least > item.max:
        yield SheetFault(SheetFaultKind.RANGE_ABOVE, item.id, str(item.least), str(item.max))


def _sum_faults(sheet: Sheet) -> Iterator[SheetFault]:
    for section in sheet.sections:
        held = sum((item.max for item in section.items if item.max is not None), Decimal(0))
        if section.max is not None and held != section.max:
            yield SheetFault(SheetFaultKind.SECTION_SUM, section.id, str(held), str(section.max))
    held = sum((section.max for section in sheet.sections if section.max is not None), Decimal(0))
    if sheet.total is not None and held != sheet.total:
        yield SheetFault(SheetFaultKind.TOTAL_SUM, sheet.sheet_id, str(held), str(sheet.total))
