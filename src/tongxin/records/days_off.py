"""Writes to the working calendar: days that the town enters by hand, and years whose arrangement it knows."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongxin.records import ledger
from tongxin.records.errors import RuleBroken
from tongxin.records.models import CalendarDay, CalendarYear
from tongxin.records.permission import Act, Viewer
from tongxin.records.working_time import WorkingHours


class DayNameMissing(RuleBroken):
    """A day without a name says nobody why it is special."""

    message = _("Say what day it is: the festival, or what it is worked in exchange for.")


class HoursUnreadable(RuleBroken):
    """Opening hours of one day that are no spans, or of a day off."""

    message = _("Write the opening hours of that day as 8:30-12:00, only for a working day.")


class SourceMissing(RuleBroken):
    """An arrangement without a source cannot be checked."""

    message = _("Name the notice that says so, with its number.")


@transaction.atomic
def enter_day(day: date, *, working: bool, name: str, by: Viewer, hours: str = "") -> CalendarDay:
    """A local day off, or a day worked in exchange; takes the place of what was entered for the day before.

    `hours`: the opening hours of a day worked in part only, as "8:30-12:00"; empty: the usual ones. Raises
    `DayNameMissing`, `HoursUnreadable`. Limits that are still running are reckoned again by the worker.
    """
    by.require(Act.CALENDAR_KEEP)
    if not name.strip():
        raise DayNameMissing()
    kept = _readable(hours, working=working)
    entered, _made = CalendarDay.objects.update_or_create(
        day=day, defaults={"working": working, "name": name.strip(), "hours": kept}
    )
    ledger.append(
        "calendar.enter",
        by=by,
        subject=entered,
        division_code="",
        detail={"day": day.isoformat(), "working": working, "name": entered.name, "hours": kept},
    )
    return entered


def _readable(hours: str, *, working: bool) -> str:
    text = hours.strip()
    if not text:
        return ""
    if not working:
        raise HoursUnreadable
    try:
        WorkingHours.parse(text)
    except ValueError as error:
        raise HoursUnreadable from error
    return text


@transaction.atomic
def remove_day(day: date, *, by: Viewer) -> None:
    """Takes back what was entered for a day; nothing happens where nothing was."""
    by.require(Act.CALENDAR_KEEP)
    entered = CalendarDay.objects.filter(day=day).first()
    if entered is None:
        return
    ledger.append(
        "calendar.remove", by=by, subject=entered, division_code="", detail={"day": day.isoformat()}
    )
    entered.delete()


@transaction.atomic
def declare_year(year: int, *, source: str, by: Viewer) -> CalendarYear:
    """Says that the year's whole arrangement is entered: limits in it are no longer provisional.

    `source`: the notice that says so. Raises `SourceMissing`.
    """
    by.require(Act.CALENDAR_KEEP)
    if not source.strip():
        raise SourceMissing()
    declared, _made = CalendarYear.objects.update_or_create(year=year, defaults={"source": source.strip()})
    ledger.append(
        "calendar.year",
        by=by,
        subject=declared,
        division_code="",
        detail={"year": year, "source": declared.source},
    )
    return declared
