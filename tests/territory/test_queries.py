"""Questions about the ground."""

from __future__ import annotations

import pytest

from tests.persons import Persons
from tests.town import BENDONG, COUNTY_CODE, LIANHUA, Town
from tongxin.people.models import Post
from tongxin.territory.choices import ground_choices
from tongxin.territory.ground import division_ground
from tongxin.territory.links import url_of
from tongxin.territory.models import Division, Grid, Site, VillagerGroup


def test_within_a_village_a_group_a_grid_a_site(town: Town) -> None:
    sites = Site.objects.all()
    assert sites.within(town.lianhua.ground).count() == 10
    assert sites.within(town.group.ground).count() == 5
    assert sites.within(town.grid.ground).count() == 5
    assert list(sites.within(town.household.ground)) == [town.household]


def test_no_division_and_no_group_lies_in_a_grid(town: Town) -> None:
    assert not Division.objects.within(town.grid.ground).exists()
    assert not VillagerGroup.objects.within(town.grid.ground).exists()
    assert not Grid.objects.within(town.household.ground).exists()


def test_villages_around_a_grid_are_its_own(town: Town) -> None:
    around = Division.objects.villages().around([town.grid.ground])
    assert [village.code for village in around] == [LIANHUA]
    assert Division.objects.villages().around([division_ground(COUNTY_CODE)]).count() == 2


def test_within_any_asks_for_no_inner_ground_twice(town: Town) -> None:
    sql = str(Site.objects.within_any([town.lianhua.ground, town.grid.ground, town.household.ground]).query)
    assert sql.count(" OR ") <= 1


def test_a_record_names_its_place_in_words(town: Town, persons: Persons) -> None:
    post = Post.objects.get(person=persons.grid_leader)
    assert post.place_name == "莲华村 小伍排网格"
    assert str(post) == "网格长 莲华村 小伍排网格"


def test_choices_hold_no_household(town: Town) -> None:
    keys = [key for _title, places in ground_choices(town.lianhua) for key, _name in places]
    assert keys[0] == LIANHUA
    assert town.household.ground.key not in keys
    assert len(keys) == 1 + 2 + 2 + 2
    assert [title for title, _places in ground_choices(town.division)] == ["整个"]


def test_every_place_has_its_page(town: Town) -> None:
    assert url_of(town.division.ground) == "/ground/"
    assert url_of(town.lianhua.ground) == f"/ground/{LIANHUA}/"
    assert url_of(town.group.ground) == f"/ground/group/{town.group.pk}/"
    assert url_of(town.grid.ground) == f"/ground/grid/{town.grid.pk}/"
    assert url_of(town.household.ground) == f"/ground/site/{town.household.pk}/"


def test_a_number_is_written_without_the_word_for_village(town: Town) -> None:
    assert town.lianhua.brief_name == "莲华"
    assert Division.objects.name_of(BENDONG) == "本东村"
    assert Division.objects.name_of("000000000000") == "000000000000"


@pytest.mark.sqlite  # PostgreSQL reads twenty rows in whatever way it likes
def test_the_count_of_a_town_reads_one_index(town: Town) -> None:
    sites = Site.objects.within(town.division.ground).order_by()  # their order would need the rows
    plan = sites.values("group_id", "kind", "closed_on").explain()
    assert "COVERING INDEX site_coverage" in plan
    assert "SCAN" not in plan
