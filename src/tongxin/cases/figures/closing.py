"""What was closed and what is open; beside what was closed, what was verified, returned and reopened."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.cases.figures.parts import (
    CLOSED_BESIDE,
    DONE,
    PLACES,
    TO_FIX,
    closed_in,
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


@of_cases(
    "cases.open",
    title=_("Problems open"),
    definition=_(
        "Cases found by the last day of the period and not closed at its end (or now, if it still runs)."
    ),
    columns=TO_FIX,
)
def still_open(scope: FigureScope) -> CaseQuerySet:
    """Real cases open at the end of the scope."""
    return open_at_end(scope)


@of_cases(
    "cases.closed",
    title=_("Problems closed"),
    definition=_(
        "Cases closed in the period: put right, verified by another person, and closed. When they were found "
        "does not matter. Not counted: cases opened again since, declined, or merged into another one."
    ),
    columns=DONE,
    beside=CLOSED_BESIDE,
)
def closed(scope: FigureScope) -> CaseQuerySet:
    """Cases closed in the scope."""
    return closed_in(scope).order_by("closed_at", "id")


@of_cases(
    "cases.to_close",
    title=_("Problems that should be closed"),
    definition=_(
        "Cases closed in the period, and those still open at its end whose time limit had ended. Cases whose "
        "limit still runs are not held against anybody."
    ),
    columns=DONE,
)
def to_close(scope: FigureScope) -> CaseQuerySet:
    """Cases closed in the scope, or open at its end and past their limit."""
    late = open_at_end(scope).filter(past_limit(scope))
    return together(closed_in(scope), late).order_by("due_at", "id")


@of_cases(
    "cases.verified",
    title=_("Fixes verified"),
    definition=_("Cases whose fix was found good in the period by another person than the one who made it."),
    columns=(*DONE, Column(pgettext_lazy("column of cases", "Verified"), "verified_at")),
)
def verified(scope: FigureScope) -> CaseQuerySet:
    """Cases verified in the scope; a verification that was taken back by a return is not one."""
    return here(scope).filter(verified_at__gte=scope.starts_at, verified_at__lt=scope.ends_before)


@of_cases(
    "cases.rework",
    title=_("Problems returned for rework"),
    definition=_("Cases that were returned for rework in the period, each counted once however often."),
    columns=(*TO_FIX, Column(pgettext_lazy("column of cases", "Times returned"), "rework_count")),
)
def rework(scope: FigureScope) -> CaseQuerySet:
    """Cases with at least one return in the scope."""
    return with_move(scope, Move.RETURN).order_by("due_at", "id")


@of_cases(
    "cases.reopened",
    title=_("Problems reopened"),
    definition=_(
        "Cases that had been closed and were opened again in the period, each counted once however often."
    ),
    columns=(*TO_FIX, Column(pgettext_lazy("column of cases", "Times reopened"), "reopen_count")),
)
def reopened(scope: FigureScope) -> CaseQuerySet:
    """Cases with at least one reopening in the scope."""
    return with_move(scope, Move.REOPEN).order_by("due_at", "id")


ratio(
    "cases.closing_rate",
    title=_("Closing rate"),
    definition=_(
        "Cases closed in the period, of all that should be closed: those closed and those still open whose time "
        "limit had ended. A rate says nothing without the verified and the reopened cases beside it."
    ),
    act=Act.CASE_VIEW,
    numerator="cases.closed",
    denominator="cases.to_close",
    places=PLACES,
    beside=CLOSED_BESIDE,
)
ratio(
    "cases.rework_rate",
    title=_("Rework rate"),
    definition=_(
        "Problems returned for rework in the period, of all that should be closed. A case returned before its "
        "limit ended counts above the line only, so that many returns may pass 100 %."
    ),
    act=Act.CASE_VIEW,
    numerator="cases.rework",
    denominator="cases.to_close",
    places=PLACES,
)
