"""What the worker does by itself: seals the ledger, ends publications, clears away, learns how large tables are."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db import connection

from tongxin.records import clock, doctor, durable, ledger, publication
from tongxin.records.jobs import enqueue, handles
from tongxin.records.models import Job, JobState
from tongxin.records.permission import Act, Viewer

DONE_JOBS_KEPT = timedelta(days=30)
EXAMINE = "records.examine"


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


@handles(EXAMINE, every=timedelta(days=1))
def examine(job: Job) -> None:
    """Makes the checks that pages cannot make, as they read the whole ledger or every place; keeps what they said."""
    report = doctor.examine(progress=job.progress)
    amiss = doctor.look_through(progress=job.progress) if report.is_whole else []
    doctor.remember(report, amiss)


def ask_to_examine(*, by: Viewer) -> Job:
    """Lets the worker make the doctor's checks as soon as it can; asked for twice, they are made once."""
    by.require(Act.HEALTH_SEE)
    return enqueue(EXAMINE, {}, unique_key=EXAMINE)


def is_being_examined() -> bool:
    """Was it asked for, and is it not done yet?"""
    return Job.objects.unfinished().filter(unique_key=EXAMINE).exists()


@handles("records.learn_sizes", every=timedelta(hours=6))
def learn_sizes(job: Job) -> None:
    """Lets SQLite count its tables anew, so that it chooses the right index; PostgreSQL does so by itself."""
    learn_table_sizes()


def learn_table_sizes() -> None:
    """Looks at about 1,000 rows of each index: enough to choose by, and quick however large the table is."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit=1000")
        cursor.execute("ANALYZE")
