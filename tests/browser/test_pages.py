"""Every main page in a real browser, on a laptop and a phone: nothing in the console, nothing off the side."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Street

pytestmark = pytest.mark.browser

PAGES = {
    "clerk": (
        "/",
        "/cases/",
        "/cases/new",
        "/report/tray/",
        "/report/tray/enter/",
        "/complaint/box/",
        "/rounds/",
        "/rounds/plan/",
        "/ground/",
        "/ranking/",
        "/ranking/draw/",
        "/ranking/import/",
        "/briefs/",
        "/briefs/new/",
        "/figures/",
        "/people/",
        "/people/organisations/",
        "/standards/",
        "/standards/matters/",
        "/standards/checklists/",
        "/import/register/",
        "/search/?q=莲华",
    ),
    "grid": ("/", "/cases/", "/cases/new", "/rounds/mine/", "/ground/", "/account/"),
    "": ("/sign-in/", "/public/", "/public/lists/", "/report/", "/report/follow/", "/complaint/"),
}


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("who", PAGES)
def test_the_pages_show_without_an_error_and_fit_the_screen(street: Street, who: str, width: int) -> None:
    walker = street.walker(who, width=width)
    too_wide = []
    for address in PAGES[who]:
        walker.go(address)
        if walker.is_too_wide:
            too_wide.append(address)
    assert not walker.faults
    assert not too_wide


def test_a_page_that_fails_is_noticed(street: Street) -> None:
    walker = street.walker("")
    page = walker.go("/sign-in/")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('broken on purpose') })")
    walker.go("/no-such-page/")
    assert any("broken on purpose" in fault for fault in walker.faults)
    assert any(fault.startswith("404") for fault in walker.faults)


def test_home_fits_a_phone_in_large_text_and_in_english(street: Street) -> None:
    walker = street.walker("clerk", width=390)
    switches = ("form[action='/large-text/'] button", "form[action='/language/'] button")
    for button in switches:
        walker.open(button)
    html = walker.page.locator("html")
    assert "elder" in (html.get_attribute("class") or "")
    assert html.get_attribute("lang") == "en"
    assert not walker.is_too_wide
    for button in switches:  # the account keeps both, and others walk as the clerk after this
        walker.open(button)
    assert html.get_attribute("lang") != "en"
    assert not walker.faults
