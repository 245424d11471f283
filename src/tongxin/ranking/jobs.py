"""Work for the worker: lists end by themselves."""

from __future__ import annotations

from uuid import UUID

from tongxin.ranking.actions import expire_list
from tongxin.ranking.actions.lists import EXPIRE
from tongxin.records.jobs import handles
from tongxin.records.models import Job


@handles(EXPIRE)
def expire(job: Job) -> None:
    """Ends the list named in the job, if its time is up; may run twice."""
    expire_list(UUID(job.payload["list"]))
