"""What differs between two versions of a sheet, part by part, in the words of the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext, pgettext

from tongxin.standards.rules import Hint, Item, Section, Sheet
from tongxin.standards.words import OBJECT_WORDS, VETO_WORDS, chosen, plain, rule_of

NOTHING = "\u2014"


class ChangeKind(StrEnum):
    """What happened to a part."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference:
    """One thing that a part says differently."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A part of the sheet that was added, taken out or changed; `differences` are those of a changed one."""

    kind: ChangeKind
    about: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Edition:
    """A sheet with its hints, as it is compared."""

    sheet: Sheet
    hints: Mapping[str, Hint]


def compared(before: Edition, after: Edition) -> list[Change]:
    """Every change from one edition to the next: the head, the parts, then the items in the order of the new one."""
    return [*_head(before.sheet, after.sheet), *_sections(before.sheet, after.sheet), *_items(before, after)]


def _head(before: Sheet, after: Sheet) -> Iterator[Change]:
    pairs = [
        (pgettext("part of a sheet", "Title"), before.zh, after.zh),
        (pgettext("part of a sheet", "Title in English"), before.en, after.en),
        (
            pgettext("part of a sheet", "Made for"),
            str(OBJECT_WORDS[before.object_kind]),
            str(OBJECT_WORDS[after.object_kind]),
        ),
        (pgettext("part of a sheet", "Total"), _number(before.total), _number(after.total)),
        (pgettext("part of a sheet", "Least scores"), _floors(before), _floors(after)),
        (pgettext("part of a sheet", "Order of the items"), *_orders(before, after)),
    ]
    found = _differing(pairs)
    if found:
        yield Change(ChangeKind.CHANGED, pgettext("check of a sheet", "The sheet"), found)


def _orders(before: Sheet, after: Sheet) -> tuple[str, str]:
    """The numbers of the items that both have, in their order; empty where it is the same."""
    old, new = list(before.by_id), list(after.by_id)
    both = set(old) & set(new)
    orders = tuple(", ".join(name for name in names if name in both) for names in (old, new))
    return ("", "") if orders[0] == orders[1] else (orders[0], orders[1])


def _sections(before: Sheet, after: Sheet) -> Iterator[Change]:
    old = {section.id: section for section in before.sections}
    new = {section.id: section for section in after.sections}
    for section in after.sections:
        if section.id not in old:
            yield Change(ChangeKind.ADDED, _of_section(section))
            continue
        former = old[section.id]
        found = _differing(
            [
                (pgettext("part of a sheet", "Wording"), former.zh, section.zh),
                (pgettext("part of a sheet", "In English"), former.en, section.en),
                (pgettext("part of a sheet", "Full points"), _number(former.max), _number(section.max)),
            ]
        )
        if found:
            yield Change(ChangeKind.CHANGED, _of_section(section), found)
    for name, section in old.items():
        if name not in new:
            yield Change(ChangeKind.REMOVED, _of_section(section))


def _items(before: Edition, after: Edition) -> Iterator[Change]:
    homes = [
        {item.id: section for section in edition.sheet.sections for item in section.items}
        for edition in (before, after)
    ]
    for item in after.sheet.items:
        former = before.sheet.by_id.get(item.id)
        if former is None:
            yield Change(ChangeKind.ADDED, _of_item(item))
            continue
        pairs = _said_of(former, item, before.hints, after.hints)
        place = pgettext("part of a sheet", "Part")
        pairs.append((place, _of_section(homes[0][item.id]), _of_section(homes[1][item.id])))
        if homes[0][item.id].id == homes[1][item.id].id:
            pairs.pop()
        if found := _differing(pairs):
            yield Change(ChangeKind.CHANGED, _of_item(item), found)
    for item in before.sheet.items:
        if item.id not in after.sheet.by_id:
            yield Change(ChangeKind.REMOVED, _of_item(item))


def _said_of(
    former: Item, item: Item, old_hints: Mapping[str, Hint], new_hints: Mapping[str, Hint]
) -> list[tuple[str, str, str]]:
    old, new = old_hints.get(item.id, Hint()), new_hints.get(item.id, Hint())
    return [
        (pgettext("part of a sheet", "Wording"), former.zh, item.zh),
        (pgettext("part of a sheet", "In English"), former.en, item.en),
        (pgettext("part of a sheet", "Full points"), _number(former.max), _number(item.max)),
        (pgettext("part of a sheet", "How it is scored"), rule_of(former), rule_of(item)),
        (pgettext("part of a sheet", "Vetoes"), _vetoes(former), _vetoes(item)),
        (pgettext("part of a sheet", "Explanation"), former.note, item.note),
        (pgettext("part of a sheet", "Usual kind of problem"), old.matter, new.matter),
        (pgettext("part of a sheet", "Care to take"), _care(old), _care(new)),
        (pgettext("part of a sheet", "Picture"), _picture(former), _picture(item)),
    ]


def _differing(pairs: Sequence[tuple[str, str, str]]) -> tuple[Difference, ...]:
    return tuple(
        Difference(what, before or NOTHING, after or NOTHING)
        for what, before, after in pairs
        if before != after
    )


def _of_section(section: Section) -> str:
    return gettext("Part %(id)s %(name)s") % {"id": section.id, "name": chosen(section.zh, section.en)}


def _of_item(item: Item) -> str:
    return gettext("Item %(id)s %(name)s") % {"id": item.id, "name": chosen(item.zh, item.en)}


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _floors(sheet: Sheet) -> str:
    return " / ".join(
        _number(floor) or NOTHING for floor in (sheet.item_floor, sheet.section_floor, sheet.sheet_floor)
    )


def _vetoes(item: Item) -> str:
    return "; ".join(f"{chosen(veto.zh, veto.en)} ({VETO_WORDS[veto.effect]})" for veto in item.vetoes)


def _care(hint: Hint) -> str:
    said = (
        (hint.needs_reason, pgettext("care with an item", "needs a reason")),
        (hint.is_private, pgettext("care with an item", "private rooms, only with consent")),
        (
            bool(hint.not_with),
            pgettext("care with an item", "not charged together with %(id)s") % {"id": hint.not_with},
        ),
    )
    return ", ".join(words for holds, words in said if holds)


def _picture(item: Item) -> str:
    """Pictures differ by their id; on the screen the first signs of it tell two apart."""
    return item.picture[-8:]
