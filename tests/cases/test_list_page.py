"""The case list: saved views, filters, download, and what it costs."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.cases.life import Life
from tests.conftest import ClientFor, On
from tongxin.cases.models import Case
from tongxin.cases.rules import Move, Sign, State
from tongxin.cases.words import SIGN_WORDS
from tongxin.standards.models import MatterType

QUERIES = 12


@pytest.fixture
def clerk(life: Life, client_for: ClientFor) -> Client:
    """The town clerk's browser."""
    return client_for(life.persons.town_clerk)


def shown(client: Client, **query: str) -> list[Case]:
    """The cases on the first page."""
    return list(client.get("/cases/", query).context["page"])


def test_every_view_shows_its_cases(life: Life, clerk: Client, on: On) -> None:
    on("2022-09-01")
    late = life.found()
    on("2022-09-20")
    found, fixed = life.found(), life.in_state(State.FIXED)
    closed, declined = life.in_state(State.CLOSED), life.in_state(State.DECLINED)
    assert set(shown(clerk)) == {late, found, fixed}
    assert shown(clerk, view="overdue") == [late]
    assert set(shown(clerk, view="mine")) == {late, found}
    assert shown(clerk, view="to_verify") == [fixed]
    assert shown(clerk, view="month") == [closed]
    assert set(shown(clerk, view="all")) == {late, found, fixed, closed, declined}


def test_the_tabs_count_their_cases(life: Life, clerk: Client) -> None:
    life.found()
    life.in_state(State.FIXED)
    tabs = {tab.view.key: tab.count for tab in clerk.get("/cases/").context["tabs"]}
    assert tabs == {"open": "2", "overdue": "0", "mine": "1", "to_verify": "1", "month": "0", "all": ""}


def test_an_empty_town_has_a_list(life: Life, clerk: Client) -> None:
    answer = clerk.get("/cases/")
    assert [tab.count for tab in answer.context["tabs"]] == ["0", "0", "0", "0", "0", ""]
    assert "没有未办结的问题" in answer.content.decode()


def test_the_most_urgent_stands_first(life: Life, clerk: Client, on: On) -> None:
    on("2022-09-20")
    later = life.found()
    on("2022-09-21")
    sooner = life.found()
    Case.objects.filter(pk=sooner.pk).update(due_at=later.found_at)
    assert shown(clerk) == [sooner, later]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"village": "532301105204"}, {3}),
        ({"ring": "household"}, {2, 3}),
        ({"line": "order"}, {3}),
        ({"state": "assigned"}, {2}),
        ({"since": "2022-09-06"}, {2, 3}),
        ({"until": "2022-09-06"}, {1, 2}),
        ({"since": "2022-09-06", "until": "2022-09-06"}, {2}),
        ({"q": "水沟"}, {1}),
        ({"q": "莲华-2022-0002"}, {2}),
        ({"q": "0002"}, {2}),
        ({"q": "莲华-2022-0099"}, set()),
        ({"since": "nonsense"}, {1, 2, 3}),
        ({"ring": "household", "state": "found"}, {3}),
        ({"view": "nonsense", "page": "-3"}, {1, 2, 3}),
        ({"ground": "532301105204"}, {3}),
        ({"ground": "grid:nonsense"}, set()),
        ({"matter": "T-02"}, {3}),
    ],
)
def test_filters_narrow_the_list(
    life: Life, clerk: Client, clutter: MatterType, on: On, query: dict[str, str], numbers: set[int]
) -> None:
    on("2022-09-05")
    cases = {1: life.found(title="水沟淤堵")}
    on("2022-09-06")
    cases[2] = life.found(life.town.household.ground)
    life.take(cases[2], Move.ASSIGN)
    on("2022-09-07")
    life.matter = clutter
    cases[3] = life.found(life.town.far_household.ground)
    assert set(shown(clerk, **query)) == {cases[number] for number in numbers}


@pytest.mark.parametrize(
    ("sign", "move"),
    [("stopped", Move.WAIT), ("asked", Move.POSTPONE), ("urged", Move.URGE), ("escalated", Move.ESCALATE)],
)
def test_what_stands_out_is_found_and_marked(life: Life, clerk: Client, sign: str, move: Move) -> None:
    life.in_state(State.ASSIGNED)
    case = life.take(life.in_state(State.ASSIGNED), move)
    assert shown(clerk, sign=sign) == [case]
    page = clerk.get("/cases/", {"sign": sign}).content.decode()
    assert str(SIGN_WORDS[Sign(sign)]) in page.split("<tbody>")[1]


def test_an_ended_case_stands_out_no_longer(life: Life, clerk: Client) -> None:
    case = life.take(life.in_state(State.CLOSED), Move.REOPEN)
    assert shown(clerk, sign="reopened") == [case]
    for move in (Move.FIX, Move.VERIFY, Move.CLOSE):
        case = life.take(case, move)
    assert shown(clerk, view="all", sign="reopened") == []
    assert case.signs == []


def test_the_workbook_holds_what_the_screen_shows(life: Life, clerk: Client) -> None:
    life.found(title="=1+1")
    life.in_state(State.CLOSED)
    query = {"q": "1+1"}
    answer = clerk.get("/cases/download", query)
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == [case.number for case in shown(clerk, **query)]
    assert rows[1][1] == "'=1+1"
    assert len(rows[0]) == len(rows[1])


def test_the_download_link_carries_the_filters(life: Life, clerk: Client) -> None:
    life.found()
    query = urlencode({"view": "all", "state": "found"})
    assert f"/cases/download?{query.replace('&', '&amp;')}" in clerk.get(f"/cases/?{query}").content.decode()


def test_a_page_costs_the_same_whatever_the_rows(
    life: Life, clerk: Client, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    life.found()
    with django_assert_max_num_queries(QUERIES) as one:
        clerk.get("/cases/")
    for _ in range(12):
        life.in_state(State.ASSIGNED)
    with django_assert_num_queries(len(one)):
        clerk.get("/cases/")
    with django_assert_max_num_queries(QUERIES):
        clerk.get("/cases/", {"state": "assigned", "q": "垃圾", "village": "532301105203", "view": "all"})


def test_a_search_asks_the_first_cases_only_and_says_so(
    life: Life, clerk: Client, monkeypatch: pytest.MonkeyPatch, on: On
) -> None:
    on("2022-09-05")
    first = life.found(title="水沟一")
    on("2022-09-06")
    second = life.found(title="水沟二")
    monkeypatch.setattr("tongxin.cases.filters.SEARCHED_AT_MOST", 1)
    answer = clerk.get("/cases/", {"q": "水沟"})
    assert list(answer.context["page"]) == [first]
    assert answer.context["list"].is_bounded
    assert "只在前" in answer.content.decode()
    assert shown(clerk, q=second.number) == [second]


def test_pages_follow_each_other_without_a_gap(life: Life, clerk: Client) -> None:
    made = {life.found().pk for _ in range(55)}
    pages = [clerk.get("/cases/", {"page": str(number)}).context["page"] for number in (1, 2)]
    assert [len(page) for page in pages] == [50, 5]
    assert {case.pk for page in pages for case in page} == made
