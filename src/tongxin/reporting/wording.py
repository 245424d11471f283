"""Dates, periods and numbers in the words of a brief."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tongxin.records import figures
from tongxin.records.figures import Number
from tongxin.reporting.data import layout
from tongxin.reporting.rules import whole_months
from tongxin.reporting.text import Name, Speech, plain_speech

PERCENT = "%"


def day_words(day: date) -> str:
    """A day with its full year and without leading zeros, as official papers write it."""
    return _("%(year)d-%(month)d-%(day)d") % {"year": day.year, "month": day.month, "day": day.day}


def period_words(since: date, until: date) -> str:
    """A year, half-year, quarter or month by name, else its two days."""
    months = whole_months(since, until)
    facts: Mapping[str, object] = {
        "year": since.year,
        "month": since.month,
        "last": until.month,
        "ordinal": _ordinal((since.month + 2) // 3),
    }
    if months == 12 and since.month == 1:
        return _("the year %(year)d") % facts
    if months == 6 and since.month == 1:
        return _("the first half of %(year)d") % facts
    if months == 6 and since.month == 7:
        return _("the second half of %(year)d") % facts
    if months == 3 and since.month % 3 == 1:
        return _("quarter %(ordinal)s of %(year)d") % facts
    if months == 1:
        return _("month %(month)d of %(year)d") % facts
    if months and since.year == until.year:
        return _("months %(month)d to %(last)d of %(year)d") % facts
    return _span_words(since, until)


def _span_words(since: date, until: date) -> str:
    """Two days; the second without its year where it is the same."""
    if since.year != until.year:
        return _("%(since)s to %(until)s") % {"since": day_words(since), "until": day_words(until)}
    facts = {"since": day_words(since), "month": until.month, "day": until.day}
    return _("%(since)s to %(month)d-%(day)d") % facts


def shown(value: Number | None, unit: str) -> str:
    """A value as a brief prints it: grouped by thousands, shares with their sign, "not measured" for none."""
    if value is None:
        return pgettext("a figure", "not measured")
    if unit == PERCENT:
        return f"{Decimal(value):.2f}".removesuffix("0") + PERCENT
    number = Decimal(value)
    if number == number.to_integral_value():
        return f"{int(number):,}"
    return f"{number:,.2f}".rstrip("0")


def local_speech() -> Speech:
    """Placeholders in the words of the active language: figures by their titles."""
    return Speech(
        titles={figure.key: str(figure.title) for figure in figures.all()},
        names={
            Name.PLACE: pgettext("in braces", "place name"),
            Name.PERIOD: pgettext("in braces", "period"),
            Name.SINCE: pgettext("in braces", "first day"),
            Name.UNTIL: pgettext("in braces", "last day"),
        },
        previous=pgettext("in braces", "in the period before"),
        table=pgettext("in braces", "table"),
        by_village=pgettext("in braces", "by village"),
        between=pgettext("in braces", ", "),
        red_list=pgettext("in braces", "red list"),
        sources=pgettext("in braces", "table of figures"),
    )


def stored_speech() -> Speech:
    """Placeholders as texts are stored: figures by their keys."""
    return plain_speech([figure.key for figure in figures.all()])


def _ordinal(number: int) -> str:
    return layout().numbering.ordinals[number - 1]


SOURCE_HEADS = (
    gettext_lazy("No."),
    gettext_lazy("Figure"),
    gettext_lazy("Value"),
    gettext_lazy("What is counted"),
    gettext_lazy("Place and days"),
)
