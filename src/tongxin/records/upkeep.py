"""What the worker does by itself: seals the ledger, ends publications, clears away what has done its duty."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

from django.conf import settings

from tongxin.records import clock, durable, ledger, publication
from tongxin.records.jobs import handles
from tongxin.records.models import Job, JobState

DONE_JOBS_KEPT = timedelta(days=30)


@handles("records.seal_ledger", every=timedelta(minutes=1))
def seal_ledger(job: Job) -> None:
    """Seals the ledger entries that wait."""
    ledger.seal_waiting()


@handles("records.expire_publications", every=timedelta(minutes=1))
def expire_publications(job: Job) -> None:
    """Ends the published rows whose time is up."""
    publication.expire()


@handles("records.prune", every=timedelta(days=1))
def prune(job: Job) -> None:
    """Clears away done jobs of over 30 days, sessions that have ended, leftovers of interrupted writes."""
    before = clock.now() - DONE_JOBS_KEPT
    Job.objects.filter(state=JobState.DONE, finished_at__lt=before).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    durable.sweep(clock.now().timestamp())
