"""A case from a resident's report, without an account, to one that was reopened and finally closed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Street, Walker

pytestmark = pytest.mark.browser

WORDS = "戏台后面垃圾堆了三天"


@dataclass
class Journey:
    """Counts the taps and the time of each stretch of the way."""

    told: list[str] = field(default_factory=list)

    def stretch(self, name: str, taps: int, walk: Callable[[], str]) -> str:
        """Walks a stretch of so many taps, and notes how long the browser took for it."""
        begun = time.perf_counter()
        given = walk()
        self.told.append(f"{name}: {taps} taps, {time.perf_counter() - begun:.1f} s")
        return given


def test_from_a_residents_report_to_a_reopened_and_finally_closed_case(street: Street) -> None:
    resident, clerk = street.walker("", width=390), street.walker("clerk")
    secretary, cadre = street.walker("secretary"), street.walker("cadre", width=390)
    journey = Journey()
    code = journey.stretch("report", 4, lambda: report(resident))
    case = journey.stretch("take it up", 3, lambda: take_up(clerk))
    journey.stretch("put right and close", 5, lambda: put_right(secretary, cadre, case))
    journey.stretch("open it again", 3, lambda: open_again(resident, code))
    journey.stretch("put right and close once more", 3, lambda: put_right_again(secretary, cadre, case))
    stand = look_up(resident, code)
    expect(stand.locator("h1")).to_contain_text("已办结")
    assert "李" not in stand.locator("main").inner_text()
    print("\n".join(["", *journey.told]))  # noqa: T201 - the figures of the journey, shown by pytest -s
    assert [walker.faults for walker in street.walkers.values() if walker.faults] == []


def report(resident: Walker) -> str:
    """Village, kind, words and a photo, send: the code."""
    page = resident.go("/report/")
    resident.open("main a:has-text('莲华村')")
    page.locator("main label:has(input[value=rubbish])").click()
    page.fill("[name=text]", WORDS)
    out = BytesIO()
    Image.new("RGB", (64, 48), "green").save(out, "JPEG")
    page.set_input_files(
        "[name=photo_1]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    )
    expect(page.locator(".photo-preview figure")).to_be_visible()
    assert not resident.is_too_wide
    resident.send("发给镇办")
    return page.locator(".code").inner_text()


def take_up(clerk: Walker) -> str:
    """From the tray to a case: its address."""
    page = clerk.go("/report/tray/")
    clerk.open(f"main tr:has-text('{WORDS}') a.t")
    clerk.send("受理")
    expect(page.locator("main")).to_contain_text("已受理")
    page = clerk.go("/report/tray/?state=accepted")
    address = page.locator(f"main tr:has-text('{WORDS}') a[href^='/cases/']").get_attribute("href")
    return address or ""


def put_right(secretary: Walker, cadre: Walker, case: str) -> str:
    """The secretary takes it on and says that it is done; the cadre verifies; the secretary closes."""
    page = secretary.go(case)
    page.select_option("select[name=to]", index=1)
    secretary.send("派单")
    return put_right_again(secretary, cadre, case)


def put_right_again(secretary: Walker, cadre: Walker, case: str) -> str:
    """The same where somebody has it already."""
    page = secretary.go(case)
    page.locator("form[action$='/fix'] button").first.click()
    expect(page.locator("main")).to_contain_text("已整改")
    cadre.go(case)
    cadre.open("form[action$='/verify'] button")
    expect(cadre.page.locator("main")).to_contain_text("已核验")
    secretary.go(case)
    secretary.open("form[action$='/close'] button")
    expect(page.locator("main")).to_contain_text("已办结")
    return case


def look_up(resident: Walker, code: str) -> Page:
    """Where it stands, by the code."""
    page = resident.go("/report/follow/")
    page.fill("[name=code]", code)
    resident.send("查看")
    return page


def open_again(resident: Walker, code: str) -> str:
    """Closed, and not good: the resident says so with the code."""
    page = look_up(resident, code)
    expect(page.locator("h1")).to_contain_text("已办结")
    page.locator("main summary").click()
    page.fill("[name=reason]", "又堆满了")
    resident.send("重新办")
    expect(page.locator("h1")).not_to_contain_text("已办结")
    return code
