"""The worker as a command."""

from __future__ import annotations

import signal
import threading
from argparse import Namespace

import pytest

from tongxin.records import jobs
from tongxin.records.commands import COMMANDS


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_the_worker_stops_when_the_machine_says_so(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def run_worker(stop: threading.Event) -> None:
        signal.raise_signal(signal.Signals[name])
        seen.append(stop.is_set())

    monkeypatch.setattr(jobs, "run_worker", run_worker)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        code = next(command for command in COMMANDS if command.name == "worker").run(Namespace())
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert (code, seen) == (0, [True])


def test_this_rooms_commands_have_a_line_of_help() -> None:
    assert {command.name for command in COMMANDS} == {"checks-table", "doctor", "worker"}
    assert all(str(command.help) for command in COMMANDS)
