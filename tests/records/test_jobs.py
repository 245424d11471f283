"""Background work: nothing lost, nothing twice at once, repeated after a crash, kept for a person at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tongxin.records import clock, jobs
from tongxin.records.jobs import FIRST_PAUSE, MOST_TRIES, enqueue
from tongxin.records.models import LEASE, Job, JobState, LeaseLost

pytestmark = pytest.mark.django_db
NOON = datetime(2022, 9, 16, 4, tzinfo=UTC)
Declare = Callable[..., None]


@pytest.fixture(autouse=True)
def empty_queue(db: None) -> None:
    """What the fixtures of the town left in the queue is not ours."""
    Job.objects.all().delete()


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Declare:
    """Declares a kind of job for the length of the test."""
    monkeypatch.setattr(jobs, "_kinds", dict(jobs.kinds()))

    def add(kind: str, handler: jobs.Handler, every: timedelta | None = None) -> None:
        jobs.handles(kind, every=every)(handler)

    return add


def broken(job: Job) -> None:
    raise ValueError("the printer is out of paper")


def test_a_job_is_run_once_and_marked_done(declare: Declare) -> None:
    seen: list[object] = []
    declare("test.note", lambda job: seen.append(job.payload))
    job = enqueue("test.note", {"case": "1"})
    assert jobs.work_off() == 1
    assert jobs.work_off() == 0
    assert seen == [{"case": "1"}]
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_job_of_a_transaction_taken_back_is_never_run(declare: Declare) -> None:
    declare("test.note", broken)
    with transaction.atomic():
        enqueue("test.note", {})
        transaction.set_rollback(True)
    assert jobs.work_off() == 0


def test_a_kind_that_nobody_handles_is_refused() -> None:
    with pytest.raises(ValueError, match="handles"):
        enqueue("test.unknown", {})


def test_a_kind_declared_twice_is_refused(declare: Declare) -> None:
    declare("test.note", broken)
    with pytest.raises(ValueError, match="twice"):
        declare("test.note", broken)


def test_a_job_waits_for_its_time(declare: Declare) -> None:
    declare("test.note", lambda job: None)
    with clock.travel(to=NOON):
        enqueue("test.note", {}, run_at=NOON + timedelta(hours=1))
        assert jobs.work_off() == 0
    with clock.travel(to=NOON + timedelta(hours=1)):
        assert jobs.work_off() == 1


def test_jobs_run_in_the_order_of_their_time(declare: Declare) -> None:
    seen: list[object] = []
    declare("test.note", lambda job: seen.append(job.payload["n"]))
    for number, minutes in ((1, 20), (2, 10), (3, 20)):
        enqueue("test.note", {"n": number}, run_at=NOON + timedelta(minutes=minutes))
    jobs.work_off()
    assert seen == [2, 1, 3]


def test_a_job_with_the_same_key_waits_only_once(declare: Declare) -> None:
    declare("test.note", lambda job: None)
    first = enqueue("test.note", {}, unique_key="table 7")
    assert enqueue("test.note", {}, unique_key="table 7") == first
    assert jobs.work_off() == 1
    assert enqueue("test.note", {}, unique_key="table 7") != first


def test_a_job_asked_for_while_it_runs_runs_once_more(declare: Declare) -> None:
    runs: list[int] = []

    def handler(job: Job) -> None:
        if not runs:
            enqueue("test.note", {}, unique_key="table 7")
        runs.append(job.tries)

    declare("test.note", handler)
    enqueue("test.note", {}, unique_key="table 7")
    assert jobs.work_off() == 2
    assert Job.objects.get().state == JobState.DONE


def test_the_database_refuses_a_second_unfinished_job_with_one_key() -> None:
    Job.objects.create(kind="test.note", unique_key="table 7")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="test.note", unique_key="table 7")
    Job.objects.create(kind="test.note", unique_key="table 7", state=JobState.DONE)


def test_a_failing_job_is_tried_again_later_and_later(declare: Declare) -> None:
    declare("test.note", broken)
    at, pauses = NOON, []
    with clock.travel(to=at):
        enqueue("test.note", {})
    for _ in range(MOST_TRIES - 1):
        with clock.travel(to=at):
            assert jobs.work_off() == 1
        pauses.append(Job.objects.get().run_at - at)
        at = Job.objects.get().run_at
    assert pauses == [FIRST_PAUSE * factor for factor in (1, 2, 4, 8)]


def test_after_the_last_try_the_job_is_kept_for_a_person(declare: Declare) -> None:
    declare("test.note", broken)
    enqueue("test.note", {})
    for day in range(1, MOST_TRIES + 3):
        with clock.travel(to=clock.now() + timedelta(days=day)):
            jobs.work_off()
    job = Job.objects.given_up().get()
    assert (job.tries, job.fault) == (MOST_TRIES, "ValueError: the printer is out of paper")


def test_a_job_of_a_dead_worker_is_repeated_when_its_lease_is_over(declare: Declare) -> None:
    runs: list[int] = []
    declare("test.note", lambda job: runs.append(job.tries))
    with clock.travel(to=NOON):
        enqueue("test.note", {})
        assert jobs._lease() is not None  # and then the worker dies
    with clock.travel(to=NOON + LEASE):
        assert jobs.work_off() == 0
    with clock.travel(to=NOON + LEASE + timedelta(seconds=1)):
        assert jobs.work_off() == 1
    assert runs == [2]


def test_a_job_that_kills_its_worker_each_time_is_given_up(declare: Declare) -> None:
    declare("test.note", lambda job: None)
    enqueue("test.note", {})
    for day in range(MOST_TRIES):
        with clock.travel(to=clock.now() + timedelta(days=day)):
            assert jobs._lease() is not None
    with clock.travel(to=clock.now() + timedelta(days=MOST_TRIES)):
        assert jobs.work_off() == 0
    assert Job.objects.given_up().get().fault == "the worker died in each try"


def test_a_worker_that_has_lost_its_lease_marks_nothing(declare: Declare) -> None:
    declare("test.note", lambda job: None)
    with clock.travel(to=NOON):
        enqueue("test.note", {})
        slow = jobs._lease()
    with clock.travel(to=NOON + timedelta(hours=1)):
        jobs._lease()
    assert slow is not None
    jobs._finish(slow)
    assert Job.objects.get().state == JobState.RUNNING
    with pytest.raises(LeaseLost):
        slow.progress(1, 2)


def test_progress_is_shown_and_lengthens_the_lease(declare: Declare) -> None:
    seen: list[tuple[int, int, datetime | None]] = []

    def handler(job: Job) -> None:
        with clock.travel(to=NOON + timedelta(minutes=1)):
            job.progress(3, 10)
        row = Job.objects.get(pk=job.pk)
        seen.append((row.steps_done, row.steps_total, row.leased_until))

    declare("test.note", handler)
    with clock.travel(to=NOON):
        enqueue("test.note", {})
        jobs.work_off()
    assert seen == [(3, 10, NOON + timedelta(minutes=1) + LEASE)]


def test_recurring_work_comes_back_by_itself(declare: Declare) -> None:
    runs: list[datetime] = []
    declare("test.sweep", lambda job: runs.append(clock.now()), every=timedelta(minutes=10))
    for minute in range(31):
        with clock.travel(to=NOON + timedelta(minutes=minute)):
            jobs.ensure_recurring()
            jobs.work_off()
    assert [(at - NOON) // timedelta(minutes=1) for at in runs] == [0, 10, 20, 30]
    assert Job.objects.filter(kind="test.sweep").count() == 1


def test_recurring_work_is_never_given_up(declare: Declare) -> None:
    declare("test.sweep", broken, every=timedelta(minutes=10))
    jobs.ensure_recurring()
    for day in range(1, MOST_TRIES + 3):
        with clock.travel(to=clock.now() + timedelta(days=day)):
            jobs.work_off()
    job = Job.objects.get(kind="test.sweep")
    assert (job.state, job.tries) == (JobState.WAITING, MOST_TRIES + 2)


def test_an_idle_worker_takes_no_write_lock(django_assert_num_queries: Callable[..., object]) -> None:
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert not jobs.run_next()


@pytest.mark.django_db(transaction=True)
def test_two_workers_run_each_job_once(declare: Declare) -> None:
    seen: list[object] = []
    declare("test.note", lambda job: seen.append(job.payload["n"]))
    for number in range(40):
        enqueue("test.note", {"n": number})

    def work() -> None:
        while Job.objects.unfinished().exists():
            jobs.work_off()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen, key=str) == sorted(range(40), key=str)


@pytest.mark.django_db(transaction=True)
def test_the_worker_works_until_it_is_told_to_stop(declare: Declare) -> None:
    stop = threading.Event()
    declare("test.last", lambda job: stop.set())
    enqueue("test.last", {}, run_at=NOON)
    worker = threading.Thread(target=jobs.run_worker, args=(stop,))
    worker.start()
    worker.join(timeout=20)
    assert not worker.is_alive()
    assert Job.objects.get(kind="test.last").state == JobState.DONE
    recurring = Job.objects.filter(unique_key__startswith=jobs.RECURRING).values_list("kind", flat=True)
    assert {"records.seal_ledger", "records.expire_publications", "records.prune"} <= set(recurring)
