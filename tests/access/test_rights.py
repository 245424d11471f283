"""One table, three questions: may I, which rows, who may. They always agree."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.persons import Persons
from tests.town import TOWN, Town
from tongxin.access import rules
from tongxin.access.queries import who_may
from tongxin.access.viewer import HeldPost, PostViewer, viewer_for
from tongxin.people.models import Post
from tongxin.people.roles import Role, standard_roles
from tongxin.records import clock
from tongxin.records.permission import Act, NotAllowed
from tongxin.territory.ground import Ground, division_ground
from tongxin.territory.models import Division, Grid, Site, VillagerGroup
from tongxin.territory.queries import grounded, outermost

COUNTY = "532301000000"
ACTS = st.sampled_from(list(Act))
IN_ONE_TRANSACTION = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def all_grounds() -> list[Ground]:
    """Every place of the town, and the divisions above it."""
    rows: list[Division | VillagerGroup | Grid | Site] = [
        *Division.objects.all(), *VillagerGroup.objects.all(), *Grid.objects.all(), *Site.objects.all()
    ]  # fmt: skip
    return [row.ground for row in rows]


def posts_on(grounds: list[Ground]) -> st.SearchStrategy[list[HeldPost]]:
    """Up to three posts, each on a ground that its role can have."""
    fitting = [
        HeldPost(role, ground) for role in Role for ground in grounds if standard_roles()[role].fits(ground)
    ]
    return st.lists(st.sampled_from(fitting), max_size=3, unique=True)


def viewer_with(posts: list[HeldPost]) -> PostViewer:
    """A viewer who holds these posts."""
    return PostViewer(person_id=None, account_id=None, display_name="", posts=posts)


@IN_ONE_TRANSACTION
@given(data=st.data(), act=ACTS)
def test_the_rows_that_one_sees_are_those_of_which_one_may(data: st.DataObject, act: Act, town: Town) -> None:
    viewer = viewer_with(data.draw(posts_on(all_grounds())))
    for model in (Division, VillagerGroup, Grid, Site):
        seen = set(viewer.visible(model.objects.all(), act))
        assert seen == {row for row in model.objects.all() if viewer.may(act, row.ground)}


@IN_ONE_TRANSACTION
@given(data=st.data(), act=ACTS)
def test_who_may_is_the_other_side_of_may_i(
    data: st.DataObject, act: Act, town: Town, persons: Persons
) -> None:
    grounds = all_grounds()
    posts = data.draw(posts_on(grounds))
    asked = data.draw(st.sampled_from(grounds))
    with transaction.atomic():
        Post.objects.all().delete()
        for post in posts:
            Post.objects.create(
                person=persons.villager, role=post.role, since=date(2022, 1, 1), **grounded(post.ground)
            )
        may = viewer_for(persons.villager).may(act, asked)
        assert may == who_may(act, asked, clock.today()).filter(pk=persons.villager.pk).exists()
        transaction.set_rollback(True)


@IN_ONE_TRANSACTION
@given(data=st.data())
def test_outermost_grounds_hold_what_all_grounds_hold(data: st.DataObject, town: Town) -> None:
    grounds = all_grounds()
    held = data.draw(st.lists(st.sampled_from(grounds), max_size=5))
    kept = outermost(held)
    for ground in grounds:
        assert any(each.contains(ground) for each in kept) == any(each.contains(ground) for each in held)
    assert not [each for each in kept for other in kept if each != other and other.contains(each)]


def test_every_act_is_in_the_table() -> None:
    assert set(rules.RIGHTS) == set(Act)


def test_what_the_table_does_not_name_nobody_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "RIGHTS", {})
    assert not rules.allows(Role.TOWN_CLERK, Act.CASE_VIEW)


def test_a_right_ends_on_the_day_the_post_ends(persons: Persons) -> None:
    persons.grid_leader.posts.update(until=clock.today())
    assert not persons.viewer("grid_leader").may(Act.CASE_VIEW)


def test_a_post_to_come_gives_no_right_yet(town: Town, persons: Persons) -> None:
    Post.objects.create(
        person=persons.villager, role=Role.GRID_MEMBER, since=date(2999, 1, 1), **grounded(town.grid.ground)
    )
    assert not persons.viewer("villager").may(Act.CASE_VIEW)


def test_nobody_may_anything(town: Town) -> None:
    nobody = viewer_with([])
    assert not any(nobody.may(act) for act in Act)
    assert not nobody.visible(Site.objects.all(), Act.GROUND_VIEW).exists()


def test_missing_and_forbidden_are_told_alike(town: Town, persons: Persons) -> None:
    viewer = persons.viewer("next_grid_leader")
    for key in (town.household.pk, town.household.pk.__class__(int=1)):
        with pytest.raises(Http404):
            viewer.find(Site.objects.all(), Act.GROUND_VIEW, pk=key)
    found = viewer.find(Site.objects.all(), Act.GROUND_VIEW, pk=town.next_household.pk)
    assert found == town.next_household


def test_require_raises_and_names_the_act(persons: Persons) -> None:
    with pytest.raises(NotAllowed) as refused:
        persons.viewer("villager").require(Act.CASE_VIEW)
    assert refused.value.act is Act.CASE_VIEW


def test_a_wider_division_holds_a_narrower_and_not_the_other_way_round() -> None:
    clerk = viewer_with([HeldPost(Role.TOWN_CLERK, division_ground(TOWN))])
    assert clerk.may(Act.CASE_VIEW, division_ground("532301105203"))
    assert not clerk.may(Act.CASE_VIEW, division_ground(COUNTY))
