"""Work of lower rooms that is done in somebody's name: the person's posts are looked at again when it runs."""

from __future__ import annotations

from tongxin.access.viewer import viewer_for
from tongxin.people.actions import run_import
from tongxin.people.actions.register import JOB
from tongxin.people.models import RegisterImport
from tongxin.records.jobs import handles
from tongxin.records.models import Job


@handles(JOB)
def apply_register(job: Job) -> None:
    """Writes a confirmed register as the person who confirmed it."""
    runs = RegisterImport.objects.select_related("person__account", "village", "file")
    run = runs.get(pk=job.payload["import"])
    account = getattr(run.person, "account", None)
    run_import(run, by=viewer_for(run.person, account=account), progress=job.progress)
