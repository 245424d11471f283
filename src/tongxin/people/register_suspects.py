"""Households that may be one and the same: the same phone, or near names in one group. Warnings, never faults. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tongxin.people.register_matching import Difference, Present
from tongxin.people.register_rules import Key, RegisterRow, SuspectKind

NEAR_FROM = 3  # signs of a name; two names of two signs are near only where they are equal (rules.is_near)
_ORDER = {kind: place for place, kind in enumerate(SuspectKind)}


@dataclass(frozen=True)
class Door:
    """A household, of the file or there already, as far as telling two apart needs it."""

    village: str
    group: str
    door: str
    head: str
    phone: str
    row: int | None = None
    sheet: str = ""
    key: str = ""


@dataclass(frozen=True)
class Suspect:
    """A household of the file that looks like `other`; without `other`, one that contradicts itself."""

    kind: SuspectKind
    door: Door
    other: Door | None = None
    stated: int = 0
    listed: int = 0


def suspects(
    rows: Sequence[RegisterRow],
    difference: Difference,
    present: Iterable[Present],
    phones: Mapping[str, Sequence[Door]],
) -> list[Suspect]:
    """What to look at before the file is written, strongest first.

    Only households that are new or get another head or phone are looked at: what stands unchanged was looked
    at when it came in. `phones`: households that are there, by phone.
    """
    fresh = _fresh(difference)
    if not fresh and not any(row.members for row in rows):
        return []
    doors = [_door(row) for row in rows]
    named = {(door.village, door.group, door.door) for door in doors}
    there = [
        Door(each.village, each.group, each.door, each.head, each.phone, key=each.key)
        for each in present
        if each.place not in named and not each.is_closed and each.head
    ]
    found = [*_same_phone(doors, fresh, named, phones), *_near_names([*doors, *there], fresh)]
    once = _strongest(found)
    return sorted(
        [*once, *_miscounted(rows)], key=lambda each: (_ORDER[each.kind], each.door.sheet, each.door.row or 0)
    )


def _fresh(difference: Difference) -> set[tuple[str, str, str]]:
    changed = (
        each.row.place
        for each in difference.changed
        if any(change.key in (Key.HEAD, Key.PHONE) for change in each.changes)
    )
    return {row.place for row in difference.new} | set(changed)


def _door(row: RegisterRow) -> Door:
    return Door(row.village, row.group, row.door, row.head, row.phone or "", row.row, row.sheet)


def _place(door: Door) -> tuple[str, str, str]:
    return door.village, door.group, door.door


def _same_phone(
    doors: Sequence[Door],
    fresh: set[tuple[str, str, str]],
    named: set[tuple[str, str, str]],
    phones: Mapping[str, Sequence[Door]],
) -> Iterator[Suspect]:
    by_phone: dict[str, list[Door]] = {}
    for door in doors:
        if door.phone:
            by_phone.setdefault(door.phone, []).append(door)
    for phone, same in by_phone.items():
        others = [each for each in phones.get(phone, ()) if _place(each) not in named]
        yield from _pairs(SuspectKind.SAME_PHONE, [*same, *others], fresh)


def _near_names(doors: Iterable[Door], fresh: set[tuple[str, str, str]]) -> Iterator[Suspect]:
    """Equal names of one group, and names of three signs or more that differ in one.

    Each name is filed under itself and under its patterns with one sign left open, so that a large group
    costs no more than its names.
    """
    filed: dict[tuple[str, str, str], list[Door]] = {}
    for door in doors:
        for pattern in _patterns(door.head):
            filed.setdefault((door.village, door.group, pattern), []).append(door)
    for (_village, _group, pattern), same in filed.items():
        if len(same) > 1:
            kind = SuspectKind.NEAR_NAME if "\0" in pattern else SuspectKind.SAME_NAME
            yield from _pairs(kind, same, fresh)


def _patterns(name: str) -> Iterator[str]:
    yield name
    if len(name) >= NEAR_FROM:
        for place in range(len(name)):
            yield f"{name[:place]}\0{name[place + 1 :]}"


def _pairs(kind: SuspectKind, same: Sequence[Door], fresh: set[tuple[str, str, str]]) -> Iterator[Suspect]:
    """Each with the one before it, where one of the two is fresh; the one of the file stands first."""
    for other, door in pairwise(same):
        if kind is SuspectKind.NEAR_NAME and door.head == other.head:
            continue
        if _place(door) in fresh or _place(other) in fresh:
            yield Suspect(kind, door, other) if door.row is not None else Suspect(kind, other, door)


def _strongest(found: Iterable[Suspect]) -> list[Suspect]:
    """Of several reasons for one pair the strongest."""
    best: dict[frozenset[tuple[str, str, str]], Suspect] = {}
    for each in found:
        assert each.other is not None  # noqa: S101 - pairs only
        pair = frozenset({_place(each.door), _place(each.other)})
        if pair not in best or _ORDER[each.kind] < _ORDER[best[pair].kind]:
            best[pair] = each
    return list(best.values())


def _miscounted(rows: Iterable[RegisterRow]) -> Iterator[Suspect]:
    """Households whose number of people is not that of the persons listed."""
    for row in rows:
        if row.members and row.people is not None and row.people != len(row.members) + 1:
            yield Suspect(
                SuspectKind.PEOPLE_DIFFER, _door(row), stated=row.people, listed=len(row.members) + 1
            )
