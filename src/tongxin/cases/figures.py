"""Figures about cases. All leave out what was declined or merged into another case."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.queries import CaseQuerySet
from tongxin.cases.rules import Move, State
from tongxin.records import clock
from tongxin.records.figures import Column, FigureScope, figure, ratio
from tongxin.records.permission import Act
from tongxin.territory.lookup import ground_of

_WHAT = (
    Column(pgettext_lazy("column of cases", "Number"), "number"),
    Column(pgettext_lazy("column of cases", "Problem"), "title"),
    Column(pgettext_lazy("column of cases", "Place"), "place_name"),
    Column(pgettext_lazy("column of cases", "State"), "state"),
    Column(pgettext_lazy("column of cases", "Found"), "found_at"),
)
_TO_FIX = (*_WHAT, Column(pgettext_lazy("column of cases", "To be put right by"), "due_at"))
_DONE = (
    *_TO_FIX,
    Column(pgettext_lazy("column of cases", "Put right"), "fixed_at"),
    Column(pgettext_lazy("column of cases", "Closed"), "closed_at"),
)
_UNIT = pgettext_lazy("unit of a figure", "cases")


@figure(
    "cases.found",
    title=_("Problems found"),
    unit=_UNIT,
    definition=_(
        "Cases found in the period, by the moment when they were found. Not counted: cases that were declined "
        "or merged into another one."
    ),
    act=Act.CASE_VIEW,
    columns=_WHAT,
    row_url="cases:case",
)
def found(scope: FigureScope) -> CaseQuerySet:
    """Real cases found in the scope, in the order of the index that finds them."""
    cases = _here(scope).real().filter(found_at__gte=scope.starts_at, found_at__lt=scope.ends_before)
    return cases.order_by("found_at", "id")


@figure(
    "cases.closed",
    title=_("Problems closed"),
    unit=_UNIT,
    definition=_(
        "Cases closed in the period: put right, verified by another person, and closed. When they were found "
        "does not matter. Not counted: cases that were declined or merged into another one."
    ),
    act=Act.CASE_VIEW,
    columns=_DONE,
    row_url="cases:case",
)
def closed(scope: FigureScope) -> CaseQuerySet:
    """Cases closed in the scope."""
    return _here(scope).closed(scope.starts_at, scope.ends_before).order_by("closed_at", "id")


@figure(
    "cases.open",
    title=_("Problems open"),
    unit=_UNIT,
    definition=_(
        "Cases found by the last day of the period and not closed at its end (or now, if it still runs)."
    ),
    act=Act.CASE_VIEW,
    columns=_TO_FIX,
    row_url="cases:case",
)
def still_open(scope: FigureScope) -> CaseQuerySet:
    """Real cases open at the end of the scope."""
    return _open_at_end(scope)


@figure(
    "cases.overdue",
    title=_("Problems overdue"),
    unit=_UNIT,
    definition=_(
        "Cases open at the end of the period (or now, if it still runs) whose time limit had ended and that were "
        "not put right by then. A fix that was returned for rework does not count as put right."
    ),
    act=Act.CASE_VIEW,
    columns=_TO_FIX,
    row_url="cases:case",
)
def overdue(scope: FigureScope) -> CaseQuerySet:
    """Real cases that were overdue at the end of the scope."""
    not_put_right = Q(fixed_at__isnull=True) | Q(fixed_at__gte=scope.ends_before)
    return _open_at_end(scope).filter(not_put_right, due_at__lt=_end_of(scope))


@figure(
    "cases.on_time",
    title=_("Problems put right in time"),
    unit=_UNIT,
    definition=_(
        "Cases closed in the period whose accepted fix was made within the time limit of their kind."
    ),
    act=Act.CASE_VIEW,
    columns=_DONE,
    row_url="cases:case",
)
def on_time(scope: FigureScope) -> CaseQuerySet:
    """Cases closed in the scope and put right within their limit."""
    return _here(scope).closed(scope.starts_at, scope.ends_before).filter(fixed_at__lte=F("due_at"))


@figure(
    "cases.verified",
    title=_("Fixes verified"),
    unit=_UNIT,
    definition=_("Cases whose fix was found good in the period by another person than the one who made it."),
    act=Act.CASE_VIEW,
    columns=(*_DONE, Column(pgettext_lazy("column of cases", "Verified"), "verified_at")),
    row_url="cases:case",
)
def verified(scope: FigureScope) -> CaseQuerySet:
    """Cases verified in the scope; a verification that was taken back by a return is not one."""
    return _here(scope).filter(verified_at__gte=scope.starts_at, verified_at__lt=scope.ends_before)


@figure(
    "cases.rework",
    title=_("Problems returned for rework"),
    unit=_UNIT,
    definition=_("Cases that were returned for rework in the period, each counted once however often."),
    act=Act.CASE_VIEW,
    columns=(*_TO_FIX, Column(pgettext_lazy("column of cases", "Times returned"), "rework_count")),
    row_url="cases:case",
)
def rework(scope: FigureScope) -> CaseQuerySet:
    """Cases with at least one return in the scope."""
    returns = CaseEvent.objects.filter(move=Move.RETURN, at__gte=scope.starts_at, at__lt=scope.ends_before)
    return _here(scope).real().filter(pk__in=returns.values("case_id"))


@figure(
    "cases.to_close",
    title=_("Problems that should be closed"),
    unit=_UNIT,
    definition=_(
        "Cases closed in the period, and those still open at its end whose time limit had ended. Cases whose "
        "limit still runs are not held against anybody."
    ),
    act=Act.CASE_VIEW,
    columns=_DONE,
    row_url="cases:case",
)
def to_close(scope: FigureScope) -> CaseQuerySet:
    """Cases closed in the scope, or open at its end and past their limit."""
    closed_in_it = Q(state=State.CLOSED, closed_at__gte=scope.starts_at, closed_at__lt=scope.ends_before)
    past_limit = Q(found_at__lt=scope.ends_before, due_at__lt=_end_of(scope))
    return _here(scope).real().filter(closed_in_it | (_not_ended(scope) & past_limit))


ratio(
    "cases.closing_rate",
    title=_("Closing rate"),
    definition=_(
        "Cases closed in the period, of all that should be closed: those closed and those still open whose time "
        "limit had ended. A rate says nothing without the verified and the returned cases beside it."
    ),
    act=Act.CASE_VIEW,
    numerator="cases.closed",
    denominator="cases.to_close",
)
ratio(
    "cases.on_time_rate",
    title=_("On-time rate"),
    definition=_(
        "Cases closed in the period and put right within their time limit, of all that should be closed: those "
        "closed and those still open whose time limit had ended."
    ),
    act=Act.CASE_VIEW,
    numerator="cases.on_time",
    denominator="cases.to_close",
)


def _here(scope: FigureScope) -> CaseQuerySet:
    return Case.objects.within(ground_of(scope.ground_key)).with_places_and_people()


def _end_of(scope: FigureScope) -> datetime:
    """The end of the scope, or now where it still runs."""
    return min(scope.ends_before, clock.now())


def _open_at_end(scope: FigureScope) -> CaseQuerySet:
    return _here(scope).real().filter(_not_ended(scope), found_at__lt=scope.ends_before)


def _not_ended(scope: FigureScope) -> Q:
    """Still open, or ended later. As two lists of ids, each from its own index: as one condition on
    `closed_at`, SQLite reads the whole table (3 s instead of 0.2 s at a million cases)."""
    here = Case.objects.within(ground_of(scope.ground_key))
    ended_later = here.filter(closed_at__gte=scope.ends_before)
    return Q(pk__in=here.open().values("pk")) | Q(pk__in=ended_later.values("pk"))
