"""A round of a few doors of its own, for journeys that enter visits; and a count of what hands do."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.browser.conftest import Street, Walker
from tongxin.records import clock

VILLAGE = "本东村"


@dataclass
class Hands:
    """Counts taps and keys on a page, and the seconds since the first of them."""

    page: Page
    taps: int = 0
    keys: int = 0
    begun: float = field(default_factory=time.monotonic)

    def tap(self, target: str | Locator) -> None:
        """One tap, wherever it is."""
        self.taps += 1
        (self.page.locator(target) if isinstance(target, str) else target).first.click()

    def press(self, *keys: str) -> None:
        """One key after another, wherever the focus is."""
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """A word, key by key; Chinese counts each sign as two keys, as with pinyin."""
        self.keys += sum(1 if sign.isascii() else 2 for sign in text)
        self.page.keyboard.type(text)

    def tell(self, journey: str) -> None:
        """Prints what it took: taps, keys and seconds."""
        seconds = time.monotonic() - self.begun
        sys.stdout.write(f"{journey}: {self.taps} taps, {self.keys} keys, {seconds:.1f} s\n")


def round_of(street: Street, folder: Path, title: str, doors: int) -> str:
    """A round of a new group with so many doors, all of them the liaison cadre's; gives its address."""
    clerk = street.walker("clerk")
    _take_in(clerk, folder, title, doors)
    page = clerk.go("/rounds/plan/")
    page.fill("input[name=title]", title)
    page.select_option("select[name=ground]", label=_option(page, "select[name=ground]", f"{title}组"))
    page.select_option("select[name=sheet]", label=_option(page, "select[name=sheet]", "照片评分表"))
    page.fill("input[name=ends_on]", (clock.today() + timedelta(days=7)).isoformat())
    page.check("input[name=sample_kind][value=all]")
    cadres = "select[name=inspectors] optgroup[label=挂钩干部]"
    page.select_option("select[name=inspectors]", label=_option(page, cadres, "莲华村"))
    clerk.send("保存计划")
    clerk.send("抽名单并开始")
    return page.url.removeprefix(street.house.address)


def _take_in(clerk: Walker, folder: Path, title: str, doors: int) -> None:
    file = folder / "register.csv"
    head = "村,村民小组,门牌,户主,电话,人口,网格,备注\n"
    lines = "".join(f"{VILLAGE},{title}组,{door},李小明,,{door},{title}格,\n" for door in range(1, doors + 1))
    file.write_text(head + lines, "utf-8")
    page = clerk.go("/import/register/")
    page.set_input_files("input[name=file]", file)
    clerk.send("看一看")
    clerk.send("导入")


def _option(page: Page, within: str, words: str) -> str:
    return next(text for text in page.locator(f"{within} option").all_inner_texts() if words in text)
