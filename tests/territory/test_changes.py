"""Merge, split, rename: old periods keep the old ground, records keep both, people go along."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from tests.conftest import On
from tests.persons import Persons
from tests.territory.test_acts import HEAD, divisions
from tests.town import BENDONG, LIANHUA, Town
from tongxin.people.actions import appoint
from tongxin.people.models import Post, RegisterEntry
from tongxin.people.roles import Role
from tongxin.records import figures
from tongxin.records.figures import FigureScope
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM, NotAllowed
from tongxin.territory import actions
from tongxin.territory.errors import (
    ChangedLater,
    CodeUnfit,
    DayToCome,
    EverythingLeaves,
    GroundGone,
    Locked,
    NameTaken,
    NothingChosen,
    NotMergeable,
    OtherVillage,
    ReasonMissing,
    SameName,
)
from tongxin.territory.history import (
    ground_of_site,
    groups_of,
    marked_merged,
    name_on,
    one_with,
    sites_of,
    villages_in,
    villages_of,
)
from tongxin.territory.models import Division, FormerName, Grid, GroundChange, Site, VillagerGroup
from tongxin.territory.trial import try_out

JUNE, JULY, AUGUST = date(2022, 6, 30), date(2022, 7, 1), date(2022, 8, 1)
WHY = "镇政府〔2022〕7号"
NEW_CODE = "532301105230"


def households(key: str, day: date) -> int:
    return int(figures.get("ground.households").value(FigureScope(key, day, day)) or 0)


# ---- merge -----------------------------------------------------------------------------------------


def merged_villages(town: Town) -> GroundChange:
    return actions.merge_villages(town.lianhua, [town.bendong], reason=WHY, on=JULY, by=town.founder)


def test_merged_villages_are_one_from_that_day_and_two_before(town: Town, on: On) -> None:
    on(AUGUST)
    merged_villages(town)
    assert households(LIANHUA, JUNE) == households(BENDONG, JUNE) == 8
    assert households(LIANHUA, AUGUST) == 16
    assert households(BENDONG, AUGUST) == 0
    by_village = figures.get("ground.households").by_village(FigureScope(town.division.code, JUNE, JUNE))
    assert by_village == {LIANHUA: 8, BENDONG: 8}


def test_a_merged_village_says_into_what_it_went(town: Town, on: On) -> None:
    on(AUGUST)
    change = merged_villages(town)
    gone = Division.objects.get(pk=BENDONG)
    assert (gone.closed_on, gone.merged_into) == (JULY, town.lianhua)
    assert change.keys == {LIANHUA, BENDONG}
    assert change.sites == 10
    assert list(villages_of(town.division.ground, AUGUST)) == [town.lianhua]
    assert villages_of(town.division.ground, JUNE).count() == 2
    assert villages_in(town.division.ground, JUNE, AUGUST) == {LIANHUA: "莲华村", BENDONG: "本东村"}


def test_groups_and_grids_of_a_merged_village_go_on_under_a_new_key(town: Town, on: On) -> None:
    on(AUGUST)
    old = town.far_grid
    merged_villages(town)
    old.refresh_from_db()
    assert old.merged_into is not None
    assert (old.merged_into.name, old.merged_into.division_code) == (old.name, LIANHUA)
    assert sites_of(old.ground, JUNE).count() == sites_of(old.merged_into.ground, AUGUST).count() == 5
    assert [group.number for group in groups_of(town.lianhua.ground, AUGUST)] == [1, 2, 3, 4]
    assert groups_of(town.lianhua.ground, JUNE).count() == 2


def test_a_name_that_is_taken_gets_the_old_village_before_it(town: Town, on: On) -> None:
    on(AUGUST)
    actions.add_group(town.bendong, name="大村组", number=9, on=JULY, by=town.founder)
    merged_villages(town)
    names = set(VillagerGroup.objects.in_use().filter(village=LIANHUA).values_list("name", flat=True))
    assert {"大村组", "本东大村组"} <= names


def test_who_leads_a_group_or_grid_of_a_merged_village_goes_on(town: Town, persons: Persons, on: On) -> None:
    on(AUGUST)
    since = date(2022, 2, 1)
    leader = appoint(
        persons.villager, role=Role.GRID_LEADER, ground=town.far_grid.ground, since=since, by=town.founder
    )
    secretary = appoint(
        persons.villager,
        role=Role.VILLAGE_SECRETARY,
        ground=town.bendong.ground,
        since=since,
        by=town.founder,
    )
    merged_villages(town)
    leader.refresh_from_db()
    secretary.refresh_from_db()
    assert leader.until == secretary.until == JULY
    follows = Post.objects.get(person=persons.villager, until=None)
    assert (follows.role, follows.division_code, follows.since) == (Role.GRID_LEADER, LIANHUA, JULY)


def test_a_steward_goes_on_at_the_same_place(town: Town, persons: Persons, on: On) -> None:
    on(AUGUST)
    place = Site.objects.public().get(grid=town.far_grid)
    appoint(persons.villager, role=Role.STEWARD, ground=place.ground, since=date(2022, 2, 1), by=town.founder)
    merged_villages(town)
    follows = Post.objects.get(person=persons.villager, until=None)
    assert (follows.site, follows.division_code) == (place, LIANHUA)


def test_merged_groups_give_a_door_that_is_taken_another_number(town: Town, on: On) -> None:
    on(AUGUST)
    door, next_group = town.next_household, town.next_group
    actions.merge_groups(town.group, [next_group], reason=WHY, on=JULY, by=town.founder)
    door.refresh_from_db()
    assert (door.door, door.group) == ("2-1", town.group)
    assert name_on(door.ground, JUNE) == "1号"
    assert name_on(door.ground, AUGUST) == "2-1号"
    grid = Grid.objects.get(pk=town.next_grid.pk)
    assert (grid.group, grid.closed_on) == (town.group, None)


def test_merged_grids_are_one_and_the_leader_of_the_other_has_no_post(
    town: Town, persons: Persons, on: On
) -> None:
    on(AUGUST)
    actions.merge_grids(town.grid, [town.next_grid], reason=WHY, on=JULY, by=town.founder)
    assert Site.objects.in_use().filter(grid=town.grid).count() == 10
    assert not Post.objects.in_force(AUGUST).filter(person=persons.next_grid_leader).exists()
    assert Post.objects.in_force(JUNE).filter(person=persons.next_grid_leader).exists()


def test_a_locked_grid_is_not_merged(town: Town, on: On) -> None:
    on(AUGUST)
    actions.lock_grid(town.next_grid, locked=True, by=town.founder)
    with pytest.raises(Locked, match=town.next_grid.name):
        actions.merge_grids(town.grid, [town.next_grid], reason=WHY, by=town.founder)


def test_two_doors_become_one_household(town: Town, on: On) -> None:
    on(AUGUST)
    stays, gone = town.households(town.grid)[:2]
    actions.merge_households(stays, gone, reason=WHY, on=JULY, by=town.founder)
    gone.refresh_from_db()
    assert (gone.closed_on, gone.merged_into) == (JULY, stays)
    assert not RegisterEntry.objects.filter(site=gone).exists()
    assert RegisterEntry.objects.filter(site=stays).exists()
    assert ground_of_site(gone, JUNE) is not None
    assert ground_of_site(gone, JULY) is None


def test_the_records_of_both_doors_stand_on_the_page_of_the_one(town: Town, on: On) -> None:
    on(AUGUST)
    first, second, third = town.households(town.grid)[:3]
    actions.merge_households(second, third, reason=WHY, by=town.founder)
    actions.merge_households(first, second, reason=WHY, by=town.founder)
    assert one_with(first) == [first.pk, second.pk, third.pk]
    assert one_with(marked_merged(Site.objects.all()).get(pk=town.public_place.pk)) == [town.public_place.pk]


def test_the_entry_of_the_other_door_can_be_kept(town: Town, on: On) -> None:
    on(AUGUST)
    stays, gone = town.households(town.grid)[:2]
    actions.merge_households(stays, gone, reason=WHY, on=JULY, keeps_entry=True, by=town.founder)
    assert RegisterEntry.objects.filter(site=gone).exists()


def test_what_cannot_be_one_is_refused(town: Town, on: On) -> None:
    on(AUGUST)
    why = {"reason": WHY, "by": town.founder}
    with pytest.raises(NotMergeable):
        actions.merge_grids(town.grid, [town.grid], **why)  # type: ignore[arg-type]  # a table of values
    with pytest.raises(NotMergeable):
        actions.merge_groups(town.group, [], **why)  # type: ignore[arg-type]
    with pytest.raises(NotMergeable):
        actions.merge_grids(town.grid, [town.far_grid], **why)  # type: ignore[arg-type]
    with pytest.raises(NotMergeable):
        actions.merge_households(town.household, town.public_place, **why)  # type: ignore[arg-type]


# ---- split -----------------------------------------------------------------------------------------


def test_a_part_of_a_group_goes_on_by_itself(town: Town, on: On) -> None:
    on(AUGUST)
    doors = [site.pk for site in town.households(town.grid)[:2]]
    new = actions.split_group(
        town.group, name="新小伍排组", sites=doors, reason=WHY, on=JULY, by=town.founder
    )
    assert sites_of(new.ground, AUGUST).count() == 2
    assert sites_of(town.group.ground, JUNE).count() == 5
    assert Grid.objects.get(pk=town.grid.pk).group is None  # it lies in two groups now


def test_a_part_of_a_grid_goes_on_by_itself(town: Town, on: On) -> None:
    on(AUGUST)
    doors = [site.pk for site in town.households(town.grid)[:2]]
    new = actions.split_grid(town.grid, name="二网格", sites=doors, reason=WHY, on=JULY, by=town.founder)
    assert (new.division_code, new.number) == (LIANHUA, 3)
    assert Site.objects.in_use().filter(grid=town.grid).count() == 3


def split(town: Town, **other: object) -> Division:
    values = {
        "code": NEW_CODE,
        "name": "大村",
        "full_name": "大村村民委员会",
        "groups": [town.next_group],
        "reason": WHY,
        "on": JULY,
        "by": town.founder,
        **other,
    }
    return actions.split_village(town.lianhua, **values)  # type: ignore[arg-type]  # a table of values


def test_groups_go_on_in_a_new_village(town: Town, persons: Persons, on: On) -> None:
    on(AUGUST)
    new = split(town)
    assert (new.opened_on, str(new), new.parent_id) == (JULY, "大村", town.division.code)
    assert households(NEW_CODE, AUGUST) == households(LIANHUA, AUGUST) == 4
    assert households(NEW_CODE, JUNE) == 0
    assert households(LIANHUA, JUNE) == 8
    follows = Post.objects.get(person=persons.next_grid_leader, until=None)
    assert follows.division_code == NEW_CODE


def test_a_grid_that_would_be_divided_stays_and_its_leaving_places_lie_in_none(town: Town, on: On) -> None:
    on(AUGUST)
    actions.put_into_grid(town.grid, members=[town.next_household.pk], on=JULY, by=town.founder)
    split(town)
    assert Site.objects.get(pk=town.next_household.pk).grid is None
    assert Grid.objects.get(pk=town.grid.pk).closed_on is None


@pytest.mark.parametrize("code", ["", "5323011052", LIANHUA, "532301106230", "53230110523X", "532301105000"])
def test_a_new_village_needs_a_free_code_of_the_town(town: Town, on: On, code: str) -> None:
    on(AUGUST)
    with pytest.raises(CodeUnfit):
        split(town, code=code)


def test_a_split_leaves_something_behind(town: Town, on: On) -> None:
    on(AUGUST)
    with pytest.raises(EverythingLeaves):
        split(town, groups=[town.group, town.next_group])
    with pytest.raises(NothingChosen):
        split(town, groups=[])
    with pytest.raises(OtherVillage):
        split(town, groups=[VillagerGroup.objects.filter(village=BENDONG)[0]])
    with pytest.raises(OtherVillage):
        split(town, places=[town.public_place.pk])
    with pytest.raises(NameTaken):
        split(town, name="本东村")
    everything = list(Site.objects.filter(grid=town.grid).values_list("pk", flat=True))
    with pytest.raises(EverythingLeaves):
        actions.split_grid(town.grid, name="二网格", sites=everything, reason=WHY, by=town.founder)


# ---- rename ----------------------------------------------------------------------------------------


def test_a_village_keeps_its_former_name_with_its_dates(town: Town, on: On) -> None:
    on(AUGUST)
    actions.rename_village(
        town.lianhua, name="莲花村", full_name="莲花村民委员会", reason=WHY, on=JULY, by=town.founder
    )
    assert (name_on(town.lianhua.ground, JUNE), name_on(town.lianhua.ground, JULY)) == ("莲华村", "莲花村")
    assert Division.objects.name_of(LIANHUA) == "莲花村"
    assert villages_in(town.division.ground, JUNE, JUNE)[LIANHUA] == "莲华村"


def test_of_two_names_on_one_day_the_first_is_the_former_one(town: Town, on: On) -> None:
    on(AUGUST)
    for name in ("甲网格", "乙网格"):
        actions.rename_area(town.grid, name=name, reason=WHY, by=town.founder)
    assert list(FormerName.objects.values_list("name", flat=True)) == ["小伍排网格"]
    assert name_on(town.grid.ground, JULY) == "小伍排网格"


def test_loading_an_older_table_does_not_take_a_new_name_back(town: Town, on: On, tmp_path: Path) -> None:
    on(AUGUST)
    actions.rename_village(town.lianhua, name="莲花村", full_name="莲花村委会", reason=WHY, by=town.founder)
    file = divisions(tmp_path, HEAD + f"{LIANHUA},莲华村民委员会,莲华村,village,532301105000,l,L,2023\n")
    actions.load_divisions(file, by=SYSTEM)
    assert Division.objects.get(pk=LIANHUA).short_name == "莲花村"


def test_a_name_in_use_or_the_same_is_refused(town: Town, on: On) -> None:
    on(AUGUST)
    with pytest.raises(SameName):
        actions.rename_area(town.grid, name=town.grid.name, reason=WHY, by=town.founder)
    with pytest.raises(NameTaken):
        actions.rename_area(town.grid, name="大村网格", reason=WHY, by=town.founder)
    with pytest.raises(NameTaken):
        actions.rename_village(town.lianhua, name="本东村", full_name="", reason=WHY, by=town.founder)


# ---- every change ----------------------------------------------------------------------------------


def test_a_change_has_a_day_that_has_come_and_a_reason(town: Town, on: On) -> None:
    on(JULY)
    with pytest.raises(DayToCome):
        actions.close_grid(town.grid, reason=WHY, on=AUGUST, by=town.founder)
    with pytest.raises(ReasonMissing):
        actions.close_grid(town.grid, reason=" ", by=town.founder)


def test_a_change_before_the_last_one_of_what_it_touches_is_refused(town: Town, on: On) -> None:
    on(AUGUST)
    actions.rename_area(town.next_grid, name="新名网格", reason=WHY, by=town.founder)
    with pytest.raises(ChangedLater, match="2022-08-01"):
        actions.merge_grids(town.grid, [town.next_grid], reason=WHY, on=JULY, by=town.founder)


def test_what_is_no_more_is_not_changed(town: Town, on: On) -> None:
    on(AUGUST)
    merged_villages(town)
    with pytest.raises(GroundGone):
        actions.rename_village(town.bendong, name="新村", full_name="", reason=WHY, by=town.founder)


def test_the_secretary_changes_no_ground(town: Town, persons: Persons, on: On) -> None:
    on(AUGUST)
    secretary = persons.viewer("village_secretary")
    with pytest.raises(NotAllowed):
        actions.rename_area(town.grid, name="甲网格", reason=WHY, by=secretary)
    with pytest.raises(NotAllowed):
        actions.merge_grids(town.grid, [town.next_grid], reason=WHY, by=secretary)


def test_each_change_is_one_row_that_never_changes(town: Town, on: On) -> None:
    on(AUGUST)
    change = merged_villages(town)
    assert LedgerEntry.objects.filter(verb="ground.merge", detail__change=str(change.pk)).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        GroundChange.objects.filter(pk=change.pk).update(reason="另外的理由")
    assert list(GroundChange.objects.concerning(town.bendong)) == [change]


def test_a_trial_says_what_follows_and_changes_nothing(town: Town, persons: Persons, on: On) -> None:
    on(AUGUST)
    trial = try_out(
        lambda: actions.merge_groups(
            VillagerGroup.objects.get(pk=town.group.pk),
            [VillagerGroup.objects.get(pk=town.next_group.pk)],
            reason=WHY,
            by=town.founder,
        ),
        codes=[LIANHUA],
        closing=[town.next_group.ground],
    )
    assert (trial.households, trial.places, trial.renumbered) == (4, 1, 4)
    assert trial.doors[0] == ("1", "2-1")
    assert VillagerGroup.objects.get(pk=town.next_group.pk).closed_on is None
    assert not GroundChange.objects.exists()
