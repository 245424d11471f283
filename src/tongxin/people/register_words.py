"""What the user reads about a file that is imported: what is so, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.register_rules import Fault, FaultKind, Key, Note, NoteKind, SuspectKind

FAULT_WORDS: Mapping[FaultKind, str | Promise] = {
    FaultKind.EMPTY_SHEET: _("The sheet is empty. Fill in the template and choose that file."),
    FaultKind.NO_ROWS: _(
        "There are headings but no rows below them (%(examples)s example rows were passed over)."
    ),
    FaultKind.TOO_MANY_ROWS: _(
        "%(rows)s rows are more than the %(most)s of one import. Import each village by itself."
    ),
    FaultKind.COLUMN_MISSING: _("This column is missing. Choose which column it is, or add it to the file."),
    FaultKind.COLUMN_DOUBLED: _("Two columns are chosen as this. Keep one of them."),
    FaultKind.COLUMN_NAMELESS: _("Something stands in a column without a heading. Move or delete it."),
    FaultKind.CELL_EMPTY: _("This cell is empty but needed. Fill it in."),
    FaultKind.CELL_ERROR: _("The spreadsheet shows an error here (%(text)s). Write the value itself."),
    FaultKind.TOO_LONG: _("More than %(longest)s signs. Shorten it."),
    FaultKind.PERSONAL_NUMBER: _(
        "Holds an ID or bank card number. Such numbers are not kept here: delete it from the file."
    ),
    FaultKind.NUMBER_ROUNDED: _(
        "The spreadsheet has read a long number here, as it does with ID numbers (5.3E+17). "
        "ID numbers are not kept here: delete it from the file."
    ),
    FaultKind.ID_ROUNDED: _(
        "The spreadsheet has made a number of this ID number, and its last digits are lost. Format the column "
        "as text, then type or paste the numbers again from their source."
    ),
    FaultKind.ID_FAULTY: _(
        "No ID number: 18 signs with a birthday and the right check digit. Compare it with the card."
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
    FaultKind.PLACE_DOUBLED: _(
        "“%(door)s” stands also in row %(others)s. Keep one, or tell them apart by name."
    ),
    FaultKind.KIND_UNKNOWN: _(
        "“%(text)s” is no kind of place. Write public place, road section, water body, public toilet or waste "
        "collection point, in Chinese as in the template."
    ),
    FaultKind.POSITION_FAULTY: _(
        "No position in China: latitude 3 to 54, longitude 73 to 136, in degrees with decimals. Are the two "
        "columns exchanged?"
    ),
    FaultKind.POSITION_HALF: _("Latitude and longitude go together: fill in both, or leave both empty."),
    FaultKind.DATUM_UNKNOWN: _("“%(text)s” is not known as a datum. Write WGS84 or GCJ-02."),
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

NOTE_WORDS: Mapping[NoteKind, str | Promise] = {
    NoteKind.GROUP_OF_SHEET: _("No column says the group; “%(group)s” is taken from the name of the sheet."),
    NoteKind.VILLAGE_OF_SHEET: _(
        "No column says the village; “%(village)s” is taken from the title or the name of the sheet."
    ),
    NoteKind.FILLED_DOWN: _(
        "“%(heading)s” stands in the first row of each block only; it counts for the %(count)s rows below too."
    ),
    NoteKind.SECTIONS: _(
        "%(count)s lines are titles of groups (%(names)s); they count for the rows below them."
    ),
    NoteKind.TOTALS: _("Rows with totals, passed over: %(rows)s."),
    NoteKind.FOOTERS: _("Lines that are signed or dated, passed over: %(rows)s."),
    NoteKind.HEADINGS_AGAIN: _("Headings that stand again, passed over: %(rows)s."),
    NoteKind.IGNORED: _("Columns that are not read: %(headings)s."),
    NoteKind.ID_IGNORED: _(
        "“%(heading)s” is not read: this town does not keep ID numbers. The administrator or the clerk can "
        "switch that on, with a reason."
    ),
    NoteKind.SHEET_UNREAD: _("The sheet “%(name)s” is not read."),
}

SUSPECT_WORDS: Mapping[SuspectKind, str | Promise] = {
    SuspectKind.SAME_PHONE: _(
        "%(own_place)s %(own_head)s has the same phone (%(phone)s) as %(place)s %(head)s."
    ),
    SuspectKind.SAME_NAME: _(
        "%(own_place)s has a head of the same name (%(head)s) as %(place)s in the same group."
    ),
    SuspectKind.NEAR_NAME: _(
        "%(own_place)s %(own_head)s and %(place)s %(head)s of the same group differ in one sign of the name."
    ),
    SuspectKind.PEOPLE_DIFFER: _(
        "%(own_place)s %(own_head)s: the file says %(stated)s people and lists %(listed)s."
    ),
}
_IN_ROW = _("%(words)s See row %(row)s.")
_OF_SHEET = _("Sheet “%(sheet)s”: %(words)s")

KEY_WORDS: Mapping[Key, str | Promise] = {
    Key.VILLAGE: _("village"),
    Key.GROUP: _("villager group"),
    Key.DOOR: _("door"),
    Key.HEAD: _("household head"),
    Key.MEMBER: _("household member"),
    Key.RELATION: _("relation to the head"),
    Key.PHONE: _("phone"),
    Key.PEOPLE: _("people"),
    Key.ID_NUMBER: pgettext_lazy("column of an import", "ID number"),
    Key.GRID: _("grid"),
    Key.NOTE: _("note"),
    Key.LATITUDE: pgettext_lazy("column of an import", "latitude"),
    Key.LONGITUDE: pgettext_lazy("column of an import", "longitude"),
    Key.DATUM: pgettext_lazy("column of an import", "datum"),
    Key.NAME: pgettext_lazy("column of an import", "name of the place"),
    Key.KIND: pgettext_lazy("column of an import", "kind of place"),
    Key.STEWARD: pgettext_lazy("column of an import", "steward (suggestion)"),
    Key.STEWARD_PHONE: pgettext_lazy("column of an import", "steward's phone"),
}


def words_of(fault: Fault) -> str:
    """The fault in the user's language."""
    words = _NEAR if fault.detail.get("near") else FAULT_WORDS[fault.kind]
    return str(words) % fault.detail


def note_words(note: Note) -> str:
    """What the reader did, in the user's language."""
    words = str(NOTE_WORDS[note.kind]) % note.detail
    return str(_OF_SHEET) % {"sheet": note.sheet, "words": words} if note.sheet else words


def suspect_words(kind: SuspectKind, detail: Mapping[str, Any]) -> str:
    """A suspicion in the user's language; both rows are named where both stand in the file."""
    words = str(SUSPECT_WORDS[kind]) % detail
    return str(_IN_ROW) % {"words": words, "row": detail["row"]} if detail.get("row") else words


# What may depend on an import, by the room whose record it is; rooms above are known by name only.
_HINDRANCES: Mapping[str, str | Promise] = {
    "later import": _("%(count)s rows of a later import"),
    "later change": _("%(count)s later changes of these households or places"),
    "households in its groups": _(
        "%(count)s other households, places or grids in groups or grids that it made"
    ),
    "people.Post": _("%(count)s posts"),
    "access": _("%(count)s openings or requests"),
    "inspections": _("%(count)s visits or rounds"),
    "cases": _("%(count)s cases"),
}
_OTHER_HINDRANCE = _("%(count)s other records")


def hindrance_words(kind: str, count: int) -> str:
    """What stands against undoing an import. `kind`: a model's label, or one of the import's own."""
    words = _HINDRANCES.get(kind) or _HINDRANCES.get(kind.partition(".")[0]) or _OTHER_HINDRANCE
    return str(words) % {"count": count}


def column_faults_text(faults: Iterable[Fault]) -> str:
    """What is wrong with the chosen columns, in one text."""
    return " ".join(
        str(_FAULT_OF_COLUMN) % {"heading": fault.heading or fault.sheet, "words": words_of(fault)}
        for fault in faults
    )


_FAULT_OF_COLUMN = _("%(heading)s: %(words)s")
