"""Households as an import writes them: doors, entries, members, and how it was before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Max

from tongxin.people.models import ImportedRow, RegisterEntry, RegisterImport, RegisterMember
from tongxin.people.register_matching import Changed, Present
from tongxin.people.register_rules import Key, MemberRow, Position, RegisterRow, Row
from tongxin.records import clock
from tongxin.records.permission import Viewer
from tongxin.territory import actions as territory
from tongxin.territory.actions import imports as ground
from tongxin.territory.kinds import PositionFrom, SiteKind
from tongxin.territory.models import Grid, Site, VillagerGroup

BATCH = 2000  # households a statement; all that is made for them is let go before the next ones

Item = TypeVar("Item")
Remembered = tuple[UUID, str, dict[str, Any]]


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in lists of at most `BATCH`."""
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def remember(run: RegisterImport | None, rows: Iterable[Remembered]) -> None:
    """Keeps (site, act, values before) for the undoing of `run`; without a run nothing is kept."""
    if run is None:
        return
    for batch in batches(rows):
        ImportedRow.objects.bulk_create(
            ImportedRow(run=run, site_id=site, act=act, before=before) for site, act, before in batch
        )


def position_columns(position: Position | None) -> dict[str, Any]:
    """The columns of a site that say where it lies; none where nothing is stated."""
    if position is None:
        return {}
    return {
        "latitude": position.latitude,
        "longitude": position.longitude,
        "position_from": PositionFrom.IMPORT,
        "position_given_as": position.given_as,
    }


def add(
    rows: Sequence[Row],
    groups: Mapping[tuple[str, str], VillagerGroup],
    grids: Mapping[tuple[str, str], Grid],
    *,
    run: RegisterImport | None,
    by: Viewer,
) -> None:
    """Doors with their entries, in the order of the file behind the last door of each group."""
    last: dict[UUID, int] = dict(
        Site.objects.filter(group__in=groups.values())
        .order_by()
        .values_list("group")
        .annotate(last=Max("sequence"))
    )
    for batch in batches(row for row in rows if isinstance(row, RegisterRow)):
        doors = []
        for row in batch:
            group = groups[row.village, row.group]
            last[group.pk] = last.get(group.pk, 0) + 1
            doors.append(
                Site(
                    kind=SiteKind.HOUSEHOLD,
                    division_code=row.village,
                    group=group,
                    grid=grids[row.village, row.grid] if row.grid else None,
                    door=row.door,
                    sequence=last[group.pk],
                    **position_columns(row.position),
                )
            )
        territory.add_doors(doors)
        _register(zip(doors, batch, strict=True))
        remember(run, ((door.pk, "made", {}) for door in doors))


def _register(doors: Iterable[tuple[Site, RegisterRow]]) -> None:
    """Entries and members of doors that have none."""
    entries: list[RegisterEntry] = []
    members: list[RegisterMember] = []
    for door, row in doors:
        entry = RegisterEntry(
            site=door,
            head=row.head,
            phone=row.phone or "",
            people=row.people,
            note=row.note or "",
            id_number=row.id_number or "",
        )
        entries.append(entry)
        members += _members(entry, row.members or ())
    RegisterEntry.objects.bulk_create(entries)
    RegisterMember.objects.bulk_create(members, batch_size=BATCH)


def _members(entry: RegisterEntry, rows: Iterable[MemberRow]) -> list[RegisterMember]:
    return [
        RegisterMember(
            entry=entry, name=row.name, relation=row.relation, phone=row.phone, id_number=row.id_number
        )
        for row in rows
    ]


def change(
    changed: Iterable[Changed],
    grids: Mapping[tuple[str, str], Grid],
    *,
    run: RegisterImport | None,
    by: Viewer,
) -> None:
    """New values of entries, households that return, households that change their grid or get a position."""
    moved: dict[tuple[str, str], list[UUID]] = {}
    returning: list[UUID] = []
    for batch in batches(changed):
        sites = Site.objects.in_bulk([UUID(each.present.key) for each in batch])
        entries = {
            entry.site_id: entry
            for entry in RegisterEntry.objects.filter(site__in=sites).prefetch_related("members")
        }
        remember(run, _before(batch, sites, entries))
        _change_entries(batch, sites, entries)
        positions = [(UUID(each.present.key), position_columns(_stated(each))) for each in batch]
        ground.give_positions([each for each in positions if each[1]])
        for each in batch:
            site = UUID(each.present.key)
            if each.returns:
                returning.append(site)
            if each.row.grid and any(change.key is Key.GRID for change in each.changes):
                moved.setdefault((each.row.village, each.row.grid), []).append(site)
    territory.reopen_doors(returning)
    for place, members in moved.items():
        territory.put_into_grid(grids[place], members=members, by=by)


def _stated(changed: Changed) -> Position | None:
    has_moved = any(change.key is Key.LATITUDE for change in changed.changes)
    return changed.row.position if has_moved else None


def _change_entries(
    batch: Sequence[Changed], sites: Mapping[UUID, Site], entries: Mapping[UUID, RegisterEntry]
) -> None:
    unregistered: list[tuple[Site, RegisterRow]] = []
    written: list[RegisterEntry] = []
    members: list[RegisterMember] = []
    relisted: list[UUID] = []
    for each in batch:
        row, site = each.row, UUID(each.present.key)
        assert isinstance(row, RegisterRow)  # noqa: S101 - an import of households
        entry = entries.get(site)
        if entry is None:
            unregistered.append((sites[site], row))
            continue
        if _with_changes(entry, each, row):
            written.append(entry)
        if any(change.key is Key.MEMBER for change in each.changes):
            relisted.append(entry.pk)
            members += _members(entry, row.members or ())
    _register(unregistered)
    RegisterEntry.objects.bulk_update(
        written, ["head", "phone", "people", "note", "id_number", "changed_at"], batch_size=500
    )
    RegisterMember.objects.filter(entry__in=relisted).delete()
    RegisterMember.objects.bulk_create(members, batch_size=BATCH)


def _with_changes(entry: RegisterEntry, changed: Changed, row: RegisterRow) -> bool:
    """Writes the changed fields into the entry; was there one?"""
    values: dict[Key, tuple[str, object]] = {
        Key.HEAD: ("head", row.head),
        Key.PHONE: ("phone", row.phone or ""),
        Key.PEOPLE: ("people", row.people),
        Key.NOTE: ("note", row.note or ""),
        Key.ID_NUMBER: ("id_number", row.id_number or ""),
    }
    fields = [values[change.key] for change in changed.changes if change.key in values]
    for name, value in fields:
        setattr(entry, name, value)
    if fields or any(change.key is Key.MEMBER for change in changed.changes):
        entry.changed_at = clock.now()
        return True
    return False


def _before(
    batch: Sequence[Changed], sites: Mapping[UUID, Site], entries: Mapping[UUID, RegisterEntry]
) -> Iterator[Remembered]:
    for each in batch:
        site = sites[UUID(each.present.key)]
        before = site_before(site, [change.key for change in each.changes])
        entry = entries.get(site.pk)
        before["entry"] = None if entry is None else _entry_before(entry)
        assert isinstance(each.present, Present)  # noqa: S101 - an import of households
        yield site.pk, "changed", before


def site_before(site: Site, changing: Iterable[Key]) -> dict[str, Any]:
    """What of a site an import changes, as it was; days as text."""
    keys = set(changing)
    before: dict[str, Any] = {}
    if Key.GRID in keys:
        before["grid"] = None if site.grid_id is None else str(site.grid_id)
    if Key.KIND in keys:
        before["kind"] = site.kind
    if Key.LATITUDE in keys:
        before["position"] = [
            site.latitude,
            site.longitude,
            site.position_from,
            site.position_given_as,
        ]
    if site.closed_on is not None:
        before["closed_on"] = site.closed_on.isoformat()
    return before


def _entry_before(entry: RegisterEntry) -> dict[str, Any]:
    return {
        "head": entry.head,
        "phone": entry.phone,
        "people": entry.people,
        "note": entry.note,
        "id_number": entry.id_number,
        "changed_at": entry.changed_at.isoformat(),
        "members": [[each.name, each.relation, each.phone, each.id_number] for each in entry.members.all()],
    }
