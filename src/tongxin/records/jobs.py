"""Background work: rows written in the transaction of their cause, taken by a worker under a lease (A14).

A handler may run twice (a worker killed in a job is followed by another when the lease is over), so it must
be idempotent. Work is done outside any transaction of this room; only the holder of the lease marks the end.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import close_old_connections, transaction
from django.utils.translation import gettext_lazy as _

from tongxin.records import clock, ledger
from tongxin.records.canonical import JSON
from tongxin.records.errors import RuleBroken
from tongxin.records.models import LEASE, Job, JobState
from tongxin.records.permission import Act, Viewer

Handler = Callable[[Job], None]

MOST_TRIES = 5
FIRST_PAUSE = timedelta(seconds=10)  # doubled after each further try
IDLE_SECONDS = 1.0
RECURRING = "recurring:"  # before the kind, the unique key of a recurring job

log = logging.getLogger(__name__)


class JobUnderWay(RuleBroken):
    """Work that waits or runs cannot be begun a second time."""

    message = _("This work is under way already, or was done. Load the page again.")


@dataclass(frozen=True)
class Work:
    """What is known of a kind of job: its handler, and how often it recurs (None: only when enqueued)."""

    handler: Handler
    every: timedelta | None


_kinds: dict[str, Work] = {}


def handles(kind: str, *, every: timedelta | None = None) -> Callable[[Handler], Handler]:
    """Declares the handler of a kind of job; with `every`, the worker runs it again and again by itself.

    Raises `ValueError` for a kind declared twice.
    """

    def declare(handler: Handler) -> Handler:
        if kind in _kinds:
            raise ValueError(f"the kind of job {kind} is declared twice")
        _kinds[kind] = Work(handler, every)
        return handler

    return declare


def kinds() -> Mapping[str, Work]:
    """Every declared kind."""
    return dict(_kinds)


def enqueue(
    kind: str, payload: Mapping[str, JSON], *, run_at: datetime | None = None, unique_key: str = ""
) -> Job:
    """Adds a job, in the caller's transaction; it is run after the commit, not before `run_at`.

    While a job with the same `unique_key` waits, that one is returned instead; while it runs, it will run
    once more. So the key must say everything that the payload says. Payloads hold ids, no personal data.
    Raises `ValueError` for a kind that no room handles.
    """
    if kind not in _kinds:
        raise ValueError(f"no room handles jobs of kind {kind}")
    values = {"kind": kind, "payload": dict(payload), "run_at": run_at or clock.now()}
    if not unique_key:
        return Job.objects.create(**values)
    job, made = Job.objects.unfinished().get_or_create(unique_key=unique_key, defaults=values)
    if not made:
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(again=True)
    return job


def ensure_recurring() -> None:
    """Gives each recurring kind its one row, which then comes back by itself."""
    for kind, work in _kinds.items():
        if work.every is not None:
            Job.objects.unfinished().get_or_create(unique_key=RECURRING + kind, defaults={"kind": kind})


@transaction.atomic
def try_again(job: Job, *, by: Viewer) -> Job:
    """Gives a job that was given up its tries anew.

    Raises `JobUnderWay` where it is not given up, or one with the same key waits or runs.
    """
    by.require(Act.ADMINISTER)
    current = Job.objects.select_for_update().get(pk=job.pk)
    like = Job.objects.unfinished().filter(unique_key=current.unique_key).exclude(unique_key="")
    if current.state != JobState.FAILED or like.exists():
        raise JobUnderWay()
    current.state, current.tries, current.run_at, current.finished_at = JobState.WAITING, 0, clock.now(), None
    current.save(update_fields=["state", "tries", "run_at", "finished_at"])
    ledger.append("job.again", by=by, subject=current, division_code="", detail={"kind": current.kind})
    return current


def run_next() -> bool:
    """Takes the next ready job and runs it; False where none is ready."""
    job = _lease()
    if job is None:
        return False
    try:
        _kinds[job.kind].handler(job)
    except Exception as error:
        log.exception("job %s (%s), try %s", job.id, job.kind, job.tries)
        _put_back(job, f"{type(error).__name__}: {error}")
    else:
        _finish(job)
    return True


def work_off(most: int = 1000) -> int:
    """Runs the jobs that are ready now, at most `most`; returns how many ran."""
    count = 0
    while count < most and run_next():
        count += 1
    return count


def run_worker(stop: threading.Event) -> None:
    """Runs jobs until `stop` is set; a job under way is finished first."""
    ensure_recurring()
    while not stop.is_set():
        close_old_connections()
        try:
            worked = run_next()
        except Exception:  # the database is away or locked for long: the worker outlives it
            log.exception("the worker could not take a job")
            worked = False
        if not worked:
            stop.wait(IDLE_SECONDS)
    close_old_connections()


def _lease() -> Job | None:
    """Takes one ready job in a short transaction; jobs whose tries are used up are given up on the way."""
    moment = clock.now()
    ready = Job.objects.ready(moment).filter(kind__in=_kinds).order_by("run_at", "id")
    if not ready.exists():
        return None  # an idle worker takes no write lock
    with transaction.atomic():
        for job in ready.select_for_update(skip_locked=True)[:10]:
            if job.tries >= MOST_TRIES and not _recurs(job):
                _give_up(job, job.fault or "the worker died in each try")
                continue
            job.state, job.leased_until = JobState.RUNNING, moment + LEASE
            job.tries += 1
            job.save(update_fields=["state", "leased_until", "tries"])
            return job
    return None


@transaction.atomic
def _finish(job: Job) -> None:
    current = Job.objects.select_for_update().get(pk=job.pk)
    pause = _kinds[job.kind].every if _recurs(job) else timedelta(0) if current.again else None
    if pause is None:
        _release(job, state=JobState.DONE, finished_at=clock.now(), fault="")
    else:
        run_at = clock.now() + pause
        _release(job, state=JobState.WAITING, run_at=run_at, tries=0, again=False, fault="")


def _put_back(job: Job, fault: str) -> None:
    if job.tries >= MOST_TRIES and not _recurs(job):
        _give_up(job, fault)
        return
    pause = FIRST_PAUSE * 2 ** (min(job.tries, MOST_TRIES) - 1)
    _release(job, state=JobState.WAITING, run_at=clock.now() + pause, fault=fault[:500])


def _give_up(job: Job, fault: str) -> None:
    _release(job, state=JobState.FAILED, finished_at=clock.now(), fault=fault[:500])


def _release(job: Job, **values: object) -> None:
    """Ends the lease, unless another worker holds it by now (it has tried once more than we know)."""
    Job.objects.unfinished().filter(pk=job.pk, tries=job.tries).update(leased_until=None, **values)


def _recurs(job: Job) -> bool:
    return job.unique_key == RECURRING + job.kind
