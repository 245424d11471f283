"""What parts, states and kinds of request are called on screens."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.access.export_rules import ExportState
from tongxin.access.purposes import Part
from tongxin.access.request_rules import RequestKind, RequestState

PART_WORDS: Mapping[str, str | Promise] = {
    Part.HOUSEHOLD.value: _("names and members"),
    Part.PHONE.value: _("telephone number"),
    Part.IDENTITY.value: _("ID number"),
    Part.COPY.value: _("copy of everything held"),
}

EXPORT_WORDS: Mapping[str, str | Promise] = {
    ExportState.WAITING.value: _("waits for a second person"),
    ExportState.MAKING.value: _("is being made"),
    ExportState.READY.value: pgettext_lazy("export", "ready"),
    ExportState.REFUSED.value: pgettext_lazy("export", "refused"),
    ExportState.LAPSED.value: pgettext_lazy("export", "nobody decided in time"),
    ExportState.DELETED.value: pgettext_lazy("export", "file deleted"),
}
# Colour of the pill and its icon, as web/base styles know them.
EXPORT_PILLS: Mapping[str, tuple[str, str]] = {
    ExportState.WAITING.value: ("assigned", "hourglass-split"),
    ExportState.MAKING.value: ("fixed", "gear"),
    ExportState.READY.value: ("verified", "check2-circle"),
    ExportState.REFUSED.value: ("closed", "x-circle"),
    ExportState.LAPSED.value: ("closed", "clock-history"),
    ExportState.DELETED.value: ("closed", "archive"),
}

REQUEST_WORDS: Mapping[str, str | Promise] = {
    RequestKind.COPY.value: _("see and copy"),
    RequestKind.CORRECT.value: pgettext_lazy("personal data", "correct"),
    RequestKind.ERASE.value: pgettext_lazy("personal data", "erase"),
    RequestKind.EXPLAIN.value: _("explain how it is used"),
}

REQUEST_STATES: Mapping[str, str | Promise] = {
    RequestState.OPEN.value: pgettext_lazy("request", "waits for an answer"),
    RequestState.DONE.value: pgettext_lazy("request", "answered"),
    RequestState.REFUSED.value: pgettext_lazy("request", "refused with reasons"),
}
