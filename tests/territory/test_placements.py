"""Where sites lay: every act keeps it with dates, and the database keeps what has ended."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from tests.conftest import On
from tests.town import FOUNDED_ON, Town
from tongxin.records import guards
from tongxin.territory.actions import (
    add_doors,
    add_grid,
    add_place,
    close_doors,
    close_grid,
    lock_grid,
    lock_site,
    put_into_grid,
    remove_doors,
    reopen_doors,
)
from tongxin.territory.errors import ChangedLater, DayToCome, GroundGone, Locked
from tongxin.territory.history import ground_of_site, name_on, placed_on, sites_of
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import GridVersion, Placement, Site

JULY, AUGUST = date(2022, 7, 1), date(2022, 8, 1)


def rows_of(site: Site) -> list[tuple[date, date | None, object]]:
    return list(
        Placement.objects.filter(site=site).order_by("since").values_list("since", "until", "grid_id")
    )


def new_door(town: Town, door: str) -> Site:
    return Site(
        kind="household", division_code=town.lianhua.code, group=town.group, grid=town.grid, door=door
    )


def test_what_the_register_brings_lies_somewhere_from_that_day(town: Town) -> None:
    assert rows_of(town.household) == [(FOUNDED_ON, None, town.grid.pk)]
    assert rows_of(town.public_place) == [(FOUNDED_ON, None, town.grid.pk)]


def test_a_move_ends_one_placement_and_begins_another(town: Town, on: On) -> None:
    on(AUGUST)
    put_into_grid(town.next_grid, members=[town.household.pk], on=JULY, by=town.founder)
    assert rows_of(town.household) == [(FOUNDED_ON, JULY, town.grid.pk), (JULY, None, town.next_grid.pk)]
    before = ground_of_site(town.household, date(2022, 6, 30))
    assert before is not None
    assert before.grid_id == town.grid.pk


def test_two_moves_on_one_day_are_one(town: Town, on: On) -> None:
    on(JULY)
    put_into_grid(town.next_grid, members=[town.household.pk], by=town.founder)
    put_into_grid(town.grid, members=[town.household.pk], by=town.founder)
    assert rows_of(town.household) == [(FOUNDED_ON, JULY, town.grid.pk), (JULY, None, town.grid.pk)]


def test_a_move_to_where_it_lies_writes_nothing(town: Town, on: On) -> None:
    on(JULY)
    put_into_grid(town.grid, members=[town.household.pk], by=town.founder)
    assert rows_of(town.household) == [(FOUNDED_ON, None, town.grid.pk)]


def test_a_move_in_the_future_or_before_the_last_one_is_refused(town: Town, on: On) -> None:
    on(AUGUST)
    put_into_grid(town.next_grid, members=[town.household.pk], by=town.founder)
    with pytest.raises(DayToCome, match="2022-08-02"):
        put_into_grid(town.grid, members=[town.household.pk], on=date(2022, 8, 2), by=town.founder)
    with pytest.raises(ChangedLater, match="2022-08-01"):
        put_into_grid(town.grid, members=[town.household.pk], on=JULY, by=town.founder)
    assert Site.objects.get(pk=town.household.pk).grid == town.next_grid


def test_a_closed_door_lies_nowhere_until_it_is_back(town: Town, on: On) -> None:
    on(JULY)
    close_doors([town.household.pk], on=JULY)
    assert ground_of_site(town.household, JULY) is None
    on(AUGUST)
    reopen_doors([town.household.pk])
    assert rows_of(town.household) == [(FOUNDED_ON, JULY, town.grid.pk), (AUGUST, None, town.grid.pk)]


def test_a_door_opened_and_closed_on_one_day_never_was(town: Town, on: On) -> None:
    on(JULY)
    door = new_door(town, "90")
    add_doors([door])
    close_doors([door.pk], on=JULY)
    assert rows_of(door) == []


def test_a_door_added_by_mistake_is_taken_back(town: Town, on: On) -> None:
    on(JULY)
    door = new_door(town, "90")
    add_doors([door])
    remove_doors([door.pk])
    assert not Site.objects.filter(pk=door.pk).exists()


def test_a_door_with_a_past_is_not_taken_back(town: Town, on: On) -> None:
    on(JULY)
    put_into_grid(town.next_grid, members=[town.household.pk], by=town.founder)
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        remove_doors([town.household.pk])


def test_a_door_that_returns_lies_in_no_grid_that_is_closed(town: Town, on: On) -> None:
    on(JULY)
    close_doors([town.household.pk], on=JULY)
    close_grid(town.grid, reason="并网", by=town.founder)
    on(AUGUST)
    reopen_doors([town.household.pk])
    assert Site.objects.get(pk=town.household.pk).grid is None


def test_the_sites_of_a_past_day_are_those_that_lay_there(town: Town, on: On) -> None:
    on(AUGUST)
    put_into_grid(town.next_grid, members=[town.household.pk], on=JULY, by=town.founder)
    close_doors([town.next_household.pk], on=AUGUST)
    then, now = date(2022, 6, 30), AUGUST
    assert sites_of(town.grid.ground, then).count() == sites_of(town.next_grid.ground, then).count() == 5
    assert sites_of(town.grid.ground, now).count() == 4
    assert sites_of(town.next_grid.ground, now).count() == 5
    assert sites_of(town.lianhua.ground, FOUNDED_ON).count() == 10
    assert sites_of(town.lianhua.ground, date(2022, 1, 3)).count() == 0


def test_a_past_row_says_where_it_lay(town: Town, on: On) -> None:
    on(AUGUST)
    put_into_grid(town.next_grid, members=[town.household.pk], on=JULY, by=town.founder)
    row = sites_of(town.division.ground, date(2022, 6, 30)).get(pk=town.household.pk)
    assert (row.grid_name, row.group_name) == (town.grid.name, town.group.name)
    assert Site.objects.get(pk=town.household.pk).grid_name == town.next_grid.name


def test_a_grid_has_versions_with_dates(town: Town, on: On) -> None:
    on(JULY)
    grid = add_grid(town.lianhua, name="新网格", number=9, by=town.founder)
    on(AUGUST)
    close_grid(grid, reason="并网", by=town.founder)
    assert list(GridVersion.objects.filter(grid=grid).values_list("number", "since", "until")) == [
        (1, JULY, AUGUST)
    ]
    with pytest.raises(GroundGone):
        put_into_grid(grid, members=[town.household.pk], by=town.founder)
    with pytest.raises(GroundGone):
        close_grid(grid, reason="并网", by=town.founder)


def test_closing_a_grid_leaves_its_places_in_none(town: Town, on: On) -> None:
    on(JULY)
    close_grid(town.grid, reason="并网", by=town.founder)
    assert Site.objects.in_use().filter(group=town.group, grid__isnull=True).count() == 5
    assert sites_of(town.grid.ground, date(2022, 6, 30)).count() == 5


def test_what_is_locked_stays_in_its_grid(town: Town, on: On) -> None:
    on(JULY)
    lock_site(town.household, locked=True, by=town.founder)
    with pytest.raises(Locked, match="1"):
        put_into_grid(town.next_grid, members=[town.household.pk], by=town.founder)
    with pytest.raises(Locked):
        close_grid(town.grid, reason="并网", by=town.founder)
    lock_site(town.household, locked=False, by=town.founder)
    lock_grid(town.next_grid, locked=True, by=town.founder)
    with pytest.raises(Locked, match=town.next_grid.name):
        put_into_grid(town.next_grid, members=[town.household.pk], by=town.founder)
    assert put_into_grid(town.next_grid, members=[town.next_household.pk], by=town.founder) == 1


def test_a_new_place_lies_somewhere_from_its_day(town: Town, on: On) -> None:
    on(AUGUST)
    site = add_place(
        town.lianhua, kind=SiteKind.TOILET, name="公厕", grid=town.grid, on=JULY, by=town.founder
    )
    assert rows_of(site) == [(JULY, None, town.grid.pk)]


def ended_row(town: Town) -> Placement:
    put_into_grid(town.next_grid, members=[town.household.pk], by=town.founder)
    return Placement.objects.get(site=town.household, until__isnull=False)


def change_what_ended(row: Placement) -> None:
    with transaction.atomic():
        Placement.objects.filter(pk=row.pk).update(grid=None)


def remove_what_ended(row: Placement) -> None:
    with transaction.atomic():
        Placement.objects.filter(pk=row.pk).delete()


def shift_what_is_open(row: Placement) -> None:
    with transaction.atomic():
        Placement.objects.filter(site=row.site_id, until__isnull=True).update(since=FOUNDED_ON)


ATTACKS = [change_what_ended, remove_what_ended, shift_what_is_open]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_database_refuses_to_change_history(town: Town, on: On, attack: object) -> None:
    on(JULY)
    row = ended_row(town)
    with pytest.raises(IntegrityError, match=guards.ENDED_REFUSAL):
        attack(row)  # type: ignore[operator]


@pytest.mark.parametrize("attack", ATTACKS[:2])
def test_without_its_triggers_the_database_would_not_notice(town: Town, on: On, attack: object) -> None:
    on(JULY)
    row = ended_row(town)
    guards.remove(connection)
    attack(row)  # type: ignore[operator]
    assert not Placement.objects.filter(pk=row.pk, grid=town.grid).exists()


def test_the_doctor_knows_which_tables_keep_history() -> None:
    guarded = {each.table: each.keeps for each in guards.guarded()}
    assert guarded["territory_placement"] == guarded["territory_gridversion"] == guards.Keeps.ENDED_ROWS
    assert guarded["territory_groundchange"] == guarded["records_ledgerentry"] == guards.Keeps.EVERYTHING


def test_a_name_without_former_names_is_the_present_one(town: Town) -> None:
    assert name_on(town.lianhua.ground, JULY) == "莲华村"
    assert placed_on(FOUNDED_ON).count() == 20
