"""The rows of a file beside what is there: whose village, which twice, what would change. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from hashlib import sha256

from tongxin.people.register_rules import (
    Fault,
    FaultKind,
    ImportKind,
    Key,
    Layout,
    MemberRow,
    PlaceRow,
    Position,
    RegisterRow,
    Row,
)

SAME_SPOT = 1e-6  # degrees, a tenth of a metre


@dataclass(frozen=True)
class VillageNames:
    """Every name and code by which a village may be called, with the codes that it can mean.

    `mine`: the codes of villages for which the user may import; `chosen`: the one village that the file is
    about, "" where the column says it; `endings`: what people put behind a village's name.
    """

    codes: Mapping[str, frozenset[str]]
    mine: frozenset[str]
    chosen: str = ""
    endings: tuple[str, ...] = ()

    def meant_by(self, name: str) -> frozenset[str]:
        """The codes of the villages of this name, also where its ending is another."""
        if name in self.codes:
            return self.codes[name]
        stem = self._stem(name)
        return frozenset().union(
            *(codes for known, codes in self.codes.items() if stem and self._stem(known) == stem)
        )

    def _stem(self, name: str) -> str:
        ending = next((each for each in self.endings if name.endswith(each) and len(name) > len(each)), "")
        return name.removesuffix(ending)


def with_village_codes(
    rows: Iterable[Row], names: VillageNames, layout: Layout
) -> tuple[list[Row], list[Fault]]:
    """The rows with the village's code in place of its name, and the rows whose village is wrong."""
    good: list[Row] = []
    faults: list[Fault] = []
    heading = layout.heading_of(Key.VILLAGE)
    known: dict[str, str | Fault] = {}
    for row in rows:
        if row.village not in known:
            known[row.village] = _village_of(row.village, names)
        found = known[row.village]
        if isinstance(found, str):
            good.append(replace(row, village=found))
        else:
            faults.append(replace(found, row=row.row, heading=heading, sheet=row.sheet))
    return good, faults


def _village_of(name: str, names: VillageNames) -> str | Fault:
    if not name:
        return names.chosen
    codes = names.meant_by(name)
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


def doubled(rows: Iterable[Row], layout: Layout) -> list[Fault]:
    """A fault for every row whose door or place stands in another row too; unfinished places are left out."""
    first: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        if row.place[2] and (row.place[1] or layout.kind is ImportKind.PLACES):
            first.setdefault(row.place, []).append(row)
    kind, key = FaultKind.DOOR_DOUBLED, Key.DOOR
    if layout.kind is ImportKind.PLACES:
        kind, key = FaultKind.PLACE_DOUBLED, Key.NAME
    return [
        Fault(
            kind,
            row.row,
            layout.heading_of(key),
            {"door": row.place[2], "others": ", ".join(where(other) for other in same if other is not row)},
            row.sheet,
        )
        for same in first.values()
        if len(same) > 1
        for row in same
    ]


def where(row: Row) -> str:
    """The row's number, with its sheet where there are several."""
    return f"{row.sheet} {row.row}" if row.sheet else str(row.row)


@dataclass(frozen=True, slots=True)
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
    id_number: str = ""
    members: tuple[MemberRow, ...] = ()
    position: Position | None = None
    is_registered: bool = True
    is_closed: bool = False

    @property
    def place(self) -> tuple[str, str, str]:
        """Village, group and door."""
        return self.village, self.group, self.door


@dataclass(frozen=True, slots=True)
class PresentPlace:
    """A public place as it stands now."""

    key: str
    village: str
    group: str
    name: str
    kind: str
    grid: str = ""
    position: Position | None = None
    is_closed: bool = False

    @property
    def place(self) -> tuple[str, str, str]:
        """Village, group and name."""
        return self.village, self.group, self.name

    @property
    def is_registered(self) -> bool:
        """A place needs no entry besides itself."""
        return True


Standing = Present | PresentPlace


@dataclass(frozen=True)
class Change:
    """One field that the file states otherwise. Members are counted, positions are told as such."""

    key: Key
    old: str
    new: str


@dataclass(frozen=True)
class Changed:
    """A household or place that is there and that the file changes, registers, or opens again (`returns`)."""

    row: Row
    present: Standing
    changes: tuple[Change, ...]
    returns: bool


@dataclass(frozen=True)
class Difference:
    """What the file would change. `missing`: what stands in the file's groups and is not named by it."""

    new: tuple[Row, ...]
    changed: tuple[Changed, ...]
    same: int
    missing: tuple[Standing, ...]

    @property
    def is_nothing(self) -> bool:
        """Does everything stand as the file says?"""
        return not self.new and not self.changed


NO_DIFFERENCE = Difference((), (), 0, ())


def compare(rows: Iterable[Row], present: Iterable[Standing]) -> Difference:
    """The difference between the file and what is there; villages of both are codes, groups and grids names."""
    there = {each.place: each for each in present}
    named = {row.place: row for row in rows}
    groups = {place[:2] for place in named}
    new: list[Row] = []
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


def _changes(row: Row, present: Standing) -> tuple[Change, ...]:
    stated: list[tuple[Key, str | int | None, str | int | None]]
    if isinstance(row, RegisterRow) and isinstance(present, Present):
        stated = [
            (Key.HEAD, row.head, present.head),
            (Key.PHONE, row.phone, present.phone),
            (Key.PEOPLE, row.people, present.people),
            (Key.GRID, row.grid, present.grid),
            (Key.NOTE, row.note, present.note),
            (Key.ID_NUMBER, row.id_number, present.id_number),
        ]
    elif isinstance(row, PlaceRow) and isinstance(present, PresentPlace):
        stated = [(Key.KIND, row.kind, present.kind), (Key.GRID, row.grid, present.grid)]
    else:  # the file and what is there are of one kind
        raise TypeError("households are compared with households, places with places")
    found = [
        Change(key, "" if old is None else str(old), str(new))
        for key, new, old in stated
        if new is not None and new != old
    ]
    if isinstance(row, RegisterRow) and isinstance(present, Present) and _members_differ(row, present):
        found.append(Change(Key.MEMBER, str(len(present.members)), str(len(row.members or ()))))
    if row.position is not None and not _is_same_spot(row.position, present.position):
        found.append(Change(Key.LATITUDE, _spot(present.position), _spot(row.position)))
    return tuple(found)


def _members_differ(row: RegisterRow, present: Present) -> bool:
    """The persons of the household besides its head, whatever their order; unstated ones stay."""
    if row.members is None:
        return False
    return sorted(map(_person, row.members)) != sorted(map(_person, present.members))


def _person(member: MemberRow) -> tuple[str, str, str, str]:
    return member.name, member.relation, member.phone, member.id_number


def _is_same_spot(stated: Position, present: Position | None) -> bool:
    return present is not None and (
        abs(stated.latitude - present.latitude) < SAME_SPOT
        and abs(stated.longitude - present.longitude) < SAME_SPOT
        and stated.given_as == present.given_as
    )


def _spot(position: Position | None) -> str:
    return "" if position is None else f"{position.latitude:.5f}, {position.longitude:.5f}"


def resembling(name: str, existing: Iterable[str]) -> str:
    """The existing name of which `name` may be another spelling: one is the beginning of the other; else ""."""
    return next(
        (other for other in existing if other != name and (other.startswith(name) or name.startswith(other))),
        "",
    )


def digest_of(difference: Difference) -> str:
    """Equal for equal differences: what the user saw is what is done, or the user is told."""
    digest = sha256()
    add: Callable[[object], None] = lambda part: digest.update(repr(part).encode())  # noqa: E731
    for row in difference.new:
        add(row)
    for each in difference.changed:
        add((each.row, each.present))
    add(sorted(each.key for each in difference.missing))
    return digest.hexdigest()
