"""The three rings by share covered, for the second form of the home page: each arc opens its list.

Covered is what somebody answers for and what was seen in 30 days; paused places are left out. A ground with
several villages is cut by village, a smaller one by grid. Three queries whatever its size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tongxin.cases.rules import Ring as RingKey
from tongxin.people.coverage import has_leader, in_use, spots
from tongxin.people.coverage_matrix import NEAR_DAYS, is_covered, seen_within
from tongxin.records.figures import percent
from tongxin.records.permission import Act, Viewer
from tongxin.reporting.rings import FIGURES
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division, Grid

PUBLIC = "public"


@dataclass(frozen=True)
class Part:
    """A village or a grid; `key` None: what lies in no grid."""

    key: str | None
    name: str


@dataclass(frozen=True)
class Arc:
    """One village or grid in one ring: how much there is, how much of it is covered."""

    ring_key: str
    place_name: str
    total: int
    covered: int
    url: str
    spoken: str

    @property
    def share(self) -> float | None:
        """What is covered, 0..1; None where there is nothing."""
        return None if self.total == 0 else self.covered / self.total

    @property
    def percent(self) -> int | None:
        """In whole percent, rounded down so that 100 means all."""
        return None if self.total == 0 else self.covered * 100 // self.total


@dataclass(frozen=True)
class CoveredRing:
    """A ring with its arcs, in the order of the places."""

    key: str
    title: str
    arcs: tuple[Arc, ...]

    @property
    def total(self) -> int:
        """How much there is in all places."""
        return sum(arc.total for arc in self.arcs)

    @property
    def covered(self) -> int:
        """How much of it is covered."""
        return sum(arc.covered for arc in self.arcs)

    @property
    def share(self) -> Decimal | None:
        """The share in percent with one decimal; None where there is nothing."""
        return percent(self.covered, self.total)


@dataclass(frozen=True)
class CoveredRings:
    """The rings from the doorstep outwards; `by_grid`: the arcs are grids, else villages."""

    rings: tuple[CoveredRing, ...]
    by_grid: bool

    @property
    def rows(self) -> list[tuple[str, tuple[Arc, ...]]]:
        """Place by place with its arc in each ring: the list beside the drawing."""
        return [(arcs[0].place_name, arcs) for arcs in zip(*(ring.arcs for ring in self.rings), strict=True)]

    @property
    def share(self) -> Decimal | None:
        """Households and public places covered, in percent."""
        both = [ring for ring in self.rings if ring.key != RingKey.GRID]
        return percent(sum(ring.covered for ring in both), sum(ring.total for ring in both))


Counts = Mapping[tuple[str, object], tuple[int, int]]


def covered_rings(viewer: Viewer, ground: Ground, on: date) -> CoveredRings:
    """The rings of `ground` on the day `on`. Raises `NotAllowed`."""
    viewer.require(Act.GROUND_VIEW, ground)
    villages = _villages(ground, on)
    by_grid = len(villages) < 2
    column = "grid_id" if by_grid else "division_code"
    counts = {**_sites(ground, on, column), **_grids(ground, on, by_grid)}
    parts = _grid_parts(ground, on, counts) if by_grid else villages
    rings = tuple(
        CoveredRing(
            key.value,
            str(FIGURES[key].title),
            tuple(_arc(key, part, counts, ground, by_grid) for part in parts),
        )
        for key in RingKey
    )
    return CoveredRings(rings, by_grid)


def _villages(ground: Ground, on: date) -> list[Part]:
    if ground.kind is not GroundKind.DIVISION:
        return []
    here = Division.objects.villages().within(ground).in_use(on).order_by("code")
    return [Part(code, name) for code, name in here.values_list("code", "short_name")]


def _grid_parts(ground: Ground, on: date, counts: Counts) -> list[Part]:
    """The grids by number, and at the end what lies in none."""
    here = Grid.objects.within(ground).filter(in_use(on)).order_by("number").values_list("pk", "name")
    parts = [Part(str(pk), name) for pk, name in here]
    outside = any(counts.get((ring, None)) for ring in (RingKey.HOUSEHOLD.value, RingKey.PUBLIC.value))
    return [*parts, Part(None, _("in no grid"))] if outside else parts


def _sites(ground: Ground, on: date, column: str) -> Counts:
    """Households and public places, by village or grid: how many, and how many are covered."""
    circle = Case(
        When(kind=SiteKind.HOUSEHOLD, then=Value(RingKey.HOUSEHOLD.value)),
        default=Value(RingKey.PUBLIC.value),
        output_field=CharField(),
    )
    rows = (
        spots(on)
        .within(ground)
        .order_by()
        .annotate(circle=circle)
        .values("circle", column)
        .annotate(total=Count("*"), covered=Count("pk", filter=is_covered(on)))
    )
    return {(row["circle"], _key(row[column])): (row["total"], row["covered"]) for row in rows}


def _grids(ground: Ground, on: date, by_grid: bool) -> Counts:
    """Grids: covered are those with a leader in which something was seen lately."""
    column = "pk" if by_grid else "division_code"
    seen = Exists(spots(on).filter(seen_within(NEAR_DAYS, on), grid=OuterRef("pk")))
    rows = Grid.objects.within(ground).filter(in_use(on)).order_by().values(column)
    counted = rows.annotate(total=Count("*"), covered=Count("pk", filter=has_leader(on, "pk") & Q(seen)))
    return {(RingKey.GRID.value, _key(row[column])): (row["total"], row["covered"]) for row in counted}


def _key(value: UUID | str | None) -> str | None:
    return None if value is None else str(value)


def _arc(key: RingKey, part: Part, counts: Counts, ground: Ground, by_grid: bool) -> Arc:
    total, covered = counts.get((key.value, part.key), (0, 0))
    facts = {"place": part.name, "ring": str(FIGURES[key].title), "covered": covered, "total": total}
    spoken = _("%(place)s, %(ring)s: %(covered)d of %(total)d covered") % facts
    if total == 0:
        spoken = _("%(place)s, %(ring)s: nothing entered") % facts
    return Arc(key.value, part.name, total, covered, _url(key, part, ground, by_grid), spoken)


def _url(key: RingKey, part: Part, ground: Ground, by_grid: bool) -> str:
    """The list behind an arc: spots, or for the ring of grids the grids of a village."""
    if key is RingKey.GRID and not by_grid:
        return f"{reverse('people:coverage_grids')}?{urlencode({'village': part.key or ''})}"
    asked: dict[str, str] = {}
    if not by_grid:
        asked["village"] = part.key or ""
    elif part.key is not None:
        asked["place"] = f"grid:{part.key}"
    else:
        asked |= {"place": ground.key, "state": "outside"}
    if key is not RingKey.GRID:
        asked["kind"] = SiteKind.HOUSEHOLD.value if key is RingKey.HOUSEHOLD else PUBLIC
    return f"{reverse('people:coverage_list')}?{urlencode(asked)}"
