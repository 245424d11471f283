"""What may come of a file: households, questions about its columns, faults with their words, or a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongxin.people.register_rules import FaultKind, NoteKind
from tongxin.records.errors import RuleBroken

Where = tuple[FaultKind, int | None, str]


@dataclass(frozen=True)
class Household:
    """A household that must stand in the register afterwards."""

    door: str
    head: str
    village: str
    group: str
    phone: str
    people: int | None
    members: tuple[tuple[str, str], ...]
    id_number: str
    position: tuple[float, float, str] | None


def H(  # noqa: N802 - as short as a cell
    door: str,
    head: str,
    *,
    village: str = "莲华村",
    group: str = "上营组",
    phone: str = "",
    people: int | None = None,
    members: Sequence[tuple[str, str]] = (),
    id_number: str = "",
    position: tuple[float, float, str] | None = None,
) -> Household:
    """A household in the first new group of Lianhua."""
    return Household(door, head, village, group, phone, people, tuple(members), id_number, position)


class Gives:
    """The file is good: these households (or places: name, kind, group) and no other come in."""

    def __init__(self, *rows: Household | tuple[str, str, str], notes: Sequence[NoteKind] = ()) -> None:
        self.rows = rows
        self.notes = tuple(notes)


class Fails:
    """The file is faulty at these places, and one message holds `says`; nothing comes in."""

    def __init__(self, *where: Where, says: str = "") -> None:
        self.where = where
        self.says = says


@dataclass(frozen=True)
class Unsure:
    """The file is not read before somebody said what this column is."""

    heading: str


@dataclass(frozen=True)
class Refused:
    """The file is no spreadsheet at all."""

    error: type[RuleBroken]


@dataclass(frozen=True)
class Case:
    """A file with its story and its outcome."""

    name: str
    content: bytes
    outcome: Gives | Fails | Unsure | Refused
    keeps_ids: bool = False
