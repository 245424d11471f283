"""What the page of a village's grids shows: the balance of the grids, divided groups, what lies in none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from tongxin.territory.balance import Load, by_grid, divided_groups, load_of, members_of_village
from tongxin.territory.drawing import NO_GRID, Consequences
from tongxin.territory.models import Division, Grid, VillagerGroup


@dataclass(frozen=True)
class GridLine:
    """A grid with what it holds now and, on a page that asks, what it would hold."""

    name: str
    grid: Grid | None
    now: Load | None
    then: Load | None = None

    @property
    def changes(self) -> bool:
        """Would it hold something else?"""
        return self.then is not None and self.then != self.now


@dataclass(frozen=True)
class Divided:
    """A villager group whose households lie in several grids, with how many in each."""

    group: str
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Balance:
    """The grids of a village beside each other. `loose`: what lies in none."""

    lines: tuple[GridLine, ...]
    loose: Load
    divided: tuple[Divided, ...]
    median_households: int

    @property
    def knows_ways(self) -> bool:
        """Is the way known in at least one grid?"""
        return any(line.now is not None and line.now.metres is not None for line in self.lines)


def balance_of(village: Division) -> Balance:
    """The balance of a village's grids now: three queries, whatever its size."""
    members = members_of_village(village.code)
    grids = list(Grid.objects.in_use().filter(village=village).select_related("group").order_by("number"))
    groups = group_names(village)
    lying = by_grid(members)
    lines = tuple(GridLine(grid.name, grid, load_of(lying.get(str(grid.pk), ()))) for grid in grids)
    names = {str(grid.pk): grid.name for grid in grids}
    return Balance(
        lines=lines,
        loose=load_of(lying.get(NO_GRID, ())),
        divided=said_divided(divided_groups(members), groups, names),
        median_households=_median([line.now.households for line in lines if line.now is not None]),
    )


def group_names(village: Division) -> dict[UUID, str]:
    """The names of the village's groups by id."""
    return dict(VillagerGroup.objects.in_use().filter(village=village).values_list("pk", "name"))


def said_divided(
    found: Mapping[UUID, Mapping[str, int]], groups: Mapping[UUID, str], names: Mapping[str, str]
) -> tuple[Divided, ...]:
    """Divided groups by name, with the names of their grids."""
    return tuple(
        Divided(groups.get(group, ""), tuple((names.get(key, ""), number) for key, number in grids.items()))
        for group, grids in found.items()
    )


@dataclass(frozen=True)
class Handing:
    """What changes hands between two grids, in names; an empty name is no grid."""

    before: str
    after: str
    households: int
    places: int
    names: str


@dataclass(frozen=True)
class DrawingShown:
    """A proposal as a page shows it before it is carried out."""

    found: Consequences
    lines: tuple[GridLine, ...]
    handings: tuple[Handing, ...]
    divided: tuple[Divided, ...]
    divided_now: int
    emptied: tuple[str, ...]


def drawing_shown(found: Consequences, village: Division, grids: Sequence[Grid]) -> DrawingShown:
    """The consequences of a proposal in names: one query more."""
    present = {str(grid.pk): grid for grid in grids}
    groups = group_names(village)
    lines = [
        GridLine(name, present.get(key), found.before.get(key), found.after[key])
        for key, name in found.names.items()
    ]
    return DrawingShown(
        found=found,
        lines=tuple(line for line in lines if line.changes),
        handings=tuple(
            Handing(
                found.names.get(each.before, ""),
                found.names.get(each.after, ""),
                each.households,
                each.places,
                each.names,
            )
            for each in found.crossings
        ),
        divided=said_divided(found.divided_after, groups, found.names),
        divided_now=len(found.divided_before),
        emptied=tuple(found.names[key] for key in found.emptied),
    )


def _median(numbers: list[int]) -> int:
    return round(median(numbers)) if numbers else 0
