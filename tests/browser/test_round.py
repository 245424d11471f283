"""A round from its draw to its scores, by hand: planned with advice, drawn, walked on a phone, closed, checked."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Street, Walker
from tongxin.records import clock

pytestmark = pytest.mark.browser

ROUND = "抽样到得分"
ALL_IN_ORDER_TAPS = 3  # burden: a household visit "all in order"


def test_a_round_from_its_draw_to_its_scores(street: Street) -> None:
    begun = time.monotonic()
    clerk, cadre = street.walker("clerk"), street.walker("cadre", width=390)
    address = plan(clerk)
    draw(clerk, address)
    taps, seconds = walk(cadre)
    assert taps <= ALL_IN_ORDER_TAPS
    close_and_check(clerk, address)
    print(  # noqa: T201 - the figures of the journey, shown with -s
        f"\nround from draw to scores: {time.monotonic() - begun:.0f} s; "
        f"one household all in order: {taps} taps, {seconds:.1f} s"
    )
    assert [walker.faults for walker in street.walkers.values() if walker.faults] == []


def plan(clerk: Walker) -> str:
    """Plans a round; the page says what the sample tells as soon as the form says enough. Gives its address."""
    page = clerk.go("/rounds/plan/")
    page.fill("input[name=title]", ROUND)
    page.select_option("select[name=ground]", label="莲华村")
    page.select_option("select[name=sheet]", label=option(page, "select[name=sheet]", "照片评分表"))
    page.fill("input[name=ends_on]", (clock.today() + timedelta(days=7)).isoformat())
    page.fill("input[name=sample_number]", "1")
    cadres = "select[name=inspectors] optgroup[label=挂钩干部]"
    page.select_option("select[name=inspectors]", label=option(page, cadres, "莲华村"))
    page.fill("input[name=own_share]", "100")  # the cadre of the village is the only one named
    page.locator("input[name=own_share]").blur()
    expect(page.locator("#advice table tbody tr").first).to_be_visible()
    expect(page.locator("#advice")).to_contain_text("误差")
    clerk.send("保存计划")
    expect(page.locator("main")).to_contain_text("种子的摘要")
    return page.url


def draw(clerk: Walker, address: str) -> None:
    """Draws the list; each inspector has a day list."""
    page = clerk.send("抽名单并开始")
    expect(page.locator("main")).to_contain_text("每日名单")
    clerk.open("main a[href*='/days/?inspector=']")
    expect(page.locator("main table tbody tr").first).to_be_visible()
    page = clerk.go(f"{address}sample/")
    expect(page.locator("main")).to_contain_text("本轮结束后公开")


def walk(cadre: Walker) -> tuple[int, float]:
    """Enters the first visit on a phone, all in order; gives taps and seconds from the open form on."""
    page = cadre.go("/rounds/mine/")
    if page.locator("nav.views").count():
        cadre.open(f"nav.views a:has-text('{ROUND}')")
    cadre.open("main a[href*='/rounds/visits/']")
    begun, taps = time.monotonic(), 0
    for selector in ("button.fill-all", ".visit-bar button"):
        cadre.open(selector)
        taps += 1
    expect(page.locator("main")).to_contain_text("存好了")
    return taps, time.monotonic() - begun


def close_and_check(clerk: Walker, address: str) -> None:
    """Closes the round: its score stands, the seed is told, and drawn again it is the same list."""
    page = clerk.go(address)
    expect(page.locator(".tiles")).to_contain_text("100")
    clerk.send("结束这一轮")
    page = clerk.go(f"{address}sample/")
    expect(page.locator("main")).to_contain_text("名单一样")
    expect(page.locator("main")).not_to_contain_text("本轮结束后公开")
    page = clerk.go("/rounds/columns/")
    expect(page.locator("main")).to_contain_text(ROUND)


def option(page: Page, selector: str, words: str) -> str:
    """The label of the option of a choice that contains these words."""
    found = page.locator(f"{selector} option", has_text=words).first.text_content()
    return (found or "").strip()
