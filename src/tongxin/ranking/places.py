"""The villages, groups and grids of a division as objects that can be compared, found by name or listed."""

from __future__ import annotations

from dataclasses import dataclass

from tongxin.ranking.rules import UnitKind
from tongxin.ranking.table_words import plain
from tongxin.territory.ground import Ground
from tongxin.territory.models import Division, Grid, VillagerGroup

# What a table drawn from visits can compare.
COMPARED_KINDS = (UnitKind.VILLAGE, UnitKind.GROUP, UnitKind.GRID)


@dataclass(frozen=True)
class Place:
    """A place of the ground: its names as screens write them."""

    ground: Ground
    kind: UnitKind
    name: str
    parent: str


def places_of(division: Division, kind: UnitKind) -> list[Place]:
    """Every village, group or grid in use within `division`, in the order of codes and numbers: two queries."""
    villages = list(
        Division.objects.villages().in_use().within(division.ground).select_related("parent").order_by("code")
    )
    if kind is UnitKind.VILLAGE:
        return [
            Place(
                village.ground, kind, village.short_name, village.parent.short_name if village.parent else ""
            )
            for village in villages
        ]
    names = {village.code: village.short_name for village in villages}
    rows: list[VillagerGroup] | list[Grid]
    if kind is UnitKind.GROUP:
        rows = list(
            VillagerGroup.objects.in_use().within(division.ground).order_by("division_code", "number")
        )
    elif kind is UnitKind.GRID:
        rows = list(Grid.objects.in_use().within(division.ground).order_by("division_code", "number"))
    else:
        raise ValueError(f"no table is drawn from visits for {kind}")
    return [Place(row.ground, kind, row.name, names.get(row.division_code, "")) for row in rows]


class PlaceIndex:
    """Finds the place behind a name in an imported table; queries only the kinds that are asked for."""

    def __init__(self, division: Division) -> None:
        self._division = division
        self._full_names = {
            plain(village.name): village.short_name
            for village in Division.objects.villages().within(division.ground)
        }
        self._by_kind: dict[UnitKind, dict[tuple[str, str], Place]] = {}

    def find(self, kind: str, name: str, parent: str) -> Place | None:
        """The place of that kind and name; groups and grids need the village too, unless the ground is one."""
        if kind not in COMPARED_KINDS:
            return None
        known = self._places(UnitKind(kind))
        if kind == UnitKind.VILLAGE:
            return known.get(("", self._short(name)))
        above = self._short(parent) or plain(self._division.short_name)
        return known.get((above, plain(name)))

    def _short(self, name: str) -> str:
        return plain(self._full_names.get(plain(name), name))

    def _places(self, kind: UnitKind) -> dict[tuple[str, str], Place]:
        if kind not in self._by_kind:
            self._by_kind[kind] = {
                ("" if kind is UnitKind.VILLAGE else plain(place.parent), plain(place.name)): place
                for place in places_of(self._division, kind)
            }
        return self._by_kind[kind]
