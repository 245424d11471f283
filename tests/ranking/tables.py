"""Tables and lists of the test town, made through the room's own acts."""

from __future__ import annotations

from datetime import date

from tests.persons import Persons
from tests.town import Town
from tongxin.ranking.actions import approve_list, draw_list, import_table, publish_list
from tongxin.ranking.actions.tables import Period
from tongxin.ranking.models import RankedList, Table
from tongxin.ranking.rules import BottomM, RankRule, TopN, UnitKind

AUGUST = Period(since=date(2022, 8, 1), until=date(2022, 8, 31), min_n=3)
GROUPS = """村民小组,所属村,得分,检查次数
小伍排组,莲华村,94.5,6
大村组,莲华村,88,5
上本东组,本东村,88,5
下本东组,本东村,71.25,4
"""


def imported(town: Town, persons: Persons, text: str = GROUPS, *, kind: UnitKind = UnitKind.GROUP) -> Table:
    """A table imported from CSV text by the town clerk."""
    return import_table(
        town.division,
        name="8月.csv",
        content=text.encode(),
        kind=kind,
        period=AUGUST,
        by=persons.viewer("town_clerk"),
    )


def drafted(town: Town, persons: Persons, rule: RankRule | None = None) -> RankedList:
    """A red list of one group, drawn by the town clerk."""
    return draw_list(imported(town, persons), rule=rule or TopN(1), by=persons.viewer("town_clerk"))


def approved(town: Town, persons: Persons, rule: RankRule | None = None) -> RankedList:
    """The same, approved by the town leader."""
    return approve_list(drafted(town, persons, rule), by=persons.viewer("town_leader"))


def in_force(town: Town, persons: Persons, rule: RankRule | None = None, *, days: int = 14) -> RankedList:
    """The same, in force."""
    return publish_list(approved(town, persons, rule), days=days, by=persons.viewer("town_clerk"))


def notices(town: Town, persons: Persons) -> RankedList:
    """A list of the other colour in force: 下本东组."""
    return in_force(town, persons, BottomM(1))
