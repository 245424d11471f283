"""Pairs of the checks of the house and of its foundation."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.checks.pair import House, pair
from tongxin.records import clock, doctor, durable, files, guards, jobs, ledger, publication
from tongxin.records.database import DatabaseUnsafe
from tongxin.records.models import Examined, Job, JobState, LedgerEntry, PublishedRow
from tongxin.records.permission import SYSTEM
from tongxin.records.upkeep import EXAMINE


def switched(house: House, name: str, right: object, wrong: object) -> Iterator[None]:
    """A setting that is right, wrong, right again."""
    house.patch.setattr(settings, name, right)
    yield
    house.patch.setattr(settings, name, wrong)
    yield
    house.patch.setattr(settings, name, right)


@pair("records.operator")
def operator(house: House) -> Iterator[None]:
    return switched(house, "TONGXIN_OPERATOR", "楚雄市农业农村局", "")


@pair("records.https")
def https(house: House) -> Iterator[None]:
    house.patch.setattr(settings, "TONGXIN_BIND", "10.0.0.5")
    return switched(house, "HTTPS", True, False)


@pair("records.hosts")
def hosts(house: House) -> Iterator[None]:
    house.patch.setattr(settings, "TONGXIN_BIND", "10.0.0.5")
    return switched(house, "ALLOWED_HOSTS", ["tongxin.example", "localhost"], ["127.0.0.1", "localhost"])


@pair("records.debug")
def debug(house: House) -> Iterator[None]:
    house.patch.setattr(settings, "TONGXIN_BIND", "10.0.0.5")
    return switched(house, "DEBUG", False, True)


@pair("records.working_hours")
def working_hours(house: House) -> Iterator[None]:
    return switched(house, "TONGXIN_WORK_HOURS", "8:30-12:00,14:00-17:30", "8:30-9:00")


@pair("records.secret_key")
def secret_key(house: House) -> Iterator[None]:
    key = house.folder / "secret.key"
    key.write_text("x" * 50)
    key.chmod(0o600)
    yield
    key.chmod(0o644)
    yield
    key.chmod(0o600)


@pair("records.home_folder")
def home_folder(house: House) -> Iterator[None]:
    house.folder.chmod(0o700)
    yield
    house.folder.chmod(0o755)
    yield
    house.folder.chmod(0o700)


@pair("records.publication_past_end")
def publication_past_end(house: House) -> Iterator[None]:
    yield
    times = {"published_at": clock.now() - timedelta(days=9), "expires_at": clock.now() - timedelta(days=1)}
    PublishedRow.objects.create(
        kind="list", key="1", title="红榜", body={}, division_code="532301105000", **times
    )
    yield
    publication.expire()


@pair("records.examined")
def examined(house: House) -> Iterator[None]:
    doctor.remember(doctor.examine())
    yield
    Examined.objects.update(examined_at=clock.now() - timedelta(days=3))
    yield
    jobs.enqueue(EXAMINE, {})
    jobs.work_off()


@pair("disk")
def disk(house: House) -> Iterator[None]:
    yield
    nearly_full = shutil.disk_usage(house.folder)._replace(free=900_000_000)
    with house.patch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _path: nearly_full)
        yield


@pair("settings")
def database_settings(house: House) -> Iterator[None]:
    yield

    def refuse(_connection: object) -> None:
        raise DatabaseUnsafe("synchronous = 1")

    with house.patch.context() as patch:
        patch.setattr(doctor, "refuse_unsafe", refuse)
        yield


@pair("tables")
def tables(house: House) -> Iterator[None]:
    yield
    with house.patch.context() as patch:
        patch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("0002", False)])
        yield


@pair("integrity")
def integrity(house: House) -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute("INSERT INTO records_unsealedentry (entry_id) VALUES ('nowhere')")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_unsealedentry WHERE entry_id = 'nowhere'")


@pair("ledger_guard")
def ledger_guard(house: House) -> Iterator[None]:
    yield
    guards.remove(connection)
    yield
    doctor.mend_guard()


@pair("ledger")
def whole_ledger(house: House) -> Iterator[None]:
    entry = ledger.append("case.close", by=SYSTEM, subject=Job(), division_code="532301105203")
    yield
    guards.remove(connection)
    LedgerEntry.objects.filter(pk=entry.pk).update(verb="case.clote")
    yield
    LedgerEntry.objects.filter(pk=entry.pk).update(verb="case.close")
    guards.install(connection)


@pair("files")
def stored_files(house: House) -> Iterator[None]:
    yield
    row = files.store(b"photo", media_type="image/jpeg", name="a.jpg")
    durable.path_of(row.digest).write_bytes(b"phota")
    yield
    durable.path_of(row.digest).write_bytes(b"photo")


@pair("queue")
def queue(house: House) -> Iterator[None]:
    yield
    job = Job.objects.create(kind=EXAMINE, state=JobState.FAILED, finished_at=clock.now())
    yield
    jobs.try_again(job, by=house.founder)
    jobs.work_off()


@pair("calendar")
def calendar(house: House) -> Iterator[None]:
    yield
    with house.patch.context() as patch:
        patch.setattr(doctor, "missing_year", lambda _day: 2031)
        yield
