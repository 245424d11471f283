"""Questions about openings, exports and requests."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db.models import Sum

from tongxin.access.export_rules import ExportState
from tongxin.access.request_rules import RequestState
from tongxin.territory.queries import GroundedQuerySet

if TYPE_CHECKING:
    from tongxin.access.models import Export, Opening, SubjectRequest


class OpeningQuerySet(GroundedQuerySet["Opening"]):
    """Openings of households and of persons."""

    def of_household(self, site: UUID) -> Self:
        """Openings of the household of a site; those of a person with a post there, or of a reporter, are not."""
        return self.filter(site_id=site, subject__isnull=True, record="")

    def with_names(self) -> Self:
        """With everything that a list shows."""
        return self.select_related("person", "subject", "group", "grid", "site")


class ExportQuerySet(GroundedQuerySet["Export"]):
    """Exports, whatever became of them."""

    def waiting(self) -> Self:
        """Those that a second person has to decide."""
        return self.filter(state=ExportState.WAITING)

    def households_alone_since(self, person: UUID, moment: datetime) -> int:
        """How many households a person exported without a second person since `moment`."""
        own = self.filter(requested_by_id=person, needs_second=False, made_at__gt=moment)
        found: int = own.aggregate(sum=Sum("rows", default=0))["sum"]
        return found

    def lapsed(self, moment: datetime) -> Self:
        """Those that waited until their end without a decision."""
        return self.waiting().filter(decide_until__lte=moment)

    def outlived(self, moment: datetime) -> Self:
        """Those whose file has been kept long enough."""
        return self.filter(state=ExportState.READY, file_until__lte=moment)


class RequestQuerySet(GroundedQuerySet["SubjectRequest"]):
    """Requests of persons and households about their data."""

    def open(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(state=RequestState.OPEN)

    def with_names(self) -> Self:
        """With everything that a list shows."""
        return self.select_related("person", "group", "grid", "site", "entered_by", "answered_by")
