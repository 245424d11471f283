"""The one walk through the house, by hand: from a register to a red list and a brief."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Street
from tongxin.records import clock

pytestmark = pytest.mark.browser

ROUND = "走查轮次"

REGISTER = "村,村民小组,门牌,户主,电话,人口,网格,备注\n" + "".join(
    f"莲华村,走查组,{door},李小{name},,{door},走查组1格,\n" for door, name in enumerate("明贵兰", start=1)
)


def test_the_chain_from_a_register_to_a_red_list_and_a_brief(street: Street, tmp_path: Path) -> None:
    take_in_the_register(street, tmp_path)
    give_the_grid_a_leader(street)
    visit = plan_a_round(street)
    case = visit_and_find(street, visit)
    put_right_and_close(street, case)
    compare_and_publish(street)
    write_the_brief(street)
    assert [walker.faults for walker in street.walkers.values() if walker.faults] == []


def take_in_the_register(street: Street, folder: Path) -> None:
    file = folder / "register.csv"
    file.write_text(REGISTER, "utf-8")
    clerk = street.walker("clerk")
    page = clerk.go("/import/register/")
    page.set_input_files("input[name=file]", file)
    clerk.send("看一看")
    expect(page.locator("main")).to_contain_text("走查组")
    clerk.send("导入")
    page = clerk.go("/ground/532301105203/")
    expect(page.locator("main")).to_contain_text("走查组")


def give_the_grid_a_leader(street: Street) -> None:
    clerk = street.walker("clerk")
    page = clerk.go("/people/add/")
    page.fill("input[name=name]", "普走查")
    clerk.send("加上")
    clerk.open("main a[href*='/people/appoint/']")
    clerk.open("main a[href*='division=532301105203']")
    page.select_option("select[name=role]", "grid_leader")
    page.select_option("select[name=ground]", label=option(page, "select[name=ground]", "走查组1格"))
    clerk.send("任命")
    expect(page.locator("main")).to_contain_text("走查组1格")


def plan_a_round(street: Street) -> str:
    """Plans and opens a round of Lianhua; gives the address of its first visit."""
    clerk = street.walker("clerk")
    page = clerk.go("/rounds/plan/")
    page.fill("input[name=title]", ROUND)
    page.select_option("select[name=ground]", label="莲华村")
    page.select_option("select[name=sheet]", label=option(page, "select[name=sheet]", "照片评分表"))
    page.fill("input[name=ends_on]", (clock.today() + timedelta(days=7)).isoformat())
    page.fill("input[name=sample_number]", "1")
    page.fill("input[name=own_share]", "100")  # the cadre of the village is the only one named
    cadres = "select[name=inspectors] optgroup[label=挂钩干部]"
    page.select_option("select[name=inspectors]", label=option(page, cadres, "莲华村"))
    clerk.send("保存计划")
    clerk.send("抽名单并开始")
    return page.locator("main table a[href*='/visits/']").first.get_attribute("href") or ""


def visit_and_find(street: Street, visit: str) -> str:
    """Enters one visit on a phone: all in order but one item, which becomes a case; gives the case's address."""
    cadre = street.walker("cadre", width=390)
    page = cadre.go("/rounds/mine/")
    expect(page.locator("main")).to_contain_text(ROUND)
    if page.locator("nav.views").count():
        cadre.open(f"nav.views a:has-text('{ROUND}')")
    cadre.open(f"main a[href*='{visit}']")
    page.locator("button.fill-all").click()
    page.locator("label:has(input[name=a-B5][value=amiss])").click()
    expect(page.locator("[data-live]")).to_contain_text("45")
    cadre.open(".visit-bar button")
    expect(page.locator("main")).to_contain_text("存好了")
    secretary = street.walker("secretary")
    page = cadre.go(visit)
    address = page.locator("main a[href^='/cases/']:has-text('莲华')").first.get_attribute("href") or ""
    secretary.go("/cases/?view=mine")
    secretary.open(f"main table tbody a[href*='{address}']")  # it may not be the most urgent one
    expect(secretary.page.locator("h1")).to_have_text("院内乱扔垃圾严重")
    return address


def put_right_and_close(street: Street, case: str) -> None:
    secretary, cadre = street.walker("secretary"), street.walker("cadre")
    page = secretary.page
    page.select_option("select[name=to]", index=1)
    secretary.send("派单")
    secretary.open("summary:has-text('改好了')")
    page.locator("form[action$='/fix'] button").click()
    expect(page.locator("main")).to_contain_text("已整改")
    assert page.locator("form[action$='/verify']").count() == 0  # nobody verifies the own fix
    cadre.go(case)
    cadre.open("form[action$='/verify'] button")
    expect(cadre.page.locator("main")).to_contain_text("已核验")
    secretary.go(case)
    secretary.open("form[action$='/close'] button")
    expect(page.locator("main")).to_contain_text("已办结")


def compare_and_publish(street: Street) -> None:
    clerk, leader = street.walker("clerk"), street.walker("leader")
    page = clerk.go("/ranking/draw/")
    page.select_option("select[name=kind]", "grid")
    page.fill("input[name=since]", (clock.today() - timedelta(days=60)).isoformat())
    page.fill("input[name=until]", clock.today().isoformat())
    page.fill("input[name=min_n]", "1")
    clerk.send("算好评比表")
    clerk.open("main a[href$='/list/']")
    page.fill("input[name=n]", "2")
    clerk.send("看结果")
    page.check("input[name=rule][value=top]")
    clerk.send("按这条规则排榜单")
    address = page.url.removeprefix(street.house.address)
    leader.go(address)
    leader.open("form[action$='/approve/'] button")
    leader.open("form[action$='/publish/'] button")
    expect(leader.page.locator("main")).to_contain_text("生效中")
    passer_by = leader.go("/public/lists/")
    expect(passer_by.locator("main")).to_contain_text("红榜")


def write_the_brief(street: Street) -> None:
    clerk, leader = street.walker("clerk"), street.walker("leader")
    page = clerk.go("/briefs/new/")
    page.fill("input[name=since]", (clock.today() - timedelta(days=90)).isoformat())
    page.fill("input[name=until]", clock.today().isoformat())
    clerk.send("生成草稿")
    address = page.url.removeprefix(street.house.address)
    leader.go(address)
    leader.open("form[action$='/approve/'] button")
    opened = leader.page.locator("article a, .paper a").first
    shown = opened.inner_text()
    leader.go(opened.get_attribute("href") or "")
    expect(leader.page.locator("main")).to_contain_text(shown)


def option(page: Page, within: str, words: str) -> str:
    """The first option inside `within` that says these words."""
    return next(text for text in page.locator(f"{within} option").all_inner_texts() if words in text)
