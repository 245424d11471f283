"""Questions that run across rooms: open cases of each village, week by week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from tongxin.cases.models import Case
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

    Cases declined or merged do not count. Two queries: one groups all cases, one reads the villages.
    """
    today = clock.today()
    ends = _week_ends(today, weeks)
    counts: dict[str, Any] = {
        f"week_{index}": Count("pk", filter=open_at(end)) for index, end in enumerate(ends)
    }
    late = overdue_at(ends[-1])
    living = Case.objects.within(ground).real().filter(Q(closed_at__isnull=True) | Q(closed_at__gte=ends[0]))
    grouped = living.order_by().values("division_code").annotate(late=Count("pk", filter=late), **counts)
    found: dict[str, Mapping[str, Any]] = {row["division_code"]: row for row in grouped}
    villages = Division.objects.villages().within(ground).order_by("code").values_list("code", "short_name")
    return tuple(_series(code, name, found.get(code, {}), weeks, today) for code, name in villages)


def _week_ends(today: date, weeks: int) -> list[datetime]:
    """The last moment of each week's last day, the newest being now."""
    days = [today - timedelta(days=7 * back) for back in range(weeks - 1, -1, -1)]
    return [*(clock.start_of(day + timedelta(days=1)) for day in days[:-1]), clock.now()]


def open_at(moment: datetime) -> Q:
    """Whether a case was found and not ended at `moment`, as the figure "cases.open" says."""
    return Q(found_at__lt=moment) & (Q(closed_at__isnull=True) | Q(closed_at__gte=moment))


def overdue_at(moment: datetime) -> Q:
    """Whether a case was open and past its limit without a fix, as the figure "cases.overdue" says."""
    return open_at(moment) & Q(due_at__lt=moment) & (Q(fixed_at__isnull=True) | Q(fixed_at__gte=moment))


def _series(code: str, name: str, row: Mapping[str, Any], weeks: int, today: date) -> VillageSeries:
    points = tuple(row.get(f"week_{index}", 0) for index in range(weeks))
    url = figure_url("cases.open", FigureScope(code, today - timedelta(days=7 * weeks - 1), today))
    return VillageSeries(code, name, points, row.get("late", 0), url)
