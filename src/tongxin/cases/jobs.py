"""What the worker does for cases."""

from __future__ import annotations

from datetime import timedelta

from tongxin.cases.actions import reckon_limits
from tongxin.records.jobs import handles
from tongxin.records.models import Job
from tongxin.records.permission import SYSTEM


@handles("cases.reckon_limits", every=timedelta(days=1))
def reckon_provisional_limits(job: Job) -> None:
    """Reckons provisional limits again: the arrangement of their year may be known by now."""
    reckon_limits(by=SYSTEM)
