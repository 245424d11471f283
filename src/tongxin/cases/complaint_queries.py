"""Questions about complaints that need no viewer; who may read which is answered in `complaint_readers.py`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from tongxin.cases.report_rules import ComplaintState

if TYPE_CHECKING:
    from tongxin.cases.models import Complaint, ComplaintReader


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Complaints."""

    def not_answered(self) -> Self:
        """Those that wait for an answer."""
        return self.exclude(state=ComplaintState.ANSWERED)

    def same(self, content_digest: str, since: datetime) -> Self:
        """Those with the same content received since a moment, the first of them first."""
        return self.filter(content_digest=content_digest, received_at__gte=since).order_by("received_at")


class ReaderQuerySet(models.QuerySet["ComplaintReader"]):
    """Persons named to read complaints."""

    def in_force(self, on: date) -> Self:
        """Those named on the day `on`."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)
