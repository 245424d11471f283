"""What the page of a village shows: grids and who leads them, groups with their cases, posts, coverage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from tongxin.people.models import AreaPartnership, Post
from tongxin.people.roles import Role
from tongxin.people.spot_network import SpotNetwork, line_around, partner_units, posts_in_and_around
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.territory.models import Division, Grid, VillagerGroup
from tongxin.web.ground.bars import Bars, draw
from tongxin.web.ground.cases import (
    Beside,
    CaseCount,
    OpenCases,
    count_cases,
    open_cases,
    read_weeks,
)
from tongxin.web.ground.coverage import Coverage, SiteCount, count_sites, coverage_links, coverage_of

# The village's own posts, in the order in which the page shows them.
LEADING_ROLES = (Role.VILLAGE_SECRETARY, Role.COMMITTEE_MEMBER, Role.LIAISON_CADRE, Role.RESIDENT_TEAM)

Row = TypeVar("Row", Grid, SiteCount, CaseCount)


@dataclass(frozen=True)
class GridLine:
    """A grid in the list of a village."""

    grid: Grid
    leader: Post | None
    coverage: Coverage
    cases: OpenCases | None


@dataclass(frozen=True)
class GroupLine:
    """A villager group: its row in the table of cases and in the matrix of coverage."""

    group: VillagerGroup
    leader: Post | None
    grids: int
    coverage: Coverage
    links: Mapping[str, str]
    cases: OpenCases | None


@dataclass(frozen=True)
class VillagePage:
    """Everything that the page of a village shows."""

    village: Division
    grids: tuple[GridLine, ...]
    groups: tuple[GroupLine, ...]
    posts: tuple[Post, ...]
    coverage: Coverage
    links: Mapping[str, str]
    cases: OpenCases | None
    bars: Bars | None
    beside_bars: tuple[Beside, ...]
    outside_groups: int
    outside_grids: int
    around: SpotNetwork
    units: tuple[AreaPartnership, ...]

    @property
    def is_empty(self) -> bool:
        """Was nothing entered for the village yet?"""
        return not self.groups and not self.grids and not self.coverage.sites.total

    @property
    def leaderless(self) -> int:
        """Grids without a leader."""
        return self.coverage.grid.missing

    @property
    def has_secretary(self) -> bool:
        """Does anybody hold the post of secretary?"""
        return any(post.acts_as == Role.VILLAGE_SECRETARY for post in self.posts)


def village_page(village: Division, viewer: Viewer) -> VillagePage:
    """The page of `village`: seven queries whatever its size, one more where the viewer may see cases."""
    today = clock.today()
    groups = list(VillagerGroup.objects.in_use().filter(village=village))
    grids = list(Grid.objects.in_use().filter(village=village).select_related("group"))
    around = list(posts_in_and_around(village.ground, today))
    posts = [post for post in around if village.ground.contains(post.ground)]
    sites = count_sites(village.ground, today)
    cases = count_cases(village.ground) if viewer.may(Act.CASE_VIEW, village.ground) else None
    weeks = read_weeks(village.ground) if cases is not None else None
    leaders = {post.grid_id: post for post in posts if post.acts_as == Role.GRID_LEADER}
    led = {grid.pk for grid in grids if grid.pk in leaders}
    return VillagePage(
        village=village,
        grids=_grid_lines(grids, leaders, sites, led, cases),
        groups=_group_lines(groups, grids, posts, sites, led, cases),
        posts=tuple(post for role in LEADING_ROLES for post in posts if _leads(post, role)),
        coverage=coverage_of(sites, [grid.pk for grid in grids], led),
        links=coverage_links(village.ground.key, today),
        cases=None if cases is None else open_cases(cases, village.ground.key),
        bars=draw(weeks.weeks) if weeks else None,
        beside_bars=weeks.beside if weeks else (),
        outside_groups=sum(count.total for count in sites if count.group_id is None),
        outside_grids=sum(count.total for count in sites if count.grid_id is None),
        around=line_around(village.ground, around),
        units=tuple(partner_units(village.ground, today)),
    )


def _leads(post: Post, role: Role) -> bool:
    return post.acts_as == role and post.ground_kind == "division"


def _grid_lines(
    grids: Iterable[Grid],
    leaders: Mapping[UUID | None, Post],
    sites: Iterable[SiteCount],
    led: set[UUID],
    cases: Iterable[CaseCount] | None,
) -> tuple[GridLine, ...]:
    """The grids: those with overdue cases first, then those without a leader, then by number."""
    sites_of = _shelved(sites, lambda count: count.grid_id)
    cases_of = None if cases is None else _shelved(cases, lambda count: count.grid_id)
    lines = [
        GridLine(
            grid,
            leaders.get(grid.pk),
            coverage_of(sites_of.get(grid.pk, ()), [grid.pk], led),
            None if cases_of is None else open_cases(cases_of.get(grid.pk, ()), grid.ground.key),
        )
        for grid in grids
    ]
    return tuple(sorted(lines, key=_urgency))


def _shelved(rows: Iterable[Row], place: Callable[[Row], UUID | None]) -> dict[UUID | None, list[Row]]:
    """The rows by the grid or group that they belong to: each is looked at once."""
    shelves: dict[UUID | None, list[Row]] = {}
    for row in rows:
        shelves.setdefault(place(row), []).append(row)
    return shelves


def _urgency(line: GridLine) -> tuple[int, bool, int]:
    return -(line.cases.overdue if line.cases else 0), line.leader is not None, line.grid.number


def _group_lines(
    groups: Iterable[VillagerGroup],
    grids: Iterable[Grid],
    posts: Iterable[Post],
    sites: Iterable[SiteCount],
    led: set[UUID],
    cases: Iterable[CaseCount] | None,
) -> tuple[GroupLine, ...]:
    leaders = {post.group_id: post for post in posts if post.acts_as == Role.GROUP_LEADER}
    today = clock.today()
    grids_of = _shelved(grids, lambda grid: grid.group_id)
    sites_of = _shelved(sites, lambda count: count.group_id)
    cases_of = None if cases is None else _shelved(cases, lambda count: count.group_id)
    lines = []
    for group in groups:
        own_grids = [grid.pk for grid in grids_of.get(group.pk, ())]
        key = group.ground.key
        lines.append(
            GroupLine(
                group=group,
                leader=leaders.get(group.pk),
                grids=len(own_grids),
                coverage=coverage_of(sites_of.get(group.pk, ()), own_grids, led),
                links=coverage_links(key, today),
                cases=None if cases_of is None else open_cases(cases_of.get(group.pk, ()), key),
            )
        )
    return tuple(lines)
