"""Questions about reports of residents."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from tongxin.cases.report_rules import ReportState
from tongxin.territory.queries import GroundedQuerySet

if TYPE_CHECKING:
    from tongxin.cases.models import ResidentReport


class ReportQuerySet(GroundedQuerySet["ResidentReport"]):
    """Reports of residents, by the ground that the reporter named."""

    def received(self) -> Self:
        """Those that wait for the clerk."""
        return self.filter(state=ReportState.RECEIVED)

    def of_case(self) -> Self:
        """Those that stand behind a case: it was made of them, or they joined it."""
        return self.filter(state__in=[ReportState.ACCEPTED, ReportState.MERGED])

    def with_places(self) -> Self:
        """With everything that a row of the tray shows."""
        return self.select_related("group", "grid", "site", "case")

    def same(self, content_digest: str, since: datetime) -> Self:
        """Those with the same content received since a moment, the first of them first."""
        return self.filter(content_digest=content_digest, received_at__gte=since).order_by("received_at")

    def told_by(self, contact: str) -> Self:
        """Those whose reporter left this number."""
        return self.filter(contact=contact) if contact else self.none()
