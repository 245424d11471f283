"""Where a resident may say that something is: town or village, then group or public place. Never a household."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tongxin.cases.report_errors import NotOurGround
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.ground import Ground
from tongxin.territory.kinds import Level
from tongxin.territory.lookup import ground_of
from tongxin.territory.models import Division, Site, VillagerGroup

Choices = list[Any]


def towns() -> list[tuple[Division, list[Division]]]:
    """The towns of the house that have villages, each with its villages."""
    villages = list(Division.objects.villages().in_use())
    found = []
    for town in Division.objects.townships().in_use():
        inside = [village for village in villages if town.ground.contains(village.ground)]
        if inside:
            found.append((town, inside))
    return found


def division_named(code: str) -> Division | None:
    """The town or village with this code, if it is in use."""
    levels = [Level.TOWNSHIP, Level.VILLAGE]
    return Division.objects.in_use().filter(pk=code, level__in=levels).first()


def town_over(division: Division) -> Division:
    """The town of a village; a town itself."""
    if not division.is_village:
        return division
    return next(town for town in Division.objects.townships() if town.ground.contains(division.ground))


def places(division: Division) -> Choices:
    """Groups and public places of a village as choices by heading; nothing for a whole town."""
    if not division.is_village:
        return []
    groups = VillagerGroup.objects.in_use().filter(division_code=division.code)
    sites = Site.objects.public().filter(division_code=division.code).select_related("group")
    named = [
        (site.ground.key, f"{site} · {site.group.name}" if site.group else str(site))
        for site in sites.order_by("group", "sequence", "id")
    ]
    return [named, [(group.ground.key, group.name) for group in groups]]


def ground_named(key: str, division: Division) -> Ground:
    """The ground that was chosen inside a division. Raises `NotOurGround` for any other, households among them."""
    try:
        ground = ground_of(key or division.code)
    except NoSuchGround as error:
        raise NotOurGround from error
    is_door = ground.site_id is not None and not Site.objects.public().filter(pk=ground.site_id).exists()
    if is_door or not division.ground.contains(ground):
        raise NotOurGround
    return ground


def groups_by_village(town: Division) -> Choices:
    """The town itself, its villages and their groups as choices by village."""
    villages: Sequence[Division] = next((inside for each, inside in towns() if each.pk == town.pk), [])
    groups: dict[str, list[VillagerGroup]] = {}
    for group in VillagerGroup.objects.in_use().within(town.ground):
        groups.setdefault(group.division_code, []).append(group)
    return [
        (
            village.short_name,
            [(village.code, village.short_name)]
            + [
                (group.ground.key, f"{village.short_name} {group.name}")
                for group in groups.get(village.code, [])
            ],
        )
        for village in villages
    ]
