"""States of reports and complaints, and how many told of a case, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django import template

from tongxin.cases.duplicates import supporters as counted
from tongxin.cases.duplicates import supporters_of
from tongxin.cases.models import Case, Complaint, ResidentReport
from tongxin.cases.report_words import COMPLAINT_PILLS, STATE_PILLS

register = template.Library()


@register.inclusion_tag("web/parts/pill.html")
def report_pill(report: ResidentReport) -> dict[str, object]:
    """The state of a report as word, sign and colour."""
    state, icon = STATE_PILLS[report.state]
    return {"state": state, "icon": icon, "label": report.get_state_display()}


@register.inclusion_tag("web/parts/pill.html")
def complaint_pill(complaint: Complaint) -> dict[str, object]:
    """The state of a complaint as word, sign and colour."""
    state, icon = COMPLAINT_PILLS[complaint.state]
    return {"state": state, "icon": icon, "label": complaint.get_state_display()}


@register.simple_tag
def supporters_on(page: Iterable[Case]) -> Mapping[UUID, int]:
    """How many more told of each case on a page of a list."""
    return counted([case.pk for case in page])


@register.inclusion_tag("cases/parts/supporters.html")
def supporters(case: Case, told: Mapping[UUID, int] | None = None) -> dict[str, int]:
    """How many more told of the case; from the counts of a whole list where they are given."""
    return {"number": supporters_of(case) if told is None else told.get(case.pk, 0)}
