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
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from tongxin.records.checks import Result
    from tongxin.records.doctor import Report

NAMED = 5  # places of each check that a line names


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
    parser.add_argument("--only", metavar="NAME", help=_("one check by its name, as in docs/rules/checks.md"))
    parser.add_argument("--head", metavar="HEX", help=_("also look for a printed head in the ledger"))
    parser.add_argument("--mend", action="store_true", help=_("put back the guard of the ledger first"))


def _doctor(arguments: Namespace) -> int:
    """Exit code 1 where the foundation is not right; what is amiss in the town is told, and no fault of the house."""
    from tongxin.records import doctor  # noqa: PLC0415 - this file is read before Django is set up

    if arguments.mend:
        doctor.mend_guard()
    only = arguments.only
    report = doctor.examine_only(only) if only else doctor.with_the_town(doctor.examine())
    if arguments.head and report.ok:
        report = doctor.Report((*report.checks, doctor.check_head(arguments.head)))
    if arguments.json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        _print_report(report)
    return 0 if report.ok else 1


def _print_report(report: Report) -> None:
    """Room by room: what is right in a line each; what is not with its first places and what mends it."""
    from tongxin.records import checks  # noqa: PLC0415 - as above

    for room in checks.rooms():
        results = [result for result in report.checks if result.check.room == room.name]
        if results:
            print(f"== {room.title}")
        for result in results:
            _print_result(result)


def _print_result(result: Result) -> None:
    """The foundation is good or faulty; of everything else it is said how many there are."""
    is_foundation = result.check.is_foundation
    verdict = (_("good") if result.ok else _("FAULT")) if is_foundation else f"{result.found.count:>4}"
    with_detail = result.detail and (is_foundation or not result.ok)
    print(f"{verdict}  {result.title}" + (f": {result.detail}" if with_detail else ""))
    if result.found.subjects:
        named = [subject.label for subject in result.found.subjects[:NAMED]]
        more = "…" if result.found.count > NAMED else ""
        print(f"      {' · '.join(named)}{more}")
    if result.mend:
        print(f"      → {result.mend}")


def _table_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", help=_("where to write it; without, it is printed"))


def _table(arguments: Namespace) -> int:
    from tongxin.records.checks_document import markdown  # noqa: PLC0415 - as above

    if arguments.file is None:
        sys.stdout.write(markdown())
    else:
        arguments.file.write_text(markdown(), encoding="utf-8")
    return 0


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
        "doctor",
        gettext_lazy("look whether everything under the house is right, and what is amiss in the town"),
        _doctor_arguments,
        _doctor,
    ),
    Command("checks-table", gettext_lazy("write all checks in Chinese"), _table_arguments, _table),
    Command("worker", gettext_lazy("run background work"), no_arguments, _worker),
)
