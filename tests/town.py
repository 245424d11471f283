"""The town of the tests: Donghua with two villages, entered through the product's own acts."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from tongxin.access.viewer import PostViewer, founding_viewer
from tongxin.people.actions import apply_register
from tongxin.records import clock
from tongxin.territory.actions import DIVISION_COLUMNS, add_place, load_divisions
from tongxin.territory.ground import division_ground
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

TOWN = "532301105000"
COUNTY_CODE = "532301000000"
LIANHUA = "532301105203"
BENDONG = "532301105204"
FOUNDED_AT = datetime(2022, 1, 4, 1, 0, tzinfo=UTC)
FOUNDED_ON = date(2022, 1, 4)

# village → its groups, in order of their numbers; each group has one grid, named like it.
GROUPS = {LIANHUA: ("小伍排组", "大村组"), BENDONG: ("上本东组", "下本东组")}
HEADS = ("李小明", "王芬", "杨贵", "普明")  # of the four doors of each grid


class Town:
    """Rows of the town, read when a test first asks for them, so that no test gets another's copy."""

    @cached_property
    def division(self) -> Division:
        """Donghua Town."""
        return Division.objects.get(pk=TOWN)

    @cached_property
    def lianhua(self) -> Division:
        """The village of most persons."""
        return Division.objects.get(pk=LIANHUA)

    @cached_property
    def bendong(self) -> Division:
        """The other village."""
        return Division.objects.get(pk=BENDONG)

    @cached_property
    def group(self) -> VillagerGroup:
        """The first group of Lianhua."""
        return self._group(LIANHUA, 1)

    @cached_property
    def next_group(self) -> VillagerGroup:
        """The second group of Lianhua."""
        return self._group(LIANHUA, 2)

    @cached_property
    def grid(self) -> Grid:
        """The grid of `persons.grid_leader`, in the first group of Lianhua."""
        return self._grid(LIANHUA, 1)

    @cached_property
    def next_grid(self) -> Grid:
        """The grid of `persons.next_grid_leader`, in the second group of Lianhua."""
        return self._grid(LIANHUA, 2)

    @cached_property
    def far_grid(self) -> Grid:
        """A grid of Bendong; nobody leads it."""
        return self._grid(BENDONG, 1)

    @cached_property
    def household(self) -> Site:
        """Door 1 of the first group of Lianhua, in `grid`."""
        return self._door_1(LIANHUA, 1)

    @cached_property
    def next_household(self) -> Site:
        """Door 1 of the second group of Lianhua, in `next_grid`."""
        return self._door_1(LIANHUA, 2)

    @cached_property
    def far_household(self) -> Site:
        """Door 1 of the first group of Bendong, in `far_grid`."""
        return self._door_1(BENDONG, 1)

    @cached_property
    def public_place(self) -> Site:
        """The public place of `grid`."""
        return Site.objects.public().get(grid=self.grid)

    @cached_property
    def next_public_place(self) -> Site:
        """The public place of `next_grid`."""
        return Site.objects.public().get(grid=self.next_grid)

    def households(self, grid: Grid) -> list[Site]:
        """The households of a grid in walking order."""
        return list(
            Site.objects.households().filter(grid=grid).select_related("group", "grid").order_by("sequence")
        )

    @property
    def founder(self) -> PostViewer:
        """Administrator and clerk of the town, as the command line acts."""
        return founding_viewer(division_ground(TOWN))

    def _door_1(self, village: str, group: int) -> Site:
        doors = Site.objects.select_related("group", "grid")
        return doors.get(division_code=village, group__number=group, door="1")

    def _group(self, village: str, number: int) -> VillagerGroup:
        return VillagerGroup.objects.get(division_code=village, number=number)

    def _grid(self, village: str, number: int) -> Grid:
        return Grid.objects.select_related("group").get(division_code=village, number=number)


def found_town() -> None:
    """Enters the town; the clock stands at `FOUNDED_AT`."""
    with clock.travel(to=FOUNDED_AT):
        by = founding_viewer(division_ground(TOWN))
        _load_villages(by)
        apply_register(register_file(), by=by)
        for grid in Grid.objects.select_related("village", "group"):
            place = f"{grid.name.removesuffix('网格')}文化广场"
            add_place(
                grid.village,
                kind=SiteKind.PUBLIC_PLACE,
                name=place,
                group=grid.group,
                grid=grid,
                sequence=100,
                by=by,
            )


def _load_villages(by: PostViewer) -> None:
    source = Path(settings.TONGXIN_DATA) / "divisions" / "donghua.csv"
    with source.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["level"] != "village" or row["code"] in GROUPS]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "divisions.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, DIVISION_COLUMNS, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        load_divisions(path, by=by)


def register_file() -> bytes:
    """The town's household register as a CSV in the stated form."""
    lines = ["村,村民小组,门牌,户主,电话,人口,网格,备注"]
    for village, groups in GROUPS.items():
        for number, group in enumerate(groups, start=1):
            for door, head in enumerate(HEADS, start=1):
                phone = f"139{number}{village[-3:]}{door:04d}"
                lines.append(f"{village},{group},{door},{head},{phone},3,{group.removesuffix('组')}网格,")
    return "\n".join(lines).encode()
