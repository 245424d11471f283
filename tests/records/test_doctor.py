"""The doctor finds what is wrong, says what to do, and changes nothing."""

from __future__ import annotations

import json
import shutil
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.town import Town
from tongxin.records import checks, clock, doctor, durable, files, guards, jobs, ledger
from tongxin.records.checks import Result
from tongxin.records.commands import COMMANDS
from tongxin.records.models import Job, JobState, LedgerEntry, StoredFile
from tongxin.records.permission import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def healthy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TONGXIN_HOME", tmp_path)
    Job.objects.all().delete()
    StoredFile.objects.all().delete()


def check(name: str) -> Result:
    return next(check for check in doctor.examine().checks if check.name == name)


def run(*arguments: str) -> int:
    command = next(command for command in COMMANDS if command.name == "doctor")
    parser = ArgumentParser()
    command.arguments(parser)
    return command.run(parser.parse_args(arguments))


def append() -> LedgerEntry:
    with transaction.atomic():
        return ledger.append("case.close", by=SYSTEM, subject=Job(), division_code="532301105203")


def test_a_healthy_house_passes_every_check() -> None:
    report = doctor.examine()
    assert [check for check in report.checks if not check.ok] == []
    names = [check.name for check in report.checks]
    assert names == [
        "disk", "settings", "tables", "integrity", "ledger_guard", "ledger", "files", "queue", "calendar",
    ]  # fmt: skip


def test_the_command_prints_the_foundation_first_and_then_every_room(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run() == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("  ")[0] for line in lines[1:10]] == ["正常"] * 9
    assert [line for line in lines if line.startswith("==")] == [
        f"== {room.title}" for room in checks.rooms()
    ]


def test_what_is_amiss_in_the_town_is_no_fault_of_the_house(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    assert "没有网格长的网格" in capsys.readouterr().out


def test_the_command_prints_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is True
    kept = {"name", "ok", "detail", "mend"}
    assert set(report["checks"][0]) == kept | {"room", "severity", "count", "subjects"}
    assert {each["room"] for each in report["checks"]} == {room.name for room in checks.rooms()}


@pytest.mark.sqlite
@pytest.mark.skipif(connection.vendor != "sqlite", reason="pragmas are SQLite's")
def test_synchronous_normal_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    unsafe = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
    monkeypatch.setitem(connections.settings["default"]["OPTIONS"], "init_command", unsafe)
    report = doctor.with_the_town(doctor.examine())
    assert [check.name for check in report.checks] == ["disk", "settings"]
    assert "synchronous = 1" in report.checks[1].detail
    assert run() == 1


def test_tables_that_are_behind_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("0002", False)])
    found = doctor.examine().checks[-1]
    assert (found.name, found.ok) == ("tables", False)
    assert "tongxin migrate" in found.mend


@pytest.mark.sqlite
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL never lets it in")
def test_a_row_that_points_nowhere_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute("INSERT INTO records_unsealedentry (entry_id) VALUES ('nowhere')")
    assert "records_unsealedentry" in check("integrity").detail
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_unsealedentry WHERE entry_id = 'nowhere'")


def test_one_changed_byte_of_the_ledger_names_the_row(capsys: pytest.CaptureFixture[str]) -> None:
    append()
    entry = append()
    ledger.seal_waiting()
    guards.remove(connection)
    LedgerEntry.objects.filter(pk=entry.pk).update(verb="case.clote")
    assert run() == 1
    assert str(entry.pk) in capsys.readouterr().out


def test_a_ledger_without_its_guard_is_found_and_mended() -> None:
    guards.remove(connection)
    assert "records_ledgerentry" in check("ledger_guard").detail
    assert run("--mend") == 0
    assert check("ledger_guard").ok


def test_a_printed_head_is_looked_for() -> None:
    append()
    ledger.seal_waiting()
    assert run("--head", ledger.head().head) == 0
    assert run("--head", "f" * 64) == 1


def test_a_missing_file_is_found() -> None:
    row = files.store(b"photo", media_type="image/jpeg", name="a.jpg")
    durable.path_of(row.digest).unlink()
    assert row.digest in check("files").detail
    assert not check("files").ok


def test_a_changed_file_is_found() -> None:
    row = files.store(b"photo", media_type="image/jpeg", name="a.jpg")
    durable.path_of(row.digest).write_bytes(b"phota")
    assert row.digest in check("files").detail


def test_files_in_order_are_counted() -> None:
    files.store(b"photo", media_type="image/jpeg", name="a.jpg")
    assert check("files").ok


def test_a_disk_nearly_full_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(settings.TONGXIN_HOME)._replace(free=900_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert not check("disk").ok
    assert "0.9" in check("disk").detail


def test_a_job_given_up_is_told() -> None:
    Job.objects.create(kind="x", state=JobState.FAILED)
    assert not check("queue").ok


def test_a_job_that_nobody_takes_is_told() -> None:
    Job.objects.create(kind="x", run_at=clock.now() - timedelta(hours=2))
    assert not check("queue").ok
    assert "tongxin worker" in check("queue").mend


def test_a_laptop_in_the_morning_is_not_ill() -> None:
    jobs.ensure_recurring()
    Job.objects.update(run_at=clock.now() - timedelta(hours=12))
    assert check("queue").ok
    assert "tongxin worker" in check("queue").mend


def test_a_check_that_cannot_be_made_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> ledger.Verdict:
        raise OSError("input/output error")

    monkeypatch.setattr(ledger, "verify", unreadable)
    assert not check("ledger").ok


def test_a_missing_years_holidays_are_told_but_do_not_stop_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "missing_year", lambda _day: 2031)
    assert check("calendar").ok
    assert "2031" in check("calendar").detail
