"""Places that become two: a part of a grid, villager group or village goes on by itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tongxin.records.permission import Act, Viewer
from tongxin.territory.actions import change_rows, placements
from tongxin.territory.actions.areas import refuse_locked, save_named
from tongxin.territory.actions.merging import carry_on
from tongxin.territory.errors import (
    CodeUnfit,
    EverythingLeaves,
    Locked,
    NameTaken,
    NothingChosen,
    OtherVillage,
)
from tongxin.territory.ground import division_stem
from tongxin.territory.kinds import Level
from tongxin.territory.models import Division, Grid, GroundChange, Site, VillagerGroup
from tongxin.territory.queries import SiteQuerySet
from tongxin.territory.shapes import GeoJSON

_KIND = GroundChange.Kind.SPLIT


@transaction.atomic
def split_grid(
    grid: Grid,
    *,
    name: str,
    sites: Collection[UUID],
    reason: str,
    by: Viewer,
    on: date | None = None,
    outlines: tuple[GeoJSON, GeoJSON] | None = None,
) -> Grid:
    """Makes a new grid of some of the sites of a grid; gives the new one.

    `outlines`: of what stays and of the new one, where a line on the map parted them. An outline that the grid
    had is given up without.

    Raises `NothingChosen`, `EverythingLeaves`, `OtherVillage` (a site that does not lie in it), `Locked`,
    `NameTaken`, `GroundGone`, `DayToCome`, `ChangedLater`, `ReasonMissing`.
    """
    change = change_rows.begin([grid], on=on, reason=reason, by=by)
    if grid.is_locked:
        raise Locked([grid.name])
    leaving = _chosen(Site.objects.filter(grid=grid), sites)
    refuse_locked(leaving)
    before = change_rows.said([grid])
    new = Grid(
        village=grid.village,
        division_code=grid.division_code,
        group=grid.group,
        name=name.strip(),
        number=change_rows.next_number(grid.village, Grid),
    )
    grid.polygon, new.polygon = outlines or (None, None)
    grid.save(update_fields=["polygon"])
    save_named(new)
    placements.begin_version(new, on=change.on, reason=change.reason)
    placements.begin_version(grid, on=change.on, reason=change.reason)
    moved = placements.move(leaving, {"grid_id": new.pk}, on=change.on)
    after = change_rows.said([grid, new])
    change_rows.keep(_KIND, change, subject=grid, before=before, after=after, sites=moved)
    return new


@transaction.atomic
def split_group(
    group: VillagerGroup,
    *,
    name: str,
    sites: Collection[UUID],
    reason: str,
    by: Viewer,
    on: date | None = None,
) -> VillagerGroup:
    """Makes a new villager group of some of the sites of a group; gives the new one. Grids stay as drawn.

    Raises `NothingChosen`, `EverythingLeaves`, `OtherVillage` (a site that does not lie in it), `NameTaken`,
    `GroundGone`, `DayToCome`, `ChangedLater`, `ReasonMissing`.
    """
    change = change_rows.begin([group], on=on, reason=reason, by=by)
    leaving = _chosen(Site.objects.filter(group=group), sites)
    before = change_rows.said([group])
    new = VillagerGroup(
        village=group.village,
        division_code=group.division_code,
        name=name.strip(),
        number=change_rows.next_number(group.village, VillagerGroup),
        ground_class=group.ground_class,
        opened_on=change.on,
    )
    save_named(new)
    moved = placements.move(leaving, {"group_id": new.pk}, on=change.on)
    _regroup_grids(group, new, change)
    after = change_rows.said([group, new])
    change_rows.keep(_KIND, change, subject=group, before=before, after=after, sites=moved)
    return new


@transaction.atomic
def split_village(
    village: Division,
    *,
    code: str,
    name: str,
    full_name: str,
    groups: Sequence[VillagerGroup],
    places: Collection[UUID] = (),
    reason: str,
    by: Viewer,
    on: date | None = None,
) -> Division:
    """Makes a new village of some villager groups, and of `places` that lie in no group; gives the new one.

    `code`: the new village's 12 digits, as the national table will have it. A grid goes along where all that
    lies in it does. Raises `CodeUnfit`, `NameTaken`, `NothingChosen`, `EverythingLeaves`, `OtherVillage`,
    `NotAllowed`, `GroundGone`, `DayToCome`, `ChangedLater`, `ReasonMissing`.
    """
    change = change_rows.begin([village, *groups], on=on, reason=reason, by=by)
    by.require(Act.GROUND_MANAGE, village.parent.ground if village.parent else None)
    _check_parts(village, groups)
    before = change_rows.said([village])
    new = _new_village(village, code.strip(), name.strip(), full_name.strip() or name.strip(), change.on)
    loose = _chosen_loose(village, places)
    moving = Site.objects.filter(Q(group__in=groups) | Q(pk__in=loose), division_code=village.code)
    moved = carry_on(village, new, moving, list(groups), _grids_along(village, moving, groups), change)
    after = change_rows.said([village, new])
    change_rows.keep(_KIND, change, subject=village, before=before, after=after, sites=moved)
    return new


def _check_parts(village: Division, groups: Sequence[VillagerGroup]) -> None:
    if not groups:
        raise NothingChosen
    stranger = next((group for group in groups if group.division_code != village.code), None)
    if stranger is not None:
        raise OtherVillage(stranger.name)
    staying = VillagerGroup.objects.in_use().filter(village=village)
    if not staying.exclude(pk__in=[group.pk for group in groups]).exists():
        raise EverythingLeaves


def _new_village(village: Division, code: str, name: str, full_name: str, on: date) -> Division:
    town = village.parent
    fits = (
        town is not None
        and re.fullmatch(r"[0-9]{12}", code)
        and code.startswith(division_stem(town.code))
        and code != town.code
    )
    if not fits or Division.objects.filter(pk=code).exists():
        raise CodeUnfit(code)
    if not name or Division.objects.in_use().filter(parent=town, short_name=name).exists():
        raise NameTaken(name)
    made = Division.objects.create(
        code=code,
        name=full_name,
        short_name=name,
        level=Level.VILLAGE,
        parent=town,
        data_year=on.year,
        ground_class=village.ground_class,
        opened_on=on,
    )
    Division.objects.forget_names()
    return made


def _chosen_loose(village: Division, places: Collection[UUID]) -> list[UUID]:
    """Ids of the chosen places that lie in no group. Raises `OtherVillage` for any other."""
    found = Site.objects.in_use().filter(pk__in=places, division_code=village.code, group__isnull=True)
    ids = list(found.values_list("pk", flat=True))
    stranger = Site.objects.filter(pk__in=places).exclude(pk__in=ids).first()
    if stranger is not None:
        raise OtherVillage(str(stranger))
    return ids


def _grids_along(village: Division, moving: SiteQuerySet, groups: Sequence[VillagerGroup]) -> list[Grid]:
    """The grids of which everything moves, and empty ones that lie in a group that does."""
    staying = Site.objects.in_use().filter(division_code=village.code).exclude(pk__in=moving.values("pk"))
    kept = staying.filter(grid__isnull=False).order_by().values("grid")
    filled = moving.in_use().filter(grid__isnull=False).order_by().values("grid")
    here = Grid.objects.in_use().filter(village=village).exclude(pk__in=kept)
    return list(here.filter(Q(pk__in=filled) | Q(group__in=groups)).order_by("number"))


def _chosen(inside: SiteQuerySet, sites: Collection[UUID]) -> SiteQuerySet:
    """The chosen sites in use. Raises `NothingChosen`, `OtherVillage`, `EverythingLeaves`."""
    if not sites:
        raise NothingChosen
    present = inside.in_use()
    chosen = present.filter(pk__in=sites)
    stranger = Site.objects.filter(pk__in=sites).exclude(pk__in=chosen.values("pk")).first()
    if stranger is not None:
        raise OtherVillage(str(stranger))
    if not present.exclude(pk__in=sites).exists():
        raise EverythingLeaves
    return Site.objects.filter(pk__in=sites)


def _regroup_grids(group: VillagerGroup, new: VillagerGroup, change: change_rows.Change) -> None:
    """Grids that lay in the divided group lie in the new one, in the old one, or, being divided, in none."""
    for grid in Grid.objects.in_use().filter(group=group):
        lies_in = set(Site.objects.in_use().filter(grid=grid).order_by().values_list("group", flat=True))
        if new.pk not in lies_in:
            continue
        grid.group = new if lies_in == {new.pk} else None
        grid.save(update_fields=["group"])
        placements.begin_version(grid, on=change.on, reason=change.reason)
