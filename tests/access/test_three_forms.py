"""May I, which rows, who may: for any posts, leaves and merged ground the three answers are one."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model, QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from tests.access.samples import ON_THE_DAY, make_samples
from tests.persons import Persons
from tests.town import FOUNDED_ON, LIANHUA, TOWN, Town
from tongxin.access import queries
from tongxin.access.models import Opening
from tongxin.access.queries import who_may
from tongxin.access.viewer import PostViewer, viewer_for
from tongxin.cases.actions import open_case
from tongxin.people.actions import add_organisation
from tongxin.people.models import Leave, Person, Post
from tongxin.people.queries import LeaveQuerySet, PostQuerySet
from tongxin.people.roles import SOLE_ROLES, Role, standard_roles
from tongxin.records import clock
from tongxin.records.permission import Act
from tongxin.standards.models import MatterType
from tongxin.territory.ground import Ground, GroundKind, division_ground
from tongxin.territory.models import Division, Grid, Placement, Site, VillagerGroup
from tongxin.territory.queries import GroundedQuerySet, grounded
from tongxin.territory.succession import NOTHING_MERGED

pytestmark = pytest.mark.django_db
MANY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
DAYS = st.integers(0, 300)
SPAN = st.tuples(DAYS, st.integers(1, 200))
PERSONS = 3
# Every table that is listed by ground: a new one is compared by itself.
LISTED: list[type[Model]] = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("tongxin.") and isinstance(model._default_manager.all(), GroundedQuerySet)
]
# Those that must have rows here, or the comparison would say little.
FILLED = {
    "Division", "VillagerGroup", "Grid", "Site", "Placement", "RegisterEntry", "Post", "Organisation",
    "Case", "Visit", "Round", "Opening", "Export", "SubjectRequest", "Table", "RankedList", "Brief",
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class World:
    """Posts (whose, role, place, span), leaves (which post, who stands in, span), merges, and the day it is."""

    posts: tuple[tuple[int, str, int, tuple[int, int]], ...]
    leaves: tuple[tuple[int, int, tuple[int, int]], ...]
    merges: tuple[tuple[str, int, int, int], ...]
    today: int


WORLDS = st.builds(
    World,
    posts=st.lists(
        st.tuples(
            st.integers(0, PERSONS - 1), st.sampled_from(sorted(standard_roles())), st.integers(0, 60), SPAN
        ),
        max_size=6,
    ).map(tuple),
    leaves=st.lists(st.tuples(st.integers(0, 5), st.integers(0, PERSONS - 1), SPAN), max_size=3).map(tuple),
    merges=st.lists(
        st.tuples(
            st.sampled_from(["village", "group", "grid", "site"]),
            st.integers(0, 20),
            st.integers(0, 20),
            DAYS,
        ),
        max_size=3,
    ).map(tuple),
    today=DAYS,
)


def day(number: int) -> date:
    """A day after the town was founded."""
    return FOUNDED_ON + timedelta(days=number)


def places(model: Any) -> list[Any]:
    """The rows of a model in an order that does not change."""
    return list(model.objects.order_by("pk"))


def all_grounds() -> list[Ground]:
    """Every place of the town, and the divisions above it."""
    return [row.ground for model in (Division, VillagerGroup, Grid, Site) for row in places(model)]


@contextmanager
def world_of(world: World) -> Iterator[list[Person]]:
    """Makes the world, on its day, and takes it back; gives its persons."""
    today = datetime.combine(day(world.today), datetime.min.time(), UTC) + timedelta(hours=4)
    with clock.travel(to=today), transaction.atomic():
        persons = [Person.objects.create(name=f"人{number}") for number in range(PERSONS)]
        posts = [post for each in world.posts if (post := appointed(persons, *each)) is not None]
        for number, deputy, span in world.leaves:
            if number < len(posts):
                away(posts[number], persons[deputy], span)
        for merge in world.merges:
            merged(*merge)
        yield persons
        transaction.set_rollback(True)


def appointed(persons: list[Person], who: int, code: str, where: int, span: tuple[int, int]) -> Post | None:
    """A post on one of the grounds that its role can have; none where the only one is taken."""
    fitting = [ground for ground in all_grounds() if standard_roles()[code].fits(ground)]
    ground, since = fitting[where % len(fitting)], day(span[0])
    until = day(span[0] + span[1]) if code in SOLE_ROLES or span[1] % 2 else None
    return Post.objects.create(person=persons[who], role=code, since=since, until=until, **grounded(ground))


def away(post: Post, deputy: Person, span: tuple[int, int]) -> None:
    """A leave from that post."""
    since = max(post.since, day(span[0]))
    Leave.objects.create(
        post=post, deputy=deputy, since=since, back_on=since + timedelta(days=span[1]), reason="duty"
    )


def merged(what: str, old: int, new: int, on: int) -> None:
    """One piece of ground goes into another of its kind, unless that would close a circle."""
    model = {"village": Division, "group": VillagerGroup, "grid": Grid, "site": Site}[what]
    rows = places(model)
    if what == "village":
        rows = [row for row in rows if row.is_village]
    before, after = rows[old % len(rows)], rows[new % len(rows)]
    reached, seen = after, {before.pk}
    while reached is not None and reached.pk not in seen:
        seen.add(reached.pk)
        reached = reached.merged_into
    if before.pk != after.pk and before.merged_into_id is None and reached is None:
        type(before).objects.filter(pk=before.pk).update(merged_into=after, closed_on=day(on))


def ground_of_row(row: Any) -> Ground:
    """The ground that a row of a listed table has: its own, another row's, its grid's or its division's."""
    for step in filter(None, type(row)._default_manager.all().GROUND_PATH.split("__")):
        row = getattr(row, step)
    if hasattr(row, "ground"):
        own: Ground = row.ground
        return own
    if isinstance(row, Placement):  # where a place lay: it is looked for by the place itself
        return Ground(
            GroundKind.SITE,
            row.division_code,
            group_id=row.group_id,
            grid_id=row.grid_id,
            site_id=row.site_id,
        )
    grid: Grid | None = getattr(row, "grid", None)
    return grid.ground if grid is not None else division_ground(row.division_code)


def rows_of(model: type[Model]) -> list[tuple[object, Ground]]:
    """(key, ground) of every row of a listed table."""
    rows: GroundedQuerySet[Any] = model._default_manager.all()  # type: ignore[assignment]
    path = rows.GROUND_PATH.removesuffix("__")
    return [(row.pk, ground_of_row(row)) for row in (rows.select_related(path) if path else rows)]


def rows_agree(viewers: list[PostViewer], act: Act) -> None:
    """The list of each table holds exactly the rows of which `may` says yes."""
    for model in LISTED:
        rows = rows_of(model)
        for viewer in viewers:
            allowed = {key for key, ground in rows if viewer.may(act, ground)}
            seen = set(viewer.visible(model._default_manager.all(), act).values_list("pk", flat=True))
            assert seen == allowed, model._meta.label


def inverse_agrees(act: Act, ground: Ground, persons: list[Person]) -> None:
    """`who_may` names exactly the persons of whom `may` says yes."""
    able = {person.pk for person in persons if viewer_for(person).may(act, ground)}
    told = who_may(act, ground, clock.today()).filter(pk__in=[person.pk for person in persons])
    assert set(told.values_list("pk", flat=True)) == able, ground


@pytest.fixture(scope="module", autouse=True)
def records(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Records of each kind, cases and openings on ground of each kind; taken back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_samples()
        town, persons = Town(), Persons()
        matter, clerk = MatterType.objects.filter(household_related=False)[0], persons.viewer("town_clerk")
        places_of_town = (
            town.lianhua,
            town.group,
            town.grid,
            town.far_grid,
            town.household,
            town.far_household,
        )
        with clock.travel(to=ON_THE_DAY):
            add_organisation(name="莲华村委会", kind="villagers_committee", division_code=LIANHUA, by=clerk)
            for place in places_of_town:
                open_case(ground=place.ground, matter=matter, by=clerk)
                Opening.objects.create(
                    person=persons.town_clerk,
                    subject=persons.villager,
                    purpose="visit",
                    **grounded(place.ground),
                )
        yield
        transaction.set_rollback(True)


def test_the_tables_that_matter_have_rows() -> None:
    filled = {model.__name__ for model in LISTED if model._default_manager.exists()}
    assert sorted(FILLED - filled) == []


@MANY
@given(world=WORLDS, act=st.sampled_from(list(Act)))
def test_a_list_holds_the_rows_of_which_one_may(world: World, act: Act) -> None:
    with world_of(world) as persons:
        rows_agree([viewer_for(person) for person in persons], act)


@MANY
@given(
    world=WORLDS, act=st.sampled_from(list(Act)), asked=st.lists(st.integers(0, 60), min_size=3, max_size=8)
)
def test_who_may_is_the_other_side_of_may_i(world: World, act: Act, asked: list[int]) -> None:
    with world_of(world) as persons:
        grounds = all_grounds()
        for number in asked:
            inverse_agrees(act, grounds[number % len(grounds)], persons)


@pytest.mark.parametrize("act", Act)
def test_for_every_act_the_three_agree_about_the_fixed_persons(act: Act) -> None:
    town, persons = Town(), Persons()
    every = list(Person.objects.all())
    names = ("grid_leader", "village_secretary", "liaison_cadre", "town_clerk", "villager")
    rows_agree([persons.viewer(name) for name in names], act)
    for ground in (town.household.ground, town.grid.ground, division_ground(TOWN), division_ground(LIANHUA)):
        inverse_agrees(act, ground, every)


# ---- the comparison sees what is broken


ONE_GROUP_LEADER = World(posts=((0, Role.GROUP_LEADER.value, 0, (0, 1)),), leaves=(), merges=(), today=0)


def test_who_may_that_forgets_groups_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    real = PostQuerySet.holding

    def without_groups(self: PostQuerySet, *grounds: Ground) -> PostQuerySet:
        return real(self, *(dataclasses.replace(ground, group_id=uuid.UUID(int=0)) for ground in grounds))

    with world_of(ONE_GROUP_LEADER) as persons:
        inside = Site.objects.within(Post.objects.get(person=persons[0]).ground)[0].ground
        inverse_agrees(Act.CASE_VIEW, inside, persons)
        monkeypatch.setattr(PostQuerySet, "holding", without_groups)
        with pytest.raises(AssertionError):
            inverse_agrees(Act.CASE_VIEW, inside, persons)


def test_who_may_that_forgets_deputies_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    world = dataclasses.replace(ONE_GROUP_LEADER, leaves=((0, 1, (0, 5)),))
    with world_of(world) as persons:
        ground = Post.objects.get(person=persons[0]).ground
        inverse_agrees(Act.CASE_VIEW, ground, persons)
        monkeypatch.setattr(LeaveQuerySet, "in_force", lambda self, on: self.none())
        monkeypatch.setattr(PostQuerySet, "used_by", remembers_deputies)
        with pytest.raises(AssertionError):
            inverse_agrees(Act.CASE_VIEW, ground, persons)


def remembers_deputies(self: PostQuerySet, person_id: uuid.UUID, on: date) -> QuerySet[Post]:
    """The posts of a person and those for which the person stands in: one form knows, the other forgot."""
    return self.in_force(on).filter(person=person_id) | self.in_force(on).filter(leaves__deputy=person_id)


def test_who_may_that_forgets_merged_ground_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    with world_of(ONE_GROUP_LEADER) as persons:
        kept = Post.objects.get(person=persons[0]).group
        other = VillagerGroup.objects.exclude(pk=kept.pk)[0]  # type: ignore[union-attr]
        VillagerGroup.objects.filter(pk=other.pk).update(merged_into=kept, closed_on=clock.today())
        inverse_agrees(Act.CASE_VIEW, other.ground, persons)
        monkeypatch.setattr(queries, "succession", lambda on, near: NOTHING_MERGED)
        with pytest.raises(AssertionError):
            inverse_agrees(Act.CASE_VIEW, other.ground, persons)


def test_a_list_that_forgets_the_ground_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    viewer = Persons().viewer("grid_leader")
    rows_agree([viewer], Act.CASE_VIEW)
    monkeypatch.setattr(GroundedQuerySet, "within_any", lambda self, grounds: self)
    with pytest.raises(AssertionError):
        rows_agree([viewer], Act.CASE_VIEW)
