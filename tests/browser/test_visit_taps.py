"""A household is entered in few taps: all in order in at most three, with two findings in at most eight."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import Street
from tests.browser.rounds import Hands, round_of

pytestmark = pytest.mark.browser

ROUND = "点触轮次"
SAVE = ".visit-bar button"
IN_ORDER, TWO_FINDINGS, FOLLOW_UP = 3, 8, 4  # taps


def test_a_household_in_few_taps(street: Street, tmp_path: Path) -> None:
    address = round_of(street, tmp_path, ROUND, doors=3)
    cadre = street.walker("cadre", width=390)
    page = cadre.go(f"/rounds/mine/?round={address.strip('/').split('/')[-1]}")
    hands = Hands(page)
    hands.tap("main ul.rows a.t")
    page.wait_for_load_state("networkidle")
    hands.tap("button.fill-all")
    hands.tap(SAVE)
    expect(page.locator("main")).to_contain_text("存好了")
    hands.tell("household, all in order")
    assert hands.taps <= IN_ORDER

    hands = Hands(page)  # the next place is open already
    hands.tap("button.fill-all")
    hands.tap("label:has(input[name=a-B5][value=amiss])")
    hands.tap("label:has(input[name=a-B0][value=amiss])")
    hands.tap(SAVE)
    expect(page.locator("main")).to_contain_text("存好了")
    hands.tell("household, two findings")
    assert hands.taps <= TWO_FINDINGS

    page = cadre.go("/rounds/follow-ups/")
    hands = Hands(page)
    hands.tap(page.locator("main table a.t", has_text=f"{ROUND}组"))
    page.wait_for_load_state("networkidle")
    hands.tap("[data-all-right]")
    hands.tap(SAVE)
    expect(page.locator("main")).to_contain_text("保存")
    hands.tell("follow-up visit, everything put right")
    assert hands.taps <= FOLLOW_UP
    assert cadre.faults == []


def test_fifty_photos_are_told_and_nothing_typed_is_lost(street: Street, tmp_path: Path) -> None:
    address = round_of(street, tmp_path, "照片轮次", doors=1)
    cadre = street.walker("cadre", width=390)
    page = cadre.go(f"/rounds/mine/?round={address.strip('/').split('/')[-1]}")
    cadre.open("main ul.rows a.t")
    page.locator("button.fill-all").click()
    page.locator("label:has(input[name=a-B5][value=amiss])").click()
    page.fill("input[name=t-B5]", "院门口一堆落叶")
    shots: list[FilePayload] = [
        {"name": f"{n}.txt", "mimeType": "image/jpeg", "buffer": b"x"} for n in range(50)
    ]
    page.set_input_files("input[name=p-B5]", shots)
    page.locator(SAVE).click()
    expect(page.locator("[data-photo-fault]")).to_contain_text("50")
    expect(page.locator("input[name=t-B5]")).to_have_value("院门口一堆落叶")
    page.set_input_files("input[name=p-B5]", [])
    page.locator("[data-more][value=B5]").click()
    page.fill("input[name='t-B5~2']", "屋后一堆柴")
    page.locator(SAVE).click()
    expect(page.locator("main")).to_contain_text("存好了")
    expect(page.locator("main")).to_contain_text("屋后一堆柴")
    assert cadre.faults == []
