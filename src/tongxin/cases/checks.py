"""Checks of cases: every one has somebody who can take the next step, and a limit that somebody decided on."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from tongxin.access.queries import Reach
from tongxin.cases import report_checks  # noqa: F401 - it declares its own
from tongxin.cases.models import Case
from tongxin.cases.patience import patience
from tongxin.cases.queries import may_there
from tongxin.cases.rules import State
from tongxin.records import checks, clock
from tongxin.records.checks import CheckScope, Found, Severity, Subject, check
from tongxin.records.permission import Act
from tongxin.standards.models import LimitBasis, MatterType
from tongxin.territory.check_subjects import address

FINISHED_WITHIN = timedelta(days=14)  # from put right to closed

checks.room("cases", _("Cases"), place=6)


@check(
    "cases.overdue_without_assignee",
    title=_("Overdue, and nobody was asked to put it right"),
    why=_("The limit has passed without anybody knowing that it is theirs."),
    mend=_("Assign the case, or decline it with a reason."),
    severity=Severity.WRONG,
)
def overdue_without_assignee(scope: CheckScope) -> Found:
    """Cases past their limit that were never assigned."""
    late = scope.within(Case.objects.overdue(clock.now())).filter(assignee__isnull=True)
    return checks.found(late.order_by("due_at", "id"), lambda row: _case(row, _("Assign")), scope)


@check(
    "cases.assignee_without_post",
    title=_("Assigned to somebody who has no post there"),
    why=_("The person cannot say that it is put right: the case waits for nobody."),
    mend=_("Assign the case to somebody whose post holds the place."),
    severity=Severity.WRONG,
)
def assignee_without_post(scope: CheckScope) -> Found:
    """Assigned cases whose assignee holds no post there today, nor on ground that took the place of the case's."""
    today = clock.today()
    assigned = scope.within(Case.objects.open()).filter(state=State.ASSIGNED)
    doubtful = list(assigned.filter(~may_there("assignee", Act.CASE_FIX, today)).order_by("due_at", "id"))
    reach = Reach(Act.CASE_FIX, {case.assignee_id for case in doubtful if case.assignee_id}, today)
    lost = [case for case in doubtful if case.assignee_id and not reach.holds(case.assignee_id, case.ground)]
    return checks.found(lost, lambda row: _case(row, _("Assign anew")), scope)


@check(
    "cases.unfinished",
    title=_("Put right two weeks ago, and not closed"),
    why=_("Whoever put it right has done their part; nobody has looked at it or closed it since."),
    mend=_("Verify and close the case, or return it."),
    severity=Severity.LOOK,
)
def unfinished(scope: CheckScope) -> Found:
    """Cases whose fix stands for over 14 days and that are still open."""
    waiting = scope.within(Case.objects.open()).filter(
        state__in=[State.FIXED, State.VERIFIED], fixed_at__lt=clock.now() - FINISHED_WITHIN
    )
    return checks.found(waiting.order_by("fixed_at", "id"), lambda row: _case(row, _("Finish")), scope)


@check(
    "cases.waiting_long",
    title=_("Clock stopped for long"),
    why=_("While the clock stands still nobody is late: what the case waits for may be forgotten."),
    mend=_("Ask whether it still waits; if not, let the clock run again."),
    severity=Severity.LOOK,
)
def waiting_long(scope: CheckScope) -> Found:
    """Cases whose clock has stood still longer than `data/cases/life.json` says."""
    since = clock.now() - patience().waiting_looked_at_after
    waiting = scope.within(Case.objects.stopped()).filter(waiting_since__lt=since)
    return checks.found(waiting.order_by("waiting_since", "id"), lambda row: _case(row, _("Look")), scope)


@check(
    "cases.suggested_limit",
    title=_("Limit in use that the town has not decided on"),
    why=_("It is a starting value of the product, without a source; people are held to it."),
    mend=_("Decide on the limit and load it as the town's own: tongxin load-standards"),
    severity=Severity.LOOK,
    page="standards:matters",
)
def suggested_limit(scope: CheckScope) -> Found:
    """Kinds of problem with a suggested limit that an open case in the ground has."""
    in_use = scope.within(Case.objects.open()).order_by().values("matter").distinct()
    matters = MatterType.objects.filter(limit_basis=LimitBasis.SUGGESTED, pk__in=in_use)
    return checks.found(matters.order_by("code"), lambda row: Subject(f"{row.code} {row.name}"), scope)


def _case(row: Case, act: checks.Text) -> Subject:
    """By number: titles are written by people and may say more than a list should."""
    url = address("cases:case", row.pk)
    return Subject(f"{row.number} · {row.village_name}", url, act, url, row.ground)
