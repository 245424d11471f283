"""`python -m bench.network`: the pages of the responsibility network and of coverage at 100,000 households.

Bounds: network, gaps, overlaps, overload and the lists at most 1 s a page, the matrix of coverage 300 ms, each at
most 12 queries. Before measuring, one household in twenty is taken out of its grid and one grid leader in fifteen
ends, so that there are gaps to find. Run by `make bench`; by itself it measures the database of TONGXIN_HOME.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]  # run as a script, the folder above is not on the path
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")

import django  # noqa: E402 - the home is chosen first

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.serving import running_server, time_page  # noqa: E402
from tongxin.people.models import Account, Post  # noqa: E402
from tongxin.people.roles import Role  # noqa: E402
from tongxin.records import clock  # noqa: E402
from tongxin.territory.models import Site  # noqa: E402

MOST_QUERIES = 12
PAGE_MS, MATRIX_MS = 1000, 300
EVERY_DOOR, EVERY_LEADER = 20, 15
LIANHUA = "532301105203"


@dataclass(frozen=True)
class Timed:
    """A page and its bound in milliseconds."""

    path: str
    most: int = PAGE_MS


PAGES = (
    Timed("/network/"),
    Timed("/network/?kind=household"),
    Timed("/network/?kind=steward"),
    Timed("/network/overlaps/"),
    Timed("/network/overload/"),
    Timed("/coverage/", MATRIX_MS),
    Timed("/coverage/list/"),
    Timed(f"/coverage/list/?village={LIANHUA}&kind=household&state=uncovered"),
    Timed("/coverage/grids/"),
    Timed("/coverage/neglected/"),
    Timed("/people/organisations/"),
)


def loosen() -> None:
    """Makes gaps: households outside of grids, grids without a leader."""
    doors = list(Site.objects.households().order_by("id").values_list("pk", flat=True))[::EVERY_DOOR]
    for start in range(0, len(doors), 500):
        Site.objects.filter(pk__in=doors[start : start + 500]).update(grid=None)
    leading = Post.objects.in_force(clock.today()).of_role(Role.GRID_LEADER).filter(until__isnull=True)
    ending = list(leading.order_by("id").values_list("pk", flat=True))[::EVERY_LEADER]
    Post.objects.filter(pk__in=ending).update(until=clock.today())


def measure(runs: int) -> bool:
    """Times every page and prints it beside its bounds; did all of them hold?"""
    if "testserver" not in settings.ALLOWED_HOSTS:
        settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(Account.objects.get(username="clerk"), backend=settings.AUTHENTICATION_BACKENDS[1])
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    print(f"\n{'network and coverage':<74}{'median ms':>10}{'p95 ms':>9}{'queries':>9}   bound")
    held = True
    with running_server() as (port, _pid):
        for page in PAGES:
            client.get(page.path)
            with CaptureQueriesContext(connection) as queries:
                client.get(page.path)
            timing = time_page(port, page.path, cookie, runs=runs, warm=2)
            fits = timing.median <= page.most and len(queries) <= MOST_QUERIES
            held = held and fits
            bound = f"{page.most} ms, {MOST_QUERIES} queries{'' if fits else '  MISSED'}"
            print(f"{page.path:<74}{timing.median:>10.1f}{timing.p95:>9.1f}{len(queries):>9}   {bound}")
    return held


if __name__ == "__main__":
    loosen()
    sys.exit(0 if measure(runs=8) else 1)
