"""The blocks (块) of a ground: the villages of a town, the grids or groups of a village, and where cases belong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from tongxin.territory.ground import DIVISION_DIGITS, Ground, GroundKind, division_ground, division_stem
from tongxin.territory.models import Division, Grid, VillagerGroup
from tongxin.territory.queries import TOWN_DIGITS


class By(StrEnum):
    """Into what a ground is divided."""

    TOWN = "town"
    VILLAGE = "village"
    GROUP = "group"
    GRID = "grid"


COLUMNS: Mapping[By, str] = {
    By.TOWN: "division_code",
    By.VILLAGE: "division_code",
    By.GROUP: "group_id",
    By.GRID: "grid_id",
}


@dataclass(frozen=True)
class Block:
    """One block: its ground, its name, and the value by which rows name it. `rest`: what lies in no block."""

    name: str
    value: Any
    ground: Ground
    rest: By | None = None


def ways_to_divide(ground: Ground) -> tuple[By, ...]:
    """How the ground can be divided, the usual way first."""
    if ground.kind is GroundKind.GROUP:
        return (By.GRID,)
    if ground.kind is not GroundKind.DIVISION:
        return (By.GRID,)
    digits = len(division_stem(ground.division_code))
    if digits == DIVISION_DIGITS:
        return By.GRID, By.GROUP
    return (By.VILLAGE,) if digits == TOWN_DIGITS else (By.TOWN,)


def value_in(by: By, value: Any) -> Any:
    """The value of the block to which rows with this value of the column belong."""
    return value[:TOWN_DIGITS].ljust(DIVISION_DIGITS, "0") if by is By.TOWN and value else value


def blocks_of(ground: Ground, by: By, used: set[Any]) -> list[Block]:
    """The blocks in use, in the order of the town, and those no longer in use that rows name; one query.

    `used`: the values that rows name. Rows without a grid or group are a block of their own at the end.
    """
    match by:
        case By.TOWN | By.VILLAGE:
            return _divisions(ground, by, used)
        case By.GROUP:
            groups = VillagerGroup.objects.within(ground).filter(_shown(used)).order_by("number", "id")
            found = [Block(group.name, group.pk, group.ground) for group in groups]
        case By.GRID:
            grids = Grid.objects.within(ground).filter(_shown(used)).select_related("group")
            found = [
                Block(_name(grid), grid.pk, grid.ground)
                for grid in grids.order_by("group__number", "number", "id")
            ]
    if None in used:
        found.append(Block(_rest_words(by), None, ground, rest=by))
    return found


def _divisions(ground: Ground, by: By, used: set[Any]) -> list[Block]:
    rows = Division.objects.townships() if by is By.TOWN else Division.objects.villages()
    shown = rows.within(ground).filter(_shown(used)).order_by("code")
    return [Block(row.short_name, row.code, division_ground(row.code)) for row in shown]


def _shown(used: set[Any]) -> Q:
    return Q(closed_on__isnull=True) | Q(pk__in=[value for value in used if value is not None])


def _name(grid: Grid) -> str:
    return (
        grid.name if grid.group is None or grid.group.name in grid.name else f"{grid.group.name} {grid.name}"
    )


def _rest_words(by: By) -> str:
    return _("In no grid") if by is By.GRID else _("In no group")
