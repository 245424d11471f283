"""What was put right, in time or not, by whom it was first given to: rates of what should have been handled."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.cases.figures.parts import (
    FIXED,
    PLACES,
    TO_FIX,
    here,
    of_cases,
    open_at_end,
    past_limit,
    together,
    with_move,
)
from tongxin.cases.queries import CaseQuerySet
from tongxin.cases.rules import Move
from tongxin.records.figures import Column, FigureScope, ratio
from tongxin.records.permission import Act

_GIVEN = (*FIXED, Column(pgettext_lazy("column of cases", "Times assigned"), "assign_count"))


@of_cases(
    "cases.handled",
    title=_("Problems put right"),
    definition=_(
        "Cases whose fix was made in the period, closed by now or not. A fix that was returned for rework does "
        "not count."
    ),
    columns=FIXED,
)
def handled(scope: FigureScope) -> CaseQuerySet:
    """Cases put right in the scope by the fix that stands."""
    return _handled(scope).order_by("fixed_at", "id")


@of_cases(
    "cases.on_time",
    title=_("Problems put right in time"),
    definition=_("Cases whose fix was made in the period and within the time limit."),
    columns=FIXED,
)
def on_time(scope: FigureScope) -> CaseQuerySet:
    """Cases put right in the scope and within their limit."""
    return _handled(scope).filter(fixed_at__lte=F("due_at")).order_by("fixed_at", "id")


@of_cases(
    "cases.overdue",
    title=_("Problems overdue"),
    definition=_(
        "Cases open at the end of the period (or now, if it still runs) whose time limit had ended and that were "
        "not put right by then. A fix that was returned for rework does not count as put right."
    ),
    columns=TO_FIX,
)
def overdue(scope: FigureScope) -> CaseQuerySet:
    """Real cases that were overdue at the end of the scope."""
    not_put_right = Q(fixed_at__isnull=True) | Q(fixed_at__gte=scope.ends_before)
    return open_at_end(scope).filter(not_put_right, past_limit(scope))


@of_cases(
    "cases.to_handle",
    title=_("Problems that should be put right"),
    definition=_(
        "Cases put right in the period, and those overdue at its end. Cases whose limit still runs are not held "
        "against anybody."
    ),
    columns=FIXED,
)
def to_handle(scope: FigureScope) -> CaseQuerySet:
    """Cases put right in the scope, or overdue at its end."""
    return together(_handled(scope), overdue(scope)).order_by("due_at", "id")


@of_cases(
    "cases.given",
    title=_("Assigned problems put right"),
    definition=_(
        "Cases whose fix was made in the period by somebody to whom they had been given. Not counted: what was "
        "put right on the spot by whoever found it."
    ),
    columns=_GIVEN,
)
def given(scope: FigureScope) -> CaseQuerySet:
    """Cases put right in the scope that had been assigned."""
    return _handled(scope).filter(assign_count__gte=1).order_by("fixed_at", "id")


@of_cases(
    "cases.given_right",
    title=_("Put right by whoever they were first given to"),
    definition=_(
        "Cases whose fix was made in the period and that were given to one person only: never refused, never "
        "given to somebody else or to another line."
    ),
    columns=_GIVEN,
)
def given_right(scope: FigureScope) -> CaseQuerySet:
    """Cases put right in the scope whose first assignment stood."""
    return given(scope).filter(assign_count=1)


@of_cases(
    "cases.extended",
    title=_("Problems with a later limit"),
    definition=_(
        "Cases whose time limit was put off in the period because that was asked for and granted, each counted "
        "once however often. A limit that stood still while others were waited for is none of them."
    ),
    columns=(*FIXED, Column(pgettext_lazy("column of cases", "Times put off"), "postponed_count")),
)
def extended(scope: FigureScope) -> CaseQuerySet:
    """Cases with at least one postponement granted in the scope."""
    return with_move(scope, Move.GRANT).order_by("due_at", "id")


ratio(
    "cases.handling_rate",
    title=_("Handling rate"),
    definition=_(
        "Problems put right in the period, of all that should be put right: those put right and those overdue at "
        "its end."
    ),
    act=Act.CASE_VIEW,
    numerator="cases.handled",
    denominator="cases.to_handle",
    places=PLACES,
)
ratio(
    "cases.on_time_rate",
    title=_("On-time handling rate"),
    definition=_(
        "Problems put right in the period within the time limit, of all that should be put right: those put right "
        "and those overdue at its end."
    ),
    act=Act.CASE_VIEW,
    numerator="cases.on_time",
    denominator="cases.to_handle",
    places=PLACES,
)
ratio(
    "cases.extension_rate",
    title=_("Extension rate"),
    definition=_(
        "Problems whose time limit was put off in the period, of all that should be put right. A case whose later "
        "limit still runs counts above the line only."
    ),
    act=Act.CASE_VIEW,
    numerator="cases.extended",
    denominator="cases.to_handle",
    places=PLACES,
)
ratio(
    "cases.first_assignment_rate",
    title=_("Accurate first assignment"),
    definition=_(
        "Of the assigned problems put right in the period, the share that went to the right person at once."
    ),
    act=Act.CASE_VIEW,
    numerator="cases.given_right",
    denominator="cases.given",
    places=PLACES,
)


def _handled(scope: FigureScope) -> CaseQuerySet:
    return here(scope).filter(fixed_at__gte=scope.starts_at, fixed_at__lt=scope.ends_before)
