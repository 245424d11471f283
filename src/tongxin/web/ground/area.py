"""What the page of a villager group or a grid shows, and that of one site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Q

from tongxin.access.forms import PurposeForm
from tongxin.cases.models import Case
from tongxin.inspections.models import Visit
from tongxin.inspections.queries import scores_for
from tongxin.people.models import Post
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.records.figures import percent
from tongxin.records.paging import CappedPage
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground, division_ground
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Grid, Site, VillagerGroup
from tongxin.web.ground.cases import CASES_SHOWN, AreaCases, area_cases
from tongxin.web.ground.coverage import Coverage, count_sites, coverage_links, coverage_of

VISITS_SHOWN = 6
SCORE_DAYS = 90
SITES_PER_PAGE = 50

Area = VillagerGroup | Grid


@dataclass(frozen=True)
class Scores:
    """Mean scores of the last 90 days on 0..100, one decimal; None where nothing was scored."""

    own: Decimal | None
    village: Decimal | None
    visits: int


@dataclass(frozen=True)
class AreaPage:
    """Everything that the page of a group or grid shows. Cases and visits are None for who may not see them."""

    area: Area
    posts: tuple[Post, ...]
    grids: tuple[tuple[Grid, Post | None], ...]
    coverage: Coverage
    links: Mapping[str, str]
    cases: AreaCases | None
    visits: tuple[Visit, ...] | None
    scores: Scores | None
    sites: CappedPage[Site]

    @property
    def leader(self) -> Post | None:
        """Who leads it."""
        wanted = Role.GRID_LEADER if isinstance(self.area, Grid) else Role.GROUP_LEADER
        return next((post for post in self.posts if post.role == wanted), None)

    @property
    def members(self) -> tuple[Post, ...]:
        """Everybody else with a post there."""
        return tuple(post for post in self.posts if post is not self.leader)

    @property
    def places(self) -> list[Site]:
        """The public places on this page of the list; they stand before the households."""
        return [site for site in self.sites if not site.is_household]

    @property
    def households(self) -> list[Site]:
        """The households on this page of the list."""
        return [site for site in self.sites if site.is_household]


def area_page(area: Area, viewer: Viewer, page_number: str | None) -> AreaPage:
    """The page of a group or grid: at most seven queries, whatever its size."""
    today, ground = clock.today(), area.ground
    posts = list(Post.objects.in_force(today).within(ground).select_related("person").order_by("role", "id"))
    leaders = {post.grid_id: post for post in posts if post.role == Role.GRID_LEADER}
    grids = [area] if isinstance(area, Grid) else list(Grid.objects.in_use().filter(group=area))
    led = {grid.pk for grid in grids if grid.pk in leaders}
    coverage = coverage_of(count_sites(ground, today), [grid.pk for grid in grids], led)
    may_see_visits = viewer.may(Act.VISIT_VIEW, ground)
    return AreaPage(
        area=area,
        posts=tuple(post for post in posts if post.ground_kind == ground.kind),
        grids=() if isinstance(area, Grid) else tuple((grid, leaders.get(grid.pk)) for grid in grids),
        coverage=coverage,
        links=coverage_links(ground.key, today),
        cases=area_cases(ground) if viewer.may(Act.CASE_VIEW, ground) else None,
        visits=_visits(ground) if may_see_visits else None,
        scores=_scores(area) if may_see_visits and isinstance(area, Grid) else None,
        sites=_sites(ground, page_number, coverage.sites.total),
    )


def _sites(ground: Ground, page_number: str | None, count: int) -> CappedPage[Site]:
    """Public places, then households in walking order; their number is known from the coverage."""
    listed = Site.objects.in_use().within(ground).exclude(kind=SiteKind.SHOP)
    rows = listed.annotate(is_door=Q(kind=SiteKind.HOUSEHOLD)).order_by("is_door", "sequence", "id")
    last = max(1, -(-count // SITES_PER_PAGE))
    wanted = int(page_number) if page_number and page_number.isdecimal() and len(page_number) < 6 else 1
    number = min(max(wanted, 1), last)
    first = (number - 1) * SITES_PER_PAGE
    shown = tuple(rows[first : first + SITES_PER_PAGE])
    return CappedPage(shown, number, SITES_PER_PAGE, count, is_capped=False)


def _visits(ground: Ground) -> tuple[Visit, ...]:
    rows = Visit.objects.within(ground).done().select_related("group", "grid", "site", "round")
    return tuple(rows.order_by("-visited_at", "-id")[:VISITS_SHOWN])


def _scores(grid: Grid) -> Scores:
    """The grid's mean beside that of its village's grids: one query for both."""
    today = clock.today()
    rows = scores_for(division_ground(grid.division_code), today - timedelta(days=SCORE_DAYS - 1), today)
    mine = next((row for row in rows if row.unit_id == str(grid.pk)), None)
    return Scores(
        own=percent(mine.total, mine.count * 10_000) if mine else None,
        village=percent(sum(row.total for row in rows), sum(row.count for row in rows) * 10_000),
        visits=mine.count if mine else 0,
    )


@dataclass(frozen=True)
class SitePage:
    """Everything that the page of a site shows."""

    site: Site
    steward: Post | None
    leader: Post | None
    others: tuple[Post, ...]
    case_rows: tuple[Case, ...] | None
    visits: tuple[Visit, ...] | None
    may_open_register: bool

    @property
    def form(self) -> PurposeForm:
        """The form that asks what the register's entry is needed for."""
        return PurposeForm()

    @property
    def is_alone(self) -> bool:
        """Does nobody answer for it?"""
        return self.steward is None and self.leader is None


def site_page(site: Site, viewer: Viewer) -> SitePage:
    """The page of a site: three queries at most."""
    ground = site.ground
    posts = list(Post.objects.in_force(clock.today()).holding(ground).select_related("person"))
    near = [post for post in posts if post.ground_kind != "division"]
    leader = next((post for post in near if post.role == Role.GRID_LEADER), None)
    steward = next((post for post in near if post.role == Role.STEWARD), None)
    cases = Case.objects.within(ground).real().with_places_and_people().order_by("-found_at", "-id")
    visits = Visit.objects.within(ground).done().select_related("round").order_by("-visited_at", "-id")
    return SitePage(
        site=site,
        steward=steward,
        leader=leader,
        others=tuple(post for post in near if post not in (leader, steward)),
        case_rows=tuple(cases[:CASES_SHOWN]) if viewer.may(Act.CASE_VIEW, ground) else None,
        visits=tuple(visits[:VISITS_SHOWN]) if viewer.may(Act.VISIT_VIEW, ground) else None,
        may_open_register=site.is_household and viewer.may(Act.REGISTER_OPEN, ground),
    )
