"""What the preview of a register shows: faults first, then the difference, names and numbers masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tongxin.people.register_import import Preview, layout
from tongxin.people.register_matching import Change, Changed, Present
from tongxin.people.register_rules import Key, RegisterRow
from tongxin.people.register_words import KEY_WORDS, words_of
from tongxin.people.rules import mask_name, mask_phone
from tongxin.territory.models import Division

FAULTS_SHOWN = 200
NEW_SHOWN = 30
CHANGED_SHOWN = 100
# More households than this missing from a file: it is a part of the register, and none of them is gone.
MISSING_AT_MOST = 500


@dataclass(frozen=True)
class FaultLine:
    """A fault: row of the spreadsheet, heading of the column, words."""

    row: int | None
    heading: str
    words: str


@dataclass(frozen=True)
class ChangeLine:
    """A field with its old and new value, masked. `is_hidden`: they differ in what the mask covers."""

    field: str | Promise
    old: str
    new: str
    is_hidden: bool


@dataclass(frozen=True)
class HouseholdLine:
    """A household of the preview; `key` is the id of one that is there."""

    place: str
    head: str
    phone: str = ""
    grid: str = ""
    row: int | None = None
    key: str = ""
    returns: bool = False
    changes: tuple[ChangeLine, ...] = ()


@dataclass(frozen=True)
class Hint:
    """A column of the template, explained."""

    heading: str
    is_required: bool
    words: str


def hints(language: str) -> list[Hint]:
    """The columns of the template in the language "zh" or "en"."""
    return [Hint(column.heading, column.required, column.hint[language]) for column in layout().columns]


@dataclass(frozen=True)
class PreviewPage:
    """The preview as the page shows it; lists are cut, counts are whole."""

    preview: Preview
    faults: tuple[FaultLine, ...]
    new: tuple[HouseholdLine, ...]
    changed: tuple[HouseholdLine, ...]
    missing: tuple[HouseholdLine, ...]

    @classmethod
    def of(cls, preview: Preview) -> Self:
        """Cuts and masks a preview."""
        difference = preview.difference
        missing = difference.missing if len(difference.missing) <= MISSING_AT_MOST else ()
        return cls(
            preview=preview,
            faults=tuple(
                FaultLine(fault.row, fault.heading, words_of(fault))
                for fault in preview.faults[:FAULTS_SHOWN]
            ),
            new=tuple(_new_line(row) for row in difference.new[:NEW_SHOWN]),
            changed=tuple(_changed_line(each) for each in difference.changed[:CHANGED_SHOWN]),
            missing=tuple(_missing_line(each) for each in missing),
        )

    @property
    def faulty_rows(self) -> int:
        """How many rows have a fault."""
        return len({fault.row for fault in self.preview.faults if fault.row is not None})

    @property
    def hidden_faults(self) -> int:
        """Faults that the page does not list."""
        return len(self.preview.faults) - len(self.faults)

    @property
    def hidden_new(self) -> int:
        """New households that the page does not list."""
        return len(self.preview.difference.new) - len(self.new)

    @property
    def hidden_changed(self) -> int:
        """Changed households that the page does not list."""
        return len(self.preview.difference.changed) - len(self.changed)

    @property
    def has_too_many_missing(self) -> bool:
        """Are so many households missing that the file must be a part of the register?"""
        return len(self.preview.difference.missing) > MISSING_AT_MOST

    @property
    def villages(self) -> list[str]:
        """Names of the villages in the file."""
        return [Division.objects.name_of(code) for code in self.preview.villages]


def _place(household: RegisterRow | Present) -> str:
    village = Division.objects.name_of(household.village)
    return f"{village} {household.group} " + _("No. %(door)s") % {"door": household.door}


def _new_line(row: RegisterRow) -> HouseholdLine:
    return HouseholdLine(
        place=_place(row),
        head=mask_name(row.head),
        phone=mask_phone(row.phone or ""),
        grid=row.grid or "",
        row=row.row,
    )


def _changed_line(changed: Changed) -> HouseholdLine:
    return HouseholdLine(
        place=_place(changed.row),
        head=mask_name(changed.row.head),
        row=changed.row.row,
        key=changed.present.key,
        returns=changed.returns,
        changes=tuple(_change_line(change) for change in changed.changes),
    )


def _change_line(change: Change) -> ChangeLine:
    masks = {Key.HEAD: mask_name, Key.PHONE: mask_phone}
    mask = masks.get(change.key, str)
    old, new = mask(change.old), mask(change.new)
    return ChangeLine(KEY_WORDS[change.key], old, new, is_hidden=old == new)


def _missing_line(present: Present) -> HouseholdLine:
    return HouseholdLine(place=_place(present), head=mask_name(present.head), key=present.key)
