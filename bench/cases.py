"""`python -m bench.cases`: the case list, one case, and the acts of cases at 1,000,000 cases.

Bounds: the list of 100 rows with five filters at most 80 ms median (the whole page, through the server) and 12
queries; a case opened by the act at most 5 ms of CPU. Beside them stand what Signalen, the case system of
Amsterdam and other cities, took on such a machine at 1,000,000 signals. Run by `make bench`; by itself it measures
the database of TONGXIN_HOME, which it fills up to the number first.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]  # run as a script, the folder above is not on the path
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")

import django  # noqa: E402 - the home is chosen first

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.large import add_cases  # noqa: E402
from bench.serving import running_server, time_page  # noqa: E402
from tongxin.access.viewer import viewer_for  # noqa: E402
from tongxin.cases.actions import assign_case, fix_case, open_case  # noqa: E402
from tongxin.cases.models import Case  # noqa: E402
from tongxin.people.models import Account, Post  # noqa: E402
from tongxin.people.roles import Role  # noqa: E402
from tongxin.records import clock  # noqa: E402
from tongxin.records.permission import Viewer  # noqa: E402
from tongxin.records.upkeep import learn_table_sizes  # noqa: E402
from tongxin.standards.models import MatterType  # noqa: E402
from tongxin.territory.models import Grid, Site  # noqa: E402

CASES = 1_000_000
LIST_MS, QUERIES, OPEN_CPU_MS = 80, 12, 5.0
ACTS = 200
LIANHUA = "532301105203"


@dataclass(frozen=True)
class Listed:
    """A page to time, with its bound in milliseconds (None: none set) and what the peer took for the like."""

    name: str
    path: str
    most: float | None
    peer: str = ""


def pages() -> list[Listed]:
    """The list as it opens, with five filters on what is open and on everything, a search, and one case."""
    today = clock.today()
    days = f"since={today - timedelta(days=200)}&until={today - timedelta(days=20)}"
    five = f"village={LIANHUA}&ring=household&line=sanitation"
    newest = Case.objects.order_by("-found_at").values_list("pk", flat=True)[0]
    rows, words = "rows=100", urlencode({"q": "垃圾"})
    return [
        Listed("list, not closed", f"/cases/?{rows}", LIST_MS, "680 ms, 519 queries"),
        Listed("list, five filters, open", f"/cases/?{rows}&{five}&state=found&{days}", LIST_MS, "1,693 ms"),
        Listed(
            "list, five filters, all",
            f"/cases/?view=all&{rows}&{five}&state=closed&{days}",
            LIST_MS,
            "1,693 ms",
        ),
        Listed("list, overdue in a village", f"/cases/?view=overdue&{rows}&village={LIANHUA}", LIST_MS),
        Listed("list, words of the title", f"/cases/?view=all&{rows}&{words}&village={LIANHUA}", LIST_MS),
        Listed("one case", f"/cases/{newest}", None, "52 ms"),
        Listed("matrix, lines and villages", "/plans/", None),
        Listed("indicators, by village", "/indicators/", None),
    ]


def measure(runs: int, count: int = CASES) -> bool:
    """Times everything; prints it beside its bounds and the peer; were the bounds held?"""
    begun = time.monotonic()
    add_cases(count, random.Random(7))
    learn_table_sizes()  # as the worker does four times a day
    print(f"\n{Case.objects.count():,} cases, filled in {time.monotonic() - begun:.0f} s")
    held = _pages(runs)
    return _acts() and held


def _pages(runs: int) -> bool:
    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(Account.objects.get(username="clerk"), backend=settings.AUTHENTICATION_BACKENDS[1])
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    held = True
    with running_server() as (port, _pid):
        print(f"{'page':<28}{'median ms':>10}{'p95 ms':>9}{'queries':>9}{'rows':>6}   {'bound':<22}Signalen")
        for page in pages():
            queries, rows = _asked(client, page.path)
            timing = time_page(port, page.path, cookie, runs=runs)
            fits = page.most is None or (timing.median <= page.most and queries <= QUERIES)
            held = held and fits
            bound = f"{page.most:.0f} ms, {QUERIES} queries" if page.most else ""
            missed = "" if fits else "  MISSED"
            print(
                f"{page.name:<28}{timing.median:>10.1f}{timing.p95:>9.1f}{queries:>9}{rows:>6}   {bound:<22}"
                f"{page.peer}{missed}"
            )
    return held


def _asked(client: Client, path: str) -> tuple[int, int]:
    """Queries of a page and rows of its table, after a first request has warmed what is kept."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}")
    return len(queries), response.content.count(b"</tr>") - response.content.count(b"</thead>")


def _acts() -> bool:
    """CPU and rate of the acts, one process, each act its own transaction on the durable database."""
    account = Account.objects.select_related("person").get(username="clerk")
    clerk: Viewer = viewer_for(account.person, account=account)
    grid = Grid.objects.filter(pk__in=Post.objects.of_role(Role.GRID_LEADER).values("grid")).order_by("id")[0]
    leader = Post.objects.of_role(Role.GRID_LEADER).filter(grid=grid).select_related("person")[0].person
    site = Site.objects.households().filter(grid=grid).select_related("group", "grid").order_by("id")[0]
    matter = MatterType.objects.in_force(clock.today()).order_by("code")[0]
    opened: list[Case] = []
    given: list[Case] = []
    opening = _cpu(lambda _n: opened.append(open_case(ground=site.ground, matter=matter, by=clerk)))
    giving = _cpu(lambda n: given.append(assign_case(opened[n], to=leader, by=clerk)))
    fixing = _cpu(lambda n: fix_case(given[n], by=clerk))
    fits = opening[0] <= OPEN_CPU_MS
    bound = f"{OPEN_CPU_MS:.0f} ms of CPU"
    print(f"{'act':<28}{'CPU ms':>10}{'a second':>10}   {'bound':<22}Signalen")
    _tell("case opened", opening, bound, "56 ms of CPU, 18-54 a second" + ("" if fits else "  MISSED"))
    _tell("change of state: assigned", giving, "", "78 ms")
    _tell("change of state: put right", fixing, "", "78 ms")
    return fits


def _tell(name: str, measured: tuple[float, float], bound: str, peer: str) -> None:
    print(f"{name:<28}{measured[0]:>10.2f}{measured[1]:>10.0f}   {bound:<22}{peer}")


def _cpu(act: Callable[[int], object]) -> tuple[float, float]:
    """Median milliseconds of CPU of the act, and how many of it a second by the wall clock."""
    spent, begun = [], time.perf_counter()
    for number in range(ACTS):
        before = time.process_time()
        act(number)
        spent.append((time.process_time() - before) * 1000)
    return statistics.median(spent), ACTS / (time.perf_counter() - begun)


def main() -> int:
    """Measures; exit code 1 where a bound was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40, help="requests a page")
    parser.add_argument("--cases", type=int, default=CASES, help="how many cases there are to be")
    options = parser.parse_args()
    return 0 if measure(options.runs, options.cases) else 1


if __name__ == "__main__":
    sys.exit(main())
