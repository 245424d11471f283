"""Places that become one: grids, villager groups, villages, double households.

The old place is marked as no more and says into which it went on; its records keep it. A group or grid never
changes its village: where villages are merged, each goes on under a new key in the village that remains.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from tongxin.records import events
from tongxin.records.permission import Viewer
from tongxin.territory.actions import change_rows, placements
from tongxin.territory.actions.areas import refuse_locked, save_named, shut_grids
from tongxin.territory.actions.change_rows import Change
from tongxin.territory.errors import ChangedLater, Locked, NotMergeable
from tongxin.territory.events import GroundClosed, HouseholdsMerged, SitesChangedVillage
from tongxin.territory.lookup import Place
from tongxin.territory.models import Division, Grid, GroundChange, Outline, Site, VillagerGroup
from tongxin.territory.queries import SiteQuerySet, grounded
from tongxin.territory.rules import renumbered
from tongxin.territory.shapes import joined

_KIND = GroundChange.Kind.MERGE


@transaction.atomic
def merge_grids(
    survivor: Grid, others: Sequence[Grid], *, reason: str, by: Viewer, on: date | None = None
) -> GroundChange:
    """Puts everything that lies in `others` into `survivor` and closes them; the posts on them end that day.

    Raises `NotMergeable`, `Locked`, `GroundGone`, `DayToCome`, `ChangedLater`, `ReasonMissing`.
    """
    change = _begin(survivor, others, on, reason, by)
    locked = [grid.name for grid in (survivor, *others) if grid.is_locked]
    if locked:
        raise Locked(locked)
    members = Site.objects.filter(grid__in=others)
    refuse_locked(members)
    before = change_rows.said([survivor, *others])
    moved = placements.move(members, {"grid_id": survivor.pk}, on=change.on)
    survivor.polygon = joined([grid.polygon for grid in (survivor, *others)])
    survivor.save(update_fields=["polygon"])
    shut_grids(others, on=change.on, successor=survivor)
    placements.begin_version(survivor, on=change.on, reason=change.reason)
    _tell(others, survivor, change)
    after = change_rows.said([survivor])
    return change_rows.keep(_KIND, change, subject=survivor, before=before, after=after, sites=moved)


@transaction.atomic
def merge_groups(
    survivor: VillagerGroup,
    others: Sequence[VillagerGroup],
    *,
    reason: str,
    by: Viewer,
    on: date | None = None,
) -> GroundChange:
    """Puts everything that lies in `others` into `survivor` and closes them; grids stay as they are drawn.

    A door whose number the survivor has gets the old group's number before it (12 of group 3: 3-12). Raises
    `NotMergeable`, `GroundGone`, `DayToCome`, `ChangedLater`, `ReasonMissing`.
    """
    change = _begin(survivor, others, on, reason, by)
    before = change_rows.said([survivor, *others])
    moved = 0
    for group in others:
        _give_free_doors(group, survivor, change.on)
        moved += placements.move(Site.objects.filter(group=group), {"group_id": survivor.pk}, on=change.on)
        for grid in Grid.objects.in_use().filter(group=group):
            grid.group = survivor
            grid.save(update_fields=["group"])
            placements.begin_version(grid, on=change.on, reason=change.reason)
    _shut_groups(others, survivor, change.on)
    _tell(others, survivor, change)
    after = change_rows.said([survivor])
    return change_rows.keep(_KIND, change, subject=survivor, before=before, after=after, sites=moved)


@transaction.atomic
def merge_villages(
    survivor: Division, others: Sequence[Division], *, reason: str, by: Viewer, on: date | None = None
) -> GroundChange:
    """Makes villages of one town one: their groups and grids go on in `survivor`, with those who look after them.

    A name that the survivor has already gets the old village's before it. Raises `NotMergeable`, `GroundGone`,
    `DayToCome`, `ChangedLater`, `ReasonMissing`.
    """
    change = _begin(survivor, others, on, reason, by)
    before = change_rows.said([survivor, *others])
    moved = 0
    for village in others:
        moving = Site.objects.filter(division_code=village.code)
        groups = VillagerGroup.objects.in_use().filter(village=village).order_by("number")
        grids = Grid.objects.in_use().filter(village=village).order_by("number")
        moved += carry_on(village, survivor, moving, list(groups), list(grids), change)
        village.closed_on, village.merged_into = change.on, survivor
        village.save(update_fields=["closed_on", "merged_into"])
    Division.objects.forget_names()
    _tell(others, survivor, change)
    after = change_rows.said([survivor])
    return change_rows.keep(_KIND, change, subject=survivor, before=before, after=after, sites=moved)


@transaction.atomic
def merge_households(
    survivor: Site,
    other: Site,
    *,
    reason: str,
    by: Viewer,
    on: date | None = None,
    keeps_entry: bool = False,
) -> GroundChange:
    """Two doors are one household: `other` is no more, its records are shown on the page of `survivor`.

    The other's entry in the register is removed unless `keeps_entry`. Raises `NotMergeable`, `GroundGone`,
    `DayToCome`, `ChangedLater`, `ReasonMissing`.
    """
    change = _begin(survivor, [other], on, reason, by)
    if not (survivor.is_household and other.is_household):
        raise NotMergeable
    before = change_rows.said([survivor, other])
    placements.end([other.pk], on=change.on)
    other.closed_on, other.merged_into = change.on, survivor
    other.save(update_fields=["closed_on", "merged_into"])
    events.emit(HouseholdsMerged(survivor.pk, other.pk, change.on, keeps_entry, by))
    _tell([other], survivor, change)
    after = change_rows.said([survivor])
    return change_rows.keep(_KIND, change, subject=survivor, before=before, after=after, sites=1)


def carry_on(
    old: Division,
    new: Division,
    moving: SiteQuerySet,
    groups: Sequence[VillagerGroup],
    grids: Sequence[Grid],
    change: Change,
) -> int:
    """Takes sites, groups and grids of one village over into another; gives how many sites moved.

    Each group and grid goes on as a new one, and whoever looks after it does so further.
    """
    younger = next((group for group in groups if group.opened_on and group.opened_on > change.on), None)
    if younger is not None and younger.opened_on is not None:
        raise ChangedLater(younger.name, younger.opened_on)
    ids = list(moving.in_use().order_by().values_list("pk", flat=True))
    new_groups = {group.pk: _group_goes_on(group, old, new, change) for group in groups}
    new_grids = {grid.pk: _grid_goes_on(grid, old, new, new_groups, change) for grid in grids}
    placements.move(Site.objects.filter(pk__in=ids), {"division_code": new.code}, on=change.on)
    for old_group, group in new_groups.items():
        here = Site.objects.filter(division_code=new.code, group=old_group)
        placements.move(here, {"group_id": group.pk}, on=change.on)
    for old_grid, grid in new_grids.items():
        here = Site.objects.filter(division_code=new.code, grid=old_grid)
        placements.move(here, {"grid_id": grid.pk}, on=change.on)
    straying = Site.objects.filter(division_code=new.code, grid__division_code=old.code)
    placements.move(straying, {"grid_id": None}, on=change.on)
    placements.end_versions(grids, on=change.on)
    for kind, successors in ((VillagerGroup, new_groups), (Grid, new_grids)):
        _point_to(kind, successors, change)
    events.emit(SitesChangedVillage(ids, change.on, change.by))
    return len(ids)


def _point_to(
    model: type[VillagerGroup | Grid],
    successors: dict[UUID, VillagerGroup] | dict[UUID, Grid],
    change: Change,
) -> None:
    """Closes groups or grids that go on under a new key, and tells who looks after them."""
    for key, successor in successors.items():
        row = model._default_manager.get(pk=key)
        row.closed_on, row.merged_into = change.on, successor
        row.save(update_fields=["closed_on", "merged_into"])
        events.emit(GroundClosed(row.ground, change.on, successor.ground, goes_on=True, by=change.by))


def _group_goes_on(group: VillagerGroup, old: Division, new: Division, change: Change) -> VillagerGroup:
    successor = VillagerGroup(
        village=new,
        division_code=new.code,
        name=_free_name(group.name, old, new, VillagerGroup),
        number=change_rows.next_number(new, VillagerGroup),
        ground_class=group.ground_class,
        opened_on=change.on,
    )
    save_named(successor)
    outline = Outline.objects.filter(ground_kind="group", group=group).first()
    if outline is not None:
        Outline.objects.create(shape=outline.shape, set_on=outline.set_on, **grounded(successor.ground))
    return successor


def _grid_goes_on(
    grid: Grid, old: Division, new: Division, groups: dict[UUID, VillagerGroup], change: Change
) -> Grid:
    successor = Grid(
        village=new,
        division_code=new.code,
        group=groups.get(grid.group_id) if grid.group_id else None,
        name=_free_name(grid.name, old, new, Grid),
        number=change_rows.next_number(new, Grid),
        polygon=grid.polygon,
        is_locked=grid.is_locked,
    )
    save_named(successor)
    placements.begin_version(successor, on=change.on, reason=change.reason)
    return successor


def _free_name(name: str, old: Division, new: Division, model: type[VillagerGroup | Grid]) -> str:
    taken = model._default_manager.filter(village=new, closed_on__isnull=True, name=name).exists()
    return f"{old.brief_name}{name}" if taken else name


def _begin(survivor: Place, others: Sequence[Place], on: date | None, reason: str, by: Viewer) -> Change:
    """Checks what is to become one. Raises `NotMergeable` besides what every change raises."""
    keys = {place.pk for place in (survivor, *others)}
    if not others or len(keys) != len(others) + 1 or not all(_fits(survivor, other) for other in others):
        raise NotMergeable
    return change_rows.begin([survivor, *others], on=on, reason=reason, by=by)


def _fits(survivor: Place, other: Place) -> bool:
    if isinstance(survivor, Division) and isinstance(other, Division):
        return survivor.is_village and other.is_village and survivor.parent_id == other.parent_id
    return type(survivor) is type(other) and survivor.ground.division_code == other.ground.division_code


def _give_free_doors(group: VillagerGroup, survivor: VillagerGroup, on: date) -> None:
    """Renumbers the doors of a group that the survivor has already; what they were is kept."""
    households = Site.objects.households().filter(group=group).order_by("sequence", "id")
    taken = Site.objects.filter(group=survivor, merged_into__isnull=True).values_list("door", flat=True)
    doors = dict(households.values_list("door", "pk"))
    new = renumbered(doors, set(taken), group.number)
    changing = list(households.filter(door__in=new))
    change_rows.keep_doors(changing, until=on)
    for site in changing:
        site.door = new[site.door]
    Site.objects.bulk_update(changing, ["door"], batch_size=500)


def _shut_groups(groups: Sequence[VillagerGroup], survivor: VillagerGroup, on: date) -> None:
    VillagerGroup.objects.filter(pk__in=[group.pk for group in groups]).update(
        closed_on=on, merged_into=survivor
    )


def _tell(closed: Sequence[Place], survivor: Place, change: Change) -> None:
    for place in closed:
        events.emit(GroundClosed(place.ground, change.on, survivor.ground, goes_on=False, by=change.by))
