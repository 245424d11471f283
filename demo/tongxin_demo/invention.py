"""Invented names of groups, places and people. Nobody is meant; the same seed gives the same town."""

from __future__ import annotations

import random
from dataclasses import dataclass

SURNAMES = "杨李王张普毕罗何赵周鲁陈刘段马白高起自施"
GIVEN = "明华贵英芬珍强平兰福春秀红丽军国文会光学德才荣凤琼金玉海云龙艳梅清林忠义仙美菊存发祥"
GROUP_HEADS = "上大小新老下中东西南北前后里外"
GROUP_TAILS = ("营", "村", "街子", "坝", "河边", "水田", "箐口", "山脚", "塘子", "石桥", "梨园", "松林")
PLACES: tuple[tuple[str, str], ...] = (
    ("public_place", "活动场"),
    ("public_place", "村口"),
    ("toilet", "公厕"),
    ("collection_point", "垃圾收集点"),
    ("water_body", "水沟"),
    ("road", "主巷道"),
    ("water_body", "水塘"),
    ("public_place", "文化广场"),
)
DEMONSTRATION_GROUP = "小伍排"  # the one group that the town's report names


@dataclass(frozen=True)
class InventedHousehold:
    """One row of the register workbook."""

    village: str
    group: str
    grid: str
    door: str
    head: str
    phone: str
    people: int


@dataclass
class Inventor:
    """Draws invented people with one source of chance; phone numbers begin with 1990 and never repeat."""

    chance: random.Random
    first_phone: int = 0
    _phones: int = 0

    def name(self) -> str:
        """A name of two or three characters."""
        length = 2 if self.chance.random() < 0.8 else 1
        return self.chance.choice(SURNAMES) + "".join(self.chance.sample(GIVEN, length))

    def phone(self) -> str:
        """A mobile number that nobody else in this town has."""
        self._phones += 1
        return f"1990{self.first_phone + self._phones:07d}"

    def group_names(self, village: str, count: int) -> list[str]:
        """`count` different names of villager groups; Lianhua begins with the group that the report names."""
        names = [DEMONSTRATION_GROUP] if village == "莲华村" else []
        while len(names) < count:
            name = self.chance.choice(GROUP_HEADS) + self.chance.choice(GROUP_TAILS)
            if name not in names:
                names.append(name)
        return [f"{name}组" for name in names]

    def households(
        self, village: str, groups: list[str], per_group: tuple[int, int], per_grid: int
    ) -> list[InventedHousehold]:
        """The register of one village: each group is cut into grids of about `per_grid` doors."""
        rows = []
        for group in groups:
            count = self.chance.randint(*per_group)
            grids = max(1, round(count / per_grid))
            for door in range(1, count + 1):
                rows.append(
                    InventedHousehold(
                        village=village,
                        group=group,
                        grid=f"{group}{(door - 1) * grids // count + 1}格",
                        door=f"{door}号",
                        head=self.name(),
                        phone=self.phone() if self.chance.random() < 0.85 else "",
                        people=self.chance.choices((1, 2, 3, 4, 5, 6), (8, 20, 24, 26, 15, 7))[0],
                    )
                )
        return rows
