"""Villager groups and grids: added, filled, locked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tongxin.records import ledger
from tongxin.records.permission import Act, Viewer
from tongxin.territory.actions import placements
from tongxin.territory.actions.placements import day_of_change
from tongxin.territory.errors import GroundGone, Locked, NameTaken, OtherVillage
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

NAMED_AT_MOST = 12


@transaction.atomic
def add_group(
    village: Division, *, name: str, number: int, by: Viewer, on: date | None = None
) -> VillagerGroup:
    """Adds a villager group to a village, from a day (today unless told). Raises `NameTaken`, `DayToCome`."""
    by.require(Act.GROUND_MANAGE, village.ground)
    day = day_of_change(on)
    group = VillagerGroup(
        village=village, division_code=village.code, name=name.strip(), number=number, opened_on=day
    )
    save_named(group)
    ledger.append("group.add", by=by, subject=group, division_code=village.code, detail={"number": number})
    return group


@transaction.atomic
def add_grid(
    village: Division,
    *,
    name: str,
    number: int,
    by: Viewer,
    group: VillagerGroup | None = None,
    members: Iterable[UUID] = (),
    polygon: dict[str, Any] | None = None,
    on: date | None = None,
) -> Grid:
    """Makes a grid with the sites `members` from a day (today unless told).

    Raises `NameTaken`, `OtherVillage`, `Locked`, `DayToCome`, `ChangedLater`.
    """
    by.require(Act.GROUND_MANAGE, village.ground)
    day = day_of_change(on)
    if group is not None and group.division_code != village.code:
        raise OtherVillage(group.name)
    grid = Grid(
        village=village,
        division_code=village.code,
        group=group,
        name=name.strip(),
        number=number,
        polygon=polygon,
    )
    save_named(grid)
    placements.begin_version(grid, on=day)
    ledger.append("grid.add", by=by, subject=grid, division_code=village.code, detail={"number": number})
    put_into_grid(grid, members=members, on=day, by=by)
    return grid


@transaction.atomic
def put_into_grid(grid: Grid, *, members: Iterable[UUID], by: Viewer, on: date | None = None) -> int:
    """Puts sites into a grid, out of their former one, from a day (today unless told); gives how many are meant.

    Raises `OtherVillage`, `GroundGone`, `Locked`, `DayToCome`, `ChangedLater`, and then changes nothing.
    """
    by.require(Act.GROUND_MANAGE, grid.ground)
    day = day_of_change(on)
    ids = list(members)
    if not ids:
        return 0
    current = Grid.objects.select_for_update().get(pk=grid.pk)
    if current.closed_on is not None:
        raise GroundGone(current.name)
    chosen = Site.objects.filter(pk__in=ids)
    stranger = chosen.exclude(division_code=current.division_code).first()
    if stranger is not None:
        raise OtherVillage(str(stranger))
    refuse_locked(chosen.exclude(grid=current) | chosen.filter(grid__isnull=True), into=current)
    placements.move(chosen, {"grid_id": current.pk}, on=day)
    ledger.append(
        "grid.members",
        by=by,
        subject=current,
        division_code=current.division_code,
        detail={"sites": sorted(map(str, ids)), "on": day.isoformat()},
    )
    return len(ids)


@transaction.atomic
def lock_grid(grid: Grid, *, locked: bool, by: Viewer) -> Grid:
    """Keeps a grid as it is, or sets it free: no redraw takes from or puts into a locked grid."""
    by.require(Act.GROUND_MANAGE, grid.ground)
    current = Grid.objects.select_for_update().get(pk=grid.pk)
    if current.is_locked != locked:
        current.is_locked = locked
        current.save(update_fields=["is_locked"])
        verb = "grid.lock" if locked else "grid.unlock"
        ledger.append(verb, by=by, subject=current, division_code=current.division_code)
    return current


def shut_grids(grids: Iterable[Grid], *, on: date, successor: Grid | None) -> None:
    """Marks grids as no more from `on`, gone on in `successor`, and ends their versions."""
    closing = list(grids)
    placements.end_versions(closing, on=on)
    for grid in closing:
        grid.closed_on, grid.merged_into = on, successor
    Grid.objects.filter(pk__in=[grid.pk for grid in closing]).update(closed_on=on, merged_into=successor)


def refuse_locked(moving: Any, *, into: Grid | None = None) -> None:
    """Raises `Locked` with the names where a site that is to move, its grid, or the grid it goes into is locked."""
    sites = moving.in_use().filter(is_locked=True).order_by("sequence", "id")[:NAMED_AT_MOST]
    names = [str(site) for site in sites]
    grids = Grid.objects.filter(is_locked=True, pk__in=moving.in_use().order_by().values("grid_id"))
    names += list(grids.values_list("name", flat=True))
    if into is not None and into.is_locked and moving.in_use().exists():
        names.append(into.name)
    if names:
        raise Locked(names)


def save_named(area: VillagerGroup | Grid) -> None:
    """Writes a new group or grid. Raises `NameTaken` where name or number are in use."""
    try:
        with transaction.atomic():
            area.save(force_insert=True)
    except IntegrityError as error:
        raise NameTaken(area.name) from error
