"""The matrix of coverage (覆盖): village by kind of place, with what was seen in 30 and in 90 days.

One grouped query over the index `site_seen`, in whose order it counts, whatever the size of the town; no tally is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from tongxin.people.coverage import SPOT_KINDS, answered_for, spots
from tongxin.records.permission import Act, Viewer
from tongxin.territory.intervals import intervals, is_due
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division

NEAR_DAYS, FAR_DAYS = 30, 90

# Lower bounds of the shades of a share (visual guide, tokens); 0 is "nothing there".
SHADES = ((0.95, 1), (0.88, 2), (0.80, 3), (0.0, 4))
UNKNOWN_SHADE = 0


def shade_of(share: float | None) -> int:
    """1 (95 % and more) to 4 (below 80 %); 0 where it was not measured."""
    if share is None:
        return UNKNOWN_SHADE
    return next(shade for least, shade in SHADES if share >= least)


@dataclass
class Covered:
    """How many spots there are, and how many of them were seen in 30 and 90 days, and are late to be seen."""

    total: int = 0
    seen_near: int = 0
    seen_far: int = 0
    late: int = 0

    def add(self, other: Covered) -> None:
        """Adds a part."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def near_percent(self) -> int | None:
        """Share seen in 30 days in whole percent, rounded down so that 100 means all; None: nothing there."""
        return _percent(self.seen_near, self.total)

    @property
    def far_percent(self) -> int | None:
        """Share seen in 90 days, likewise."""
        return _percent(self.seen_far, self.total)

    @property
    def near_shade(self) -> int:
        """The shade of the share seen in 30 days."""
        return shade_of(None if self.total == 0 else self.seen_near / self.total)

    @property
    def far_shade(self) -> int:
        """The shade of the share seen in 90 days."""
        return shade_of(None if self.total == 0 else self.seen_far / self.total)


def _percent(part: int, whole: int) -> int | None:
    return None if whole == 0 else part * 100 // whole


@dataclass(frozen=True)
class VillageRow:
    """A village: one cell for each kind, and all kinds together."""

    code: str
    name: str
    cells: tuple[tuple[SiteKind, Covered], ...]
    whole: Covered


@dataclass(frozen=True)
class Matrix:
    """The matrix: kinds from the doorstep outwards, villages by code, the sums of all villages."""

    kinds: tuple[SiteKind, ...]
    rows: tuple[VillageRow, ...]
    sums: tuple[tuple[SiteKind, Covered], ...]
    whole: Covered


def first_day(days: int, on: date) -> date:
    """The first of the `days` days that end on `on`."""
    return on - timedelta(days=days - 1)


def seen_within(days: int, on: date) -> Q:
    """Whether a spot was seen in the `days` days that end on `on`."""
    return Q(last_seen_on__gte=first_day(days, on), last_seen_on__lte=on)


def is_late(on: date) -> Q:
    """Whether the interval of its kind has passed since a spot was last seen; never seen is late."""
    condition = Q(last_seen_on__isnull=True)
    for days in sorted(set(intervals().days.values())):
        kinds = [kind for kind in SPOT_KINDS if intervals().days[kind] == days]
        if kinds:
            condition |= Q(kind__in=kinds, last_seen_on__lt=on - timedelta(days=days))
    return condition


def is_neglected(on: date) -> Q:
    """Whether a spot is a neglected corner (卫生死角): never seen, or not for the stated number of days."""
    first = first_day(intervals().neglected_after, on)
    return Q(last_seen_on__isnull=True) | Q(last_seen_on__lt=first)


def is_covered(on: date) -> Q:
    """Whether somebody answers for a spot and it was seen in 30 days."""
    return answered_for(on) & seen_within(NEAR_DAYS, on)


def coverage_matrix(viewer: Viewer, on: date) -> Matrix:
    """The matrix of the viewer's ground; a kind without any place, but for households, has no column.

    Two queries: the counts, and the names of the villages.
    """
    counted = (
        viewer.visible(spots(on), Act.GROUND_VIEW)
        .order_by()
        .values_list("division_code", "kind", "last_seen_on")
    )
    found: dict[tuple[str, str], Covered] = {}
    for code, kind, seen_on, number in counted.annotate(number=Count("*")):
        cell = found.setdefault((code, kind), Covered())
        cell.add(_of_one_day(SiteKind(kind), seen_on, number, on))
    kinds = tuple(
        kind for kind in SPOT_KINDS if kind is SiteKind.HOUSEHOLD or any(key[1] == kind for key in found)
    )
    rows = tuple(_row(code, name, kinds, found) for code, name in _villages(viewer, found, on))
    return Matrix(kinds, rows, _sums(kinds, rows), _added(row.whole for row in rows))


def _of_one_day(kind: SiteKind, seen_on: date | None, number: int, on: date) -> Covered:
    """The counts of `number` spots of one kind that were last seen on one day."""
    return Covered(
        total=number,
        seen_near=number if _is_within(seen_on, NEAR_DAYS, on) else 0,
        seen_far=number if _is_within(seen_on, FAR_DAYS, on) else 0,
        late=number if is_due(seen_on, intervals().days[kind], on) else 0,
    )


def _is_within(seen_on: date | None, days: int, on: date) -> bool:
    return seen_on is not None and first_day(days, on) <= seen_on <= on


def _villages(viewer: Viewer, found: dict[tuple[str, str], Covered], on: date) -> list[tuple[str, str]]:
    """Villages of the viewer's ground in use, and those of which the viewer has a part."""
    own = viewer.visible(Division.objects.villages(), Act.GROUND_VIEW)
    here = own.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    parts = Division.objects.filter(pk__in={code for code, _kind in found})
    return list((here | parts).order_by("code").values_list("code", "short_name").distinct())


def _row(
    code: str, name: str, kinds: tuple[SiteKind, ...], found: dict[tuple[str, str], Covered]
) -> VillageRow:
    cells = tuple((kind, found.get((code, kind.value), Covered())) for kind in kinds)
    return VillageRow(code, name, cells, _added(cell for _kind, cell in cells))


def _sums(kinds: tuple[SiteKind, ...], rows: tuple[VillageRow, ...]) -> tuple[tuple[SiteKind, Covered], ...]:
    return tuple((kind, _added(row.cells[place][1] for row in rows)) for place, kind in enumerate(kinds))


def _added(parts: Iterable[Covered]) -> Covered:
    whole = Covered()
    for part in parts:
        whole.add(part)
    return whole
