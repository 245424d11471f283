"""What the worker does for cases."""

from __future__ import annotations

from datetime import timedelta

from tongxin.cases import report_jobs  # noqa: F401 - it declares its own
from tongxin.cases.actions import escalate_late_cases, reckon_limits
from tongxin.records.jobs import handles
from tongxin.records.models import Job
from tongxin.records.permission import SYSTEM


@handles("cases.reckon_limits", every=timedelta(days=1))
def reckon_provisional_limits(job: Job) -> None:
    """Reckons provisional limits again: the arrangement of their year may be known by now."""
    reckon_limits(by=SYSTEM)


@handles("cases.escalate", every=timedelta(hours=1))
def tell_up_the_line(job: Job) -> None:
    """Tells the next level up the line of cases that are late beyond its patience."""
    escalate_late_cases(by=SYSTEM)
