"""What the worker does for reports and complaints: what was left with them is kept no longer than needed."""

from __future__ import annotations

from datetime import timedelta

from tongxin.cases.actions.complaints import tidy_complaints
from tongxin.cases.actions.floods import forget_counts
from tongxin.cases.actions.reporters import tidy_reports
from tongxin.records.jobs import handles
from tongxin.records.models import Job
from tongxin.records.permission import SYSTEM


@handles("cases.tidy_reports", every=timedelta(hours=6))
def tidy(job: Job) -> None:
    """Erases contacts, raw words and positions whose time is over, and old counts of floods."""
    tidy_reports(by=SYSTEM)
    tidy_complaints()
    forget_counts()
