"""What the user reads about a fault in a register: what is so, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.people.register_rules import Fault, FaultKind, Key

FAULT_WORDS: Mapping[FaultKind, str | Promise] = {
    FaultKind.EMPTY_SHEET: _("The sheet is empty. Fill in the template and choose that file."),
    FaultKind.SEVERAL_SHEETS: _(
        "Several sheets hold households. Put all of them into one sheet named “%(name)s”."
    ),
    FaultKind.NO_ROWS: _(
        "There are headings but no households (%(examples)s example rows were passed over)."
    ),
    FaultKind.TOO_MANY_ROWS: _(
        "%(rows)s rows are more than the %(most)s of one import. Import each village by itself."
    ),
    FaultKind.COLUMN_MISSING: _("This column is missing. Add its heading as in the template."),
    FaultKind.COLUMN_DOUBLED: _("This column is there twice. Delete one of the two."),
    FaultKind.COLUMN_UNKNOWN: _(
        "The register has no such column. Delete the column, or correct its heading."
    ),
    FaultKind.COLUMN_NAMELESS: _("Something stands in a column without a heading. Move or delete it."),
    FaultKind.CELL_EMPTY: _("This cell is empty but needed. Fill it in."),
    FaultKind.TOO_LONG: _("More than %(longest)s signs. Shorten it."),
    FaultKind.PERSONAL_NUMBER: _(
        "Holds an ID or bank card number. Such numbers are not kept here: delete it from the file."
    ),
    FaultKind.NUMBER_ROUNDED: _(
        "The spreadsheet has read a long number here, as it does with ID numbers (5.3E+17). "
        "ID numbers are not kept here: delete it from the file."
    ),
    FaultKind.MADE_A_DAY: _(
        "The spreadsheet has turned this into a day (%(text)s). Format the column as text and type it again."
    ),
    FaultKind.NOT_WHOLE: _("“%(text)s” is not a door number. Format the column as text and type it again."),
    FaultKind.PHONE_FAULTY: _(
        "Not one phone number: write 11 digits of a mobile number, or area code and fixed number. "
        "Where there is none, leave it empty."
    ),
    FaultKind.PEOPLE_FAULTY: _("Not a number of people: write a whole number from 0 to %(most)s."),
    FaultKind.DIGITS_IN_NAME: _("The name holds digits. Write the name only."),
    FaultKind.WORD_REFUSED: _(
        "“%(word)s” is about welfare, health or belief. This is not kept in the register: delete it."
    ),
    FaultKind.DOOR_DOUBLED: _("Door %(door)s of this group stands also in row %(others)s. Keep one of them."),
    FaultKind.VILLAGE_UNKNOWN: _(
        "There is no village “%(name)s”. Write the name as in the list of villages."
    ),
    FaultKind.VILLAGE_AMBIGUOUS: _(
        "Several villages are called “%(name)s”. Write the code instead: %(codes)s."
    ),
    FaultKind.VILLAGE_OTHER: _(
        "“%(name)s” is not the village that you chose for this file. Correct one of them."
    ),
    FaultKind.VILLAGE_NOT_YOURS: _("“%(name)s” lies outside the ground for which you may import."),
}
_NEAR = _("There is no village “%(name)s”. Is “%(near)s” meant?")

KEY_WORDS: Mapping[Key, str | Promise] = {
    Key.VILLAGE: _("village"),
    Key.GROUP: _("villager group"),
    Key.DOOR: _("door"),
    Key.HEAD: _("household head"),
    Key.PHONE: _("phone"),
    Key.PEOPLE: _("people"),
    Key.GRID: _("grid"),
    Key.NOTE: _("note"),
}


def words_of(fault: Fault) -> str:
    """The fault in the user's language."""
    words = _NEAR if fault.detail.get("near") else FAULT_WORDS[fault.kind]
    return str(words) % fault.detail
