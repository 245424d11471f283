"""`tongxin serve`: the web server and the worker in one process tree."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from types import FrameType

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

SQLITE_SHAPE = ("--workers", "1", "--blocking-threads", "4")  # two processes are no faster on SQLite
POSTGRES_SHAPE = ("--workers", "2", "--blocking-threads", "4")
PATIENCE_SECONDS = 15.0


def web_command(*, bind: str, port: int) -> list[str]:
    """The command line of the web server."""
    shape = SQLITE_SHAPE if connection.vendor == "sqlite" else POSTGRES_SHAPE
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", bind, "--port", str(port), *shape,
        "--no-ws", "--backpressure", "64", "--log-level", "warning", "tongxin.config.wsgi:application",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """The command line of the worker."""
    return [sys.executable, "-m", "tongxin", "worker"]


def serve(*, bind: str, port: int) -> int:
    """Runs both until one ends or a signal comes; stops the other. Gives the exit code, 0 after a signal."""
    connection.close()
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    commands = (web_command(bind=bind, port=port), worker_command())
    here = {**os.environ, "TONGXIN_BIND": bind, "TONGXIN_PORT": str(port)}  # where it really listens
    children = [subprocess.Popen(command, env=here) for command in commands]  # noqa: S603 - our own
    told = _("Tongxin serves at http://%(host)s:%(port)d — stop with Ctrl+C. Data: %(home)s")
    sys.stdout.write(told % {"host": bind, "port": port, "home": settings.TONGXIN_HOME} + "\n")
    sys.stdout.flush()
    while not stop.wait(0.5) and all(child.poll() is None for child in children):
        pass
    ended = [child.poll() for child in children]
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
    return 0 if stop.is_set() else next((code for code in ended if code), 1)
