"""What the preview of an import shows, names and numbers masked: kept with the import, and read back by its page.

What is kept holds keys and codes, no words, so that each reader sees it in their own language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tongxin.people.models import ImportFault
from tongxin.people.register_import import Addition, Preview
from tongxin.people.register_layouts import layout
from tongxin.people.register_matching import Change, Changed, Present, Standing, where
from tongxin.people.register_rules import (
    Fault,
    FaultKind,
    ImportKind,
    Key,
    Note,
    NoteKind,
    RegisterRow,
    Row,
    SuspectKind,
)
from tongxin.people.register_suspects import Door, Suspect
from tongxin.people.register_words import KEY_WORDS, note_words, suspect_words, words_of
from tongxin.people.rules import mask_id_number, mask_name, mask_phone
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division

NEW_SHOWN = 30
CHANGED_SHOWN = 100
NAMES_SHOWN = 200  # groups and grids to be made
# More households than this missing from a file: it is a part of the register, and none of them is gone.
MISSING_AT_MOST = 500
_MASKS = {Key.HEAD: mask_name, Key.PHONE: mask_phone, Key.ID_NUMBER: mask_id_number}

Kept = dict[str, Any]


def kept_preview(preview: Preview) -> Kept:
    """The preview to be kept: lists are cut, counts are whole, names and numbers are masked."""
    difference = preview.difference
    missing = difference.missing if len(difference.missing) <= MISSING_AT_MOST else ()
    return {
        "rows": preview.rows,
        "examples": len(preview.examples),
        "notes": [[note.kind.value, dict(note.detail), note.sheet] for note in preview.notes],
        "villages": list(preview.villages),
        "groups": [_addition(each) for each in preview.groups[:NAMES_SHOWN]],
        "grids": [_addition(each) for each in preview.grids[:NAMES_SHOWN]],
        "new": [
            _line(row) | _at(row) | {"phone": _phone(row), "grid": row.grid or ""}
            for row in difference.new[:NEW_SHOWN]
        ],
        "changed": [_changed(each) for each in difference.changed[:CHANGED_SHOWN]],
        "missing": [_line(each) | {"key": each.key} for each in missing],
        "counts": {
            "new": len(difference.new),
            "changed": len(difference.changed),
            "same": difference.same,
            "missing": len(difference.missing),
            "members": sum(len(row.members or ()) for row in difference.new if isinstance(row, RegisterRow)),
            "groups": len(preview.groups),
            "grids": len(preview.grids),
        },
        "seen": preview.seen,
        "faults": len(preview.faults),
        "faulty_rows": len({(fault.sheet, fault.row) for fault in preview.faults if fault.row is not None}),
        "warnings": len(preview.suspects),
    }


def kept_faults(preview: Preview) -> Iterator[dict[str, Any]]:
    """The faults and warnings as rows to be kept."""
    for fault in preview.faults:
        yield {
            "kind": fault.kind.value,
            "sheet": fault.sheet[:120],
            "row": fault.row,
            "heading": fault.heading[:120],
            "detail": dict(fault.detail),
        }
    for each in preview.suspects:
        yield {
            "is_warning": True,
            "kind": each.kind.value,
            "sheet": each.door.sheet[:120],
            "row": each.door.row,
            "detail": _suspect(each),
        }


def _suspect(suspect: Suspect) -> dict[str, str | int]:
    detail: dict[str, str | int] = {f"own_{name}": value for name, value in _door(suspect.door).items()}
    if suspect.other is None:
        return detail | {"stated": suspect.stated, "listed": suspect.listed}
    return detail | _door(suspect.other) | {"row": _row_of(suspect.other)}


def _door(door: Door) -> dict[str, str | int]:
    head, phone = mask_name(door.head), mask_phone(door.phone)
    return {"village": door.village, "group": door.group, "door": door.door, "head": head, "phone": phone}


def _row_of(door: Door) -> str:
    return "" if door.row is None else f"{door.sheet} {door.row}".strip()


def _addition(addition: Addition) -> list[str]:
    return [addition.village, addition.name, addition.resembles]


def _line(household: Row | Standing) -> Kept:
    village, group, name = household.place
    is_place = not isinstance(household, RegisterRow | Present)
    what = household.kind if not isinstance(household, RegisterRow | Present) else mask_name(household.head)
    return {"village": village, "group": group, "name": name, "is_place": is_place, "what": what}


def _at(row: Row) -> Kept:
    return {"row": where(row)}


def _phone(row: Row) -> str:
    return mask_phone(row.phone or "") if isinstance(row, RegisterRow) else mask_name(row.steward)


def _changed(changed: Changed) -> Kept:
    changes = [_change(change) for change in changed.changes]
    return _line(changed.row) | _at(changed.row) | {"returns": changed.returns, "changes": changes}


def _change(change: Change) -> list[Any]:
    mask = _MASKS.get(change.key, str)
    old, new = mask(change.old), mask(change.new)
    return [change.key.value, old, new, old == new]


@dataclass(frozen=True)
class ChangeLine:
    """A field with its old and new value, masked. `is_hidden`: they differ in what the mask covers."""

    field: str | Promise
    old: str
    new: str
    is_hidden: bool


@dataclass(frozen=True)
class Line:
    """A household or place of the preview; `key` is the id of one that is there."""

    place: str
    what: str
    phone: str = ""
    grid: str = ""
    row: str = ""
    key: str = ""
    returns: bool = False
    changes: tuple[ChangeLine, ...] = ()


@dataclass(frozen=True)
class AdditionLine:
    """A group or grid to be made."""

    village: str
    name: str
    resembles: str


@dataclass(frozen=True)
class Hint:
    """A column of the template, explained."""

    heading: str
    is_required: bool
    words: str


def hints(language: str, kind: ImportKind) -> list[Hint]:
    """The columns of the template in the language "zh" or "en"."""
    columns = [column for column in layout(kind).columns if column.in_template]
    return [Hint(column.heading, column.required, column.hint[language]) for column in columns]


class PreviewPage:
    """The kept preview in the reader's language."""

    def __init__(self, kept: Mapping[str, Any]) -> None:
        self.kept = kept
        self.counts: Mapping[str, int] = kept["counts"]
        self.seen: str = kept["seen"]

    @property
    def rows(self) -> int:
        """How many households or places the file holds."""
        return int(self.kept["rows"])

    @property
    def size(self) -> int:
        """How many would be written."""
        return self.counts["new"] + self.counts["changed"]

    @property
    def is_nothing(self) -> bool:
        """Does everything stand as the file says?"""
        return not self.size

    @property
    def villages(self) -> list[str]:
        """Names of the villages in the file."""
        return [Division.objects.name_of(code) for code in self.kept["villages"]]

    @property
    def notes(self) -> list[str]:
        """What the reader did with the file, in words."""
        return [note_words(Note(NoteKind(kind), detail, sheet)) for kind, detail, sheet in self.kept["notes"]]

    @property
    def groups(self) -> list[AdditionLine]:
        """Groups to be made."""
        return _additions(self.kept["groups"])

    @property
    def grids(self) -> list[AdditionLine]:
        """Grids to be made."""
        return _additions(self.kept["grids"])

    @property
    def new(self) -> list[Line]:
        """The first new ones."""
        return [_read_line(each) for each in self.kept["new"]]

    @property
    def changed(self) -> list[Line]:
        """The first changed ones."""
        return [_read_line(each) for each in self.kept["changed"]]

    @property
    def missing(self) -> list[Line]:
        """Those that the file does not name, where they are few enough to be gone."""
        return [_read_line(each) for each in self.kept["missing"]]

    @property
    def hidden_new(self) -> int:
        """New ones that the page does not list."""
        return self.counts["new"] - len(self.kept["new"])

    @property
    def hidden_changed(self) -> int:
        """Changed ones that the page does not list."""
        return self.counts["changed"] - len(self.kept["changed"])

    @property
    def has_too_many_missing(self) -> bool:
        """Are so many missing that the file must be a part of the register?"""
        return self.counts["missing"] > len(self.kept["missing"])


def _additions(kept: Sequence[Sequence[str]]) -> list[AdditionLine]:
    return [AdditionLine(Division.objects.name_of(code), name, like) for code, name, like in kept]


def _read_line(kept: Mapping[str, Any]) -> Line:
    what = str(SiteKind(kept["what"]).label) if kept["is_place"] else kept["what"]
    return Line(
        place=place_words(kept["village"], kept["group"], kept["name"], is_place=kept["is_place"]),
        what=what,
        phone=kept.get("phone", ""),
        grid=kept.get("grid", ""),
        row=kept.get("row", ""),
        key=kept.get("key", ""),
        returns=kept.get("returns", False),
        changes=tuple(
            _read_change(Key(key), old, new, hid) for key, old, new, hid in kept.get("changes", ())
        ),
    )


def _read_change(key: Key, old: str, new: str, is_hidden: bool) -> ChangeLine:
    if key is Key.KIND:
        old, new = (str(SiteKind(each).label) for each in (old, new))
    return ChangeLine(KEY_WORDS[key], old, new, is_hidden)


def place_words(village: str, group: str, name: str, *, is_place: bool = False) -> str:
    """Village, group and door (or place) in one line."""
    own = name if is_place else _("No. %(door)s") % {"door": name}
    return " ".join(part for part in (Division.objects.name_of(village), group, own) if part)


@dataclass(frozen=True)
class FaultLine:
    """A fault or warning as its page shows it."""

    row: int | None
    sheet: str
    heading: str
    words: str


def fault_line(kept: ImportFault) -> FaultLine:
    """A kept fault or warning in the reader's language."""
    if kept.is_warning:
        words = suspect_line({"kind": kept.kind, "detail": kept.detail})
    else:
        words = words_of(Fault(FaultKind(kept.kind), detail=kept.detail))
    return FaultLine(kept.row, kept.sheet, kept.heading, words)


def suspect_line(kept: Mapping[str, Any]) -> str:
    """A kept warning in the reader's language."""
    detail = dict(kept["detail"])
    for prefix in ("", "own_"):
        if f"{prefix}village" in detail:
            parts = (str(detail[f"{prefix}{name}"]) for name in ("village", "group", "door"))
            detail[f"{prefix}place"] = place_words(*parts)
    return suspect_words(SuspectKind(kept["kind"]), detail)
