"""What the page of a villager group or a grid shows, and that of one site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from tongxin.access.forms import PurposeForm
from tongxin.cases.models import Case
from tongxin.inspections.models import Visit
from tongxin.inspections.queries import scores_for
from tongxin.people.models import AreaPartnership, Post
from tongxin.people.roles import Role
from tongxin.people.spot_network import (
    SpotNetwork,
    line_around,
    network_of,
    partner_units,
    posts_in_and_around,
)
from tongxin.records import clock
from tongxin.records.figures import percent
from tongxin.records.paging import CappedPage
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground, division_ground
from tongxin.territory.history import one_with
from tongxin.territory.intervals import due_by, intervals, is_due
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Grid, Site, VillagerGroup
from tongxin.territory.pausing import paused_sites
from tongxin.territory.queries import SiteQuerySet
from tongxin.web.ground.cases import CASES_SHOWN, AreaCases, area_cases
from tongxin.web.ground.coverage import Coverage, count_sites, counted, coverage_links, coverage_of

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
    around: SpotNetwork
    units: tuple[AreaPartnership, ...]

    @property
    def leader(self) -> Post | None:
        """Who leads it."""
        wanted = Role.GRID_LEADER if isinstance(self.area, Grid) else Role.GROUP_LEADER
        return next((post for post in self.posts if post.acts_as == wanted), None)

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
    """The page of a group or grid: at most eight queries, whatever its size. A grid's sites are read once."""
    today, ground = clock.today(), area.ground
    around = list(posts_in_and_around(ground, today))
    posts = [post for post in around if ground.contains(post.ground)]
    leaders = {post.grid_id: post for post in posts if post.acts_as == Role.GRID_LEADER}
    grids = [area] if isinstance(area, Grid) else list(Grid.objects.in_use().filter(group=area))
    led = {grid.pk for grid in grids if grid.pk in leaders}
    listed = _listed(ground) if isinstance(area, VillagerGroup) else list(_listed(ground))
    stewarded = {post.site_id for post in posts if post.acts_as == Role.STEWARD}
    counts = (
        count_sites(ground, today) if isinstance(listed, QuerySet) else counted(listed, led, stewarded, today)
    )
    coverage = coverage_of(counts, [grid.pk for grid in grids], led)
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
        sites=_page(listed, page_number, coverage.sites.total),
        around=line_around(ground, around),
        units=tuple(partner_units(ground, today)),
    )


def _listed(ground: Ground) -> SiteQuerySet:
    """Public places, then households in walking order, each marked with `is_paused`."""
    listed = Site.objects.in_use().within(ground).exclude(kind=SiteKind.SHOP)
    is_paused = Q(pk__in=paused_sites(clock.today()))
    marked = listed.annotate(is_door=Q(kind=SiteKind.HOUSEHOLD), is_paused=is_paused)
    return marked.order_by("is_door", "sequence", "id")


def _page(rows: SiteQuerySet | list[Site], page_number: str | None, count: int) -> CappedPage[Site]:
    """A page of the sites; their number is known from the coverage. A grid's are few and read already."""
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
    network: SpotNetwork
    units: tuple[AreaPartnership, ...]
    due: date | None
    is_late: bool
    interval: int
    case_rows: tuple[Case, ...] | None
    visits: tuple[Visit, ...] | None
    may_open_register: bool

    @property
    def form(self) -> PurposeForm:
        """The form that asks what the register's entry is needed for."""
        return PurposeForm()


def site_page(site: Site, viewer: Viewer) -> SitePage:
    """The page of a site: seven queries at most, and one or two more where another door became one with it."""
    ground, today = site.ground, clock.today()
    days = intervals().days[SiteKind(site.kind)]
    one = one_with(site)
    cases = Case.objects.filter(site__in=one).real().with_places_and_people().order_by("-found_at", "-id")
    visits = Visit.objects.filter(site__in=one).done().select_related("round").order_by("-visited_at", "-id")
    return SitePage(
        site=site,
        network=network_of(ground, today),
        units=tuple(partner_units(ground, today)),
        due=due_by(site.last_seen_on, days),
        is_late=is_due(site.last_seen_on, days, today),
        interval=days,
        case_rows=tuple(cases[:CASES_SHOWN]) if viewer.may(Act.CASE_VIEW, ground) else None,
        visits=tuple(visits[:VISITS_SHOWN]) if viewer.may(Act.VISIT_VIEW, ground) else None,
        may_open_register=site.is_household and viewer.may(Act.REGISTER_OPEN, ground),
    )
