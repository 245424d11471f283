"""A worker killed with -9 in the middle of a job: the next one repeats it after the lease."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

pytestmark = pytest.mark.sqlite
PROGRAM = """
import sys, time
from datetime import timedelta
import django
django.setup()
from django.core.management import call_command
from tongxin.records import clock, jobs

marks = sys.argv[2]

@jobs.handles("test.slow")
def slow(job):
    with open(marks, "a") as stream:
        stream.write(f"{job.tries}\\n")
    if sys.argv[1] == "first":
        time.sleep(60)

if sys.argv[1] == "first":
    call_command("migrate", "records", verbosity=0)
    jobs.enqueue("test.slow", {})
    jobs.work_off()
else:
    print(jobs.work_off())
    with clock.travel(to=clock.now() + timedelta(minutes=3)):
        print(jobs.work_off())
"""


def start(home: Path, role: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "TONGXIN_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
    environment.pop("TONGXIN_DATABASE_URL", None)
    command = [sys.executable, "-c", PROGRAM, role, str(home / "marks")]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_a_killed_workers_job_is_repeated_after_its_lease(tmp_path: Path) -> None:
    first = start(tmp_path, "first")
    marks = tmp_path / "marks"
    deadline = time.monotonic() + 60
    while not (marks.exists() and marks.read_text()) and time.monotonic() < deadline:
        assert first.poll() is None
        time.sleep(0.05)
    first.kill()
    first.communicate()
    second = start(tmp_path, "second")
    answer, _errors = second.communicate(timeout=60)
    assert answer.split() == ["0", "1"]
    assert marks.read_text().split() == ["1", "2"]
