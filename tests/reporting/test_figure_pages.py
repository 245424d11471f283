"""Every figure has a definition and opens rows that add up to its value."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from tests.conftest import ClientFor, On
from tests.persons import Persons
from tests.reporting.conftest import SINCE, UNTIL, Quarter
from tests.reporting.tables import rows_of
from tests.town import Town
from tongxin.records import figures
from tongxin.records.figures import AnyFigure, Figure, FigureScope, Ratio, Total
from tongxin.reporting.behind import live_rows
from tongxin.reporting.data import layout
from tongxin.reporting.links import figure_url
from tongxin.reporting.numbers import FreezingNumbers
from tongxin.reporting.text import respelled
from tongxin.reporting.wording import local_speech, stored_speech
from tongxin.standards.models import MatterType

ALL = figures.all()
PLAIN = [figure for figure in ALL if isinstance(figure, Figure)]


@pytest.fixture
def clerk(quarter: Quarter, client_for: ClientFor) -> Client:
    return client_for(quarter.persons.town_clerk)


def url_of(key: str, ground: str = "532301105000") -> str:
    return figure_url(key, FigureScope(ground, SINCE, UNTIL))


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: figure.key)
def test_every_figure_says_what_it_counts_in_both_languages(figure: AnyFigure) -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert len(str(figure.definition)) >= 8
            assert str(figure.title).strip()
    with translation.override("zh-hans"):
        assert re.search(r"[\u4e00-\u9fff]", str(figure.title) + str(figure.definition))


def test_no_two_figures_have_the_same_title() -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            titles = [str(figure.title) for figure in ALL]
            assert len(titles) == len(set(titles))


@pytest.mark.parametrize("figure", PLAIN, ids=lambda figure: figure.key)
def test_the_rows_of_every_figure_add_up_to_its_value(figure: Figure, quarter: Quarter, town: Town) -> None:
    scope = FigureScope(town.division.ground.key, SINCE, UNTIL)
    value = FreezingNumbers().at(figure.key, scope).value
    assert value == str(figure.value(scope))


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: figure.key)
def test_every_figure_opens_its_page(figure: AnyFigure, clerk: Client) -> None:
    page = text_of(clerk, url_of(figure.key))
    assert str(figure.definition) in page.replace("&quot;", '"').replace("&#x27;", "'")


def test_the_page_shows_value_rows_and_a_line_that_adds_up(clerk: Client) -> None:
    page = text_of(clerk, url_of("cases.found"))
    assert "共 4 行。" in page
    assert "这个数就是行数：一行算 1。 合计：4 个" in page
    assert "垃圾乱堆" in page


def test_a_row_opens_its_record(clerk: Client, quarter: Quarter) -> None:
    body = clerk.get(url_of("cases.found")).content.decode()
    case = figures.plain("cases.found").rows(FigureScope("532301105000", SINCE, UNTIL)).first()
    assert case is not None
    assert reverse("cases:case", args=[case.pk]) in body


def test_a_share_opens_its_two_parts(clerk: Client) -> None:
    body = clerk.get(url_of("cases.closing_rate")).content.decode()
    assert url_of("cases.closed").replace("&", "&amp;") in body
    assert url_of("cases.to_close").replace("&", "&amp;") in body
    assert "4 里有 1，按百分数算" in re.sub(r"<[^>]+>", "", body)


def test_a_viewer_sees_the_rows_of_the_own_ground_and_how_many_lie_outside(
    quarter: Quarter, client_for: ClientFor
) -> None:
    page = text_of(client_for(quarter.persons.village_secretary), url_of("cases.found"))
    assert "有 1 条不在您负责的范围里" in page
    assert "您看到 3 行，范围外 1 行。" in page
    assert "本东" not in re.sub(r"本东村", "", page.split("共 4 行")[0].split("编号")[-1])


def test_ground_of_others_is_not_found(quarter: Quarter, client_for: ClientFor) -> None:
    secretary = client_for(quarter.persons.village_secretary)
    assert secretary.get(url_of("cases.found", "532301105204")).status_code == 404
    assert (
        secretary.get(url_of("cases.found", "grid:01234567-89ab-7def-8123-456789abcdef")).status_code == 404
    )


def test_a_grid_leader_opens_the_own_grid(quarter: Quarter, client_for: ClientFor, town: Town) -> None:
    page = text_of(client_for(quarter.persons.grid_leader), url_of("cases.found", town.grid.ground.key))
    assert "共 2 行。" in page


def test_the_figures_own_act_is_needed(quarter: Quarter, client_for: ClientFor) -> None:
    assert client_for(quarter.persons.administrator).get(url_of("cases.found")).status_code == 403


def test_an_unknown_figure_is_told(clerk: Client) -> None:
    assert clerk.get("/figures/cases.lost/").status_code == 422


def test_a_period_that_ends_before_it_begins_shows_this_quarter_and_says_so(clerk: Client) -> None:
    page = text_of(clerk, "/figures/cases.found/?ground=532301105000&since=2022-09-30&until=2022-07-01")
    assert "最后一天在第一天之前" in page
    assert "2022-10-01 – 2022-10-09" in page


def test_without_an_address_the_own_ground_and_this_quarter_are_shown(clerk: Client) -> None:
    assert "东华镇 · 2022-10-01 – 2022-10-09" in text_of(clerk, "/figures/cases.found/")


def test_the_workbook_holds_the_rows_of_the_page(quarter: Quarter, client_for: ClientFor) -> None:
    secretary = client_for(quarter.persons.village_secretary)
    address = url_of("cases.found").replace("/figures/cases.found/", "/figures/cases.found/rows.xlsx")
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(secretary.get(address).content))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert len(rows) == 1 + 3
    assert rows[0][0] == "编号"


@pytest.mark.parametrize("group", ["cases", "ground", "rings"])
def test_the_list_of_figures_gives_definition_and_value(clerk: Client, group: str) -> None:
    page = text_of(clerk, f"/figures/?group={group}")
    for figure in ALL:
        if figure.key.startswith(f"{group}."):
            assert str(figure.title) in page


def test_the_page_costs_no_more_with_more_rows(quarter: Quarter, clerk: Client, town: Town, on: On) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as spent:
            clerk.get(url_of("cases.found"))
        return len(spent)

    before = cost()
    for day in range(1, 9):
        quarter.report(town.next_household.ground, f"2022-09-0{day}")
    on(date(2022, 10, 9))
    assert cost() == before <= 12


def test_a_share_is_of_figures_that_count() -> None:
    for figure in ALL:
        if isinstance(figure, Ratio):
            assert isinstance(figure.numerator, Figure)
            assert isinstance(figure.denominator, Figure | Total)


def test_what_was_closed_stands_with_what_was_verified_and_reopened(clerk: Client) -> None:
    for key in ("cases.closed", "cases.closing_rate"):
        body = clerk.get(url_of(key)).content.decode()
        for beside in ("cases.verified", "cases.reopened"):
            assert url_of(beside).replace("&", "&amp;") in body


def test_a_figure_can_be_narrowed_to_a_line_of_work(clerk: Client, quarter: Quarter) -> None:
    of_line = {line: text_of(clerk, f"{url_of('cases.found')}&line={line}") for line in ("sanitation", "")}
    assert "环境卫生 · 2022-07-01" in of_line["sanitation"]
    assert "环境卫生 · 2022-07-01" not in of_line[""]
    MatterType.objects.filter(pk=quarter.matter.pk).update(line="water", line_zh="水环境")
    water = f"{url_of('cases.found')}&line=water"
    assert "垃圾乱堆" not in text_of(clerk, water)  # the cases keep the line that they were found on


def test_a_figure_without_lines_does_not_ask_for_one(clerk: Client) -> None:
    assert 'name="line"' not in clerk.get(url_of("ground.grids")).content.decode()
    assert "条线" not in text_of(clerk, f"{url_of('ground.grids')}&line=sanitation")


def test_a_sum_opens_its_parts_and_has_no_workbook_of_its_own(clerk: Client) -> None:
    body = clerk.get(url_of("cases.received")).content.decode()
    for part in ("cases.found", "cases.turned_away", "reports.declined"):
        assert url_of(part).replace("&", "&amp;") in body
    assert "相加" in body
    assert clerk.get(reverse("reporting:figure_workbook", args=["cases.received"])).status_code == 404


def test_the_columns_of_a_figure_cost_no_query_a_row(
    quarter: Quarter, persons: Persons, town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for figure in PLAIN:
        scope = FigureScope(town.division.ground.key, SINCE, UNTIL)
        rows = list(live_rows(figure, scope, town.division.ground, persons.viewer("town_clerk")).page("1"))
        with django_assert_num_queries(0):
            for row in rows:
                for column in figure.columns:
                    column.value(row)


@pytest.mark.parametrize("row", rows_of("figures-in-briefs.md", "stored"), ids=lambda row: row["stored"])
def test_the_table_of_what_stands_in_braces(row: dict[str, str]) -> None:
    with translation.override("zh-hans"):
        shown = respelled(row["stored"], layout().numbering, stored_speech(), local_speech())
    assert shown == row["on the screen"]
