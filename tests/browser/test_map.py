"""The map by keyboard only, and the whole without any coordinates: what the map does, the list does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Street, Walker
from tests.browser.keyboard import follow, tab_to, write

pytestmark = pytest.mark.browser

VILLAGE = "/ground/532301105203/map/"


def test_by_keyboard_from_no_coordinates_to_a_placed_group(street: Street) -> None:
    clerk = street.walker("clerk")
    page = clerk.go(VILLAGE)
    expect(page.locator("main")).to_contain_text("不需要坐标")
    follow(clerk, "[data-place] a[href$='/position/']")
    write(page, "[data-latitude]", "24.98123")
    write(page, "[data-longitude]", "101.47321")
    follow(clerk, "form[data-pin] button.btn-primary")
    expect(page.locator("main")).to_contain_text("已标在地图上")
    place_the_group_by_button(clerk)
    choose_in_the_list_and_move_by_arrow_keys(clerk)
    assert clerk.faults == []


def place_the_group_by_button(clerk: Walker) -> None:
    page = clerk.go(VILLAGE)
    follow(clerk, "a[href^='/ground/group/'][href$='/position/']")
    write(page, "[data-latitude]", "24.98")
    write(page, "[data-longitude]", "101.48")
    follow(clerk, "form[data-anchor] button.btn-primary")
    expect(page.locator("main")).to_contain_text(re.compile(r"按前后邻居推算 \d+ 处"))


def choose_in_the_list_and_move_by_arrow_keys(clerk: Walker) -> None:
    page = clerk.go(VILLAGE)
    tab_to(page, "[data-show]")
    page.keyboard.press("Space")
    expect(page.locator("[data-note]")).to_contain_text("选中")
    expect(page.locator("[data-place].on")).to_have_count(1)
    follow(clerk, "[data-note] a[href$='/position/']")
    before = float(page.locator("[data-latitude]").input_value())
    tab_to(page, ".map-pin")
    page.keyboard.press("Shift+ArrowUp")
    moved = float(page.locator("[data-latitude]").input_value()) - before
    assert 9 < moved * 111_195 < 11
    follow(clerk, "form[data-pin] button.btn-primary")
    expect(page.locator("main")).to_contain_text("已标在地图上")


def test_by_click_a_group_and_a_pin_on_a_phone(street: Street) -> None:
    clerk = street.walker("clerk", width=390)
    page = clerk.go("/ground/532301105000/map/?show=missing")
    place = page.locator("[data-place] a[href$='/position/']").first.get_attribute("href") or ""
    clerk.go(place)
    page.locator(".leaflet-container").click(position={"x": 100, "y": 100})
    expect(page.locator(".map-pin")).to_have_count(1)
    assert page.locator("[data-latitude]").input_value()
    assert not clerk.is_too_wide
    assert clerk.faults == []


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_of_the_map_fit_the_screen_and_load_nothing_from_elsewhere(
    street: Street, width: int
) -> None:
    clerk = street.walker("clerk", width=width)
    asked: list[str] = []
    clerk.page.on("request", lambda request: asked.append(request.url))
    for address in (
        VILLAGE,
        f"{VILLAGE}?colour=seen",
        f"{VILLAGE}files/",
        "/import/map/",
        "/ground/532301105000/map/",
    ):
        clerk.go(address)
        assert not clerk.is_too_wide, address
    assert clerk.faults == []
    assert not [url for url in asked if not url.startswith((street.house.address, "data:", "blob:"))]
