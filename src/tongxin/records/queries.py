"""The questions asked of shared tables."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from tongxin.records import clock

if TYPE_CHECKING:
    from tongxin.records.models import Job, PublishedRow


class PublishedRowQuerySet(models.QuerySet["PublishedRow"]):
    """Published rows."""

    def in_force(self, at: datetime | None = None) -> Self:
        """Rows that the public may read at `at` (now): published, not withdrawn, not expired."""
        moment = at or clock.now()
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=moment),
            withdrawn_at__isnull=True,
            published_at__lte=moment,
        )

    def expired(self, at: datetime | None = None) -> Self:
        """Rows past their end that still stand as not withdrawn."""
        return self.filter(withdrawn_at__isnull=True, expires_at__lte=at or clock.now())


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs."""

    def ready(self, at: datetime | None = None) -> Self:
        """Jobs to take: waiting and due, or running under a lease that has run out (their worker died)."""
        moment = at or clock.now()
        return self.filter(
            Q(state="waiting", run_at__lte=moment) | Q(state="running", leased_until__lt=moment)
        )

    def unfinished(self) -> Self:
        """Jobs that are neither done nor given up."""
        return self.filter(state__in=["waiting", "running"])

    def given_up(self) -> Self:
        """Jobs that failed on every try and wait for a person."""
        return self.filter(state="failed")
