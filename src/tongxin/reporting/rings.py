"""The three rings of duty for the home page: each number opens its records (visual guide, section 5).

Angle is the village, radius the ring. Four queries whatever the size of the town: sites, grids and cases are
grouped by village in the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.cases.rules import Ring as RingKey
from tongxin.people.coverage import (
    has_leader,
    has_seen_site,
    in_use,
    is_looked_after,
    last_seen,
)
from tongxin.records import clock
from tongxin.records.figures import FigureScope, percent
from tongxin.records.permission import Act, Viewer
from tongxin.reporting.links import figure_url
from tongxin.reporting.queries import open_cases, overdue_at
from tongxin.territory.ground import Ground
from tongxin.territory.kinds import PUBLIC_KINDS, SiteKind
from tongxin.territory.models import Division, Grid, Site
from tongxin.territory.pausing import paused_sites

SEEN_DAYS = 30


@dataclass(frozen=True)
class RingFigures:
    """The keys of the figures behind one ring."""

    title: str | Promise
    total: str
    responsible: str
    seen: str
    responsible_share: str
    seen_share: str


FIGURES: Mapping[RingKey, RingFigures] = {
    RingKey.HOUSEHOLD: RingFigures(
        gettext_lazy("Everyone looks after their own front and back"),
        "ground.households",
        "ground.households_with_leader",
        "ground.seen_households",
        "ground.responsible_share_households",
        "ground.seen_share_households",
    ),
    RingKey.GRID: RingFigures(
        gettext_lazy("Each sanitation grid has someone in charge"),
        "ground.grids",
        "ground.grids_with_leader",
        "ground.seen_grids",
        "ground.responsible_share_grids",
        "ground.seen_share_grids",
    ),
    RingKey.PUBLIC: RingFigures(
        gettext_lazy("Public places are looked after by all"),
        "ground.public_places",
        "ground.places_looked_after",
        "ground.seen_places",
        "ground.responsible_share_places",
        "ground.seen_share_places",
    ),
}


@dataclass(frozen=True)
class Ring:
    """One ring of a place: how much there is, who answers for it, what was seen, what is open.

    Shares are percent with one decimal.
    """

    key: str
    title: str
    total: int
    total_url: str
    responsible: int
    responsible_share: Decimal | None
    responsible_url: str
    seen: int
    seen_share: Decimal | None
    seen_url: str
    open_cases: int
    open_url: str
    overdue: int
    overdue_url: str


@dataclass(frozen=True)
class Cell:
    """One village in one ring. `seen_share` and `gap_share` (nobody responsible) are 0..1; None: nothing there."""

    village_code: str
    village_name: str
    ring_key: str
    seen_share: float | None
    gap_share: float | None
    open: int
    overdue: int
    url: str
    spoken: str


@dataclass(frozen=True)
class ThreeRings:
    """The rings from inside to outside, and their cells: village by village within a ring."""

    rings: tuple[Ring, ...]
    cells: tuple[Cell, ...]


@dataclass
class _Tally:
    """Counts of one ring in one village."""

    total: int = 0
    responsible: int = 0
    to_see: int = 0
    seen: int = 0
    open: int = 0
    overdue: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Adds the counts of a row of the database."""
        for name in ("total", "responsible", "to_see", "seen", "open", "overdue"):
            setattr(self, name, getattr(self, name) + row.get(name, 0))


@dataclass
class _Tallies:
    """Counts by ring and village."""

    by_place: dict[tuple[str, str], _Tally] = field(default_factory=dict)

    def read(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Adds rows that have a ring and a division code."""
        for row in rows:
            self.at(row["circle"], row["division_code"]).add(row)

    def at(self, ring: str, code: str) -> _Tally:
        """The counts of one ring in one village."""
        return self.by_place.setdefault((ring, code), _Tally())

    def whole(self, ring: str) -> _Tally:
        """The counts of one ring in all villages."""
        total = _Tally()
        for (key, _code), tally in self.by_place.items():
            if key == ring:
                total.add(vars(tally))
        return total


def three_rings(viewer: Viewer, ground: Ground, on: date) -> ThreeRings:
    """The rings of `ground` on the day `on`. Raises `NotAllowed`.

    Seen is what was last looked at on `on` or in the 29 days before. Figures of cases are 0 for whoever may
    not see cases here.
    """
    viewer.require(Act.GROUND_VIEW, ground)
    scope = FigureScope(ground.key, on - timedelta(days=SEEN_DAYS - 1), on)
    tallies = _Tallies()
    tallies.read(_sites(ground, scope))
    tallies.read(_grids(ground, scope))
    if viewer.may(Act.CASE_VIEW, ground):
        tallies.read(_cases(ground, scope))
    villages = _villages(ground)
    rings = tuple(_ring(key, tallies.whole(key), scope) for key in RingKey)
    cells = tuple(
        _cell(key, code, name, tallies.at(key, code), scope) for key in RingKey for code, name in villages
    )
    return ThreeRings(rings, cells)


def _villages(ground: Ground) -> Sequence[tuple[str, str]]:
    here = Division.objects.villages().in_use().within(ground).order_by("code")
    return list(here.values_list("code", "short_name"))


def _sites(ground: Ground, scope: FigureScope) -> Iterable[Mapping[str, Any]]:
    """Households and public places, by village."""
    circle = Case(
        When(kind=SiteKind.HOUSEHOLD, then=Value(RingKey.HOUSEHOLD.value)),
        default=Value(RingKey.PUBLIC.value),
        output_field=CharField(),
    )
    household = Q(kind=SiteKind.HOUSEHOLD) & has_leader(scope.until)
    public = Q(kind__in=PUBLIC_KINDS) & is_looked_after(scope.until)
    paused = Q(pk__in=paused_sites(scope.until))
    here = Site.objects.within(ground).filter(
        in_use(scope.until), kind__in=[SiteKind.HOUSEHOLD, *PUBLIC_KINDS]
    )
    return (
        here.order_by()
        .annotate(circle=circle)
        .values("circle", "division_code")
        .annotate(
            total=Count("pk"),
            responsible=Count("pk", filter=household | public),
            to_see=Count("pk", filter=~paused),
            seen=Count("pk", filter=~paused & last_seen(scope.since, scope.until)),
        )
    )


def _grids(ground: Ground, scope: FigureScope) -> Iterable[Mapping[str, Any]]:
    """Grids, by village."""
    here = Grid.objects.within(ground).filter(in_use(scope.until))
    return (
        here.order_by()
        .annotate(circle=Value(RingKey.GRID.value))
        .values("circle", "division_code")
        .annotate(
            total=Count("pk"),
            responsible=Count("pk", filter=has_leader(scope.until, "pk")),
            to_see=Count("pk"),
            seen=Count("pk", filter=Q(has_seen_site(scope.since, scope.until))),
        )
    )


def _cases(ground: Ground, scope: FigureScope) -> Iterable[Mapping[str, Any]]:
    """Cases open and overdue at the end of the scope or, if it still runs, now; by ring and village."""
    moment = min(scope.ends_before, clock.now())
    return (
        open_cases(ground, scope.ends_before)
        .order_by()
        .values("division_code", circle=F("ring"))
        .annotate(open=Count("pk"), overdue=Count("pk", filter=overdue_at(moment)))
    )


def _ring(key: RingKey, tally: _Tally, scope: FigureScope) -> Ring:
    keys = FIGURES[key]
    return Ring(
        key=key.value,
        title=str(keys.title),
        total=tally.total,
        total_url=figure_url(keys.total, scope),
        responsible=tally.responsible,
        responsible_share=percent(tally.responsible, tally.total),
        responsible_url=figure_url(keys.responsible_share, scope),
        seen=tally.seen,
        seen_share=percent(tally.seen, tally.to_see),
        seen_url=figure_url(keys.seen_share, scope),
        open_cases=tally.open,
        open_url=figure_url(f"rings.open_{key}", scope),
        overdue=tally.overdue,
        overdue_url=figure_url(f"rings.overdue_{key}", scope),
    )


def _cell(key: RingKey, code: str, name: str, tally: _Tally, scope: FigureScope) -> Cell:
    seen = None if tally.to_see == 0 else tally.seen / tally.to_see
    here = FigureScope(code, scope.since, scope.until)
    return Cell(
        village_code=code,
        village_name=name,
        ring_key=key.value,
        seen_share=seen,
        gap_share=None if tally.total == 0 else 1 - tally.responsible / tally.total,
        open=tally.open,
        overdue=tally.overdue,
        url=figure_url(FIGURES[key].seen_share, here),
        spoken=_spoken(key, name, tally),
    )


def _spoken(key: RingKey, name: str, tally: _Tally) -> str:
    """What a screen reader says of a cell."""
    facts = {
        "village": name,
        "ring": str(FIGURES[key].title),
        "seen": percent(tally.seen, tally.to_see),
        "gap": tally.total - tally.responsible,
        "open": tally.open,
        "overdue": tally.overdue,
    }
    if tally.total == 0:
        return _("%(village)s, %(ring)s: nothing entered") % facts
    text = _(
        "%(village)s, %(ring)s: %(seen)s%% seen in 30 days, %(gap)d without anyone, %(open)d open, "
        "%(overdue)d overdue"
    )
    return text % facts
