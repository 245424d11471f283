"""Writes to the ground, and what the database itself refuses."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from tests.persons import Persons
from tests.town import BENDONG, Town
from tongxin.config.cli import main
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM, NotAllowed
from tongxin.territory.actions import (
    add_grid,
    add_group,
    add_place,
    load_divisions,
    mark_seen,
    put_into_grid,
)
from tongxin.territory.errors import (
    DivisionFileFaulty,
    DoorListUnclear,
    DoorsUnknown,
    GroupNeeded,
    NameTaken,
    NoSuchGround,
    OtherVillage,
)
from tongxin.territory.kinds import SiteKind
from tongxin.territory.lookup import ground_of, place_of
from tongxin.territory.members import Choice, members_of
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

HEAD = "code,name,short_name,level,parent_code,pinyin,name_en,data_year\n"


def divisions(folder: Path, text: str) -> Path:
    path = folder / "divisions.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_loading_the_same_divisions_twice_changes_nothing(town: Town, tmp_path: Path) -> None:
    file = divisions(
        tmp_path, HEAD + "532301105209,邑多么村民委员会,邑多么村,village,532301105000,y,Y,2023\n"
    )
    assert load_divisions(file, by=SYSTEM).new == 1
    again = load_divisions(file, by=SYSTEM)
    assert (again.new, again.changed, again.same) == (0, 0, 1)


def test_a_changed_name_is_taken_over(town: Town, tmp_path: Path) -> None:
    file = divisions(tmp_path, HEAD + "532301105203,莲华村民委员会,莲花村,village,532301105000,l,L,2024\n")
    assert load_divisions(file, by=SYSTEM).changed == 1
    assert Division.objects.name_of("532301105203") == "莲花村"


@pytest.mark.parametrize(
    "row",
    [
        "5.32301E+11,甲村,甲村,village,532301105000,j,J,2023",
        "532301106201,甲村,甲村,village,532301105000,j,J,2023",
        "532301105299,甲村,甲村,village,532301999000,j,J,2023",
    ],
)
def test_a_faulty_row_loads_nothing(town: Town, tmp_path: Path, row: str) -> None:
    good = "532301105209,邑多么村民委员会,邑多么村,village,532301105000,y,Y,2023\n"
    with pytest.raises(DivisionFileFaulty, match="3"):
        load_divisions(divisions(tmp_path, HEAD + good + row), by=SYSTEM)
    assert not Division.objects.filter(pk="532301105209").exists()


def test_a_missing_column_is_told(town: Town, tmp_path: Path) -> None:
    with pytest.raises(DivisionFileFaulty, match="parent_code"):
        load_divisions(divisions(tmp_path, HEAD.replace("parent_code,", "")), by=SYSTEM)


def test_the_command_loads_donghua(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load-divisions"]) == 0
    assert Division.objects.villages().count() == 11
    assert capsys.readouterr().out


def test_a_group_name_is_once_in_a_village(town: Town) -> None:
    with pytest.raises(NameTaken):
        add_group(town.lianhua, name="小伍排组", number=9, by=town.founder)
    assert add_group(town.bendong, name="小伍排组", number=9, by=town.founder).division_code == BENDONG


def test_a_grid_is_made_of_its_members(town: Town) -> None:
    grid = add_grid(town.lianhua, name="新网格", number=9, members=[town.household.pk], by=town.founder)
    assert list(Site.objects.filter(grid=grid)) == [town.household]
    assert LedgerEntry.objects.filter(verb="grid.members", subject_id=str(grid.pk)).exists()


def test_a_grid_holds_places_of_its_village_only(town: Town) -> None:
    with pytest.raises(OtherVillage):
        put_into_grid(town.grid, members=[town.next_household.pk, town.far_household.pk], by=town.founder)
    assert Site.objects.get(pk=town.next_household.pk).grid == town.next_grid


def test_a_grid_of_another_villages_group_is_refused(town: Town) -> None:
    with pytest.raises(OtherVillage):
        add_grid(town.bendong, name="新网格", number=9, group=town.group, by=town.founder)


def test_a_place_lies_in_its_village(town: Town) -> None:
    with pytest.raises(OtherVillage):
        add_place(town.bendong, kind=SiteKind.TOILET, name="公厕", grid=town.grid, by=town.founder)


def test_the_secretary_does_not_change_the_ground(town: Town, persons: Persons) -> None:
    secretary = persons.viewer("village_secretary")
    with pytest.raises(NotAllowed):
        add_group(town.lianhua, name="新组", number=9, by=secretary)
    with pytest.raises(NotAllowed):
        put_into_grid(town.grid, members=[town.household.pk], by=secretary)


def test_the_latest_look_is_kept_and_never_goes_back(town: Town) -> None:
    for day in (date(2022, 9, 1), date(2022, 9, 16), date(2022, 8, 1)):
        mark_seen(town.household.pk, day)
    assert Site.objects.get(pk=town.household.pk).last_seen_on == date(2022, 9, 16)


def test_everything_has_a_key_by_which_it_is_found(town: Town) -> None:
    for place in (town.lianhua, town.group, town.grid, town.household):
        assert place_of(place.ground.key) == place
        assert ground_of(place.ground.key) == place.ground
    for key in ("532301105999", "grid:00000000-0000-0000-0000-000000000000", "x"):
        with pytest.raises(NoSuchGround):
            place_of(key)


def broken(**values: object) -> None:
    """Writes a site past all acts."""
    with transaction.atomic():
        Site.objects.create(**values)


def test_the_database_refuses_what_must_never_be(town: Town) -> None:
    group, code = town.group, town.lianhua.code
    for values in (
        {"kind": "household", "division_code": code, "group": group, "door": "1"},
        {"kind": "household", "division_code": code, "group": group, "door": ""},
        {"kind": "household", "division_code": code, "door": "90"},
        {"kind": "toilet", "division_code": code, "name": ""},
    ):
        with pytest.raises(IntegrityError):
            broken(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grid.objects.filter(pk=town.grid.pk).update(division_code=town.bendong.code)
    with pytest.raises(IntegrityError), transaction.atomic():
        VillagerGroup.objects.filter(pk=town.group.pk).update(division_code=town.bendong.code)


def test_a_list_of_doors_becomes_the_members(town: Town) -> None:
    found = members_of(Choice.DOORS, town.group, "1~2，4")
    assert list(Site.objects.filter(pk__in=found).values_list("door", flat=True)) == ["1", "2", "4"]


def test_a_whole_group_and_what_is_left_of_it(town: Town) -> None:
    assert len(members_of(Choice.GROUP, town.group)) == 5
    assert members_of(Choice.LOOSE, town.group) == []
    Site.objects.filter(pk=town.household.pk).update(grid=None)
    assert members_of(Choice.LOOSE, town.group) == [town.household.pk]
    assert members_of(Choice.NOTHING, None) == []


def test_doors_that_are_not_there_are_named(town: Town) -> None:
    with pytest.raises(DoorsUnknown, match="98, 99"):
        members_of(Choice.DOORS, town.group, "1 98~99")
    with pytest.raises(DoorsUnknown):
        members_of(Choice.DOORS, town.group, "")
    with pytest.raises(DoorListUnclear, match="9~1"):
        members_of(Choice.DOORS, town.group, "9~1")
    with pytest.raises(GroupNeeded):
        members_of(Choice.DOORS, None, "1")


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_make_one_group(town: Town) -> None:
    village, founder = town.lianhua, town.founder
    told: list[object] = []

    def make() -> None:
        try:
            add_group(village, name="新组", number=9, by=founder)
        except NameTaken as error:
            told.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert VillagerGroup.objects.filter(name="新组").count() == 1
    assert len(told) == 1
