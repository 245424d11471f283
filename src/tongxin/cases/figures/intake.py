"""What came in: problems found, what was turned away, and the share of reports that were valid."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongxin.cases.figures.parts import PLACES, UNIT, WHAT, here, of_cases
from tongxin.cases.queries import CaseQuerySet
from tongxin.cases.rules import State
from tongxin.records.figures import FigureScope, ratio, total
from tongxin.records.permission import Act


@of_cases(
    "cases.found",
    title=_("Problems found"),
    definition=_(
        "Cases found in the period, by the moment when they were found. Not counted: cases that were declined "
        "or merged into another one."
    ),
    columns=WHAT,
)
def found(scope: FigureScope) -> CaseQuerySet:
    """Real cases found in the scope, in the order of the index that finds them."""
    return _found_in(scope).real().order_by("found_at", "id")


@of_cases(
    "cases.turned_away",
    title=_("Problems turned away"),
    definition=_("Cases found in the period that were declined later, or merged into another case."),
    columns=WHAT,
)
def turned_away(scope: FigureScope) -> CaseQuerySet:
    """Cases found in the scope that are none, or another one."""
    ended = _found_in(scope).filter(state__in=[State.DECLINED, State.DUPLICATE])
    return ended.order_by("found_at", "id")


total(
    "cases.received",
    title=_("Problems received"),
    unit=UNIT,
    definition=_(
        "Everything that came in during the period, from whatever source: problems found, problems turned away, and "
        "reports of residents that became no case of their own (joined to one, not taken up, or not decided yet)."
    ),
    act=Act.CASE_VIEW,
    parts=("cases.found", "cases.turned_away", "reports.merged", "reports.declined", "reports.waiting"),
)
ratio(
    "cases.valid_rate",
    title=_("Valid reports"),
    definition=_(
        "The problems that were filed as cases, of everything that was received in the period (filed / received)."
    ),
    act=Act.CASE_VIEW,
    numerator="cases.found",
    denominator="cases.received",
    places=PLACES,
)


def _found_in(scope: FigureScope) -> CaseQuerySet:
    return here(scope).filter(found_at__gte=scope.starts_at, found_at__lt=scope.ends_before)
