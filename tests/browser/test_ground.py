"""By keyboard only, without any coordinates: from a messy workbook to a grid with a leader, no gap left."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Street, Walker
from tests.browser.keyboard import follow, write

pytestmark = pytest.mark.browser

VILLAGE = "/ground/532301105203/"
SUBMIT = "main button.btn-primary"
REGISTER = (
    "莲华村2026年农户花名册\n村,小组,户号,户主姓名,联系电话\n"
    "莲华村,键盘组,１,李小明,\n莲华村,键盘组,2,王芬,\n,,,,\n莲华村,键盘组,3,杨贵,\n合计,,3,,\n"
)


def test_by_keyboard_from_a_messy_workbook_to_no_gap(street: Street, tmp_path: Path) -> None:
    clerk = street.walker("clerk")
    take_in_the_workbook(clerk, tmp_path)
    make_a_grid_of_the_group(clerk)
    enter_a_person(clerk)
    fill_the_gap(clerk)
    read_who_answers_for_a_door(clerk)
    assert clerk.faults == []


def take_in_the_workbook(clerk: Walker, folder: Path) -> None:
    file = folder / "花名册.csv"
    file.write_text(REGISTER, "utf-8")
    page = clerk.go("/import/register/")
    page.set_input_files("input[name=file]", file)  # the window that chooses a file is the machine's own
    follow(clerk, SUBMIT)
    expect(page.locator("main")).to_contain_text("导入 3 户")
    follow(clerk, "main form button.btn-primary")
    expect(page.locator("main")).to_contain_text("全部写入")


def make_a_grid_of_the_group(clerk: Walker) -> None:
    page = clerk.go(f"{VILLAGE}grids-by-group/")
    write(page, "[name=reason]", "新组进了户册")
    follow(clerk, SUBMIT)
    expect(page.locator("main")).to_contain_text("还没有改动")
    follow(clerk, SUBMIT)
    expect(page.locator("main")).to_contain_text("键盘组网格")


def enter_a_person(clerk: Walker) -> None:
    page = clerk.go("/people/add/")
    write(page, "[name=name]", "普健攀")
    follow(clerk, SUBMIT)
    expect(page.locator("h1")).to_contain_text("普*攀")


def fill_the_gap(clerk: Walker) -> None:
    gap = "main a[href*='role=grid_leader']"
    page = clerk.go("/network/?kind=grid")
    follow(clerk, gap)
    write(page, "main [name=q]", "普健攀")
    follow(clerk, "main form[role=search] button")
    follow(clerk, "main a[href*='person=']")
    follow(clerk, SUBMIT)
    expect(page.locator("main")).to_contain_text("键盘组网格")
    page = clerk.go("/network/?kind=grid")
    expect(page.locator(gap)).to_have_count(0)


def read_who_answers_for_a_door(clerk: Walker) -> None:
    page = clerk.go(f"{VILLAGE}map/?show=missing")
    expect(page.locator("main")).to_contain_text("键盘组 3号")
    clerk.go("/search/?q=键盘组")
    follow(clerk, "main a[href^='/ground/group/']")
    follow(clerk, "main a[href^='/ground/site/']")
    expect(page.locator("main")).to_contain_text("普*攀")
