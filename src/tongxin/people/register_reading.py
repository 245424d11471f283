"""From the cells of a file to households or public places, and everything that is wrong with them. Pure.

One pass over the rows of each sheet. A household may take several rows: those of one door that follow each
other, in a file that says who the people of a household are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tongxin.people.register_cells import Faulty, Value, read_cell
from tongxin.people.register_columns import Plan, SheetPlan, plan_faults
from tongxin.people.register_rules import (
    MOST_ROWS,
    Cell,
    Fault,
    FaultKind,
    ImportKind,
    Key,
    Layout,
    MemberRow,
    Note,
    NoteKind,
    PlaceRow,
    Position,
    RegisterRow,
    Row,
    Table,
)
from tongxin.people.register_sorting import SortedRows, filled_down, sort_rows, spread_down
from tongxin.people.workbook import Sheet
from tongxin.territory.datum import gcj02_to_wgs84
from tongxin.territory.kinds import GivenAs

DIGITS_OF_DEGREES = 7  # a centimetre
# What stands in many rows is read once; equal texts are then one text in memory too.
_REPEATED = frozenset({Key.VILLAGE, Key.GROUP, Key.GRID, Key.RELATION, Key.PEOPLE, Key.KIND, Key.DATUM})


@dataclass
class Record:
    """A row of the file, as far as its cells can be read."""

    row: int
    values: dict[Key, Value]
    faults: list[Fault]

    def text(self, key: Key) -> str:
        """The value of a text column, "" for none."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""


@dataclass
class Reading:
    """What all sheets together give, while they are read."""

    rows: list[Row] = field(default_factory=list)
    unfinished: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    examples: list[int] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def add(self, row: Row, faults: Sequence[Fault]) -> None:
        """A household or place with what is wrong with it."""
        self.faults += faults
        (self.unfinished if faults else self.rows).append(row)


def read_table(
    sheets: Sequence[Sheet],
    plan: Plan,
    layout: Layout,
    *,
    village_given: bool = False,
    keeps_ids: bool = False,
) -> Table:
    """Reads the sheets as planned; merged ranges are spread in them, in place.

    `village_given`: the village was chosen beforehand, so its column may be missing. `keeps_ids`: ID numbers
    are read; else their column is passed over and a note says so. Missing columns end the reading: no row is
    judged by columns that may be wrong.
    """
    if faults := plan_faults(plan, layout, village_given=village_given):
        return Table((), tuple(faults))
    by_name = {sheet.name: sheet for sheet in sheets}
    taken = [(by_name[each.name], each) for each in plan if each.is_taken and each.name in by_name]
    sorted_rows = []
    for sheet, sheet_plan in taken:
        spread_down(sheet)
        sorted_rows.append(sort_rows(sheet, sheet_plan, layout))
    count = sum(len(each.data) for each in sorted_rows)
    if count > MOST_ROWS:
        return Table((), (Fault(FaultKind.TOO_MANY_ROWS, detail={"rows": count, "most": MOST_ROWS}),))
    reading = Reading(notes=[_unread(each) for each in plan if not each.is_taken])
    for (sheet, sheet_plan), rows in zip(taken, sorted_rows, strict=True):
        name = sheet.name if len(taken) > 1 else ""
        reader = SheetReader(
            sheet, sheet_plan, rows, layout, name=name, village_given=village_given, keeps_ids=keeps_ids
        )
        reader.read_into(reading)
    if not reading.rows and not reading.faults:
        reading.faults.append(Fault(FaultKind.NO_ROWS, detail={"examples": len(reading.examples)}))
    return Table(
        tuple(reading.rows),
        tuple(reading.faults),
        tuple(reading.examples),
        tuple(reading.unfinished),
        tuple(reading.notes),
    )


def _unread(plan: SheetPlan) -> Note:
    return Note(NoteKind.SHEET_UNREAD, {"name": plan.name})


class SheetReader:
    """Reads one sheet by its plan."""

    def __init__(
        self,
        sheet: Sheet,
        plan: SheetPlan,
        rows: SortedRows,
        layout: Layout,
        *,
        name: str,
        village_given: bool,
        keeps_ids: bool,
    ) -> None:
        self.sheet, self.plan, self.sorted, self.layout, self.name = sheet, plan, rows, layout, name
        self.headings = plan.headings
        self.places = {
            key: place for key, place in plan.places.items() if keeps_ids or key is not Key.ID_NUMBER
        }
        self.skips_ids = Key.ID_NUMBER in plan.places and not keeps_ids
        self.opener = Key.NAME if layout.kind is ImportKind.PLACES else Key.DOOR
        required = [column.key for column in layout.columns if column.required]
        self.down = filled_down(sheet, plan, rows.data, self.opener, required)
        self.required = [key for key in required if not (key is Key.VILLAGE and village_given)]
        self.lists_people = Key.MEMBER in self.places or Key.RELATION in self.places
        self._read: dict[tuple[Key, type, Cell], Value | Faulty] = {}
        width = max((len(row) for row in sheet.rows), default=0)
        decided = {column.place for column in plan.columns}
        self._undecided = [place for place in range(width) if place not in decided]

    def read_into(self, reading: Reading) -> None:
        """Adds the sheet's rows, faults and notes."""
        reading.examples += [row + 1 for row in self.sorted.examples]
        reading.notes += self._notes()
        records = self._records()
        if self.layout.kind is ImportKind.PLACES:
            for record in records:
                reading.add(*self._place(record))
        elif self.lists_people:
            for group in self._by_household(records):
                reading.add(*self._household(group))
        else:
            for record in records:
                reading.add(*self._household([record]))

    def _notes(self) -> Iterator[Note]:
        if self.plan.group:
            yield Note(NoteKind.GROUP_OF_SHEET, {"group": self.plan.group}, self.name)
        if self.plan.village:
            yield Note(NoteKind.VILLAGE_OF_SHEET, {"village": self.plan.village}, self.name)
        for key, rows in self.down.items():
            if rows:
                detail: dict[str, str | int] = {"heading": self.headings[key], "count": len(rows)}
                yield Note(NoteKind.FILLED_DOWN, detail, self.name)
        yield from self.sorted.notes(self.name)
        passed = [column.heading for column in self.plan.columns if column.key is None and column.heading]
        if passed:
            yield Note(NoteKind.IGNORED, {"headings": ", ".join(passed)[:200]}, self.name)
        if self.skips_ids:
            yield Note(NoteKind.ID_IGNORED, {"heading": self.headings[Key.ID_NUMBER]}, self.name)

    def _records(self) -> Iterator[Record]:
        """The rows of data, with what stands for them further up."""
        group, sections = self.plan.group, sorted(self.sorted.sections)
        standing: dict[Key, Value] = {}
        for number in self.sorted.data:
            while sections and sections[0] < number:
                group = self.sorted.sections[sections.pop(0)]
            record = self._record(number)
            for key in self.down:
                if record.values.get(key) is None and record.values.get(self.opener) is not None:
                    record.values[key] = standing.get(key)
                standing[key] = record.values.get(key) or standing.get(key)
            if Key.GROUP not in self.places and group:
                record.values[Key.GROUP] = group
            if self.plan.village and Key.VILLAGE not in self.places:
                record.values[Key.VILLAGE] = self.plan.village
            yield record

    def _record(self, number: int) -> Record:
        row, values, faults = self.sheet.rows[number], {}, []
        for place in self._undecided:
            if place < len(row) and row[place] not in (None, ""):
                faults.append(Fault(FaultKind.COLUMN_NAMELESS, number + 1, sheet=self.name))
                break
        for key, place in self.places.items():
            cell = row[place] if place < len(row) else None
            if cell is None:
                continue
            try:
                values[key] = self._value(key, cell)
            except Faulty as faulty:
                values[key] = None
                faults.append(self._fault(faulty.kind, number + 1, key, faulty.detail))
        return Record(number + 1, values, faults)

    def _value(self, key: Key, cell: Cell) -> Value:
        if key not in _REPEATED:
            return read_cell(key, cell, self.layout)
        known = (key, type(cell), cell)
        if known not in self._read:
            try:
                self._read[known] = read_cell(key, cell, self.layout)
            except Faulty as faulty:
                self._read[known] = faulty
        found = self._read[known]
        if isinstance(found, Faulty):
            raise Faulty(found.kind, **found.detail)
        return found

    def _fault(
        self, kind: FaultKind, row: int, key: Key, detail: Mapping[str, str | int] | None = None
    ) -> Fault:
        heading = self.headings.get(key) or self.layout.heading_of(key)
        return Fault(kind, row, heading, detail or {}, self.name)

    def _missing(self, record: Record, faults: Sequence[Fault]) -> list[Fault]:
        """The needed cells of a row that are empty and not faulty anyway."""
        told = {fault.heading for fault in faults}
        return [
            self._fault(FaultKind.CELL_EMPTY, record.row, key)
            for key in self.required
            if record.values.get(key) is None and self.headings.get(key, "") not in told
        ]

    def _by_household(self, records: Iterator[Record]) -> Iterator[list[Record]]:
        """Rows that follow each other and are of one household."""
        group: list[Record] = []
        for record in records:
            if group and not self._goes_on(group, record):
                yield group
                group = []
            group.append(record)
        if group:
            yield group

    def _goes_on(self, group: Sequence[Record], record: Record) -> bool:
        """Is this row of the household above? Its door is empty or the same, and the household has one head."""
        first = group[0]
        door = record.text(Key.DOOR)
        if door and any(
            record.text(key) and record.text(key) != first.text(key)
            for key in (Key.DOOR, Key.GROUP, Key.VILLAGE)
        ):
            return False
        if door and not first.text(Key.DOOR):
            return False
        if self._is_head(record) and (not door or any(self._is_head(each) for each in group)):
            return False
        if Key.MEMBER in self.places:
            head = record.text(Key.HEAD)
            return not head or head == first.text(Key.HEAD) or Key.RELATION in self.places
        return bool(door) or bool(record.text(Key.RELATION))

    def _is_head(self, record: Record) -> bool:
        return record.text(Key.RELATION) in self.layout.marks.heads

    def _household(self, group: Sequence[Record]) -> tuple[RegisterRow, list[Fault]]:
        """The household of these rows, and everything that is wrong with it."""
        first = group[0]
        faults = [fault for record in group for fault in record.faults]
        stated = first if len(group) == 1 else Record(first.row, self._stated(group), [])
        head = self._head_of(group, stated)
        if len(group) > 1 and Key.MEMBER not in self.places:
            stated.values[Key.HEAD] = head.values.get(Key.HEAD)
        faults += self._missing(stated, faults)
        position, wrong = self._position(stated)
        members = self._members(group, head, stated, faults) if self.lists_people else ()
        values = stated.values
        people = values.get(Key.PEOPLE)
        row = RegisterRow(
            row=first.row,
            village=stated.text(Key.VILLAGE),
            group=stated.text(Key.GROUP),
            door=stated.text(Key.DOOR),
            head=stated.text(Key.HEAD),
            phone=_stated_text(head if len(group) > 1 else stated, Key.PHONE),
            people=people if isinstance(people, int) else None,
            grid=_stated_text(stated, Key.GRID),
            note=_stated_text(stated, Key.NOTE),
            id_number=_stated_text(head, Key.ID_NUMBER),
            members=members or None,
            position=position,
            sheet=self.name,
        )
        return row, [*faults, *wrong]

    def _stated(self, group: Sequence[Record]) -> dict[Key, Value]:
        """For each column the first value that stands in a row of the household."""
        found: dict[Key, Value] = {}
        for record in group:
            for key, value in record.values.items():
                if found.get(key) is None:
                    found[key] = value
        return found

    def _head_of(self, group: Sequence[Record], stated: Record) -> Record:
        """The row of the head: said by the relation, else by the name, else the first."""
        said = next((record for record in group if self._is_head(record)), None)
        name = stated.text(Key.HEAD)
        named = next((record for record in group if name and record.text(Key.MEMBER) == name), None)
        return said or named or group[0]

    def _members(
        self, group: Sequence[Record], head: Record, stated: Record, faults: list[Fault]
    ) -> tuple[MemberRow, ...]:
        own = Key.MEMBER if Key.MEMBER in self.places else Key.HEAD
        found = []
        for record in group:
            name, relation = record.text(own), record.text(Key.RELATION)
            is_head = record is head and name in ("", stated.text(Key.HEAD))
            if is_head or (own is Key.MEMBER and not name and not relation):
                continue
            if not name:
                if not any(fault.row == record.row for fault in faults):
                    faults.append(self._fault(FaultKind.CELL_EMPTY, record.row, own))
                continue
            phone = record.text(Key.PHONE)
            relation = "" if relation in self.layout.marks.no_relations else relation
            phone = "" if phone == head.text(Key.PHONE) else phone
            found.append(MemberRow(record.row, name, relation, phone, record.text(Key.ID_NUMBER)))
        return tuple(found)

    def _place(self, record: Record) -> tuple[PlaceRow, list[Fault]]:
        position, wrong = self._position(record)
        row = PlaceRow(
            row=record.row,
            village=record.text(Key.VILLAGE),
            name=record.text(Key.NAME),
            kind=record.text(Key.KIND),
            group=record.text(Key.GROUP),
            grid=_stated_text(record, Key.GRID),
            steward=record.text(Key.STEWARD),
            steward_phone=record.text(Key.STEWARD_PHONE),
            position=position,
            sheet=self.name,
        )
        return row, [*record.faults, *self._missing(record, record.faults), *wrong]

    def _position(self, record: Record) -> tuple[Position | None, list[Fault]]:
        """The stated position in WGS84, and the fault where only half of it stands there."""
        latitude, longitude = record.values.get(Key.LATITUDE), record.values.get(Key.LONGITUDE)
        if not isinstance(latitude, float) or not isinstance(longitude, float):
            half = (latitude is None) != (longitude is None) and not record.faults
            key = Key.LATITUDE if latitude is None else Key.LONGITUDE
            return None, [self._fault(FaultKind.POSITION_HALF, record.row, key)] if half else []
        given_as = record.text(Key.DATUM) or GivenAs.WGS84.value
        if given_as == GivenAs.GCJ02:
            latitude, longitude = gcj02_to_wgs84(latitude, longitude)
        return Position(round(latitude, DIGITS_OF_DEGREES), round(longitude, DIGITS_OF_DEGREES), given_as), []


def _stated_text(record: Record, key: Key) -> str | None:
    value = record.values.get(key)
    return value if isinstance(value, str) else None
