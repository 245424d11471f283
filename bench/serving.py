"""Starts the real server on a free port and times pages as a browser would ask for them."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tongxin.config.serving import web_command


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one page over `runs` requests, one after another, on one kept connection."""

    median: float
    p95: float
    size: int


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_server() -> Iterator[tuple[int, int]]:
    """Gives (port, process id) of the web server over the present TONGXIN_HOME; stops it at the end."""
    port = free_port()
    process = subprocess.Popen(web_command(bind="127.0.0.1", port=port), env=dict(os.environ))
    try:
        _wait_for(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"the server ended with {process.returncode}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not answer within 60 s")


def time_page(port: int, path: str, cookie: str, *, runs: int = 40, warm: int = 4) -> Timing:
    """Times GET `path`; anything but 200 stops the benchmark: a fast error is no figure."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookie, "Accept-Language": "zh-CN", "Accept-Encoding": "identity"}
    times, size = [], 0
    for run in range(warm + runs):
        begun = time.perf_counter()
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise SystemExit(f"{path} answered {response.status}: {body[:300]!r}")
        if run >= warm:
            times.append((time.perf_counter() - begun) * 1000)
            size = len(body)
    times.sort()
    return Timing(statistics.median(times), times[int(len(times) * 0.95) - 1], size)


def largest_process_mb(root: int) -> float:
    """Resident memory of the largest process in the tree under `root`, in MB (10^6 bytes)."""
    children = {root}
    for _ in range(4):
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) in children:
                children.add(int(stat.parent.name))
    page_bytes = os.sysconf("SC_PAGE_SIZE")
    sizes = []
    for child in children:
        try:
            sizes.append(int(Path(f"/proc/{child}/statm").read_text().split()[1]) * page_bytes / 1e6)
        except OSError:
            continue
    return max(sizes)
