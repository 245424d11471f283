"""Checks of what residents send: somebody looks at it, and somebody may read complaints."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongxin.cases.complaint_readers import able_readers
from tongxin.cases.intake import Bound, days
from tongxin.cases.models import ResidentReport
from tongxin.cases.report_places import towns
from tongxin.records import checks, clock
from tongxin.records.checks import CheckScope, Found, Severity, Subject, check
from tongxin.territory.check_subjects import address, subject_of
from tongxin.territory.models import Division

FEWEST_READERS = 2  # nobody reads a complaint about oneself: with one, some complaints would have no reader


@check(
    "cases.report_waits",
    title=_("Report of a resident that nobody has decided on"),
    why=_("Whoever reported sees that nothing happens, and does not report again."),
    mend=_("Take it up, join it to a case, or decline it with a reason."),
    severity=Severity.WRONG,
)
def report_waits(scope: CheckScope) -> Found:
    """Reports received longer ago than `report_waits` without a decision."""
    before = clock.now() - days(Bound.REPORT_WAITS)
    waiting = scope.within(ResidentReport.objects.received()).with_places().filter(received_at__lt=before)
    return checks.found(waiting.order_by("received_at", "id"), _report, scope)


@check(
    "cases.complaint_readers",
    title=_("Fewer than two persons read the town's complaints"),
    why=_("Nobody reads a complaint about oneself: some complaints would stay closed, or all of them."),
    mend=_("Name at least two persons with a post of the town."),
    severity=Severity.LOOK,
)
def complaint_readers(scope: CheckScope) -> Found:
    """Towns with fewer than two persons who are named today and may answer there. Burden rule B10."""
    here = set(scope.within(Division.objects.townships().in_use()).values_list("pk", flat=True))
    asked = [town for town, _villages in towns() if town.code in here]
    short = [town for town in asked if able_readers(town).count() < FEWEST_READERS]
    return checks.found(short, _town, scope)


def _report(row: ResidentReport) -> Subject:
    url = address("reports:one", row.pk)
    day = clock.local(row.received_at).date().isoformat()
    return Subject(f"{day} · {row.place_name}", url, _("Decide"), url, row.ground)


def _town(row: Division) -> Subject:
    return subject_of(row, act=_("Name somebody"), act_url=address("complaints:readers"))
