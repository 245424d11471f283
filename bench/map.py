"""`python -m bench.map`: 10,000 places on the map in a real browser, beside what the browser itself needs.

The bound, measured in the same run on the same machine: the same 10,000 marks drawn on a bare canvas, with no
map around them. Beside it: making the GeoJSON, its size as it is and as it is sent, and one redraw as after a pan.
"""

from __future__ import annotations

import gzip
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]  # run as a script, the folder above is not on the path
HOME = Path(os.environ.setdefault("TONGXIN_HOME", tempfile.mkdtemp(prefix="tongxin-map-")))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")

import django  # noqa: E402 - the home is chosen first

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from bench.serving import running_server  # noqa: E402
from tests.persons import PERSONS, appoint_persons, sign_in  # noqa: E402
from tests.town import LIANHUA, TOWN, found_town  # noqa: E402
from tongxin.people.models import Account  # noqa: E402
from tongxin.records import clock  # noqa: E402
from tongxin.territory.ground import division_ground  # noqa: E402
from tongxin.territory.map_data import MapData, packed  # noqa: E402
from tongxin.territory.models import Site, VillagerGroup  # noqa: E402

PLACES, GROUPS = 10_000, 200
MOST_BYTES = 1_500_000
RUNS = 9
PHONE_TIMES_SLOWER = 6  # Chromium's own brake for a phone of the lower half

READY = """() => new Promise(resolve => {
  if (window.benchView) resolve();
  else addEventListener('map:ready', () => resolve());
})"""
REDRAW = """runs => new Promise(resolve => {
  const times = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    window.benchView.places.redraw();
    times.push(performance.now() - start);
  }
  resolve(times);
})"""
BARE = """([marks, runs]) => {
  const canvas = document.createElement('canvas');
  canvas.width = 1280; canvas.height = 800;
  const context = canvas.getContext('2d');
  const times = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    context.clearRect(0, 0, 1280, 800);
    for (let mark = 0; mark < marks; mark += 1) {
      context.beginPath();
      context.arc((mark * 37) % 1280, (mark * 91) % 800, 4, 0, 2 * Math.PI);
      context.fillStyle = '#6ba587'; context.fill();
      context.lineWidth = 1; context.strokeStyle = '#fff'; context.stroke();
    }
    times.push(performance.now() - start);
  }
  return times;
}"""


def fill() -> None:
    """10,000 households in 200 groups of the town of the tests, each with a position."""
    call_command("migrate", verbosity=0)
    found_town()
    appoint_persons()
    VillagerGroup.objects.bulk_create(
        VillagerGroup(village_id=LIANHUA, division_code=LIANHUA, name=f"{number}组", number=number)
        for number in range(100, 100 + GROUPS)
    )
    groups = list(VillagerGroup.objects.filter(number__gte=100))
    Site.objects.bulk_create(
        [
            Site(
                kind="household",
                division_code=LIANHUA,
                group=groups[number % GROUPS],
                door=str(number // GROUPS + 1),
                sequence=number,
                latitude=24.95 + (number * 7919 % 10_000) * 6e-6,
                longitude=101.44 + (number * 104_729 % 10_000) * 6e-6,
                position_from="import",
                last_seen_on=clock.today() if number % 3 else None,
            )
            for number in range(PLACES)
        ],
        batch_size=1000,
    )


def sizes() -> None:
    """Prints how long the GeoJSON takes to make and how large it is."""
    start = time.perf_counter()
    body = MapData(division_ground(TOWN), clock.today()).body()
    made = (time.perf_counter() - start) * 1000
    start = time.perf_counter()
    sent = packed(body)
    took = (time.perf_counter() - start) * 1000
    assert gzip.decompress(sent) == body
    print(
        f"GeoJSON of {PLACES} places: {len(body) / 1e6:.2f} MB of {MOST_BYTES / 1e6:.1f}, made in {made:.0f} ms"
    )
    print(f"  as sent: {len(sent) / 1e6:.2f} MB, compressed in {took:.0f} ms")
    assert len(body) <= MOST_BYTES


def drawn(page: Page, address: str) -> None:
    """Prints how long the map takes to appear, a redraw, and the bare canvas."""
    page.add_init_script("addEventListener('map:ready', event => { window.benchView = event.detail; })")
    start = time.perf_counter()
    page.goto(address)
    page.evaluate(READY)
    shown = (time.perf_counter() - start) * 1000
    print(f"the page with its map, from the click until drawn: {shown:.0f} ms")
    for times_slower in (1, PHONE_TIMES_SLOWER):
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times_slower})
        ours = statistics.median(page.evaluate(REDRAW, RUNS))
        bare = statistics.median(page.evaluate(BARE, [PLACES, RUNS]))
        name = "this machine" if times_slower == 1 else f"slowed {times_slower} times"
        print(f"  redraw, {name}: {ours:.0f} ms; {PLACES} marks on a bare canvas: {bare:.0f} ms")


def main() -> None:
    """Fills a house of its own, serves it, and looks at it in Chromium."""
    fill()
    sizes()
    client = sign_in(Client(), Account.objects.get(person__phone=PERSONS["town_clerk"].phone))
    with running_server() as (port, _process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        address = f"http://127.0.0.1:{port}"
        cookies = [
            {"name": name, "value": morsel.value, "url": address} for name, morsel in client.cookies.items()
        ]
        context.add_cookies(cookies)  # type: ignore[arg-type]  # the dictionary of Playwright's own types
        drawn(context.new_page(), f"{address}/ground/{TOWN}/map/")
        browser.close()


if __name__ == "__main__":
    main()
