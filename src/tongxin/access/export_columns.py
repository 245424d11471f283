"""The columns that an export of households may have, each with the part of personal data it shows.

Notes are never exported: they may say what must not be in lists (burden and privacy rule P06).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.access.purposes import Part
from tongxin.people.models import RegisterEntry
from tongxin.records.export import Cell
from tongxin.territory.models import Division


@dataclass(frozen=True)
class ExportColumn:
    """A column: its heading, the part it belongs to (None: a place, about nobody), its value for a household."""

    key: str
    title: str | Promise
    part: Part | None
    value: Callable[[RegisterEntry], Cell]


def _village(entry: RegisterEntry) -> str:
    return Division.objects.name_of(entry.site.division_code)


def _members(entry: RegisterEntry) -> Cell:
    """Everybody besides the head, with the relation to the head."""
    named = (f"{member.name} {member.relation}".strip() for member in entry.members.all())
    return "; ".join(named)


def _id_numbers(entry: RegisterEntry) -> Cell:
    """The ID numbers that are kept, each with the name it belongs to."""
    holders = ((entry.head, entry.id_number), *((each.name, each.id_number) for each in entry.members.all()))
    return "; ".join(f"{name} {number}" for name, number in holders if number)


# The place always stands in front, so that a row can be found again.
PLACE: Sequence[ExportColumn] = (
    ExportColumn("village", _("Village"), None, _village),
    ExportColumn("group", _("Villager group"), None, lambda entry: str(entry.site.group or "")),
    ExportColumn("door", _("Door"), None, lambda entry: entry.site.door),
    ExportColumn("grid", _("Grid"), None, lambda entry: str(entry.site.grid or "")),
)
CHOICE: Mapping[str, ExportColumn] = {
    column.key: column
    for column in (
        ExportColumn("head", _("Household head"), Part.HOUSEHOLD, lambda entry: entry.head),
        ExportColumn("people", _("Number of people"), Part.HOUSEHOLD, lambda entry: entry.people),
        ExportColumn("members", _("Members"), Part.HOUSEHOLD, _members),
        ExportColumn("phone", _("Phone"), Part.PHONE, lambda entry: entry.phone),
        ExportColumn("id_numbers", _("ID numbers"), Part.IDENTITY, _id_numbers),
    )
}


def chosen_columns(keys: Sequence[str]) -> list[ExportColumn]:
    """The place, then the columns of these keys in the order of the list; unknown keys are left out."""
    return [*PLACE, *(column for key, column in CHOICE.items() if key in keys)]


def parts_of(keys: Sequence[str]) -> set[Part]:
    """The parts of personal data that these columns show."""
    return {column.part for column in chosen_columns(keys) if column.part is not None}
