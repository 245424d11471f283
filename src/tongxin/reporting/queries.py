"""Questions that run across rooms: open cases of each village, week by week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from tongxin.cases.models import Case
from tongxin.cases.queries import CaseQuerySet
from tongxin.records import clock
from tongxin.records.figures import FigureScope
from tongxin.reporting.links import figure_url
from tongxin.territory.ground import Ground
from tongxin.territory.models import Division


@dataclass(frozen=True)
class VillageSeries:
    """Open cases of a village at the end of each week, oldest first; the last point is now."""

    village_code: str
    village_name: str
    points: tuple[int, ...]
    overdue: int
    url: str

    @property
    def open(self) -> int:
        """Open now."""
        return self.points[-1]


def open_cases_by_week(ground: Ground, weeks: int = 12) -> tuple[VillageSeries, ...]:
    """For each village of `ground` its open cases at the end of the last `weeks` weeks.

    Cases declined or merged do not count. Three queries whatever the number of cases: those open now and those
    closed within the weeks, each grouped by village in the database, and the villages.
    """
    today = clock.today()
    ends = _week_ends(today, weeks)
    here = Case.objects.within(ground)
    totals: dict[str, Counter[str]] = {}
    for part in (here.open(), here.closed(ends[0], ends[-1])):
        for row in _counted(part, ends):
            totals.setdefault(row["division_code"], Counter()).update({**row, "division_code": 0})
    villages = (
        Division.objects.villages().in_use().within(ground).order_by("code").values_list("code", "short_name")
    )
    return tuple(_series(code, name, totals.get(code, Counter()), weeks, today) for code, name in villages)


def _counted(cases: CaseQuerySet, ends: Sequence[datetime]) -> Iterable[Mapping[str, Any]]:
    """By village: how many of `cases` were open at each of `ends`, and overdue at the last."""
    weeks = {f"week_{index}": Count("pk", filter=open_at(end)) for index, end in enumerate(ends)}
    late = Count("pk", filter=overdue_at(ends[-1]))
    counted: Iterable[Mapping[str, Any]] = (
        cases.order_by().values("division_code").annotate(late=late, **weeks)
    )
    return counted


def _week_ends(today: date, weeks: int) -> list[datetime]:
    """The last moment of each week's last day, the newest being now."""
    days = [today - timedelta(days=7 * back) for back in range(weeks - 1, -1, -1)]
    return [*(clock.start_of(day + timedelta(days=1)) for day in days[:-1]), clock.now()]


def open_at(moment: datetime) -> Q:
    """Whether a case was found and not ended at `moment`, as the figure "cases.open" says."""
    return Q(found_at__lt=moment) & (Q(closed_at__isnull=True) | Q(closed_at__gte=moment))


def open_cases(ground: Ground, before: datetime) -> CaseQuerySet:
    """Cases of `ground` that were open when the span before `before` ended, or are open where it still runs.

    What is open now is one look into an index; what was open takes the whole history.
    """
    here = Case.objects.within(ground)
    return here.open() if before > clock.now() else here.real().filter(open_at(before))


def overdue_at(moment: datetime) -> Q:
    """Whether a case was open and past its limit without a fix, as the figure "cases.overdue" says."""
    return open_at(moment) & Q(due_at__lt=moment) & (Q(fixed_at__isnull=True) | Q(fixed_at__gte=moment))


def _series(code: str, name: str, counts: Counter[str], weeks: int, today: date) -> VillageSeries:
    points = tuple(counts[f"week_{index}"] for index in range(weeks))
    url = figure_url("cases.open", FigureScope(code, today - timedelta(days=7 * weeks - 1), today))
    return VillageSeries(code, name, points, counts["late"], url)
