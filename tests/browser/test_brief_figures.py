"""Every figure of the demonstration's brief opens records that add up to it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import APIResponse
from python_calamine import CalamineWorkbook

from tests.browser.conftest import Street, Walker

pytestmark = pytest.mark.browser

FIGURE_LINK = re.compile(r'href="(/briefs/[^"]+/figures/\d+/)"[^>]*>([^<]+)<')
PART = re.compile(r'class="fig"[^>]*>([\d,]+)<')
NOT_MEASURED = {"没有记录", "未统计"}


def fetch(walker: Walker, address: str) -> APIResponse:
    """The answer to a signed-in request."""
    answer = walker.page.request.get(address)
    assert answer.status == 200, address
    return answer


def figures_of_the_brief(walker: Walker) -> dict[str, str]:
    """Address → printed value of every figure of the published brief."""
    walker.go("/briefs/")
    walker.open("main table a[href*='/briefs/']")
    return dict(FIGURE_LINK.findall(walker.page.content()))


def ways_to_add_up(rows: Sequence[Sequence[object]]) -> Iterator[int]:
    """The number of rows, the sum of a column, the different values of a column."""
    yield len(rows)
    for column in zip(*rows, strict=True):
        if all(isinstance(value, int | float) for value in column):
            yield round(sum(value for value in column if isinstance(value, int | float)))
        yield len(set(column))


def adds_up(walker: Walker, address: str, printed: str) -> bool:
    """Does the figure's workbook hold rows that come to the printed value?"""
    found = re.search(r'href="([^"]+\.xlsx[^"]*)"', fetch(walker, address).text())
    if found is None:  # nothing to count, or a total: its parts stand there, each with its own records
        parts = PART.findall(fetch(walker, address).text())
        return int(printed.replace(",", "")) == sum(int(part.replace(",", "")) for part in parts)
    content = fetch(walker, found[1].replace("&amp;", "&")).body()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1:]
    return int(printed.replace(",", "")) in set(ways_to_add_up(rows))


def test_every_figure_of_the_brief_opens_records_that_add_up_to_it(street: Street) -> None:
    clerk = street.walker("clerk")
    figures = figures_of_the_brief(clerk)
    assert len(figures) > 30
    shares = {
        address: printed for address, printed in figures.items() if "%" in printed or printed in NOT_MEASURED
    }
    wrong = [
        (address, printed)
        for address, printed in figures.items()
        if address not in shares and not adds_up(clerk, address, printed)
    ]
    assert wrong == []
    for address in shares:  # a share shows its two parts, each with its own records
        assert fetch(clerk, address).text().count('class="fig"') >= 1
    assert clerk.faults == []


def test_the_brief_fits_a_phone(street: Street) -> None:
    clerk = street.walker("clerk", width=390)
    clerk.go("/briefs/")
    clerk.open("main table a[href*='/briefs/']")
    assert not clerk.is_too_wide
