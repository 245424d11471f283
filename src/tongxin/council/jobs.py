"""What the worker does for this room by itself."""

from __future__ import annotations

from datetime import timedelta

from tongxin.council.actions import end_at_closed_doors, expire_agreements
from tongxin.records.jobs import handles
from tongxin.records.models import Job
from tongxin.records.permission import SYSTEM


@handles("council.expire_agreements", every=timedelta(hours=6))
def expire(job: Job) -> None:
    """Marks agreements whose last day is over, and ends those at doors that are no more."""
    end_at_closed_doors(by=SYSTEM)
    expire_agreements()
