"""What a command of `tongxin …` is, and the commands of this room: doctor and worker.

`config/cli.py` collects the `COMMANDS` of every room.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def no_arguments(parser: ArgumentParser) -> None:
    """For a command without arguments."""


@dataclass(frozen=True)
class Command:
    """A command: its name, one line of help, its arguments, and what it does (returns the exit code)."""

    name: str
    help: str | Promise
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


def _doctor_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("one JSON object instead of lines"))
    parser.add_argument("--head", metavar="HEX", help=_("also look for a printed head in the ledger"))
    parser.add_argument("--mend", action="store_true", help=_("put back the guard of the ledger first"))


def _doctor(arguments: Namespace) -> int:
    """Exit code 1 where a check fails."""
    from tongxin.records import doctor  # noqa: PLC0415 - this file is read before Django is set up

    if arguments.mend:
        doctor.mend_guard()
    report = doctor.examine()
    if arguments.head and report.ok:
        report = doctor.Report((*report.checks, doctor.check_head(arguments.head)))
    if arguments.json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        for check in report.checks:
            verdict = _("good") if check.ok else _("FAULT")
            print(f"{verdict}  {check.title}: {check.detail}")
            if check.mend:
                print(f"      → {check.mend}")
    return 0 if report.ok else 1


def _worker(arguments: Namespace) -> int:
    """Works until it is told to stop; a job under way is finished first."""
    from tongxin.records import jobs  # noqa: PLC0415 - this file is read before Django is set up

    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda _number, _frame: stop.set())
    print(_("The worker runs. Ctrl+C stops it."), file=sys.stderr)
    jobs.run_worker(stop)
    return 0


COMMANDS = (
    Command(
        "doctor", gettext_lazy("look whether everything under the house is right"), _doctor_arguments, _doctor
    ),
    Command("worker", gettext_lazy("run background work"), no_arguments, _worker),
)
