"""What an import writes to sites besides making them, and how that is taken back. Called by `people` only.

The import brings transaction, permission and ledger.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from tongxin.territory.actions import placements
from tongxin.territory.actions.placements import day_of_change
from tongxin.territory.models import Grid, GridVersion, Placement, Site, VillagerGroup

POSITION_COLUMNS = ("latitude", "longitude", "position_from", "position_given_as")


def give_positions(positions: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Sets the columns `POSITION_COLUMNS` of each site."""
    _set_columns(dict(positions), POSITION_COLUMNS)


def change_kinds(kinds: Sequence[tuple[UUID, str]]) -> None:
    """Sets the kind of each public place."""
    _set_columns({site: {"kind": kind} for site, kind in kinds}, ("kind",))


def _set_columns(values: Mapping[UUID, Mapping[str, Any]], columns: Sequence[str]) -> None:
    sites = list(Site.objects.filter(pk__in=values))
    for site in sites:
        for column in columns:
            setattr(site, column, values[site.pk][column])
    Site.objects.bulk_update(sites, columns, batch_size=500)


def close_sites(ids: Collection[UUID], *, on: date) -> None:
    """Closes households or places that are gone; from `on` they lie nowhere. Raises `DayToCome`, `ChangedLater`."""
    day = day_of_change(on)
    closing = list(Site.objects.filter(pk__in=ids, closed_on__isnull=True).values_list("pk", flat=True))
    placements.end(closing, on=day)
    Site.objects.filter(pk__in=closing).update(closed_on=day)


def reopen_as_it_was(ids: Collection[UUID], *, on: date) -> None:
    """Opens sites again that an import closed, in the group and grid in which they were."""
    sites = list(Site.objects.filter(pk__in=ids, closed_on__isnull=False))
    Site.objects.filter(pk__in=[site.pk for site in sites]).update(closed_on=None)
    placements.place_anew(sites, on=day_of_change(on))


def lie_in_grid(ids: Collection[UUID], grid_id: UUID | None, *, on: date) -> None:
    """Puts sites into the grid, or none, in which they lay before an import moved them."""
    placements.move(Site.objects.filter(pk__in=ids), {"grid_id": grid_id}, on=day_of_change(on))


def remove_sites(ids: Collection[UUID]) -> None:
    """Takes back households and places that were added by mistake and never moved, as if they had never been.

    The database refuses where a record points at one, or where a placement has ended.
    """
    Placement.objects.filter(site__in=ids).delete()
    Site.objects.filter(pk__in=ids).delete()


def remove_areas(*, groups: Collection[UUID], grids: Collection[UUID], on: date) -> None:
    """Takes back groups and grids that an import made. One in which something has lain a while is closed instead."""
    lain_grids = set(Placement.objects.filter(grid__in=grids).values_list("grid_id", flat=True))
    lain_groups = set(Placement.objects.filter(group__in=groups).values_list("group_id", flat=True))
    kept = Grid.objects.filter(pk__in=lain_grids)
    placements.end_versions(kept, on=on)
    kept.update(closed_on=on)
    taken = Grid.objects.filter(pk__in=set(grids) - lain_grids)
    GridVersion.objects.filter(grid__in=taken).delete()
    taken.delete()
    still = set(Grid.objects.filter(Q(group__in=groups)).values_list("group_id", flat=True))
    VillagerGroup.objects.filter(pk__in=lain_groups | still).update(closed_on=on)
    VillagerGroup.objects.filter(pk__in=set(groups) - lain_groups - still).delete()
