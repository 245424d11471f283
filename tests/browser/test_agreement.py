"""A door agreement from the list of doors without one to three copies handed over: taps and seconds are printed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Street

pytestmark = pytest.mark.browser

MOST_TAPS = 9


@dataclass
class Taps:
    """Counts what a thumb does, and how long it took."""

    page: Page
    began: float = field(default_factory=time.monotonic)
    number: int = 0

    def tap(self, what: Callable[[], object]) -> None:
        """One tap, and the page that follows."""
        what()
        self.number += 1
        self.page.wait_for_load_state("networkidle")

    @property
    def seconds(self) -> float:
        """Since the first page stood there."""
        return time.monotonic() - self.began


def test_an_agreement_is_drawn_up_and_signed_on_a_phone(street: Street) -> None:
    secretary = street.walker("secretary", width=390)
    page = secretary.go("/agreements/")
    taps = Taps(page)
    main = page.locator("main")
    taps.tap(main.locator("a.fig[href*='/without/']").first.click)
    taps.tap(main.get_by_role("link", name="起草", exact=True).first.click)
    taps.tap(main.get_by_role("button", name="起草").click)
    expect(main).to_contain_text("草稿，没签")
    taps.tap(main.get_by_role("link", name="签订", exact=True).click)
    expect(main.locator("[data-way=photo]")).to_be_hidden()
    draw(page)
    taps.number += 1
    taps.tap(main.locator("input[name=copies][value=household]").check)
    taps.tap(main.get_by_role("button", name="签好了").click)
    expect(main).to_contain_text("有效")
    expect(main).to_contain_text("打开图片")
    taps.tap(main.get_by_role("button", name="今天已给").first.click)
    expect(main.get_by_role("button", name="今天已给")).to_have_count(1)
    print(f"agreement signed: {taps.number} taps, {taps.seconds:.1f} s")  # noqa: T201 - the measure of the journey
    assert taps.number <= MOST_TAPS
    assert not secretary.is_too_wide
    assert secretary.faults == []


def draw(page: Page) -> None:
    """A stroke on the pad, as a finger makes it."""
    pad = page.locator("canvas[data-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 60, steps=5)
    page.mouse.up()
    assert page.locator("input[name=drawn]").input_value().startswith("data:image/png;base64,")


def test_paper_that_lies_in_the_office_needs_no_photo(street: Street) -> None:
    secretary = street.walker("secretary", width=390)
    page = secretary.go("/agreements/")
    main = page.locator("main")
    main.locator("a.fig[href*='/without/']").first.click()
    main.get_by_role("link", name="起草", exact=True).first.click()
    main.get_by_role("button", name="起草").click()
    main.get_by_role("link", name="签订", exact=True).click()
    page.locator("input[name=how][value=paper]").check()
    expect(page.locator("canvas[data-pad]")).to_be_hidden()
    page.fill("input[name=paper_place]", "村委会档案柜3号盒")
    main.get_by_role("button", name="签好了").click()
    expect(main).to_contain_text("村委会档案柜3号盒")
    assert secretary.faults == []
