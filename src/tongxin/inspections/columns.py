"""Three columns: what a village says of itself, what the town found, what a check from above found.

Side by side for each village or grid, each with the round and the day that it comes from; never one number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db.models import Sum
from django.utils.functional import Promise

from tongxin.inspections.drawing import Among
from tongxin.inspections.models import Round, RoundTally
from tongxin.inspections.purposes import Purpose, Source, planning_numbers, purpose_rules
from tongxin.inspections.rules import RoundState
from tongxin.inspections.words import SOURCE_WORDS
from tongxin.records import clock
from tongxin.records.figures import percent
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground
from tongxin.territory.models import Division, Grid
from tongxin.territory.queries import DivisionQuerySet

Text = str | Promise
_WHOLE = 10_000  # hundredths of points of a visit on 0..100


@dataclass(frozen=True)
class Cell:
    """A mean score on 0..100 and where it comes from."""

    mean: Decimal
    scored: int
    round_id: UUID
    title: str
    ended_on: date
    sheet_id: str
    sheet: str


@dataclass
class Line:
    """One village or grid with what each source says of it last."""

    key: str
    name: str
    cells: dict[Source, Cell] = field(default_factory=dict)

    @property
    def columns(self) -> list[Cell | None]:
        """The cells in the order of the sources, None where a source is silent."""
        return [self.cells.get(source) for source in Source]

    @property
    def named_columns(self) -> list[tuple[Text, Cell | None]]:
        """The cells with the names of their sources, for a screen too narrow for a heading."""
        return [(SOURCE_WORDS[source], self.cells.get(source)) for source in Source]

    def difference(self, of: Source, against: Source) -> Decimal | None:
        """By how many points `of` lies above `against`; None where one is silent or they used different sheets."""
        one, other = self.cells.get(of), self.cells.get(against)
        if one is None or other is None or one.sheet_id != other.sheet_id:
            return None
        return one.mean - other.mean

    @property
    def self_above_town(self) -> Decimal | None:
        """Self-score minus what the town found."""
        return self.difference(Source.SELF, Source.TOWN)

    @property
    def town_above_higher(self) -> Decimal | None:
        """What the town found minus what the check from above found."""
        return self.difference(Source.TOWN, Source.HIGHER)


def villages_of(viewer: Viewer) -> DivisionQuerySet:
    """The villages in which the viewer sees rounds: those of the own ground, and those in which it lies."""
    grounds = cast("tuple[Ground, ...]", viewer.grounds(Act.ROUND_VIEW))
    around = [ground.division_code for ground in grounds]
    villages = Division.objects.villages().in_use()
    seen = villages.within_any(grounds) | villages.filter(code__in=around)
    return seen.order_by("code")


def lines_by_village(viewer: Viewer, villages: Sequence[Division]) -> list[Line]:
    """The lines of these villages, as far as the viewer may see their rounds."""
    lines = {village.code: Line(village.code, village.short_name) for village in villages}
    tallies = _tallies(viewer).filter(division_code__in=lines)
    rows = tallies.order_by().values("round_id", "division_code")
    _fill(lines, rows.annotate(n=Sum("scored"), total=Sum("sum_score100")), "division_code")
    return list(lines.values())


def lines_by_grid(viewer: Viewer, village: str) -> list[Line]:
    """The lines of a village's grids, as far as the viewer may see their rounds."""
    in_use = Grid.objects.in_use().filter(division_code=village)
    grids = viewer.visible(in_use, Act.ROUND_VIEW).order_by("number")
    lines = {str(grid.pk): Line(str(grid.pk), grid.name) for grid in grids}
    tallies = _tallies(viewer).filter(division_code=village, grid__in=[*lines])
    rows = tallies.order_by().values("round_id", "grid_id")
    _fill(lines, rows.annotate(n=Sum("scored"), total=Sum("sum_score100")), "grid_id")
    return list(lines.values())


def _tallies(viewer: Viewer) -> Any:
    """Tallies of closed rounds of the last days: those that looked only for old problems are left out."""
    since = clock.today() - timedelta(days=planning_numbers().compare_days)
    closed = Round.objects.filter(state=RoundState.CLOSED, ends_on__gte=since)
    rounds = closed.exclude(sample_among=Among.PROBLEMS).order_by().values("pk")
    return viewer.visible(RoundTally.objects.filter(round__in=rounds, scored__gt=0), Act.ROUND_VIEW)


def _fill(lines: Mapping[str, Line], rows: Iterable[Mapping[str, Any]], column: str) -> None:
    """Puts each source's last word into the lines."""
    found = list(rows)
    rounds = Round.objects.select_related("sheet_version").in_bulk({row["round_id"] for row in found})
    rules = purpose_rules()
    for row in sorted(found, key=lambda row: _age(rounds[row["round_id"]])):
        held = rounds[row["round_id"]]
        mean = percent(row["total"], row["n"] * _WHOLE)
        if mean is None:
            continue
        lines[str(row[column])].cells[rules[Purpose(held.purpose)].column] = Cell(
            mean=mean,
            scored=row["n"],
            round_id=held.pk,
            title=held.title,
            ended_on=held.ends_on,
            sheet_id=held.sheet_version.sheet_id,
            sheet=held.sheet_version.title,
        )


def _age(held: Round) -> tuple[date, UUID]:
    return held.ends_on, held.pk
