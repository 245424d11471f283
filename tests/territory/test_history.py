"""Any history of groups, grids, moves, merges, closings: each past day is as a reference of forty lines says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import Model
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.territory.reference import Diary, Spot
from tests.town import FOUNDED_ON, Town
from tongxin.access.viewer import PostViewer
from tongxin.records import clock
from tongxin.records.clock import SHANGHAI
from tongxin.territory import actions
from tongxin.territory.actions import placements
from tongxin.territory.balance import members_of_village
from tongxin.territory.drawing import by_groups
from tongxin.territory.errors import (
    ChangedLater,
    CodeUnfit,
    EverythingLeaves,
    NameTaken,
    NothingChosen,
    NotMergeable,
)
from tongxin.territory.history import grids_of, ground_of_site, sites_of
from tongxin.territory.models import Division, Grid, GridVersion, Placement, Site, VillagerGroup

REFUSED = (ChangedLater, CodeUnfit, EverythingLeaves, NameTaken, NotMergeable, NothingChosen)
WHY = "镇里决定"
which = st.integers(min_value=0, max_value=7)
back = st.integers(min_value=0, max_value=2)
some = st.sets(st.integers(min_value=0, max_value=30), max_size=8)


class Ground(RuleBasedStateMachine):
    """Two villages with two groups and grids each; every step is an act on some day, none in the future."""

    def __init__(self, town: Town) -> None:
        super().__init__()
        self.by: PostViewer = town.founder
        self.day = FOUNDED_ON
        self.diary = Diary()
        self.ended: dict[UUID, tuple[object, ...]] = {}
        self.made = 0
        self.rollback = transaction.atomic()
        self.rollback.__enter__()

    @initialize()
    def as_founded(self) -> None:
        for site in Site.objects.all():
            self.diary.put(site.pk, FOUNDED_ON, Spot(site.division_code, site.group_id, site.grid_id))

    # ---- choosing ----------------------------------------------------------------------------------

    def one(self, model: type[Model], number: int) -> Any:
        rows = list(model._default_manager.filter(closed_on__isnull=True).order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def village(self, number: int) -> Division:
        rows = list(Division.objects.villages().in_use().order_by("pk"))
        return rows[number % len(rows)]

    def chosen(self, sites: Any, numbers: set[int]) -> list[UUID]:
        rows = list(sites.in_use().order_by("pk").values_list("pk", flat=True))
        return [pk for index, pk in enumerate(rows) if index in numbers]

    def name(self) -> str:
        self.made += 1
        return f"第{self.made}个"

    def act(self, back: int, doing: Callable[[date], Any], then: Callable[[date, Any], None]) -> None:
        """Does it on a day up to two days ago; where it is refused, nothing may have changed."""
        day = max(self.day - timedelta(days=back), FOUNDED_ON)
        with clock.travel(to=datetime.combine(self.day, datetime.min.time(), SHANGHAI)):
            try:
                with transaction.atomic():
                    result = doing(day)
            except REFUSED:
                return
        then(day, result)

    # ---- what may happen -----------------------------------------------------------------------------

    @rule(days=st.integers(min_value=1, max_value=3))
    def days_pass(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(number=which, to=which, door=st.integers(min_value=50, max_value=400), back=back)
    def a_door_is_added(self, number: int, to: int, door: int, back: int) -> None:
        group = self.one(VillagerGroup, number)
        grids = list(Grid.objects.in_use().filter(village=group.village_id).order_by("pk"))
        grid = grids[to % len(grids)] if grids else None
        if Site.objects.filter(group=group, door=str(door)).exists():
            return
        site = Site(
            kind="household", division_code=group.division_code, group=group, grid=grid, door=str(door)
        )
        spot = Spot(group.division_code, group.pk, grid.pk if grid else None)
        self.act(
            back,
            lambda day: actions.add_doors([site], on=day),
            lambda day, _result: self.diary.put(site.pk, day, spot),
        )

    @rule(number=which, members=some, back=back)
    def doors_are_put_into_a_grid(self, number: int, members: set[int], back: int) -> None:
        grid = self.one(Grid, number)
        if grid is None:
            return
        ids = self.chosen(Site.objects.filter(division_code=grid.division_code), members)
        self.act(
            back,
            lambda day: actions.put_into_grid(grid, members=ids, on=day, by=self.by),
            lambda day, _result: self.diary.move(self.moving(ids, grid=grid.pk), day, grid=grid.pk),
        )

    def moving(self, ids: Any, **to: object) -> list[UUID]:
        """Those that do not lie there already: a move to where something lies is none."""
        spots = {pk: self.diary.where(pk, date.max) for pk in ids}
        return [
            pk
            for pk, spot in spots.items()
            if spot is not None and any(getattr(spot, part) != value for part, value in to.items())
        ]

    @rule(members=some, back=back)
    def doors_close(self, members: set[int], back: int) -> None:
        ids = self.chosen(Site.objects.filter(kind="household"), members)

        def gone(day: date, _result: object) -> None:
            for pk in ids:
                self.diary.put(pk, day, None)

        self.act(back, lambda day: actions.close_doors(ids, on=day), gone)

    @rule()
    def doors_return(self) -> None:
        ids = list(
            Site.objects.filter(closed_on__isnull=False, merged_into=None).values_list("pk", flat=True)
        )

        def here(day: date, _result: object) -> None:
            for site in Site.objects.filter(pk__in=ids).select_related("group", "grid"):
                assert site.group is not None
                assert site.group.closed_on is None
                assert site.grid is None or site.grid.closed_on is None
                self.diary.put(site.pk, day, Spot(site.division_code, site.group_id, site.grid_id))

        self.act(0, lambda day: actions.reopen_doors(ids, on=day), here)

    @rule(number=which, back=back)
    def a_grid_closes(self, number: int, back: int) -> None:
        grid = self.one(Grid, number)
        if grid is None:
            return
        inside = self.diary.within(date.max, grid=grid.pk)
        self.act(
            back,
            lambda day: actions.close_grid(grid, reason=WHY, on=day, by=self.by),
            lambda day, _result: self.diary.move(inside, day, grid=None),
        )

    @rule(number=which, other=which, back=back)
    def grids_are_merged(self, number: int, other: int, back: int) -> None:
        grid, gone = self.one(Grid, number), self.one(Grid, other)
        if grid is None:
            return
        inside = self.diary.within(date.max, grid=gone.pk)
        self.act(
            back,
            lambda day: actions.merge_grids(grid, [gone], reason=WHY, on=day, by=self.by),
            lambda day, _result: self.diary.move(inside, day, grid=grid.pk),
        )

    @rule(number=which, other=which, back=back)
    def groups_are_merged(self, number: int, other: int, back: int) -> None:
        group, gone = self.one(VillagerGroup, number), self.one(VillagerGroup, other)
        inside = self.diary.within(date.max, group=gone.pk)
        self.act(
            back,
            lambda day: actions.merge_groups(group, [gone], reason=WHY, on=day, by=self.by),
            lambda day, _result: self.diary.move(inside, day, group=group.pk),
        )

    @rule(number=which, back=back)
    def villages_are_merged(self, number: int, back: int) -> None:
        village, gone = self.village(number), self.village(number + 1)
        inside = self.diary.within(date.max, village=gone.pk)
        self.act(
            back,
            lambda day: actions.merge_villages(village, [gone], reason=WHY, on=day, by=self.by),
            lambda day, _result: self.carried_on(inside, day, village.pk),
        )

    @rule(number=which, back=back)
    def a_village_is_split(self, number: int, back: int) -> None:
        village = self.village(number)
        groups = list(VillagerGroup.objects.in_use().filter(village=village).order_by("number"))[:1]
        inside = set().union(*(self.diary.within(date.max, group=group.pk) for group in groups))
        code, name = f"5323011053{self.made + 10:02d}", self.name()
        self.act(
            back,
            lambda day: actions.split_village(
                village,
                code=code,
                name=name,
                full_name="",
                groups=groups,
                reason=WHY,
                on=day,
                by=self.by,
            ),
            lambda day, new: self.carried_on(inside, day, new.pk),
        )

    def carried_on(self, sites: Any, day: date, village: str) -> None:
        """Groups go on under a new key, and so do grids whose every member goes along."""
        goals: dict[Any, Spot] = {}
        for site in sites:
            spot: Any = self.diary.where(site, date.max)
            group = VillagerGroup.objects.filter(pk=spot.group).values_list("merged_into", flat=True).first()
            leaves = spot.grid is not None and self.diary.within(date.max, grid=spot.grid) <= set(sites)
            grid = Grid.objects.get(pk=spot.grid).merged_into_id if leaves else None
            goals[site] = Spot(village, group, grid)
        for site, spot in goals.items():
            self.diary.put(site, day, spot)

    @rule(number=which, members=some, back=back)
    def a_group_is_split(self, number: int, members: set[int], back: int) -> None:
        group = self.one(VillagerGroup, number)
        ids = self.chosen(Site.objects.filter(group=group), members)
        name = self.name()
        self.act(
            back,
            lambda day: actions.split_group(group, name=name, sites=ids, reason=WHY, on=day, by=self.by),
            lambda day, new: self.diary.move(ids, day, group=new.pk),
        )

    @rule(number=which, members=some, back=back)
    def a_grid_is_split(self, number: int, members: set[int], back: int) -> None:
        grid = self.one(Grid, number)
        if grid is None:
            return
        ids, name = self.chosen(Site.objects.filter(grid=grid), members), self.name()
        self.act(
            back,
            lambda day: actions.split_grid(grid, name=name, sites=ids, reason=WHY, on=day, by=self.by),
            lambda day, new: self.diary.move(ids, day, grid=new.pk),
        )

    @rule(number=which, back=back)
    def grids_are_made_by_group(self, number: int, back: int) -> None:
        village = self.village(number)
        groups = list(VillagerGroup.objects.in_use().filter(village=village))

        def draw(day: date) -> None:
            proposal = by_groups(groups, members_of_village(village.code), ())
            actions.apply_drawing(proposal, reason=WHY, on=day, by=self.by, closes_emptied=True)

        def drawn(day: date, _result: object) -> None:
            for group in groups:
                made = Grid.objects.in_use().get(group=group)
                inside = self.diary.within(date.max, group=group.pk)
                self.diary.move(self.moving(inside, grid=made.pk), day, grid=made.pk)

        self.act(back, draw, drawn)

    @rule(number=which, other=which, back=back)
    def two_doors_are_one_household(self, number: int, other: int, back: int) -> None:
        doors = list(Site.objects.households().order_by("pk"))
        if len(doors) < 2:
            return
        stays, gone = doors[number % len(doors)], doors[other % len(doors)]
        self.act(
            back,
            lambda day: actions.merge_households(stays, gone, reason=WHY, on=day, by=self.by),
            lambda day, _result: self.diary.put(gone.pk, day, None),
        )

    # ---- what must hold ------------------------------------------------------------------------------

    @invariant()
    def nothing_that_has_ended_changes(self) -> None:
        now = {row.pk: tuple(row.__dict__.values())[1:] for row in ended_rows()}
        assert {key: now.get(key) for key in self.ended} == self.ended
        self.ended = now

    @invariant()
    def sites_say_the_same_as_their_open_placement(self) -> None:
        columns = ("division_code", "group_id", "grid_id")
        rows = Placement.objects.filter(until__isnull=True).values_list("site", *columns)
        present = {row[0]: row[1:] for row in rows}
        assert present == {row[0]: row[1:] for row in Site.objects.in_use().values_list("pk", *columns)}

    @invariant()
    def a_grid_in_use_has_one_open_version(self) -> None:
        with clock.travel(to=datetime.combine(self.day, datetime.min.time(), SHANGHAI)):
            versions = set(GridVersion.objects.filter(until__isnull=True).values_list("grid", flat=True))
            assert versions == set(Grid.objects.in_use().values_list("pk", flat=True))
            for village in Division.objects.villages():
                assert all(grid.division_code == village.pk for grid in grids_of(village.ground, self.day))

    def every_past_day_is_as_the_diary_says(self) -> None:
        with clock.travel(to=datetime.combine(self.day, datetime.min.time(), SHANGHAI)):
            for ago in range(-1, (self.day - FOUNDED_ON).days + 1):
                day = FOUNDED_ON + timedelta(days=ago)
                for site in self.diary.pages:
                    assert spot_of(site, day) == self.diary.where(site, day)
                for row in (*Division.objects.villages(), *VillagerGroup.objects.all(), *Grid.objects.all()):
                    kind = {"division": "village"}.get(row.ground.kind.value, row.ground.kind.value)
                    found = set(sites_of(row.ground, day).values_list("pk", flat=True))
                    assert found == self.diary.within(day, **{kind: row.pk})

    def teardown(self) -> None:
        try:
            self.every_past_day_is_as_the_diary_says()
        finally:
            self.forget()

    def forget(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)
        Division.objects.forget_names()


def ended_rows() -> list[Placement | GridVersion]:
    return [
        *Placement.objects.filter(until__isnull=False),
        *GridVersion.objects.filter(until__isnull=False),
    ]


def spot_of(site_id: Any, day: date) -> Spot | None:
    ground = ground_of_site(Site.objects.get(pk=site_id), day)
    return Spot(ground.division_code, ground.group_id, ground.grid_id) if ground else None


def run(town: Town, examples: int = 10) -> None:
    few = settings(max_examples=examples, stateful_step_count=20, deadline=None, phases=[Phase.generate])
    run_state_machine_as_test(lambda: Ground(town), settings=few)  # type: ignore[arg-type]  # a function that makes one is fine


def test_every_past_day_is_as_the_reference_says(town: Town) -> None:
    run(town)


def forgets_the_past(sites: Any, to: Any, *, on: date) -> int:
    ids = list(sites.in_use().values_list("pk", flat=True))
    Placement.objects.filter(site__in=ids, until__isnull=True).update(**to)
    return int(Site.objects.filter(pk__in=ids).update(**to))


def test_the_comparison_sees_moves_that_forget_the_past(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placements, "move", forgets_the_past)
    with pytest.raises(AssertionError):
        run(town, examples=40)
