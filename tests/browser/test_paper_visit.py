"""A stack of forms from paper, typed without touching the mouse; the visits name who was there and who typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Street
from tests.browser.rounds import Hands, round_of

pytestmark = pytest.mark.browser

ROUND = "纸质轮次"
KEYS_IN_ORDER = 2  # Enter takes the next number, Enter saves


def test_a_stack_of_forms_by_keyboard(street: Street, tmp_path: Path) -> None:
    address = round_of(street, tmp_path, ROUND, doors=3)
    clerk = street.walker("clerk")
    page = clerk.go(f"{address}key-in/")
    hands = Hands(page)
    for _form in range(2):
        with page.expect_navigation(wait_until="networkidle"):
            hands.press("Enter")  # the next number stands there
        with page.expect_navigation(wait_until="networkidle"):
            hands.press("Enter")
    expect(page.locator("main")).to_contain_text("存好了")
    hands.tell("two forms from paper, all in order")
    assert (hands.keys, hands.taps) == (2 * KEYS_IN_ORDER, 0)

    hands = Hands(page)
    with page.expect_navigation(wait_until="networkidle"):
        hands.press("Enter")
    hands.type("b5")
    hands.press("Enter")
    hands.type("院门口")
    hands.press("Enter")
    hands.type("b0")
    hands.press("Enter", "Enter")
    with page.expect_navigation(wait_until="networkidle"):
        hands.press("Enter")
    hands.tell("a form from paper, two findings")
    assert hands.taps == 0
    expect(page.locator("main")).to_contain_text("表都录完了")

    page = clerk.go(f"{address}?state=done")
    clerk.open("main table tbody tr:last-child a.t")
    expect(page.locator("main")).to_contain_text("院门口")
    expect(page.locator("body")).to_contain_text("纸质补录")
    expect(page.locator("main")).to_contain_text("到场检查")
    assert clerk.faults == []
