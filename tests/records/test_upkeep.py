"""What the worker does by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction

from tongxin.people.models import SignIn
from tongxin.people.sessions import SessionStore, digest_of_key
from tongxin.records import clock, jobs, ledger, publication
from tongxin.records.models import Job, JobState, PublishedRow, UnsealedEntry
from tongxin.records.permission import SYSTEM

pytestmark = pytest.mark.django_db


def run(kind: str) -> None:
    jobs.kinds()[kind].handler(Job(kind=kind))


def test_waiting_entries_are_sealed() -> None:
    with transaction.atomic():
        ledger.append("x.y", by=SYSTEM, subject=Job(), division_code="532301105000")
    run("records.seal_ledger")
    assert not UnsealedEntry.objects.exists()


def test_publications_past_their_end_are_ended() -> None:
    end = clock.now() + timedelta(days=1)
    publication.publish(
        "list", "1", title="榜", body={}, division_code="532301105000", expires_at=end, by=SYSTEM
    )
    with clock.travel(to=end):
        run("records.expire_publications")
    assert PublishedRow.objects.get(kind="list", key="1").withdrawn_at == end


def test_done_jobs_go_after_thirty_days_and_failed_ones_stay() -> None:
    Job.objects.all().delete()
    for state, days in ((JobState.DONE, 31), (JobState.DONE, 29), (JobState.FAILED, 31)):
        Job.objects.create(
            kind=f"{state} {days}", state=state, finished_at=clock.now() - timedelta(days=days)
        )
    run("records.prune")
    assert set(Job.objects.values_list("kind", flat=True)) == {"done 29", "failed 31"}


def test_ended_sessions_go() -> None:
    session = SessionStore()
    session.set_expiry(-60)
    session.save()
    run("records.prune")
    assert not SignIn.objects.filter(pk=digest_of_key(session.session_key)).exists()


@pytest.mark.sqlite
def test_the_database_learns_how_large_its_tables_are() -> None:
    Job.objects.bulk_create(Job(kind="x", state=JobState.DONE, finished_at=clock.now()) for _ in range(50))
    run("records.learn_sizes")
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'records_job'")
        assert int(cursor.fetchone()[0].split()[0]) == 50
