"""The rows of a register beside what is there: whose village, which doors twice, what would change. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from difflib import get_close_matches

from tongxin.people.register_rules import Fault, FaultKind, Key, Layout, RegisterRow


@dataclass(frozen=True)
class VillageNames:
    """Every name and code by which a village may be called, with the codes that it can mean.

    `mine`: the codes of villages for which the user may import; `chosen`: the one village that the file is
    about, "" where the column says it.
    """

    codes: Mapping[str, frozenset[str]]
    mine: frozenset[str]
    chosen: str = ""


def with_village_codes(
    rows: Iterable[RegisterRow], names: VillageNames, layout: Layout
) -> tuple[list[RegisterRow], list[Fault]]:
    """The rows with the village's code in place of its name, and the rows whose village is wrong."""
    good: list[RegisterRow] = []
    faults: list[Fault] = []
    heading = layout.heading_of(Key.VILLAGE)
    for row in rows:
        found = _village_of(row.village, names)
        if isinstance(found, str):
            good.append(replace(row, village=found))
        else:
            faults.append(replace(found, row=row.row, heading=heading))
    return good, faults


def _village_of(name: str, names: VillageNames) -> str | Fault:
    if not name:
        return names.chosen
    codes = names.codes.get(name, frozenset())
    if not codes:
        near = get_close_matches(name, names.codes, n=1, cutoff=0.5)
        return Fault(FaultKind.VILLAGE_UNKNOWN, detail={"name": name, "near": near[0] if near else ""})
    if names.chosen:
        return (
            names.chosen if names.chosen in codes else Fault(FaultKind.VILLAGE_OTHER, detail={"name": name})
        )
    mine = codes & names.mine
    if not mine:
        return Fault(FaultKind.VILLAGE_NOT_YOURS, detail={"name": name})
    if len(mine) > 1:
        return Fault(FaultKind.VILLAGE_AMBIGUOUS, detail={"name": name, "codes": ", ".join(sorted(mine))})
    return next(iter(mine))


def doubled_doors(rows: Sequence[RegisterRow], layout: Layout) -> list[Fault]:
    """A fault for every row whose door stands in another row too; rows without a place are left out."""
    by_door: dict[tuple[str, str, str], list[RegisterRow]] = {}
    for row in (each for each in rows if each.group and each.door):
        by_door.setdefault(place_of(row), []).append(row)
    return [
        Fault(
            FaultKind.DOOR_DOUBLED,
            row.row,
            layout.heading_of(Key.DOOR),
            {"door": row.door, "others": ", ".join(str(other.row) for other in same if other is not row)},
        )
        for same in by_door.values()
        if len(same) > 1
        for row in same
    ]


@dataclass(frozen=True)
class Present:
    """A household as it stands now. `key` is its id; the village is a code, group and grid are names."""

    key: str
    village: str
    group: str
    door: str
    head: str = ""
    phone: str = ""
    people: int | None = None
    grid: str = ""
    note: str = ""
    is_registered: bool = True
    is_closed: bool = False


@dataclass(frozen=True)
class Change:
    """One field of a household that the file states otherwise."""

    key: Key
    old: str
    new: str


@dataclass(frozen=True)
class Changed:
    """A household that is there and that the file changes, registers, or opens again (`returns`)."""

    row: RegisterRow
    present: Present
    changes: tuple[Change, ...]
    returns: bool


@dataclass(frozen=True)
class Difference:
    """What the file would change. `missing`: households of the file's groups that it does not name."""

    new: tuple[RegisterRow, ...]
    changed: tuple[Changed, ...]
    same: int
    missing: tuple[Present, ...]

    @property
    def is_nothing(self) -> bool:
        """Does everything stand as the file says?"""
        return not self.new and not self.changed


NO_DIFFERENCE = Difference((), (), 0, ())


def place_of(household: RegisterRow | Present) -> tuple[str, str, str]:
    """By what a household of the file and one that is there are the same: village, group, door."""
    return household.village, household.group, household.door


def compare(rows: Iterable[RegisterRow], present: Iterable[Present]) -> Difference:
    """The difference between the file and what is there; villages of both are codes, groups and grids names."""
    there = {place_of(each): each for each in present}
    named = {place_of(row): row for row in rows}
    groups = {place[:2] for place in named}
    new: list[RegisterRow] = []
    changed: list[Changed] = []
    for place, row in named.items():
        standing = there.get(place)
        if standing is None:
            new.append(row)
        elif (changes := _changes(row, standing)) or standing.is_closed or not standing.is_registered:
            changed.append(Changed(row, standing, changes, returns=standing.is_closed))
    missing = [
        each
        for place, each in there.items()
        if place not in named and place[:2] in groups and not each.is_closed
    ]
    same = len(named) - len(new) - len(changed)
    return Difference(tuple(new), tuple(changed), same, tuple(missing))


def _changes(row: RegisterRow, present: Present) -> tuple[Change, ...]:
    stated: tuple[tuple[Key, str | int | None, str | int | None], ...] = (
        (Key.HEAD, row.head, present.head),
        (Key.PHONE, row.phone, present.phone),
        (Key.PEOPLE, row.people, present.people),
        (Key.GRID, row.grid, present.grid),
        (Key.NOTE, row.note, present.note),
    )
    return tuple(
        Change(key, "" if old is None else str(old), str(new))
        for key, new, old in stated
        if new is not None and new != old
    )


def resembling(name: str, existing: Iterable[str]) -> str:
    """The existing name of which `name` may be another spelling: one is the beginning of the other; else ""."""
    return next(
        (other for other in existing if other != name and (other.startswith(name) or name.startswith(other))),
        "",
    )


def text_of(difference: Difference) -> str:
    """A text that is equal for equal differences: what the user saw is what is done, or the user is told."""
    return repr(
        (
            [astuple(row) for row in difference.new],
            [(astuple(each.row), astuple(each.present)) for each in difference.changed],
            [each.key for each in difference.missing],
        )
    )
