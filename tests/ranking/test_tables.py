"""Tables: imported all or none, drawn from visits, kept as they were."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError

from tests.persons import Persons
from tests.ranking.tables import AUGUST, GROUPS, imported
from tests.ranking.test_bulletins import BULLETINS, FENGZHOU
from tests.town import BENDONG, LIANHUA, Town
from tongxin.inspections.queries import UnitScores
from tongxin.ranking.actions import draw_table, import_table, tables
from tongxin.ranking.errors import FileFaulty, HouseholdsNotRanked, NothingToRank
from tongxin.ranking.models import RankedList, ScoredUnit, Source, Table
from tongxin.ranking.rules import AsPrinted, UnitKind
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM, NotAllowed


def rows(table: Table) -> list[tuple[str, Decimal | None, int | None]]:
    """(name, score, rank) of a table's units in their order."""
    return [(unit.name, unit.score, unit.rank) for unit in table.units.order_by("position")]


def test_an_imported_table_has_ranks_within_its_kind(town: Town, persons: Persons) -> None:
    table = imported(town, persons)
    assert rows(table) == [
        ("小伍排组", Decimal("94.5"), 1),
        ("大村组", Decimal(88), 2),
        ("上本东组", Decimal(88), 2),
        ("下本东组", Decimal("71.25"), 4),
    ]
    assert (table.source, table.file.media_type if table.file else "") == (Source.FILE, "text/csv")


def test_names_known_here_belong_to_their_ground(town: Town, persons: Persons) -> None:
    unit = imported(town, persons).units.get(name="小伍排组")
    assert (unit.is_known, unit.ground) == (True, town.group.ground)


def test_a_name_that_is_not_known_here_belongs_to_the_table(town: Town, persons: Persons) -> None:
    table = imported(town, persons, "村,得分\n莲华村民委员会,90\n新柳村,80\n", kind=UnitKind.VILLAGE)
    known, unknown = table.units.order_by("position")
    assert (known.name, known.is_known, known.division_code) == ("莲华村", True, LIANHUA)
    assert (unknown.name, unknown.is_known, unknown.division_code) == ("新柳村", False, town.division.code)


def test_a_unit_seen_too_rarely_is_shown_without_a_rank(town: Town, persons: Persons) -> None:
    table = imported(town, persons, GROUPS.replace("94.5,6", "94.5,2"))
    assert rows(table)[-1] == ("小伍排组", Decimal("94.5"), None)
    assert rows(table)[0] == ("大村组", Decimal(88), 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [("大村组", "小伍排组"), ("88,5\n上", "优,5\n上"), ("71.25", "71.255"), ("大村组,莲华村", "大村组,")],
)
def test_one_faulty_row_imports_nothing(town: Town, persons: Persons, old: str, new: str) -> None:
    entries = LedgerEntry.objects.count()
    with pytest.raises(FileFaulty):
        imported(town, persons, GROUPS.replace(old, new))
    assert not Table.objects.exists()
    assert not ScoredUnit.objects.exists()
    assert LedgerEntry.objects.count() == entries


def test_one_place_under_two_names_is_refused(town: Town, persons: Persons) -> None:
    with pytest.raises(FileFaulty):
        imported(town, persons, "村,得分\n莲华村,90\n莲华村民委员会,80\n", kind=UnitKind.VILLAGE)


def test_households_are_not_ranked(town: Town, persons: Persons) -> None:
    with pytest.raises(HouseholdsNotRanked):
        imported(town, persons, "单位,类别,得分\n12号,农户,90\n13号,农户,80\n")


def test_the_database_refuses_a_household_too(town: Town, persons: Persons) -> None:
    unit = imported(town, persons).units.get(rank=1)
    unit.kind = UnitKind.HOUSEHOLD
    with pytest.raises(IntegrityError):
        unit.save()


@pytest.mark.parametrize("path", BULLETINS, ids=lambda path: path.stem)
def test_every_bulletin_can_be_imported(town: Town, persons: Persons, path: object) -> None:
    name, content = path.name, path.read_bytes()  # type: ignore[attr-defined]  # a Path
    by = persons.viewer("town_clerk")
    table = import_table(
        town.division, name=name, content=content, kind=UnitKind.VILLAGE, period=AUGUST, by=by
    )
    printed = RankedList.objects.filter(table=table)
    assert table.units.exists()
    assert all(isinstance(each.drawn_rule, AsPrinted) and each.state == "draft" for each in printed)


def test_fengzhou_in_the_database_shows_the_same_differences(town: Town, persons: Persons) -> None:
    table = import_table(
        town.division,
        name=FENGZHOU.name,
        content=FENGZHOU.read_bytes(),
        kind=UnitKind.VILLAGE,
        period=AUGUST,
        by=persons.viewer("town_clerk"),
    )
    wrong = [unit for unit in table.units.all() if unit.printed_rank and unit.printed_rank != unit.rank]
    assert [(unit.name, unit.printed_rank, unit.rank) for unit in wrong] == [
        ("铺顶村", 9, 8),
        ("双溪村", 10, 11),
    ]


@pytest.mark.parametrize(
    "person", ["town_leader", "village_secretary", "grid_leader", "villager", "administrator"]
)
def test_only_the_clerk_draws_and_imports(town: Town, persons: Persons, person: str) -> None:
    by = persons.viewer(person)
    with pytest.raises(NotAllowed):
        import_table(town.division, name="t.csv", content=b"", kind=UnitKind.GROUP, period=AUGUST, by=by)
    with pytest.raises(NotAllowed):
        draw_table(town.division, kind=UnitKind.GROUP, period=AUGUST, by=by)


def test_the_machine_draws_no_table(town: Town, persons: Persons) -> None:
    with pytest.raises(NotAllowed):
        import_table(
            town.division,
            name="t.csv",
            content=GROUPS.encode(),
            kind=UnitKind.GROUP,
            period=AUGUST,
            by=SYSTEM,
        )


def visited(monkeypatch: pytest.MonkeyPatch, **scores: tuple[int, int]) -> None:
    """Pretends that these villages had (number, sum of hundredths) of visits."""
    found = [
        UnitScores(code.removeprefix("v"), "", code.removeprefix("v"), n, total, 0)
        for code, (n, total) in scores.items()
    ]
    monkeypatch.setattr(tables, "scores_for", lambda *asked: found)


def test_a_table_from_visits_has_every_unit_of_the_ground(
    town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    visited(monkeypatch, **{f"v{LIANHUA}": (3, 25_000), f"v{BENDONG}": (4, 36_000)})
    table = draw_table(town.division, kind=UnitKind.VILLAGE, period=AUGUST, by=persons.viewer("town_clerk"))
    assert rows(table) == [("本东村", Decimal(90), 1), ("莲华村", Decimal("83.33"), 2)]
    assert [unit.n for unit in table.units.order_by("position")] == [4, 3]


def test_a_table_without_enough_visits_is_not_drawn(
    town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    visited(monkeypatch, **{f"v{LIANHUA}": (3, 25_000), f"v{BENDONG}": (2, 18_000)})
    with pytest.raises(NothingToRank):
        draw_table(town.division, kind=UnitKind.VILLAGE, period=AUGUST, by=persons.viewer("town_clerk"))
    assert not Table.objects.exists()


@pytest.mark.parametrize("kind", [UnitKind.GROUP, UnitKind.GRID])
def test_groups_and_grids_stand_under_their_village(
    town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch, kind: UnitKind
) -> None:
    places = [town.group, town.next_group] if kind is UnitKind.GROUP else [town.grid, town.next_grid]
    found = [
        UnitScores(str(place.pk), "", LIANHUA, 3, total, 0)
        for place, total in zip(places, (27_000, 24_000), strict=True)
    ]
    monkeypatch.setattr(tables, "scores_for", lambda *asked: found)
    table = draw_table(town.division, kind=kind, period=AUGUST, by=persons.viewer("town_clerk"))
    first, _second, unseen, _other = table.units.order_by("position")
    assert (first.parent_name, first.ground, first.rank) == ("莲华村", places[0].ground, 1)
    assert (unseen.n, unseen.score, unseen.rank) == (0, None, None)
