"""Hands that know no mouse."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import Walker

FAR_TABS = 200  # a page with more stops than this is broken


def tab_to(page: Page, selector: str) -> None:
    """Goes on with the Tab key until what `selector` names has the focus."""
    for _step in range(FAR_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def follow(walker: Walker, selector: str) -> Page:
    """Tabs to a link or the button of a form, and goes where Enter leads."""
    tab_to(walker.page, selector)
    with walker.page.expect_navigation(wait_until="networkidle"):
        walker.page.keyboard.press("Enter")
    return walker.page


def write(page: Page, selector: str, text: str) -> None:
    """Tabs to a field and writes into it, over what stands there."""
    tab_to(page, selector)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)
