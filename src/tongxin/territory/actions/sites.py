"""Sites: made, closed, opened again, locked, looked at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from tongxin.records import ledger, rows
from tongxin.records.permission import Act, Viewer
from tongxin.territory.actions import placements
from tongxin.territory.actions.placements import day_of_change
from tongxin.territory.errors import OtherVillage
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division, Grid, Placement, Site, VillagerGroup
from tongxin.territory.rules import renumbered


@transaction.atomic
def add_place(
    village: Division,
    *,
    kind: SiteKind,
    name: str,
    by: Viewer,
    group: VillagerGroup | None = None,
    grid: Grid | None = None,
    sequence: int = 0,
    on: date | None = None,
) -> Site:
    """Adds a public place, road section, toilet … from a day (today unless told).

    Raises `OtherVillage` where group or grid lie elsewhere, `DayToCome`.
    """
    by.require(Act.GROUND_MANAGE, village.ground)
    day = day_of_change(on)
    for part in (group, grid):
        if part is not None and part.division_code != village.code:
            raise OtherVillage(name)
    site = Site.objects.create(
        kind=kind, division_code=village.code, group=group, grid=grid, name=name.strip(), sequence=sequence
    )
    placements.place_anew([site], on=day)
    ledger.append("site.add", by=by, subject=site, division_code=village.code, detail={"kind": kind.value})
    return site


@transaction.atomic
def lock_site(site: Site, *, locked: bool, by: Viewer) -> Site:
    """Ties a household or place to its grid, or sets it free: no redraw moves what is locked."""
    by.require(Act.GROUND_MANAGE, site.ground)
    current = Site.objects.select_for_update().get(pk=site.pk)
    if current.is_locked != locked:
        current.is_locked = locked
        current.save(update_fields=["is_locked"])
        verb = "site.lock" if locked else "site.unlock"
        ledger.append(verb, by=by, subject=current, division_code=current.division_code)
    return current


def add_doors(doors: Sequence[Site], *, on: date | None = None) -> None:
    """Adds many households at once, for the register's import, which brings transaction, check and ledger."""
    day = day_of_change(on)
    Site.objects.bulk_create(doors, batch_size=1000)
    placements.place_anew(doors, on=day)


def remove_doors(ids: Collection[UUID]) -> None:
    """Takes back households that were added by mistake and never moved, as if they had never been.

    For the undoing of an import. The database refuses where a record points at one or a placement has ended.
    """
    Placement.objects.filter(site__in=ids).delete()
    Site.objects.filter(pk__in=ids, kind=SiteKind.HOUSEHOLD).delete()


def close_doors(ids: Collection[UUID], *, on: date) -> None:
    """Closes households that are gone, for the register's import; what was recorded about them stays.

    From `on` they lie nowhere. Raises `DayToCome`, `ChangedLater`.
    """
    day = day_of_change(on)
    doors = Site.objects.filter(pk__in=ids, kind=SiteKind.HOUSEHOLD, closed_on__isnull=True)
    closing = list(doors.values_list("pk", flat=True))
    placements.end(closing, on=day)
    Site.objects.filter(pk__in=closing).update(closed_on=day)


def reopen_doors(ids: Collection[UUID], *, on: date | None = None) -> None:
    """Opens households again that are back in the register, from a day (today unless told).

    Where their group or grid went on in another meanwhile, they lie in that one. A household that became one
    with another stays so.
    """
    day = day_of_change(on)
    closed = Site.objects.filter(pk__in=ids, closed_on__isnull=False, merged_into__isnull=True)
    sites = list(closed.select_related("group__merged_into", "grid__merged_into"))
    for site in sites:
        if any(area is not None and area.closed_on is not None for area in (site.group, site.grid)):
            _follow(site)
    Site.objects.filter(pk__in=[site.pk for site in sites]).update(closed_on=None)
    placements.place_anew(sites, on=day)


def _follow(site: Site) -> None:
    """Puts a closed site into what its group and grid have become meanwhile."""
    former = site.group
    site.group, site.grid = placements.living(former), placements.living_grid(site.grid)
    if former is not None and site.group is not None and former != site.group:
        site.division_code = site.group.division_code
        taken = set(
            Site.objects.filter(group=site.group, merged_into__isnull=True).values_list("door", flat=True)
        )
        site.door = renumbered([site.door], taken, former.number).get(site.door, site.door)
    if site.grid is not None and site.grid.division_code != site.division_code:
        site.grid = None
    site.save(update_fields=["division_code", "group", "grid", "door"])


def mark_seen(site_id: UUID, on: date) -> None:
    """Keeps the latest day on which a record says that the site was looked at; never goes back."""
    rows.raise_to(Site, site_id, "last_seen_on", on)
