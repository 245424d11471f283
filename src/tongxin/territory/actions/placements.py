"""Where sites lie, written with dates: every act that makes, moves, closes or reopens sites comes through here.

A placement that began on the day of the change is amended; an earlier one ends on that day and another begins.
All in statements over many rows, whatever their number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from tongxin.records import clock
from tongxin.territory.errors import ChangedLater, DayToCome
from tongxin.territory.models import Grid, GridVersion, Placement, Site, VillagerGroup
from tongxin.territory.queries import SiteQuerySet

BATCH = 2000  # sites a statement; PostgreSQL takes 65,535 variables, SQLite 250,000

Columns = dict[str, object]  # some of division_code, group_id, grid_id


def day_of_change(on: date | None) -> date:
    """The day of an act on the ground: today unless told. Raises `DayToCome`."""
    day = on or clock.today()
    if day > clock.today():
        raise DayToCome(day)
    return day


def place_anew(sites: Iterable[Site], *, on: date) -> None:
    """Begins the placement of sites that lay nowhere, where their own columns say."""
    Placement.objects.bulk_create(
        [
            Placement(
                site=site,
                division_code=site.division_code,
                group_id=site.group_id,
                grid_id=site.grid_id,
                since=on,
            )
            for site in sites
        ],
        batch_size=BATCH,
    )


def move(sites: SiteQuerySet, to: Columns, *, on: date) -> int:
    """Moves the sites in use of a question `to` another village, group or grid from `on`; gives how many moved.

    What lies there already stays as it is. Raises `ChangedLater` where one was placed after `on`.
    """
    ids = list(sites.in_use().exclude(**to).order_by().values_list("pk", flat=True))
    for batch in _batches(ids):
        open_rows = Placement.objects.select_for_update().filter(site__in=batch, until__isnull=True)
        rows = list(open_rows.order_by())
        _refuse_later(rows, on)
        Placement.objects.filter(pk__in=[row.pk for row in rows if row.since == on]).update(**to)
        older = [row for row in rows if row.since < on]
        Placement.objects.filter(pk__in=[row.pk for row in older]).update(until=on)
        Placement.objects.bulk_create([_follows(row, to, on) for row in older])
        Site.objects.filter(pk__in=batch).update(**to)
    return len(ids)


def end(ids: Collection[UUID], *, on: date) -> None:
    """Ends the placements of sites that close on `on`; one that began that day is taken back."""
    for batch in _batches(list(ids)):
        rows = list(Placement.objects.select_for_update().filter(site__in=batch, until__isnull=True))
        _refuse_later(rows, on)
        Placement.objects.filter(pk__in=[row.pk for row in rows if row.since == on]).delete()
        Placement.objects.filter(pk__in=[row.pk for row in rows if row.since < on]).update(until=on)


def begin_version(grid: Grid, *, on: date, reason: str = "") -> GridVersion:
    """The grid as it is drawn now, from `on`: amends a version of that day, ends an earlier one.

    Raises `ChangedLater`.
    """
    last = GridVersion.objects.select_for_update().filter(grid=grid).order_by("-number").first()
    drawn: Columns = {"polygon": grid.polygon, "group_id": grid.group_id, "reason": reason}
    if last is not None and last.until is None:
        if last.since > on:
            raise ChangedLater(grid.name, last.since)
        if last.since == on:
            GridVersion.objects.filter(pk=last.pk).update(**drawn)
            return last
        GridVersion.objects.filter(pk=last.pk).update(until=on)
    return GridVersion.objects.create(
        grid=grid,
        division_code=grid.division_code,
        number=last.number + 1 if last else 1,
        since=on,
        **drawn,
    )


def end_versions(grids: Iterable[Grid], *, on: date) -> None:
    """Ends the versions of grids that close on `on`; one that began that day is taken back."""
    rows = list(GridVersion.objects.select_for_update().filter(grid__in=list(grids), until__isnull=True))
    later = next((row for row in rows if row.since > on), None)
    if later is not None:
        raise ChangedLater(later.grid.name, later.since)
    GridVersion.objects.filter(pk__in=[row.pk for row in rows if row.since == on]).delete()
    GridVersion.objects.filter(pk__in=[row.pk for row in rows if row.since < on]).update(until=on)


def living(group: VillagerGroup | None) -> VillagerGroup | None:
    """The group itself, or the one into which it went on, in the end."""
    while group is not None and group.merged_into is not None:
        group = group.merged_into
    return group


def living_grid(grid: Grid | None) -> Grid | None:
    """The grid itself, or the one into which it went on, in the end; None where that one is closed."""
    while grid is not None and grid.merged_into is not None:
        grid = grid.merged_into
    return grid if grid is not None and grid.closed_on is None else None


def _follows(row: Placement, to: Columns, on: date) -> Placement:
    columns: Columns = {
        "division_code": row.division_code,
        "group_id": row.group_id,
        "grid_id": row.grid_id,
        **to,
    }
    return Placement(site_id=row.site_id, since=on, **columns)


def _refuse_later(rows: Sequence[Placement], on: date) -> None:
    later = next((row for row in rows if row.since > on), None)
    if later is not None:
        raise ChangedLater(str(later.site), later.since)


def _batches(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
