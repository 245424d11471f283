"""Coverage of a place: who answers for what lies in it, and what was seen lately.

The words mean what the figures of `people/figures/ground.py` mean, and each number opens its figure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Case, CharField, Count, Q, Value, When

from tongxin.cases.rules import Ring
from tongxin.people.coverage import is_looked_after, last_seen
from tongxin.people.coverage_matrix import shade_of
from tongxin.records.figures import FigureScope
from tongxin.reporting.links import figure_url
from tongxin.reporting.rings import FIGURES, SEEN_DAYS
from tongxin.territory.ground import Ground
from tongxin.territory.kinds import PUBLIC_KINDS, SiteKind
from tongxin.territory.models import Site
from tongxin.territory.pausing import paused_sites


@dataclass
class Share:
    """How many there are, for how many somebody answers, how many are to be seen and were in the last 30 days.

    What is paused is there, but not to be seen.
    """

    total: int = 0
    responsible: int = 0
    to_see: int = 0
    seen: int = 0

    def add(self, total: int, responsible: int, to_see: int, seen: int) -> None:
        """Adds a part."""
        self.total += total
        self.responsible += responsible
        self.to_see += to_see
        self.seen += seen

    @property
    def missing(self) -> int:
        """For how many nobody answers."""
        return self.total - self.responsible

    @property
    def responsible_percent(self) -> int | None:
        """Whole percent, rounded down so that 100 means all; None where there is nothing."""
        return None if self.total == 0 else self.responsible * 100 // self.total

    @property
    def seen_percent(self) -> int | None:
        """Whole percent, rounded down so that 100 means all; None where there is nothing."""
        return None if self.to_see == 0 else self.seen * 100 // self.to_see

    @property
    def responsible_shade(self) -> int:
        """The shade of a cell, 1 to 4; 0 for nothing there."""
        return shade_of(None if self.total == 0 else self.responsible / self.total)

    @property
    def seen_shade(self) -> int:
        """The shade of a cell, 1 to 4; 0 for nothing there."""
        return shade_of(None if self.to_see == 0 else self.seen / self.to_see)


@dataclass
class Coverage:
    """The three rings of one place."""

    household: Share = field(default_factory=Share)
    grid: Share = field(default_factory=Share)
    public: Share = field(default_factory=Share)

    @property
    def sites(self) -> Share:
        """Households and public places together."""
        both = Share()
        for share in (self.household, self.public):
            both.add(share.total, share.responsible, share.to_see, share.seen)
        return both


@dataclass(frozen=True)
class SiteCount:
    """Households or public places of one group and grid."""

    division_code: str
    group_id: UUID | None
    grid_id: UUID | None
    is_household: bool
    total: int
    looked_after: int
    to_see: int
    seen: int


def count_sites(ground: Ground, on: date) -> list[SiteCount]:
    """The sites in use of a village or a part of it, by group, grid and sort: one query over one index."""
    sort = Case(
        When(kind=SiteKind.HOUSEHOLD, then=Value("household")),
        default=Value("public"),
        output_field=CharField(),
    )
    paused = Q(pk__in=paused_sites(on))
    rows = (
        Site.objects.in_use()
        .within(ground)
        .filter(kind__in=[SiteKind.HOUSEHOLD, *PUBLIC_KINDS])
        .order_by()
        .annotate(sort=sort)
        .values("division_code", "group_id", "grid_id", "sort")
        .annotate(
            total=Count("*"),
            looked_after=Count("pk", filter=is_looked_after(on)),
            to_see=Count("pk", filter=~paused),
            seen=Count("pk", filter=~paused & last_seen(first_day_seen(on), on)),
        )
    )
    return [
        SiteCount(
            row["division_code"],
            row["group_id"],
            row["grid_id"],
            row["sort"] == "household",
            row["total"],
            row["looked_after"],
            row["to_see"],
            row["seen"],
        )
        for row in rows
    ]


def counted(
    sites: Iterable[Site], led: Collection[UUID], stewarded: Collection[UUID | None], on: date
) -> list[SiteCount]:
    """The same of sites that are read already, one by one, each marked with `is_paused`.

    `led`, `stewarded`: grids and places with somebody.
    """
    since = first_day_seen(on)

    def was_seen(site: Site) -> bool:
        return site.last_seen_on is not None and since <= site.last_seen_on <= on

    return [
        SiteCount(
            site.division_code,
            site.group_id,
            site.grid_id,
            site.is_household,
            1,
            int(site.grid_id in led or site.pk in stewarded),
            int(not is_paused),
            int(not is_paused and was_seen(site)),
        )
        for site, is_paused in ((site, bool(getattr(site, "is_paused", False))) for site in sites)
    ]


def coverage_of(counts: Iterable[SiteCount], grids: Iterable[UUID], led: Collection[UUID]) -> Coverage:
    """The rings of the place in which these sites and grids lie; `led`: the grids that have a leader."""
    found = Coverage()
    seen_grids: set[UUID] = set()
    for count in counts:
        ring = found.household if count.is_household else found.public
        ring.add(count.total, count.looked_after, count.to_see, count.seen)
        if count.seen and count.grid_id is not None:
            seen_grids.add(count.grid_id)
    for grid in grids:
        found.grid.add(1, grid in led, 1, grid in seen_grids)
    return found


def first_day_seen(on: date) -> date:
    """The first of the days that count as lately on the day `on`."""
    return on - timedelta(days=SEEN_DAYS - 1)


def coverage_links(ground_key: str, on: date) -> Mapping[str, str]:
    """The figures behind the six cells of a row: `household_responsible`, `household_seen`, …"""
    scope = FigureScope(ground_key, first_day_seen(on), on)
    names = {Ring.HOUSEHOLD: "household", Ring.GRID: "grid", Ring.PUBLIC: "public"}
    links: dict[str, str] = {}
    for ring, name in names.items():
        links[f"{name}_total"] = figure_url(FIGURES[ring].total, scope)
        links[f"{name}_responsible"] = figure_url(FIGURES[ring].responsible_share, scope)
        links[f"{name}_seen"] = figure_url(FIGURES[ring].seen_share, scope)
    return links
