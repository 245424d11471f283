"""Fills the demonstration town up to 100,000 households and 1,000,000 visits, past the acts: for timing pages only."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import QuerySet

from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.rules import OPENING
from tongxin.inspections.actions import recount
from tongxin.inspections.models import Finding, Round, RoundInspector, Visit
from tongxin.inspections.rules import all_in_order
from tongxin.people.models import Person, Post
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.standards.models import MatterType, SheetVersion
from tongxin.territory.models import Division, Grid, GridVersion, Placement, Site, VillagerGroup
from tongxin.territory.models.history import BEFORE_RECORDS
from tongxin.territory.queries import grounded

BATCH = 5000
CHUNK = 50_000  # cases held in memory at once
DOORS_PER_GRID, GRIDS_PER_GROUP = 25, 2


def insert(rows: Iterator[Any], model: type[models.Model]) -> None:
    """Inserts rows in batches."""
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            model._default_manager.bulk_create(batch)
            batch = []
    model._default_manager.bulk_create(batch)


def fill(*, households: int, visits: int, cases: int, chance: random.Random) -> None:
    """Adds groups, grids, doors, leaders, rounds with their visits, and cases until the numbers are reached."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size=-800000")  # KB; a million random keys into ten indexes
    villages = list(Division.objects.villages().order_by("code"))
    _add_ground(villages, households - Site.objects.households().count())
    _add_leaders()
    sites = list(Site.objects.households().values_list("id", "division_code", "group_id", "grid_id"))
    _add_visits(sites, visits - Visit.objects.count(), chance)
    _add_cases(sites, cases - Case.objects.count(), chance)


def _add_ground(villages: list[Division], doors: int) -> None:
    per_group = DOORS_PER_GRID * GRIDS_PER_GROUP
    groups = [
        VillagerGroup(village=village, division_code=village.code, name=f"{number}组", number=number)
        for village in villages
        for number in range(101, 101 + -(-doors // (per_group * len(villages))))
    ]
    insert(iter(groups), VillagerGroup)
    grids = [
        Grid(
            village_id=group.village_id,
            division_code=group.division_code,
            group=group,
            name=f"{group.name}{part}格",
            number=1000 + group.number * GRIDS_PER_GROUP + part,
        )
        for group in groups
        for part in range(GRIDS_PER_GROUP)
    ]
    insert(iter(grids), Grid)
    left = doors

    def new_doors() -> Iterator[Site]:
        nonlocal left
        for grid in grids:
            for door in range(DOORS_PER_GRID):
                if left <= 0:
                    return
                left -= 1
                number = grid.number % GRIDS_PER_GROUP * DOORS_PER_GRID + door + 1
                yield Site(
                    kind="household",
                    division_code=grid.division_code,
                    group_id=grid.group_id,
                    grid=grid,
                    door=f"{number}号",
                    sequence=number,
                    last_seen_on=clock.today() - timedelta(days=door * 3),
                )

    insert(new_doors(), Site)
    insert(_lying(Site.objects.filter(placements__isnull=True)), Placement)
    insert(
        (
            GridVersion(
                grid=grid,
                division_code=grid.division_code,
                group_id=grid.group_id,
                number=1,
                since=BEFORE_RECORDS,
            )
            for grid in grids
        ),
        GridVersion,
    )


def _lying(sites: QuerySet[Site]) -> Iterator[Placement]:
    """Where each of the sites lies, as the product's own acts would have kept it."""
    columns = ("pk", "division_code", "group_id", "grid_id")
    for pk, code, group, grid in list(sites.values_list(*columns)):
        yield Placement(site_id=pk, division_code=code, group_id=group, grid_id=grid, since=BEFORE_RECORDS)


def _add_leaders() -> None:
    since = clock.today() - timedelta(days=200)
    unled = list(Grid.objects.exclude(pk__in=Post.objects.of_role(Role.GRID_LEADER).values("grid")))
    persons = [Person(name=f"杨{number}", sort_key=f"yang {number:06d}") for number in range(len(unled))]
    insert(iter(persons), Person)
    posts = (
        Post(person=person, role=Role.GRID_LEADER, since=since, **grounded(grid.ground))
        for person, grid in zip(persons, unled, strict=True)
    )
    insert(posts, Post)


def _add_visits(sites: list[tuple[UUID, str, UUID, UUID]], count: int, chance: random.Random) -> None:
    sheet = SheetVersion.objects.get(sheet_id="household_photo_60")
    answers = all_in_order(sheet.parts)
    inspectors = list(Person.objects.filter(posts__role=Role.LIAISON_CADRE).distinct())
    rounds = -(-count // len(sites))
    for number in range(rounds):
        first = clock.today() - timedelta(days=30 * (rounds - number) + 1)
        taken = sites[: count - number * len(sites)] if number == rounds - 1 else sites
        held = _round(sheet, first, len(taken), inspectors)
        insert(_visits(held, taken, answers, inspectors, first, chance), Visit)
        insert(_findings(held), Finding)
        recount(held)


def _round(sheet: SheetVersion, first: date, size: int, inspectors: list[Person]) -> Round:
    moment = clock.start_of(first)
    held = Round.objects.create(
        title=f"{first:%Y年%m月}普查",
        sheet_version=sheet,
        starts_on=first,
        ends_on=first + timedelta(days=28),
        sample_kind="all",
        seed="bench",
        frame_size=size,
        frame_digest="",
        state="closed",
        opened_at=moment,
        closed_at=moment + timedelta(days=29),
        ground_kind="division",
        division_code="532301105000",
    )
    RoundInspector.objects.bulk_create(
        RoundInspector(round=held, person=person, position=position)
        for position, person in enumerate(inspectors, 1)
    )
    return held


def _visits(
    held: Round,
    sites: list[tuple[UUID, str, UUID, UUID]],
    answers: Any,
    inspectors: list[Person],
    first: date,
    chance: random.Random,
) -> Iterator[Visit]:
    for position, (site, code, group, grid) in enumerate(sites, start=1):
        at = clock.start_of(first) + timedelta(days=chance.randint(0, 27), minutes=chance.randint(510, 1050))
        lost = chance.choice((0, 0, 1, 2, 3, 5, 8))
        inspector = inspectors[position % len(inspectors)]
        yield Visit(
            round=held,
            unit_key=f"site:{site}",
            position=position,
            inspector=inspector,
            state="done",
            visited_at=at,
            entered_at=at,
            entered_by=inspector,
            answers=answers,
            score=Decimal(60 - lost),
            max_score=Decimal(60),
            score100=round((60 - lost) * 10000 / 60),
            ground_kind="site",
            division_code=code,
            group_id=group,
            grid_id=grid,
            site_id=site,
        )


def _findings(held: Round) -> Iterator[Finding]:
    """A noted finding on every eighth visit."""
    for visit_id in Visit.objects.filter(round=held).order_by().values_list("pk", flat=True)[::8]:
        yield Finding(visit_id=visit_id, round=held, item_id="B5")


def add_cases(count: int, chance: random.Random) -> None:
    """Adds cases at households until there are `count`: 97 % closed, over the last 600 days."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size=-800000")  # KB, as in `fill`
    sites = list(Site.objects.households().values_list("id", "division_code", "group_id", "grid_id"))
    _add_cases(sites, count - Case.objects.count(), chance)


def _add_cases(sites: list[tuple[UUID, str, UUID, UUID]], count: int, chance: random.Random) -> None:
    matters = list(MatterType.objects.filter(retired_on__isnull=True))
    clerk, other = Person.objects.filter(posts__role__in=[Role.TOWN_CLERK, Role.LIAISON_CADRE]).distinct()[:2]
    now, first = clock.now(), Case.objects.count()
    for begun in range(first, first + max(0, count), CHUNK):
        numbers = range(begun, min(begun + CHUNK, first + count))
        rows = [_case(number, chance, sites, matters, clerk, other, now) for number in numbers]
        insert(iter(rows), Case)
        opened = (
            CaseEvent(case=row, version=1, move=OPENING, state="found", at=row.found_at, by=clerk)
            for row in rows
        )
        insert(opened, CaseEvent)


def _case(
    number: int,
    chance: random.Random,
    sites: list[tuple[UUID, str, UUID, UUID]],
    matters: list[MatterType],
    clerk: Person,
    other: Person,
    now: datetime,
) -> Case:
    site, code, group, grid = chance.choice(sites)
    matter = chance.choice(matters)
    found = now - timedelta(minutes=chance.randint(60, 60 * 24 * 600))
    closed = chance.random() < 0.97
    case = Case(
        number=f"量-{found.year}-{number:07d}",
        matter=matter,
        title=matter.name_zh,
        state="closed" if closed else "found",
        ring="household",
        never_public=True,
        line=matter.line,
        severity=matter.severity,
        origin_kind="report",
        found_at=found,
        found_by=clerk,
        due_at=found + timedelta(days=3),
        due_provisional=False,
        ground_kind="site",
        division_code=code,
        group_id=group,
        grid_id=grid,
        site_id=site,
    )
    if closed:
        case.assignee, case.assigned_at, case.assigned_by = other, found, clerk
        case.fixed_at, case.fixed_by = found + timedelta(hours=20), other
        case.verified_at, case.verified_by = found + timedelta(hours=30), clerk
        case.closed_at, case.closed_by = found + timedelta(hours=40), clerk
        case.assign_count = 1
    return case
