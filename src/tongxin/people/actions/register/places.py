"""Public places as an import writes them, and who is suggested as their steward."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from tongxin.people.actions.register.households import position_columns, remember, site_before
from tongxin.people.models import ImportedRow, RegisterImport
from tongxin.people.register_matching import Changed
from tongxin.people.register_rules import Key, PlaceRow, Row
from tongxin.records.permission import Viewer
from tongxin.territory import actions as territory
from tongxin.territory.actions import imports as ground
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

AFTER_HOUSEHOLDS = 900  # the walking order of a group: its doors, then its places


def add(
    rows: Sequence[Row],
    groups: Mapping[tuple[str, str], VillagerGroup],
    grids: Mapping[tuple[str, str], Grid],
    *,
    run: RegisterImport | None,
    by: Viewer,
) -> None:
    """New places, one act for each: there are hundreds of them, not thousands."""
    villages = Division.objects.in_bulk({row.village for row in rows})
    positions = []
    made = []
    for number, row in enumerate((row for row in rows if isinstance(row, PlaceRow)), start=1):
        site = territory.add_place(
            villages[row.village],
            kind=SiteKind(row.kind),
            name=row.name,
            group=groups[row.village, row.group] if row.group else None,
            grid=grids[row.village, row.grid] if row.grid else None,
            sequence=AFTER_HOUSEHOLDS + number,
            by=by,
        )
        made.append(site.pk)
        if columns := position_columns(row.position):
            positions.append((site.pk, columns))
    ground.give_positions(positions)
    remember(run, ((site, "made", {}) for site in made))


def change(
    changed: Iterable[Changed],
    grids: Mapping[tuple[str, str], Grid],
    *,
    run: RegisterImport | None,
    by: Viewer,
) -> None:
    """Other kinds, grids and positions; places that return."""
    listed = list(changed)
    sites = Site.objects.in_bulk([UUID(each.present.key) for each in listed])
    keys = {UUID(each.present.key): {change.key for change in each.changes} for each in listed}
    remember(run, ((site, "changed", site_before(sites[site], keys[site])) for site in keys))
    moved: dict[tuple[str, str], list[UUID]] = {}
    kinds: list[tuple[UUID, str]] = []
    positions = []
    for each in listed:
        row, site = each.row, UUID(each.present.key)
        assert isinstance(row, PlaceRow)  # noqa: S101 - an import of places
        if Key.KIND in keys[site]:
            kinds.append((site, row.kind))
        if Key.LATITUDE in keys[site]:
            positions.append((site, position_columns(row.position)))
        if Key.GRID in keys[site] and row.grid:
            moved.setdefault((row.village, row.grid), []).append(site)
    ground.change_kinds(kinds)
    ground.give_positions(positions)
    territory.reopen_doors([UUID(each.present.key) for each in listed if each.returns])
    for place, members in moved.items():
        territory.put_into_grid(grids[place], members=members, by=by)


def remember_stewards(rows: Sequence[PlaceRow], run: RegisterImport | None) -> None:
    """Keeps whom the file names for a place, for the result page; nobody is appointed by it."""
    if run is None or not rows:
        return
    villages = {row.village for row in rows}
    found = Site.objects.public().filter(division_code__in=villages)
    by_place = {
        (village, group or "", name): site
        for site, village, group, name in found.values_list("pk", "division_code", "group__name", "name")
    }
    ImportedRow.objects.bulk_create(
        ImportedRow(
            run=run,
            site_id=by_place[row.place],
            act=ImportedRow.Act.NAMED,
            steward={"name": row.steward, "phone": row.steward_phone},
        )
        for row in rows
    )
