"""Pictures of the main pages into docs/pictures/: loads the demonstration town, serves it, signs in and looks.

Each page is taken at a laptop's width (1440) and a phone's (390), as `<name>.png` and `<name>-phone.png`.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.urls import reverse
from PIL import Image
from playwright.sync_api import BrowserType, Page, Response, sync_playwright

from bench.serving import running_server

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs/pictures"
HOME = ROOT / "build/pictures"  # a town of its own: nobody's data are in a picture
LARGEST = 200_000  # bytes of a picture
PALETTES = (256, 128, 64, 32)  # colours: as many as keep the picture below that


@dataclass(frozen=True)
class Width:
    """A screen that a page is looked at on."""

    suffix: str
    width: int
    height: int


@dataclass(frozen=True)
class Shot:
    """A page: its address, the link that leads on from there to one of its records, and who looks (nobody: "")."""

    name: str
    address: str
    follow: str = ""
    who: str = "clerk"


WIDTHS = (Width("", 1440, 900), Width("-phone", 390, 844))
SHOTS = (
    Shot("sign-in", "/sign-in/", who=""),
    Shot("home", "/"),
    Shot("village", "/ground/", "main table tbody a"),
    Shot("today", "/today/", who="secretary"),
    Shot("rounds", "/rounds/"),
    Shot("plan-round", "/rounds/plan/"),
    Shot("sheets", "/standards/"),
    Shot("follow-ups", "/rounds/follow-ups/"),
    Shot("overdue", "/cases/overdue"),
    Shot("letters", "/cases/letters", "main table a[href*='/letters/']"),
    Shot("report", "/report/", who=""),
    Shot("tray", "/report/tray/"),
    Shot("agreements", "/agreements/"),
    Shot("cases", "/cases/"),
    Shot("table", "/ranking/", "main a[href*='/tables/']"),
    Shot("list", "/ranking/", "main a[href*='/ranking/lists/']"),
    Shot("import", "/import/register/"),
    Shot("plans", "/plans/"),
    Shot("indicators", "/indicators/"),
    Shot("map", "/ground/532301105203/map/"),
    Shot("grids", "/ground/532301105203/grids/"),
    Shot("network", "/network/?kind=grid"),
    Shot("coverage", "/coverage/"),
    Shot("organisations", "/people/organisations/"),
    Shot("openings", "/people/exports/"),
    Shot("checks", "/checks/"),
    Shot("brief", "/briefs/", "main table a[href*='/briefs/']"),
)


def load_town() -> None:
    """The demonstration town in a home of its own."""
    os.environ["TONGXIN_HOME"] = str(HOME)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tongxin.config.settings"
    subprocess.run([str(Path(sys.executable).with_name("tongxin")), "demo"], check=True)
    django.setup()


def records() -> tuple[Shot, ...]:
    """Pages of single records that no link leads to at once: a case with photos, a visit with findings."""
    # Django knows its settings only now that the town is loaded.
    from tongxin.cases.models import Case, Stage  # noqa: PLC0415 - needs Django
    from tongxin.inspections.models import Visit  # noqa: PLC0415 - needs Django

    case = (
        Case.objects.filter(photos__stage=Stage.BEFORE).filter(photos__stage=Stage.AFTER).latest("found_at")
    )
    visit = Visit.objects.filter(findings__isnull=False).latest("visited_at")
    return (
        Shot("case", reverse("cases:case", args=[case.pk])),
        Shot("visit", reverse("inspections:visit", args=[visit.pk])),
    )


def password_of(who: str) -> str:
    """The password that the demonstration printed for an account."""
    lines = (HOME / "demo-accounts.txt").read_text("utf-8").splitlines()
    passwords = dict(line.split()[:2] for line in lines if line.startswith("  "))
    return passwords[who]


@contextmanager
def signed_in(chromium: BrowserType, width: Width, root: str, who: str) -> Iterator[Page]:
    """A page of a browser of this width, signed in as one of the demonstration's accounts."""
    browser = chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    context = browser.new_context(
        viewport={"width": width.width, "height": width.height}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    page.on("response", refuse_faults)
    if who:
        page.goto(f"{root}/sign-in/")
        page.fill("[name=username]", who)
        page.fill("[name=password]", password_of(who))
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"{root}/")
    yield page
    browser.close()


def look(page: Page, shot: Shot, root: str) -> bytes:
    """The picture of a page, as much as the screen shows."""
    page.goto(root + shot.address, wait_until="networkidle")
    if shot.follow:
        page.locator(shot.follow).first.click()
        page.wait_for_load_state("networkidle")
    return page.screenshot()


def refuse_faults(answer: Response) -> None:
    """No picture of a page with something missing. Raises `SystemExit`."""
    if answer.status >= 400:
        raise SystemExit(f"{answer.status}: {answer.url}")


def small(picture: bytes) -> bytes:
    """The picture with as many colours as keep it below `LARGEST`."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    content = picture
    for colours in PALETTES:
        out = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        content = out.getvalue()
        if len(content) < LARGEST:
            break
    return content


def main() -> int:
    """Takes all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="the town of the last time, if it is there")
    if not (parser.parse_args().keep and HOME.exists()):
        shutil.rmtree(HOME, ignore_errors=True)
    load_town()
    shots = (*SHOTS, *records())
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running_server() as (port, _), sync_playwright() as playwright:
        root = f"http://127.0.0.1:{port}"
        for width in WIDTHS:
            for who in dict.fromkeys(shot.who for shot in shots):
                with signed_in(playwright.chromium, width, root, who) as page:
                    for shot in (shot for shot in shots if shot.who == who):
                        path = PICTURES / f"{shot.name}{width.suffix}.png"
                        path.write_bytes(small(look(page, shot, root)))
                        print(f"{path.relative_to(ROOT)} {path.stat().st_size // 1000} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
