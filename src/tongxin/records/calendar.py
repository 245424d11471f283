"""The town's working calendar: hours from the settings, days entered by hand, the national arrangement.

The reckoning itself is in `working_time.py`, which is pure: a room's `rules.py` imports from there.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tongxin.records import working_time
from tongxin.records.models import CalendarDay, CalendarYear
from tongxin.records.working_time import DayKind, Due, LimitUnit, WorkingCalendar, WorkingHours

__all__ = [
    "DayKind",
    "Due",
    "LimitUnit",
    "WorkingCalendar",
    "WorkingHours",
    "day_kind",
    "due_at",
    "missing_year",
    "town_calendar",
]

HOLIDAY_NAMES = {
    "New Year's Day": _("New Year's Day"),
    "Spring Festival": _("Spring Festival"),
    "Tomb-sweeping Day": _("Tomb-sweeping Day"),
    "Labour Day": _("Labour Day"),
    "Dragon Boat Festival": _("Dragon Boat Festival"),
    "National Day": _("National Day"),
    "Mid-autumn Festival": _("Mid-autumn Festival"),
    "Anti-Fascist 70th Day": _("Anti-Fascist 70th Day"),
}


def town_calendar() -> WorkingCalendar:
    """The calendar in force, with every day entered by hand: two queries."""
    return WorkingCalendar(
        hours=WorkingHours.parse(settings.TONGXIN_WORK_HOURS),
        entered={
            row.day: DayKind(
                row.working,
                provisional=False,
                name=row.name,
                hours=WorkingHours.parse(row.hours) if row.hours else None,
            )
            for row in CalendarDay.objects.all()
        },
        complete_years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
    )


def due_at(start: datetime, value: int, unit: LimitUnit, calendar: WorkingCalendar | None = None) -> Due:
    """When a limit of `value` units from `start` ends, by the town's calendar; see `working_time.due_at`."""
    return working_time.due_at(start, value, unit, calendar or town_calendar())


def day_kind(day: date, calendar: WorkingCalendar | None = None) -> DayKind:
    """What kind of day it is in the town, with the holiday's name in the user's language."""
    kind = (calendar or town_calendar()).day_kind(day)
    return replace(kind, name=str(HOLIDAY_NAMES.get(kind.name, kind.name)))


def missing_year(on: date, calendar: WorkingCalendar | None = None) -> int | None:
    """The year whose arrangement should be known on `on` and is not, else None.

    The State Council publishes the next year's in November: from 1 December it is missed (calendar rule 1).
    """
    known = calendar or town_calendar()
    wanted = [on.year, on.year + 1] if on.month == 12 else [on.year]
    return next((year for year in wanted if not known.knows(year)), None)
