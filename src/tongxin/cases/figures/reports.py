"""What residents told: received by source, and what became of it. Reports are no cases: those taken up become one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.cases.models import ResidentReport
from tongxin.cases.report_queries import ReportQuerySet
from tongxin.cases.report_rules import ReportSource, ReportState
from tongxin.records.figures import Column, FigureScope, figure
from tongxin.records.permission import Act
from tongxin.territory.lookup import ground_of

UNIT = pgettext_lazy("unit of a figure", "reports")
# No words of a reporter: figures are seen by more people than the clerk.
_COLUMNS = (
    Column(pgettext_lazy("column of reports", "Place"), "place_name"),
    Column(pgettext_lazy("column of reports", "How it came"), "source"),
    Column(pgettext_lazy("column of reports", "State"), "state"),
    Column(pgettext_lazy("column of reports", "Received"), "received_at"),
)
_DECIDED = (*_COLUMNS, Column(pgettext_lazy("column of reports", "Decided"), "decided_at"))

Source = Callable[[FigureScope], QuerySet[Any]]


def _received(scope: FigureScope) -> ReportQuerySet:
    here = ResidentReport.objects.within(ground_of(scope.ground_key)).with_places()
    inside = here.filter(received_at__gte=scope.starts_at, received_at__lt=scope.ends_before)
    return inside.order_by("received_at", "id")


def _declare(
    key: str,
    title: str | Promise,
    definition: str | Promise,
    columns: tuple[Column, ...] = _COLUMNS,
    **only: str,
) -> Source:
    @figure(key, title=title, unit=UNIT, definition=definition, act=Act.CASE_VIEW, columns=columns)
    def source(scope: FigureScope) -> ReportQuerySet:
        return _received(scope).filter(**only)

    return source


received = _declare(
    "reports.received",
    _("Reports of residents"),
    _(
        "What residents told in the period, by whatever way, by the moment when it came. Sending the same again "
        "counts once. Complaints about a leader are not among them."
    ),
)
by_form = _declare(
    "reports.by_form",
    _("Reports sent by phone or computer"),
    _("Reports of residents in the period that were sent on the public page, without an account."),
    source=ReportSource.FORM.value,
)
by_phone = _declare(
    "reports.by_phone",
    _("Reports by phone call"),
    _("Reports of residents in the period that came as a phone call and were entered by the town office."),
    source=ReportSource.PHONE.value,
)
by_letter = _declare(
    "reports.by_letter",
    _("Reports by letter"),
    _("Reports of residents in the period that came as a letter and were entered by the town office."),
    source=ReportSource.LETTER.value,
)
at_meetings = _declare(
    "reports.at_meetings",
    _("Reports told at meetings"),
    _("Reports of residents in the period that were told at a meeting and entered by the town office."),
    source=ReportSource.MEETING.value,
)
accepted = _declare(
    "reports.accepted",
    _("Reports taken up"),
    _("Reports of residents received in the period that were made a case, whenever that was decided."),
    _DECIDED,
    state=ReportState.ACCEPTED.value,
)
merged = _declare(
    "reports.merged",
    _("Reports joined to a case"),
    _("Reports of residents received in the period that told of a case that was there already."),
    _DECIDED,
    state=ReportState.MERGED.value,
)
waiting = _declare(
    "reports.waiting",
    _("Reports not decided yet"),
    _("Reports of residents received in the period on which nobody has decided yet."),
    state=ReportState.RECEIVED.value,
)
declined = _declare(
    "reports.declined",
    _("Reports not taken up"),
    _("Reports of residents received in the period that the town did not take up; the reporter reads why."),
    _DECIDED,
    state=ReportState.DECLINED.value,
)
