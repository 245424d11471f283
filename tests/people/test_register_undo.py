"""An import is taken back while nothing depends on it, and everything is as it was before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.conftest import ClientFor, On
from tests.people.corpus.books import Value, one
from tests.people.registers import household, register_csv
from tests.persons import Persons
from tests.town import Town
from tongxin.access.actions import open_register
from tongxin.people.actions import (
    appoint,
    confirm_import,
    forget_files,
    start_import,
    switch_id_numbers,
    undo_import,
)
from tongxin.people.actions.register import steps
from tongxin.people.errors import RegisterDone
from tongxin.people.import_errors import UndoHindered
from tongxin.people.models import ImportedRow, RegisterEntry, RegisterImport, RegisterMember
from tongxin.people.register_rules import ImportKind
from tongxin.people.roles import Role
from tongxin.records import clock, jobs
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import Viewer
from tongxin.territory.actions import add_place, put_into_grid
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Grid, GridVersion, Placement, Site, VillagerGroup

State = RegisterImport.State
NEW = household("90", "毕家福", group="上营组", grid="上营网格")
CHANGED = household("1", "李大明", phone="13900000000", people=9, grid="大村网格", note="池塘边")
REST = [household(str(door), head) for door, head in ((2, "王芬"), (3, "杨贵"))]


@pytest.fixture
def clerk(persons: Persons) -> Viewer:
    return persons.viewer("town_clerk")


def picture() -> list[Any]:
    """Every row that an import may touch."""
    sites = Site.objects.order_by("pk").values_list(
        "pk", "door", "name", "kind", "grid_id", "group_id", "closed_on", "latitude", "position_from"
    )
    entries = RegisterEntry.objects.order_by("pk").values_list(
        "pk", "head", "phone", "people", "note", "id_number", "changed_at"
    )
    lying = Placement.objects.order_by("site_id", "since").values_list(
        "site_id", "group_id", "grid_id", "since", "until"
    )
    areas = [
        list(each.objects.order_by("pk").values_list("pk", "name", "closed_on"))
        for each in (Grid, VillagerGroup)
    ]
    members = RegisterMember.objects.order_by("name").values_list("entry_id", "name", "relation")
    return [list(sites), list(entries), list(lying), list(members), areas, GridVersion.objects.count()]


def imported(clerk: Viewer, *rows: tuple[Any, ...], gone: list[Any] | None = None) -> RegisterImport:
    run = start_import(register_csv(*rows), name="户册.csv", by=clerk)
    return confirm_import(run, seen=run.shown["seen"], gone=gone or [], by=clerk)


def test_everything_is_as_before(town: Town, clerk: Viewer, on: On) -> None:
    on("2022-01-04")  # the day on which the town began: moves of that day leave no trace
    before = picture()
    last = town.households(town.grid)[-1]
    run = imported(clerk, NEW, CHANGED, *REST, gone=[last.pk])
    assert picture() != before
    assert undo_import(run, by=clerk).state == State.UNDONE
    assert picture() == before


def test_on_a_later_day_the_history_of_the_ground_is_kept(town: Town, clerk: Viewer, on: On) -> None:
    on("2022-09-16")
    run = imported(clerk, CHANGED)
    on("2022-09-18")
    undo_import(run, by=clerk)
    site = Site.objects.get(pk=town.household.pk)
    assert site.grid == town.grid
    lain = Placement.objects.filter(site=site).order_by("since").values_list("grid_id", "since")
    assert list(lain)[1:] == [(town.next_grid.pk, date(2022, 9, 16)), (town.grid.pk, date(2022, 9, 18))]


def test_a_grid_in_which_something_lay_is_closed_not_removed(town: Town, clerk: Viewer, on: On) -> None:
    on("2022-09-16")
    run = imported(clerk, household("1", "李小明", grid="新网格"))
    on("2022-09-18")
    undo_import(run, by=clerk)
    assert Grid.objects.get(name="新网格").closed_on == date(2022, 9, 18)


def test_members_are_restored(town: Town, clerk: Viewer) -> None:
    entry = RegisterEntry.objects.get(site=town.household)
    RegisterMember.objects.create(entry=entry, name="王秀", relation="妻")
    rows: list[Sequence[Value]] = [
        ("村", "组", "门牌", "姓名", "关系"),
        ("莲华村", "小伍排组", 1, "李小明", "户主"),
        ("莲华村", "小伍排组", 1, "李文", "子"),
    ]
    run = start_import(one(*rows), name="户册.xlsx", by=clerk)
    run = confirm_import(run, seen=run.shown["seen"], gone=[], by=clerk)
    assert [each.name for each in entry.members.all()] == ["李文"]
    undo_import(run, by=clerk)
    assert [(each.name, each.relation) for each in entry.members.all()] == [("王秀", "妻")]


def test_places_are_taken_back(town: Town, clerk: Viewer, on: On) -> None:
    on("2022-01-04")
    before = picture()
    rows: list[Sequence[Value]] = [
        ("村", "组", "名称", "类型", "纬度", "经度"),
        ("莲华村", "小伍排组", "小伍排文化广场", "公厕", 25.01, 101.5),
        ("莲华村", None, "大坝", "坝塘", None, None),
    ]
    run = start_import(one(*rows), name="公共区域.xlsx", kind=ImportKind.PLACES, by=clerk)
    run = confirm_import(run, seen=run.shown["seen"], gone=[], by=clerk)
    assert Site.objects.get(name="小伍排文化广场").kind == SiteKind.TOILET
    undo_import(run, by=clerk)
    assert picture() == before


def a_post(town: Town, persons: Persons) -> None:
    grid = Grid.objects.get(name="上营网格")
    appoint(persons.villager, role=Role.GRID_LEADER, ground=grid.ground, since=clock.today(), by=town.founder)


def an_opening(town: Town, persons: Persons) -> None:
    open_register(Site.objects.get(door="90"), purpose="case", by=persons.viewer("town_clerk"))


def a_move(town: Town, persons: Persons) -> None:
    put_into_grid(town.grid, members=[Site.objects.get(door="90").pk], by=town.founder)


def a_place_in_its_group(town: Town, persons: Persons) -> None:
    group = VillagerGroup.objects.get(name="上营组")
    add_place(town.lianhua, kind=SiteKind.ROAD, name="路", group=group, by=town.founder)


def a_later_import(town: Town, persons: Persons) -> None:
    imported(persons.viewer("town_clerk"), household("90", "毕家禄", group="上营组"))


def a_correction(town: Town, persons: Persons) -> None:
    RegisterEntry.objects.filter(site__door="90").update(head="毕家禄", changed_at=clock.now())


@pytest.mark.parametrize(
    ("depends", "words"),
    [
        (a_post, "职务"),
        (an_opening, "查看"),
        (a_move, "更改"),
        (a_place_in_its_group, "别的户"),
        (a_later_import, "后来导入"),
        (a_correction, "更改"),
    ],
)
def test_what_depends_on_it_is_told_and_nothing_changes(
    town: Town, persons: Persons, on: On, depends: Callable[[Town, Persons], None], words: str
) -> None:
    on("2022-09-16")
    clerk = persons.viewer("town_clerk")
    run = imported(clerk, NEW)
    on("2022-09-17")
    depends(town, persons)
    before = picture()
    with pytest.raises(UndoHindered, match=words):
        undo_import(run, by=clerk)
    assert picture() == before


def test_an_opening_of_a_changed_household_since_then_stands_against_it(
    town: Town, clerk: Viewer, on: On
) -> None:
    on("2022-09-16")
    open_register(town.household, purpose="case", by=clerk)
    on("2022-09-17")
    run = imported(clerk, household("1", "李大明"))
    on("2022-09-18")
    assert undo_import(imported(clerk, household("2", "王大芬")), by=clerk).state == State.UNDONE
    open_register(town.household, purpose="case", by=clerk)
    with pytest.raises(UndoHindered):
        undo_import(run, by=clerk)


def test_an_import_that_was_undone_stands_in_the_way_of_none(town: Town, clerk: Viewer, on: On) -> None:
    on("2022-09-16")
    first = imported(clerk, household("1", "李大明"))
    on("2022-09-17")
    second = imported(clerk, household("1", "李二明"))
    undo_import(second, by=clerk)
    undo_import(first, by=clerk)
    assert RegisterEntry.objects.get(site=town.household).head == "李小明"


def test_it_is_undone_once_and_only_while_it_is_remembered(town: Town, clerk: Viewer) -> None:
    run = imported(clerk, NEW)
    with clock.travel(to=clock.now() + timedelta(days=8)):
        forget_files()
        with pytest.raises(RegisterDone):
            undo_import(run, by=clerk)
    assert not ImportedRow.objects.exists()
    again = imported(clerk, household("91", "毕家福"))
    undo_import(again, by=clerk)
    with pytest.raises(RegisterDone):
        undo_import(again, by=clerk)


def test_a_large_one_is_undone_by_the_worker(
    town: Town, clerk: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = imported(clerk, NEW)
    monkeypatch.setattr(steps, "BACKGROUND_OVER", 0)
    assert undo_import(run, by=clerk).state == State.UNDOING
    jobs.work_off()
    run.refresh_from_db()
    assert run.state == State.UNDONE
    assert not Site.objects.filter(door="90").exists()


def test_what_came_in_between_is_told_on_the_page(
    town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = persons.viewer("town_clerk")
    run = imported(clerk, NEW)
    monkeypatch.setattr(steps, "BACKGROUND_OVER", 0)
    undo_import(run, by=clerk)
    a_post(town, persons)
    jobs.work_off()
    run.refresh_from_db()
    assert run.state == State.DONE
    assert "职务" in run.fault


def test_the_undoing_is_in_the_ledger_without_names(town: Town, clerk: Viewer) -> None:
    undo_import(imported(clerk, NEW, CHANGED), by=clerk)
    entry = LedgerEntry.objects.get(verb="register.undo")
    assert entry.detail == {"restored": 1, "removed": 1}


def test_the_page_says_what_would_happen_and_what_stands_against_it(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    client: Client = client_for(persons.town_clerk)
    run = imported(persons.viewer("town_clerk"), NEW)
    address = f"/import/{run.pk}/undo/"
    assert "撤销这次导入" in client.get(address).content.decode()
    a_post(town, persons)
    assert "职务 1 个" in client.get(address).content.decode()
    assert "撤销不了" in client.post(address, follow=True).content.decode()


def test_a_switch_thrown_meanwhile_takes_the_memory_along(town: Town, clerk: Viewer) -> None:
    switch_id_numbers(town.division, on=True, reason="核对户籍", by=town.founder)
    run = imported(clerk, NEW)
    switch_id_numbers(town.division, on=False, reason="核完了", by=town.founder)
    with pytest.raises(RegisterDone):
        undo_import(run, by=clerk)
