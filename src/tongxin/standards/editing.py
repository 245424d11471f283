"""Changing a town's own sheet: each change makes a new content from the old one. Pure.

A content is the JSON of `data/sheets/schema.json`, so that what is written in the browser and what is loaded from
files are the same thing. Order matters: sections and items stand as they will be printed.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tongxin.standards.rules import Hint, Mode, optional

Content = dict[str, Any]
Part = dict[str, Any]
_ID = re.compile(r"[^A-Za-z0-9_]")
_RUNS = tuple("=+-@'")  # a spreadsheet takes a text that begins so for something else
ID_LENGTH = 20
_WORDINGS = ("zh", "en", "note")


def blank(*, zh: str, en: str, object_kind: str) -> Content:
    """A sheet with one section and nothing in it."""
    return {
        "schema_version": "1",
        "sheet_id": "draft",
        "version": "draft",
        "title": {"zh": zh, "en": en},
        "object_kind": object_kind,
        "scoring_start": "max",
        "total": None,
        "total_unit": "points",
        "floor": {"item": 0, "section": 0, "sheet": 0},
        "score_columns": ["score"],
        "sections": [{"id": "A", "zh": "", "en": "", "max": None, "items": []}],
        "source": {"letter": None, "quality": "town", "origin": "", "year": None},
        "completeness": "partial",
        "totals_check": _totals_check(None, [], adds_up="not_checkable"),
    }


def copied(content: Mapping[str, Any], hints: Mapping[str, Hint]) -> Content:
    """A town's draft of a sheet: the same parts, each item with its hint, the source told as what it was copied from.

    What the source did not state stays empty: the check names it. Notes about the source stay with the source.
    """
    made: Content = copy.deepcopy(dict(content))
    for name in ("missing", "warnings", "evidence"):
        made.pop(name, None)
    made["source"] = {
        "letter": None,
        "quality": "town",
        "origin": f"{content['sheet_id']} {content['version']}",
        "year": None,
    }
    made["completeness"] = "partial"
    made["totals_check"] = _totals_check(made["total"], made["sections"], adds_up="not_checkable")
    for item in _items(made):
        if content["source"]["quality"] != "town":
            item.pop("note", None)
        item["status"] = "stated"
        _put_hint(item, hints.get(item["id"], Hint()))
    for section in made["sections"]:
        section.pop("max_status", None)
    plain: Content = _in_plain_text(made)
    return plain


def _in_plain_text(part: Any) -> Any:
    """The same with every wording in plain text."""
    if isinstance(part, dict):
        return {
            name: plain_text(value) if name in _WORDINGS else _in_plain_text(value)
            for name, value in part.items()
        }
    return [_in_plain_text(each) for each in part] if isinstance(part, list) else part


def as_version(content: Mapping[str, Any], *, sheet_id: str, version: str, year: int) -> Content:
    """The content under which a checked draft becomes a version."""
    made: Content = copy.deepcopy(dict(content))
    made |= {"sheet_id": sheet_id, "version": version, "completeness": "complete"}
    made["source"] = {**made["source"], "year": year}
    made["totals_check"] = _totals_check(made["total"], made["sections"], adds_up=True)
    return made


def _totals_check(total: Any, sections: Sequence[Part], *, adds_up: bool | str) -> Part:
    return {
        "stated_total": total,
        "sum_of_sections": as_number(_sum(section["max"] for section in sections)),
        "sum_of_items": as_number(_sum(item["max"] for section in sections for item in section["items"])),
        "adds_up": adds_up,
        "comment": "",
    }


def _sum(values: Iterator[Any]) -> Decimal:
    return sum((number for number in map(optional, values) if number is not None), Decimal(0))


def with_head(content: Mapping[str, Any], head: Mapping[str, Any]) -> Content:
    """With another title, kind of place, total, floors and so on; only keys of the head."""
    return {**copy.deepcopy(dict(content)), **copy.deepcopy(dict(head))}


def with_section(content: Mapping[str, Any], section_id: str, values: Part) -> Content:
    """With a section's id, wording and maximum changed; its items stay. Raises `KeyError`."""
    made: Content = copy.deepcopy(dict(content))
    section = made["sections"][_place(made["sections"], section_id)]
    section |= values
    return made


def with_new_section(content: Mapping[str, Any], values: Part) -> Content:
    """With one more section at the end."""
    made: Content = copy.deepcopy(dict(content))
    made["sections"].append({**values, "items": []})
    return made


def without_section(content: Mapping[str, Any], section_id: str) -> Content:
    """Without a section and its items. Raises `KeyError`."""
    made: Content = copy.deepcopy(dict(content))
    del made["sections"][_place(made["sections"], section_id)]
    return made


def section_moved(content: Mapping[str, Any], section_id: str, by: int) -> Content:
    """With a section `by` places further down (up where negative), at most to the end. Raises `KeyError`."""
    made: Content = copy.deepcopy(dict(content))
    _move(made["sections"], _place(made["sections"], section_id), by)
    return made


def with_new_item(content: Mapping[str, Any], section_id: str, item: Part) -> Content:
    """With one more item at the end of a section. Raises `KeyError`."""
    made: Content = copy.deepcopy(dict(content))
    made["sections"][_place(made["sections"], section_id)]["items"].append(item)
    return made


def with_item(content: Mapping[str, Any], item_id: str, item: Part) -> Content:
    """With an item changed; where its id changed, items that named it as partner follow. Raises `KeyError`."""
    made: Content = copy.deepcopy(dict(content))
    items, place = _item_place(made, item_id)
    items[place] = item
    for other in _items(made):
        if item["id"] != item_id and other.get("hint", {}).get("not_with") == item_id:
            other["hint"]["not_with"] = item["id"]
    return made


def without_item(content: Mapping[str, Any], item_id: str) -> Content:
    """Without an item; nobody's partner any more. Raises `KeyError`."""
    made: Content = copy.deepcopy(dict(content))
    items, place = _item_place(made, item_id)
    del items[place]
    for other in _items(made):
        if other.get("hint", {}).get("not_with") == item_id:
            _put_hint(other, hint_without_partner(other["hint"]))
    return made


def hint_without_partner(hint: Mapping[str, Any]) -> Hint:
    """A hint that names no other item."""
    return Hint(
        hint.get("matter", ""), hint.get("needs_reason", False), hint.get("is_private", False), not_with=""
    )


def item_moved(content: Mapping[str, Any], item_id: str, by: int) -> Content:
    """With an item `by` places further down; past the end of its section it goes over into the next one.

    Raises `KeyError`.
    """
    made: Content = copy.deepcopy(dict(content))
    sections = made["sections"]
    items, place = _item_place(made, item_id)
    if 0 <= place + by < len(items):
        _move(items, place, by)
        return made
    here = next(number for number, section in enumerate(sections) if section["items"] is items)
    there = here + (1 if by > 0 else -1)
    if 0 <= there < len(sections):
        target = sections[there]["items"]
        target.insert(0 if by > 0 else len(target), items.pop(place))
    return made


def item_of(content: Mapping[str, Any], item_id: str) -> Part:
    """An item as it stands in the content. Raises `KeyError`."""
    items, place = _item_place(content, item_id)
    return items[place]


def section_of(content: Mapping[str, Any], section_id: str) -> Part:
    """A section as it stands in the content. Raises `KeyError`."""
    sections: list[Part] = content["sections"]
    return sections[_place(sections, section_id)]


def ids_of(content: Mapping[str, Any]) -> list[str]:
    """Ids of all items, in order."""
    return [item["id"] for item in _items(content)]


def pictures_of(content: Mapping[str, Any]) -> set[str]:
    """Ids of the pictures that items show."""
    return {item["picture"] for item in _items(content) if item.get("picture")}


def new_item_id(content: Mapping[str, Any], section_id: str) -> str:
    """The next free id in a section: A1, A2, … after the section's own."""
    taken = set(ids_of(content))
    stem = _ID.sub("", section_id)[: ID_LENGTH - 3]
    number = len(section_of(content, section_id)["items"]) + 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def new_section_id(content: Mapping[str, Any]) -> str:
    """The next free letter: A to Z, then S27, S28, …"""
    taken = {section["id"] for section in content["sections"]}
    letters = [chr(ord("A") + place) for place in range(26)]
    numbers = (f"S{number}" for number in range(27, 27 + len(taken) + 1))
    return next(name for name in (*letters, *numbers) if name not in taken)


def mode_of(mode: Mode, values: Mapping[str, Any]) -> Part:
    """The mode of an item with the fields that belong to it, taken from `values`; others are left behind."""
    kept = {name: values[name] for name in _FIELDS[mode]}
    return {"type": mode.value, **kept}


_FIELDS: Mapping[Mode, tuple[str, ...]] = {
    Mode.DEDUCT_PER_FINDING: ("points", "unit"),
    Mode.YES_NO: ("points", "effect"),
    Mode.LEVELS: ("effect", "levels"),
    Mode.RANGE: ("effect", "min", "max"),
    Mode.VETO: ("effect",),
    Mode.UNSTATED: (),
}


def new_item(item_id: str, *, zh: str, en: str, max_points: Any, mode: Part, hint: Hint, **more: Any) -> Part:
    """An item as the schema wants it; of `more` (veto, note, picture, sample) only what is filled."""
    item: Part = {"id": item_id, "zh": zh, "en": en, "max": max_points, "mode": mode, "status": "stated"}
    item |= {name: value for name, value in more.items() if value}
    _put_hint(item, hint)
    return item


def _put_hint(item: Part, hint: Hint) -> None:
    """Only what the hint says is written; an item without any has no entry."""
    values = {
        "matter": hint.matter,
        "needs_reason": hint.needs_reason,
        "is_private": hint.is_private,
        "not_with": hint.not_with,
    }
    said = {name: value for name, value in values.items() if value}
    item.pop("hint", None)
    if said:
        item["hint"] = said


def as_number(value: Decimal | None) -> int | float | None:
    """A number as JSON holds it: 5, not 5.0; with at most two places it comes back as the same decimal."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def plain_text(text: str) -> str:
    """A wording in one line, without signs that nobody sees, and none at its head that a spreadsheet would run."""
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(
        sign if not unicodedata.category(sign).startswith(("C", "Z")) else " " for sign in composed
    )
    words = " ".join(seen.split())
    while words.startswith(_RUNS):
        words = words[1:].lstrip()
    return words


def _items(content: Mapping[str, Any]) -> Iterator[Part]:
    for section in content["sections"]:
        yield from section["items"]


def _place(parts: Sequence[Part], part_id: str) -> int:
    for place, part in enumerate(parts):
        if part["id"] == part_id:
            return place
    raise KeyError(part_id)


def _item_place(content: Mapping[str, Any], item_id: str) -> tuple[list[Part], int]:
    for section in content["sections"]:
        items: list[Part] = section["items"]
        for place, item in enumerate(items):
            if item["id"] == item_id:
                return items, place
    raise KeyError(item_id)


def _move(parts: list[Part], place: int, by: int) -> None:
    to = min(max(place + by, 0), len(parts) - 1)
    parts.insert(to, parts.pop(place))
