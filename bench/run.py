"""`make bench`: pages at the size of the demonstration and at 100,000 households with 1,000,000 visits.

Beside each page stand the bounds: at most 12 queries a list page and 20 the home page, the same number at both
sizes; list pages at most 80 ms median at the large size. The floor, measured in the same run, is `/healthz/`:
what the server, Python and one query cost without a page.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]  # run as a script, the folder above is not on the path
HOME = Path(os.environ.setdefault("TONGXIN_HOME", tempfile.mkdtemp(prefix="tongxin-bench-")))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")

import django  # noqa: E402 - the home is chosen first

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from bench import cases, draw, network, register, visits  # noqa: E402
from bench.large import fill  # noqa: E402
from bench.serving import largest_process_mb, running_server, time_page  # noqa: E402
from tongxin.cases.models import Case  # noqa: E402
from tongxin.config.cli import main as tongxin  # noqa: E402
from tongxin.inspections.models import Round, Visit  # noqa: E402
from tongxin.people.models import Account  # noqa: E402
from tongxin.ranking.models import Table  # noqa: E402
from tongxin.records.upkeep import learn_table_sizes  # noqa: E402
from tongxin.reporting.models import Brief  # noqa: E402
from tongxin.territory.models import Grid, Site  # noqa: E402

LIST_MS, LIST_QUERIES, HOME_QUERIES, SERVER_MB = 80, 12, 20, 200
LARGE = {"households": 100_000, "visits": 1_000_000, "cases": 200_000}
LIANHUA = "532301105203"


@dataclass(frozen=True)
class Page:
    """A page to time: its name, its address, whether it is a list (with the list's bounds)."""

    name: str
    path: Callable[[], str]
    is_list: bool = False


PAGES = (
    Page("home", lambda: reverse("web:home")),
    Page("cases", lambda: reverse("cases:list"), True),
    Page(
        "cases, filtered",
        lambda: reverse("cases:list") + f"?view=all&village={LIANHUA}&line=sanitation",
        True,
    ),
    Page("case", lambda: reverse("cases:case", args=[Case.objects.order_by("-found_at")[0].pk])),
    Page("rounds", lambda: reverse("inspections:rounds"), True),
    Page("round, visit list", lambda: reverse("inspections:round", args=[_round().pk]), True),
    Page("visit", lambda: reverse("inspections:visit", args=[Visit.objects.filter(state="done")[0].pk])),
    Page("ground", lambda: reverse("web:ground"), True),
    Page("village", lambda: reverse("web:village", args=[LIANHUA])),
    Page("grid", lambda: reverse("web:grid", args=[Grid.objects.filter(division_code=LIANHUA)[0].pk])),
    Page(
        "site",
        lambda: reverse("web:site", args=[Site.objects.households().filter(division_code=LIANHUA)[0].pk]),
    ),
    Page("table of grids", lambda: reverse("ranking:table", args=[Table.objects.get(kind="grid").pk]), True),
    Page("brief", lambda: reverse("reporting:brief", args=[Brief.objects.all()[0].pk])),
    Page("figure and its records", lambda: reverse("reporting:figure", args=["visits.done"]), True),
    Page("people and posts", lambda: reverse("people:people"), True),
)


def _round() -> Round:
    return Round.objects.filter(state="closed").order_by("-frame_size", "-starts_on")[0]


def count_queries(client: Client, path: str) -> int:
    """Queries of one request after a first one has warmed what is kept."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}")
    return len(queries)


def measure(size: str, runs: int) -> tuple[dict[str, int], bool]:
    """Times and counts every page; prints the table; gives the query counts and whether the bounds held."""
    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(Account.objects.get(username="clerk"), backend=settings.AUTHENTICATION_BACKENDS[1])
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    queries, held = {}, True
    with running_server() as (port, pid):
        floor = time_page(port, "/healthz/", cookie, runs=runs)
        print(
            f"\n{size}: {Site.objects.households().count():,} households, {Visit.objects.count():,} visits,"
            f" {Case.objects.count():,} cases; floor /healthz/ {floor.median:.1f} ms"
        )
        print(f"{'page':<26}{'median ms':>10}{'p95 ms':>9}{'queries':>9}{'KB':>7}   bound")
        for page in PAGES:
            path = page.path()
            queries[page.name] = count_queries(client, path)
            timing = time_page(port, path, cookie, runs=runs)
            bound, fits = _bounds(page, size, timing.median, queries[page.name])
            held = held and fits
            print(
                f"{page.name:<26}{timing.median:>10.1f}{timing.p95:>9.1f}{queries[page.name]:>9}"
                f"{timing.size / 1000:>7.0f}   {bound}{'' if fits else '  MISSED'}"
            )
        memory = largest_process_mb(pid)
        fits = memory <= SERVER_MB
        print(f"largest server process {memory:.0f} MB   bound {SERVER_MB} MB{'' if fits else '  MISSED'}")
    return queries, held and fits


def _bounds(page: Page, size: str, median: float, queries: int) -> tuple[str, bool]:
    most = LIST_QUERIES if page.is_list else HOME_QUERIES
    if page.is_list and size == "large":
        return f"{LIST_MS} ms, {most} queries", median <= LIST_MS and queries <= most
    return f"{most} queries", queries <= most


def main() -> int:
    """Measures both sizes; exit code 1 where a bound was missed or a page asks more queries when rows grow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40, help="requests a page")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="share of the large size, to try the script out"
    )
    parser.add_argument("--keep", action="store_true", help="keep the filled database")
    options = parser.parse_args()
    try:
        if tongxin(["demo"]) != 0:
            return 2
        small, held = measure("demonstration", options.runs)
        begun = time.monotonic()
        sizes = {name: round(number * options.scale) for name, number in LARGE.items()}
        fill(**sizes, chance=random.Random(1))
        learn_table_sizes()  # as the worker does four times a day
        print(f"\nfilled in {time.monotonic() - begun:.0f} s")
        large, held_large = measure("large", options.runs)
        network.loosen()
        held_large = network.measure(options.runs) and held_large
        held_large = register.measure() and held_large
        held_large = visits.measure() and held_large
        held_large = cases.measure(options.runs, round(cases.CASES * options.scale)) and held_large
        held_large = draw.measure() and held_large
        draw.measure_reading()
        grown = {name: (small[name], large[name]) for name in small if large[name] > small[name]}
        for name, (before, after) in grown.items():
            print(f"{name}: {before} queries became {after} as rows grew  MISSED")
        return 0 if held and held_large and not grown else 1
    finally:
        if not options.keep:
            shutil.rmtree(HOME, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
