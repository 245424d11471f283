"""The working calendar: the year as limits reckon it, and the days that the town enters by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.records import clock
from tongxin.records.calendar import DayKind, day_kind, town_calendar
from tongxin.records.days_off import HoursUnreadable, declare_year, enter_day, remove_day
from tongxin.records.errors import RuleBroken
from tongxin.records.models import CalendarDay, CalendarYear
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.web.forms import DayForm, YearForm

FIRST_YEAR, LAST_YEAR = 2004, 2100  # as far back as arrangements are known
REFUSED = 422


@dataclass(frozen=True)
class Special:
    """A day that is not what its weekday says: off on a working day, or worked at a week's end."""

    day: date
    kind: DayKind
    by_hand: bool


@page(Act.CALENDAR_KEEP)
def calendar(request: SignedInRequest) -> HttpResponse:
    """The special days of a year (`?year=`), with the form that enters one."""
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            enter_day(values["day"], by=request.viewer, **_of_day(values))
        except HoursUnreadable as error:
            form.add_error("hours", str(error))
        except RuleBroken as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Entered. Limits that still run follow it by tomorrow."))
            return redirect(_address(values["day"].year))
    shown = _year_of(request)
    context = {
        "form": form,
        "year": shown,
        "years": [each for each in range(shown - 1, shown + 2) if FIRST_YEAR <= each <= LAST_YEAR],
        "days": special_days(shown),
        "known": town_calendar().knows(shown),
        "declared": CalendarYear.objects.filter(pk=shown).first(),
        "year_form": YearForm(initial={"year": shown}),
    }
    return render(request, "web/calendar.html", context, status=REFUSED if form.errors else 200)


@page(Act.CALENDAR_KEEP)
@require_POST
def year(request: SignedInRequest) -> HttpResponse:
    """Says that a year's arrangement is entered whole."""
    form = YearForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Name the notice that says so, with its number."))
        return redirect(_address(clock.today().year))
    try:
        declare_year(form.cleaned_data["year"], source=form.cleaned_data["source"], by=request.viewer)
    except RuleBroken as error:
        messages.error(request, str(error))
    return redirect(_address(form.cleaned_data["year"]))


@page(Act.CALENDAR_KEEP)
@require_POST
def remove(request: SignedInRequest, day: str) -> HttpResponse:
    """Takes back a day entered by hand."""
    try:
        found = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    remove_day(found, by=request.viewer)
    return redirect(_address(found.year))


def special_days(shown: int) -> Sequence[Special]:
    """The days of a year that differ from their weekday, and all that were entered by hand."""
    known = town_calendar()
    entered = set(CalendarDay.objects.filter(day__year=shown).values_list("day", flat=True))
    days = (date(shown, 1, 1) + timedelta(days=offset) for offset in range(366))
    kinds = ((day, day_kind(day, known)) for day in days if day.year == shown)
    return [
        Special(day, kind, day in entered)
        for day, kind in kinds
        if day in entered or kind.working != (day.weekday() < 5)
    ]


def _of_day(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("working", "name", "hours")}


def _year_of(request: SignedInRequest) -> int:
    asked = request.GET.get("year", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) == 4 else clock.today().year
    return min(max(wanted, FIRST_YEAR), LAST_YEAR)


def _address(shown: int) -> str:
    return f"{reverse('web:calendar')}?year={shown}"
