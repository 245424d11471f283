"""Tables: drawn from visits, or imported from a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.inspections.queries import UnitKind as VisitedUnit
from tongxin.inspections.queries import UnitScores, scores_for
from tongxin.ranking.actions.lists import acting_person, write_list
from tongxin.ranking.assessment import main_kind, read_score_file
from tongxin.ranking.errors import Fault, FileFaulty, HouseholdsNotRanked, NothingToRank
from tongxin.ranking.models import REASON_LENGTH, ScoredUnit, Source, Table
from tongxin.ranking.places import Place, PlaceIndex, places_of
from tongxin.ranking.rules import AsPrinted, End, Unit, UnitKind, ranked
from tongxin.ranking.score_files import PrintedList, ScoreFile, unit_key
from tongxin.records import files, ledger
from tongxin.records.export import XLSX
from tongxin.records.permission import Act, Viewer
from tongxin.territory.models import Division
from tongxin.territory.queries import grounded

_UNITS_OF_VISITS: Mapping[UnitKind, VisitedUnit] = {
    UnitKind.VILLAGE: "village",
    UnitKind.GROUP: "group",
    UnitKind.GRID: "grid",
}
_MEDIA_TYPES = {
    ".json": "application/json",
    ".csv": "text/csv",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": XLSX,
}


@dataclass(frozen=True)
class Period:
    """The days of a table, both included, and how many visits a unit needs to be ranked in it."""

    since: date
    until: date
    min_n: int


@dataclass(frozen=True)
class _Row:
    """A unit to write, with the place behind its name where there is one here."""

    unit: Unit
    place: Place | None
    reason: str = ""


@transaction.atomic
def import_table(
    division: Division, *, name: str, content: bytes, kind: UnitKind, period: Period, by: Viewer
) -> Table:
    """Imports a score table or a bulletin, all or none; its printed lists become drafts "as printed".

    `kind` is that of rows without one. The file itself is kept. Raises `FileFaulty` with every fault,
    `HouseholdsNotRanked`, `DiskFull`.
    """
    by.require(Act.LIST_DRAFT, division.ground)
    file = read_score_file(name, content, kind=kind)
    units = _with_printed(file)
    _check(units)
    index = PlaceIndex(division)
    rows = [
        _Row(unit, index.find(unit.kind, unit.name, unit.parent), file.reasons.get(unit.key, ""))
        for unit in ranked(units, min_n=period.min_n)
    ]
    _check_places(rows)
    table = Table.objects.create(
        file_title=file.title[:200],
        division_code=division.code,
        kind=main_kind(units)[0].kind,
        since=period.since,
        until=period.until,
        min_n=period.min_n if any(unit.n is not None for unit in units) else 0,
        source=Source.FILE,
        file=files.store(content, media_type=_MEDIA_TYPES[PurePath(name).suffix.lower()], name=name),
        drawn_by_id=acting_person(by),
    )
    written = _write_units(table, rows)
    for printed in file.lists:
        end = End.BEST if printed.colour == "red" else End.WORST
        write_list(table, rule=AsPrinted(end), units=_entries(printed, written), by=by)
    ledger.append(
        "table.import", by=by, subject=table, division_code=division.code, detail={"units": len(rows)}
    )
    return table


def _with_printed(file: ScoreFile) -> tuple[Unit, ...]:
    """The scored units, then the entries of printed lists that have no score."""
    units = {unit.key: unit for unit in file.units}
    for entry in (entry for printed in file.lists for entry in printed.entries):
        key = unit_key(entry.name, entry.parent)
        if key not in units and unit_key(entry.name, "") not in units:
            units[key] = Unit(key, entry.name, entry.kind, None, parent=entry.parent)
    return tuple(units.values())


def _entries(printed: PrintedList, written: Mapping[str, ScoredUnit]) -> list[ScoredUnit]:
    found = [
        written.get(unit_key(entry.name, entry.parent)) or written[unit_key(entry.name, "")]
        for entry in printed.entries
    ]
    return list(dict.fromkeys(found))


def _check(units: Sequence[Unit]) -> None:
    if not units:
        raise FileFaulty([Fault(None, _("The bulletin names no unit: there is nothing to import."))])
    if any(unit.kind == UnitKind.HOUSEHOLD for unit in units):
        raise HouseholdsNotRanked
    faults = [
        Fault(None, _("The score %(score)s of “%(unit)s” has more than two decimals. Round it.") % each)
        for each in ({"score": u.score, "unit": u.name} for u in units if u.score is not None)
        if each["score"] != round(Decimal(str(each["score"])), 2)
    ]
    if faults:
        raise FileFaulty(faults)


def _check_places(rows: Sequence[_Row]) -> None:
    count = Counter(row.place.ground.key for row in rows if row.place is not None)
    faults = [
        Fault(
            None,
            _("“%(unit)s” stands for a place that is named twice in the file.") % {"unit": row.unit.name},
        )
        for row in rows
        if row.place is not None and count[row.place.ground.key] > 1
    ]
    if faults:
        raise FileFaulty(faults)


def _write_units(table: Table, rows: Sequence[_Row]) -> dict[str, ScoredUnit]:
    """Writes the units of a table in this order; gives them by the key of their `Unit`."""
    written = {
        row.unit.key: ScoredUnit(
            table=table,
            position=position,
            kind=row.unit.kind,
            name=row.place.name if row.place else row.unit.name,
            parent_name=row.place.parent if row.place else row.unit.parent,
            unit_class=row.unit.unit_class,
            is_known=row.place is not None,
            n=row.unit.n,
            score100=None if row.unit.score is None else int(row.unit.score * 100),
            rank=row.unit.rank,
            printed_rank=row.unit.printed_rank,
            reason=row.reason[:REASON_LENGTH],
            **grounded(row.place.ground if row.place else table.ground),
        )
        for position, row in enumerate(rows, start=1)
    }
    ScoredUnit.objects.bulk_create(written.values(), batch_size=1000)
    return written


@transaction.atomic
def draw_table(division: Division, *, kind: UnitKind, period: Period, by: Viewer) -> Table:
    """Draws a table of every village, group or grid of `division` from the visits of the period.

    Units without a visit are on it too, with not enough evidence. Raises `NothingToRank` where fewer than two
    units have evidence.
    """
    by.require(Act.LIST_DRAFT, division.ground)
    scores = {
        each.unit_id: each
        for each in scores_for(division.ground, period.since, period.until, _UNITS_OF_VISITS[kind])
    }
    places = {_unit_id(place): place for place in places_of(division, kind)}
    units = ranked(
        (_visited(place, key, scores.get(key)) for key, place in places.items()), min_n=period.min_n
    )
    if sum(unit.rank is not None for unit in units) < 2:
        raise NothingToRank
    table = Table.objects.create(
        division_code=division.code,
        kind=kind,
        since=period.since,
        until=period.until,
        min_n=period.min_n,
        source=Source.VISITS,
        drawn_by_id=acting_person(by),
    )
    _write_units(table, [_Row(unit, places[unit.key]) for unit in units])
    ledger.append(
        "table.draw", by=by, subject=table, division_code=division.code, detail={"units": len(units)}
    )
    return table


def _unit_id(place: Place) -> str:
    """The id under which inspections sums up the visits of a place."""
    ground = place.ground
    return str(ground.grid_id if place.kind is UnitKind.GRID else ground.group_id or ground.division_code)


def _visited(place: Place, key: str, scores: UnitScores | None) -> Unit:
    """The unit with its mean score, rounded half up to the hundredth that screens print and ranks compare."""
    count = scores.count if scores else 0
    score = Decimal((2 * scores.total + count) // (2 * count)) / 100 if scores and count else None
    return Unit(key, place.name, place.kind, score, parent=place.parent, n=count)
