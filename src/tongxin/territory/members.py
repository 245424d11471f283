"""Which sites are meant for a grid: those of a whole group, or the doors of a list."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from tongxin.territory.balance import Member
from tongxin.territory.errors import DoorListUnclear, DoorsUnknown, GroupNeeded
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Site, VillagerGroup
from tongxin.territory.rules import DoorsUnclear, doors_in

NAMED_AT_MOST = 12


class Choice(StrEnum):
    """What is put into a grid."""

    LOOSE = "loose"  # what lies in the group and in no grid yet
    GROUP = "group"  # everything in the group
    DOORS = "doors"  # the doors of a list
    NOTHING = "nothing"


def members_of(choice: Choice, group: VillagerGroup | None, doors: str = "") -> list[UUID]:
    """Ids of the sites that are meant, in walking order.

    Raises `GroupNeeded`, `DoorListUnclear`, `DoorsUnknown` (with the first unknown doors).
    """
    if choice is Choice.NOTHING:
        return []
    if group is None:
        raise GroupNeeded()
    sites = Site.objects.in_use().filter(group=group).order_by("sequence", "id")
    if choice is Choice.LOOSE:
        sites = sites.filter(grid__isnull=True)
    elif choice is Choice.DOORS:
        return _by_doors(group, doors)
    return list(sites.values_list("pk", flat=True))


def _by_doors(group: VillagerGroup, text: str) -> list[UUID]:
    try:
        wanted = doors_in(text)
    except DoorsUnclear as error:
        raise DoorListUnclear(str(error)) from error
    households = Site.objects.in_use().filter(group=group, kind=SiteKind.HOUSEHOLD)
    found = dict(households.filter(door__in=wanted).values_list("door", "pk"))
    unknown = [door for door in wanted if door not in found]
    if unknown or not wanted:
        raise DoorsUnknown(group.name, ", ".join(unknown[:NAMED_AT_MOST]) or "—")
    return [found[door] for door in wanted]


def chosen_doors(members: Iterable[Member], group: VillagerGroup, text: str) -> set[UUID]:
    """Ids of the doors of a list such as "1~20, 23" in a group; none for an empty list.

    Raises `DoorListUnclear`, `DoorsUnknown` (with the first unknown doors).
    """
    try:
        wanted = doors_in(text)
    except DoorsUnclear as error:
        raise DoorListUnclear(str(error)) from error
    found = {each.name: each.id for each in members if each.group_id == group.pk and each.is_household}
    unknown = [door for door in wanted if door not in found]
    if unknown:
        raise DoorsUnknown(group.name, ", ".join(unknown[:NAMED_AT_MOST]))
    return {found[door] for door in wanted}
