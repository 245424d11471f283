"""The page of indicators: every number is that of the figure it opens; no more queries with more rows."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from tests.architecture.tree import ROOT
from tests.conftest import ClientFor
from tests.reporting.conftest import SINCE, UNTIL, Quarter
from tests.town import LIANHUA, TOWN, Town
from tongxin.people.models import Person
from tongxin.records import figures
from tongxin.records.figures import FigureScope
from tongxin.reporting.data import layout
from tongxin.reporting.indicators import INDICATORS, Per, indicators_of, knows_lines
from tongxin.reporting.text import figure_keys, parse
from tongxin.reporting.wording import stored_speech
from tongxin.territory.ground import division_ground
from tongxin.territory.models import Grid
from tongxin.web.month import MONTH_FIGURES

DAYS = f"since={SINCE}&until={UNTIL}"


@pytest.fixture
def clerk(quarter: Quarter, client_for: ClientFor) -> Client:
    return client_for(quarter.persons.town_clerk)


@pytest.mark.parametrize(
    ("key", "per"),
    [(TOWN, Per.VILLAGE), (TOWN, Per.LINE), (LIANHUA, Per.GRID), (LIANHUA, Per.GROUP), (LIANHUA, Per.LINE)],
)
def test_every_number_is_the_figure_that_it_opens(
    quarter: Quarter, clerk: Client, key: str, per: Per
) -> None:
    scope = FigureScope(key, SINCE, UNTIL)
    table = indicators_of(scope, division_ground(key), per, None, "全部")
    numbers = [number for row in table.page for number in row.numbers if number.url]
    assert numbers
    for number in numbers:
        assert clerk.get(number.url).context["shown"] == number.shown, number.url
    if per is not Per.LINE:
        assert [number.value for number in table.whole.numbers] == [
            figures.get(key).value(scope) for key in INDICATORS
        ]


def test_by_line_a_report_that_became_no_case_has_none(quarter: Quarter) -> None:
    table = indicators_of(FigureScope(TOWN, SINCE, UNTIL), division_ground(TOWN), Per.LINE, None, "")
    unknown = {figure.key for figure in table.columns if not knows_lines(figure)}
    assert unknown == {"cases.received", "cases.valid_rate"}
    values = {number.figure.key: number.value for number in table.page.rows[0].numbers}
    assert all(values[key] is None for key in unknown)


def test_a_place_with_no_work_is_not_measured(quarter: Quarter, town: Town) -> None:
    before = FigureScope(TOWN, date(2022, 1, 4), date(2022, 1, 31))
    table = indicators_of(before, division_ground(TOWN), Per.VILLAGE, None, "")
    rates = [number.value for row in table.page for number in row.numbers if str(number.figure.unit) == "%"]
    assert rates
    assert set(rates) == {None}


def test_the_page_offers_rows_definitions_and_a_workbook(clerk: Client) -> None:
    body = clerk.get(f"/indicators/?{DAYS}").content.decode()
    for words in ("按村", "按条线", "每一栏数的是什么", "处置率", "重开问题", "莲华村"):
        assert words in body
    book = clerk.get(f"/indicators/table.xlsx?{DAYS}&per=line").content
    rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "按条线"
    assert len(rows[0]) == len(INDICATORS) + 1
    assert [row[0] for row in rows[1:]] == ["环境卫生", "东华镇"]


def test_only_the_own_ground_is_compared(quarter: Quarter, client_for: ClientFor, town: Town) -> None:
    leader = client_for(quarter.persons.grid_leader)
    [row] = leader.get("/indicators/").context["table"].page
    assert row.name.endswith("小伍排网格")
    assert leader.get(f"/indicators/?ground={LIANHUA}").status_code == 404
    assert client_for(quarter.persons.administrator).get("/indicators/").status_code == 403


def test_more_grids_cost_no_more_queries(
    clerk: Client, town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Grid.objects.bulk_create(
        Grid(
            village=town.lianhua,
            division_code=LIANHUA,
            group=town.group,
            name=f"{number}号网格",
            number=number,
        )
        for number in range(100, 300)
    )
    for address in (f"/indicators/?{DAYS}", f"/indicators/?{DAYS}&ground={LIANHUA}&page=2"):
        clerk.get(address)
        with django_assert_max_num_queries(12):
            assert clerk.get(address).status_code == 200


def test_what_was_closed_never_stands_alone_on_a_page_or_in_a_wording() -> None:
    assert figures.unaccompanied(INDICATORS) == {}
    assert figures.unaccompanied(MONTH_FIGURES) == {}
    for path in (ROOT / "data/brief_templates").glob("*.json"):
        content = json.loads(path.read_text())
        for block in parse("\n".join(content.get("text", ())), layout().numbering, stored_speech()):
            assert figures.unaccompanied(figure_keys([block])) == {}, path.name


def test_no_person_is_named_in_the_table(quarter: Quarter, clerk: Client) -> None:
    names = set(Person.objects.values_list("name", flat=True))
    main = clerk.get(f"/indicators/?{DAYS}").content.decode().split("<main", 1)[1]
    assert not [name for name in names if name in main]
