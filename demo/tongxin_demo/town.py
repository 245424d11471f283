"""The ground of the invented town: register from a workbook, public places, in the product's own way."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable
from dataclasses import dataclass

import xlsxwriter
from django.conf import settings

from tongxin.people.actions import apply_register
from tongxin.records.permission import Viewer
from tongxin.territory.actions import add_place, load_divisions
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division, Grid, VillagerGroup
from tongxin_demo.invention import PLACES, InventedHousehold, Inventor

TOWN = "532301105000"
DIVISIONS_FILE = "divisions/donghua.csv"
REGISTER_HEADINGS = ("村", "村民小组", "门牌", "户主", "电话", "人口", "网格", "备注")
DOORS_PER_GRID = 26


@dataclass(frozen=True)
class Size:
    """How large the invented town is: villages taken, groups a village, doors a group."""

    villages: int
    groups: tuple[int, int]
    doors: tuple[int, int]


SIZES = {"full": Size(11, (9, 13), (28, 62)), "small": Size(2, (3, 3), (10, 16))}


def load_ground(size: Size, chance: random.Random, *, by: Viewer) -> None:
    """Divisions from the national table; groups, grids and households by an import of the register; places."""
    load_divisions(settings.TONGXIN_DATA / DIVISIONS_FILE, by=by)
    inventor = Inventor(chance)
    rows: list[InventedHousehold] = []
    # Lianhua is among the villages of the small town too: the report names one of its groups.
    villages = sorted(
        Division.objects.villages().order_by("code"),
        key=lambda each: (each.short_name != "莲华村", each.code),
    )
    for village in villages[: size.villages]:
        groups = inventor.group_names(village.short_name, chance.randint(*size.groups))
        rows += inventor.households(village.short_name, groups, size.doors, DOORS_PER_GRID)
    apply_register(register_workbook(rows), by=by)
    _add_places(chance, by=by)


def register_workbook(rows: Iterable[InventedHousehold]) -> bytes:
    """The register as the town office would hand it in: an XLSX with the stated headings."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet = workbook.add_worksheet("农户")
    sheet.write_row(0, 0, REGISTER_HEADINGS)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(
            number, 0, (row.village, row.group, row.door, row.head, row.phone, row.people, row.grid, "")
        )
    workbook.close()
    return buffer.getvalue()


def _add_places(chance: random.Random, *, by: Viewer) -> None:
    """Two to four public places in each villager group, each in a grid of the group."""
    grids: dict[object, list[Grid]] = {}
    for grid in Grid.objects.in_use().order_by("division_code", "number"):
        grids.setdefault(grid.group_id, []).append(grid)
    for group in VillagerGroup.objects.select_related("village").order_by("division_code", "number"):
        for sequence, (kind, name) in enumerate(chance.sample(PLACES, chance.randint(2, 4)), start=1):
            add_place(
                group.village,
                kind=SiteKind(kind),
                name=f"{group.name.removesuffix('组')}{name}",
                group=group,
                grid=chance.choice(grids[group.pk]),
                sequence=900 + sequence,
                by=by,
            )
