"""An uploaded file beside what is there: its columns, its rows, and what it would change.

Nothing is written here; `actions/register/` does that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tongxin.people.import_errors import ColumnsUnsure
from tongxin.people.models import IdNumberSwitch, LearntHeading
from tongxin.people.register_columns import Headings, Plan, plan_faults, suggest
from tongxin.people.register_layouts import layout
from tongxin.people.register_matching import (
    NO_DIFFERENCE,
    Difference,
    Present,
    Standing,
    VillageNames,
    compare,
    digest_of,
    doubled,
    resembling,
    with_village_codes,
)
from tongxin.people.register_present import doors_by_phone, standing_for
from tongxin.people.register_reading import read_table
from tongxin.people.register_rules import (
    Fault,
    ImportKind,
    Note,
    PlaceRow,
    RegisterRow,
    Row,
    Table,
)
from tongxin.people.register_suspects import Suspect, suspects
from tongxin.people.workbook import Sheet, read_sheets
from tongxin.records.permission import Act, Viewer
from tongxin.territory.models import Division, Grid, VillagerGroup

TOWN_DIGITS = 9  # of a code: province, prefecture, county, town


@dataclass(frozen=True)
class Addition:
    """A group or grid that does not exist yet. `resembles`: an existing name that may be meant instead."""

    village: str
    name: str
    resembles: str


@dataclass(frozen=True)
class Preview:
    """What an uploaded file says and what it would change. With faults there is no difference."""

    kind: ImportKind
    faults: tuple[Fault, ...]
    rows: int
    examples: tuple[int, ...] = ()
    notes: tuple[Note, ...] = ()
    villages: tuple[str, ...] = ()
    groups: tuple[Addition, ...] = ()
    grids: tuple[Addition, ...] = ()
    difference: Difference = NO_DIFFERENCE
    suspects: tuple[Suspect, ...] = ()
    named: tuple[PlaceRow, ...] = field(default=(), repr=False)

    @property
    def seen(self) -> str:
        """The digest of the difference: what the user saw is what is done, or the user is told."""
        return digest_of(self.difference)

    @property
    def size(self) -> int:
        """How many households or places would be written."""
        return len(self.difference.new) + len(self.difference.changed)


@dataclass(frozen=True)
class Task:
    """In whose name and about what a file is looked at. `village`: the one village that the whole file is about."""

    by: Viewer
    kind: ImportKind = ImportKind.HOUSEHOLDS
    village: Division | None = None

    @property
    def towns(self) -> frozenset[str]:
        """The 9 digits of the towns for which the viewer imports; none for the machine, which means all."""
        if self.village is not None:
            return frozenset({self.village.code[:TOWN_DIGITS]})
        grounds = self.by.grounds(Act.REGISTER_IMPORT)
        return frozenset(ground.division_code[:TOWN_DIGITS] for ground in grounds)


def town_code(code: str) -> str:
    """The code of the town in which a division lies."""
    return code[:TOWN_DIGITS].ljust(12, "0")


def plan_for(sheets: Sequence[Sheet], task: Task) -> Plan:
    """How the file may be read: by the words of headings, and by what the town chose earlier. Two queries."""
    names = Division.objects.villages().values_list("name", "short_name")
    villages = {name for pair in names for name in pair}
    return suggest(sheets, Headings(layout(task.kind), _learnt(task)), villages)


def _learnt(task: Task) -> dict[str, str]:
    rows = LearntHeading.objects.filter(kind=task.kind.value).order_by("used_at")
    towns = {town_code(town) for town in task.towns}
    if towns:
        rows = rows.filter(division_code__in=towns)
    return dict(rows.values_list("heading", "key"))


def is_sure(plan: Plan) -> bool:
    """Is there nothing to ask about the columns of the sheets that are read?"""
    return all(sheet.is_sure for sheet in plan if sheet.is_taken)


def unsure_headings(plan: Plan) -> list[str]:
    """The headings about which somebody is to be asked."""
    taken = [sheet for sheet in plan if sheet.is_taken]
    return [column.heading for sheet in taken for column in sheet.columns if not column.is_sure]


def look_at(content: bytes, task: Task, *, plan: Plan | None = None) -> Preview:
    """Reads a whole file and puts its rows beside what is there.

    Without a plan the suggested one is taken. Raises `ColumnsUnsure` where that leaves something to ask,
    `NoSpreadsheet`, `SpreadsheetTooLarge`.
    """
    table = read_file(content, task, plan=plan)
    return preview_of(table, task)


def read_file(content: bytes, task: Task, *, plan: Plan | None = None) -> Table:
    """The rows of a file. Raises as `look_at`."""
    sheets = read_sheets(content)
    if plan is None:
        plan = plan_for(sheets, task)
        if not is_sure(plan):
            raise ColumnsUnsure(unsure_headings(plan))
    return table_of(sheets, plan, task)


def table_of(sheets: Sequence[Sheet], plan: Plan, task: Task) -> Table:
    """The rows of sheets that were read, by a plan; ID numbers only where the town keeps them."""
    return read_table(
        sheets,
        plan,
        layout(task.kind),
        village_given=task.village is not None,
        keeps_ids=bool(id_number_towns(task.towns)),
    )


def id_number_towns(towns: Collection[str]) -> frozenset[str]:
    """Those of the towns (9 digits; none: all) that keep ID numbers now. One query."""
    held: dict[str, bool] = {}
    for code, is_on in IdNumberSwitch.objects.order_by("at", "id").values_list("division_code", "is_on"):
        held[code[:TOWN_DIGITS]] = is_on
    return frozenset(town for town, is_on in held.items() if is_on and (not towns or town in towns))


def preview_of(table: Table, task: Task) -> Preview:
    """Puts the rows beside what is there: the same few queries, whatever the number of rows."""
    form = layout(task.kind)
    names = _village_names(task)
    rows, faults = with_village_codes(table.rows, names, form)
    others, more = with_village_codes((row for row in table.unfinished if row.village), names, form)
    faults = [*table.faults, *faults, *more, *doubled([*rows, *others], form)]
    if faults:
        ordered = sorted(faults, key=lambda fault: (fault.sheet, fault.row or 0, fault.heading))
        return Preview(task.kind, tuple(ordered), table.count, table.examples, table.notes)
    codes = sorted({row.village for row in rows})
    grids = _grids(codes)
    named: list[Row] = [grids.named(row) for row in rows]
    if task.kind is ImportKind.HOUSEHOLDS:
        named = _without_ids(named, codes)
    present = standing_for(task.kind, codes, named)
    difference = compare(named, present)
    return Preview(
        kind=task.kind,
        faults=(),
        rows=len(named),
        examples=table.examples,
        notes=table.notes,
        villages=tuple(codes),
        groups=_additions(((row.village, row.group) for row in named if row.group), *_groups(codes)),
        grids=_additions(((row.village, row.grid) for row in named if row.grid), grids.of_village, {}),
        difference=difference,
        suspects=tuple(_suspects(named, difference, present, codes)),
        named=tuple(row for row in named if isinstance(row, PlaceRow) and row.steward),
    )


def _village_names(task: Task) -> VillageNames:
    codes: dict[str, set[str]] = {}
    villages = Division.objects.villages()
    for code, name, short_name in villages.values_list("code", "name", "short_name"):
        for each in (code, name, short_name):
            codes.setdefault(each, set()).add(code)
    mine = task.by.visible(villages, Act.REGISTER_IMPORT).values_list("code", flat=True)
    return VillageNames(
        codes={name: frozenset(found) for name, found in codes.items()},
        mine=frozenset(mine),
        chosen=task.village.code if task.village else "",
        endings=layout(task.kind).marks.village_endings,
    )


def _without_ids(rows: list[Row], codes: Sequence[str]) -> list[Row]:
    """The households without ID numbers where their own town keeps none."""
    towns = {code[:TOWN_DIGITS] for code in codes}
    keeping = id_number_towns(towns)
    if keeping >= towns:
        return rows
    return [
        row if row.village[:TOWN_DIGITS] in keeping or not isinstance(row, RegisterRow) else _without_id(row)
        for row in rows
    ]


def _without_id(row: RegisterRow) -> RegisterRow:
    if row.id_number is None and not any(each.id_number for each in row.members or ()):
        return row
    members = None if row.members is None else tuple(replace(each, id_number="") for each in row.members)
    return replace(row, id_number=None, members=members)


@dataclass(frozen=True)
class _Grids:
    """Names of grids: by village and what people write (name or number), and all of a village."""

    written: Mapping[tuple[str, str], str]
    of_village: Mapping[str, Sequence[str]]

    def named(self, row: Row) -> Row:
        """The row with the name of its grid, where the file gives the number."""
        name = self.written.get((row.village, row.grid), row.grid) if row.grid else row.grid
        return row if name == row.grid else replace(row, grid=name)


def _grids(codes: Sequence[str]) -> _Grids:
    grids = Grid.objects.in_use().filter(division_code__in=codes)
    rows = list(grids.values_list("division_code", "name", "number"))
    by_number = {(village, str(number)): name for village, name, number in rows}
    by_name = {(village, name): name for village, name, _number in rows}
    return _Grids(by_number | by_name, _by_village((village, name) for village, name, _number in rows))


def _groups(codes: Sequence[str]) -> tuple[dict[str, list[str]], dict[tuple[str, str], str]]:
    """The groups in use by village, and those that went on in another, with its name."""
    rows = VillagerGroup.objects.filter(village__in=codes).values_list(
        "village_id", "name", "closed_on", "merged_into__name"
    )
    known = list(rows)
    open_ones = _by_village((village, name) for village, name, closed, _into in known if closed is None)
    return open_ones, {(village, name): into for village, name, _closed, into in known if into}


def _by_village(names: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for village, name in names:
        found.setdefault(village, []).append(name)
    return found


def _additions(
    named: Iterable[tuple[str, str]],
    existing: Mapping[str, Sequence[str]],
    gone_on: Mapping[tuple[str, str], str],
) -> tuple[Addition, ...]:
    """Those names, in the order of the file, that do not exist in their village."""
    return tuple(
        Addition(village, name, gone_on.get((village, name)) or resembling(name, existing.get(village, ())))
        for village, name in dict.fromkeys(named)
        if name not in existing.get(village, ())
    )


def _suspects(
    rows: Sequence[Row], difference: Difference, present: Sequence[Standing], codes: Sequence[str]
) -> list[Suspect]:
    """Households that may be one; one more query, for phones anywhere in the towns of the file."""
    households = [row for row in rows if isinstance(row, RegisterRow)]
    if not households:
        return []
    wanted = {row.phone for row in households if row.phone}
    there = [each for each in present if isinstance(each, Present)]
    return suspects(households, difference, there, doors_by_phone(wanted, codes))


def plan_is_ready(plan: Plan, task: Task) -> bool:
    """Can the file be read by this plan without a question?"""
    return is_sure(plan) and not plan_faults(plan, layout(task.kind), village_given=task.village is not None)
