"""What a planned sample can tell and what it asks of the inspectors, told while planning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tongxin.inspections.assigning import Sharing
from tongxin.inspections.drawing import PERCENT, SampleKind, SampleRule, to_draw
from tongxin.inspections.places import counts_by_stratum, stratum_names
from tongxin.inspections.precision import half_width, needed
from tongxin.inspections.purposes import planning_numbers
from tongxin.standards.models import SheetVersion
from tongxin.territory.ground import DIVISION_DIGITS, Ground, division_stem
from tongxin.territory.models import Division, Grid

AIMS = (15, 10)  # percentage points for which the page says how many places they need


@dataclass(frozen=True)
class Part:
    """One grid: how many places it has, how many are drawn, and how far off its share may be (points)."""

    size: int
    drawn: int

    @property
    def points(self) -> float:
        """Half the width of the 95 % interval in percentage points."""
        return half_width(self.drawn, self.size)

    @property
    def needed(self) -> tuple[int, ...]:
        """How many places the aims need."""
        return tuple(needed(aim, self.size) for aim in AIMS)


@dataclass(frozen=True)
class Row:
    """A village of several grids, or one grid."""

    name: str
    parts: tuple[Part, ...]

    @property
    def grids(self) -> int:
        """How many grids."""
        return len(self.parts)

    @property
    def size(self) -> int:
        """Places together."""
        return sum(part.size for part in self.parts)

    @property
    def drawn(self) -> int:
        """Places drawn together."""
        return sum(part.drawn for part in self.parts)

    @property
    def best(self) -> float:
        """The grid that is told best, ± points."""
        return min(part.points for part in self.parts)

    @property
    def worst(self) -> float:
        """The grid that is told worst, ± points."""
        return max(part.points for part in self.parts)

    @property
    def needed(self) -> tuple[int, ...]:
        """How many places of its largest grid the aims need."""
        return max(self.parts, key=lambda part: part.size).needed


@dataclass(frozen=True)
class Advice:
    """What the plan comes to. Points are percentage points at 95 %, at worst."""

    rows: tuple[Row, ...]
    is_by_village: bool
    is_even: bool  # so many of each grid; else the numbers of a grid are what may be expected
    size: int
    drawn: int
    visits: int
    crossing: int
    inspectors: int
    days: int

    @property
    def whole_points(self) -> float:
        """How far off the share of the whole ground may be, where it is drawn from as one."""
        return half_width(self.drawn, self.size)

    @property
    def each(self) -> int:
        """Visits of an inspector, rounded up."""
        return -(-self.visits // self.inspectors) if self.inspectors else 0

    @property
    def each_day(self) -> int:
        """Visits of an inspector on a working day, rounded up."""
        return -(-self.each // self.days) if self.days else 0

    @property
    def is_much(self) -> bool:
        """Is that more than the town thinks right for a day?"""
        return self.each_day > planning_numbers().visits_a_day


def advise(
    version: SheetVersion,
    ground: Ground,
    rule: SampleRule,
    sharing: Sharing,
    *,
    inspectors: int,
    days: Sequence[date],
) -> Advice | None:
    """What a sample of the rule on the ground can tell; None where there is nothing, and for a typed list."""
    if rule.kind is SampleKind.LIST:
        return None
    counts = counts_by_stratum(version, ground, rule)
    size = sum(counts.values())
    if not size:
        return None
    drawn = (
        sum(_expected(counts, rule).values()) if rule.kind is SampleKind.PER_GRID else to_draw("", size, rule)
    )
    again = sum(-(-drawn * share // PERCENT) for share in (sharing.second, sharing.recheck))
    by_village = len(division_stem(ground.division_code)) < DIVISION_DIGITS
    return Advice(
        rows=tuple(_rows(counts, rule, by_village=by_village)),
        is_by_village=by_village,
        is_even=rule.kind is not SampleKind.SHARE,
        size=size,
        drawn=drawn,
        visits=drawn + again,
        crossing=drawn * sharing.cross // PERCENT if inspectors > 1 else 0,
        inspectors=inspectors,
        days=len(days),
    )


def _expected(counts: Mapping[str, int], rule: SampleRule) -> dict[str, int]:
    """How many places of each grid are drawn; of a share of the whole: how many may be expected."""
    if rule.kind is SampleKind.SHARE:
        return {key: round(size * rule.number / PERCENT) for key, size in counts.items()}
    return {key: to_draw(key, size, rule) for key, size in counts.items()}


def _rows(counts: Mapping[str, int], rule: SampleRule, *, by_village: bool) -> list[Row]:
    parts = {key: Part(counts[key], drawn) for key, drawn in _expected(counts, rule).items()}
    if not by_village:
        names = stratum_names(counts)
        return [Row(names.get(key, key), (part,)) for key, part in parts.items()]
    grids = [key.removeprefix("grid:") for key in counts if key.startswith("grid:")]
    village_of = {f"grid:{pk}": code for pk, code in _villages_of(grids)}
    villages: dict[str, list[Part]] = defaultdict(list)
    for key, part in parts.items():
        villages[village_of.get(key, key)].append(part)
    return [Row(Division.objects.name_of(code), tuple(listed)) for code, listed in sorted(villages.items())]


def _villages_of(grid_ids: Sequence[str]) -> list[tuple[object, str]]:
    return list(Grid.objects.filter(pk__in=grid_ids).values_list("pk", "division_code"))
