"""The town's words for reports and complaints."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tongxin.cases.report_rules import ComplaintState, ReportSource, ReportState

SOURCE_WORDS: Mapping[str, str | Promise] = {
    ReportSource.FORM.value: pgettext_lazy("source of a report", "sent by phone or computer"),
    ReportSource.PHONE.value: pgettext_lazy("source of a report", "phone call"),
    ReportSource.LETTER.value: pgettext_lazy("source of a report", "letter"),
    ReportSource.MEETING.value: pgettext_lazy("source of a report", "told at a meeting"),
}

STATE_WORDS: Mapping[str, str | Promise] = {
    ReportState.RECEIVED.value: pgettext_lazy("state of a report", "received"),
    ReportState.ACCEPTED.value: pgettext_lazy("state of a report", "taken up"),
    ReportState.DECLINED.value: pgettext_lazy("state of a report", "not taken up"),
    ReportState.MERGED.value: pgettext_lazy("state of a report", "joined to a case"),
}

# Sign and colour of the pill, as the styles of the house know them.
STATE_PILLS: Mapping[str, tuple[str, str]] = {
    ReportState.RECEIVED.value: ("found", "inbox"),
    ReportState.ACCEPTED.value: ("verified", "check2-circle"),
    ReportState.DECLINED.value: ("closed", "slash-circle"),
    ReportState.MERGED.value: ("closed", "intersect"),
}

COMPLAINT_WORDS: Mapping[str, str | Promise] = {
    ComplaintState.RECEIVED.value: pgettext_lazy("state of a complaint", "received"),
    ComplaintState.IN_HAND.value: pgettext_lazy("state of a complaint", "in hand"),
    ComplaintState.ANSWERED.value: pgettext_lazy("state of a complaint", "answered"),
}

COMPLAINT_PILLS: Mapping[str, tuple[str, str]] = {
    ComplaintState.RECEIVED.value: ("found", "inbox"),
    ComplaintState.IN_HAND.value: ("assigned", "hourglass-split"),
    ComplaintState.ANSWERED.value: ("verified", "check2-circle"),
}
