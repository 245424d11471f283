"""The first sign-in: a slip made by the village secretary, used once on a phone, a password of one's own, devices."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Street, Walker

pytestmark = pytest.mark.browser

PHONE = 390


def test_a_person_comes_in_by_a_slip_on_a_phone(street: Street) -> None:
    name, code = slip_of_the_grid_leader(street)
    own = street.house.passwords["grid"]  # chosen again, so that the printed account stays good
    phone = street.walker("", width=PHONE)
    try_code(phone, name, code)
    phone.page.wait_for_url("**/password/")
    assert not phone.is_too_wide
    phone.page.fill("[name=new_password1]", own)
    phone.page.fill("[name=new_password2]", own)
    phone.page.press("[name=new_password2]", "Enter")
    phone.page.wait_for_url(f"{street.house.address}/")
    page = phone.go("/account/")
    expect(page.locator("main")).to_contain_text("本机")
    assert not phone.is_too_wide
    assert [walker.faults for walker in street.walkers.values() if walker.faults] == []


def test_a_lost_phone_is_signed_out_from_another_device(street: Street) -> None:
    lost, kept = street.walker("cadre", width=PHONE), street.walker("cadre")
    kept.page.once("dialog", lambda dialog: dialog.accept())
    kept.go("/account/")
    kept.send("退出其他所有设备")
    expect(lost.go("/").locator("[name=password]")).to_be_visible()
    expect(kept.go("/account/").locator("main")).to_contain_text("本机")


def slip_of_the_grid_leader(street: Street) -> tuple[str, str]:
    """The secretary looks for the grid leader who has an account, and makes a slip; gives name and code."""
    secretary = street.walker("secretary")
    page = secretary.go("/people/?role=grid_leader")
    people = page.locator("main table a.t").evaluate_all("links => links.map(link => link.pathname)")
    for person in people:
        if secretary.go(person).locator("a[href$='/slip/']").count():
            break
    secretary.open("a[href$='/slip/']")
    secretary.send("打登录单")
    expect(page.locator("main")).to_contain_text("登录码不留底")
    return page.locator("dd b").nth(0).inner_text(), page.locator("dd b").nth(1).inner_text()


def try_code(walker: Walker, name: str, code: str) -> None:
    """Types name and code as they stand on the slip."""
    page = walker.go("/sign-in/")
    assert not walker.is_too_wide
    page.fill("[name=username]", name)
    page.fill("[name=password]", code)
    page.press("[name=password]", "Enter")
