"""The home page: greeting, what needs me, rings, figures, lines."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ClientFor, On
from tests.persons import Persons
from tests.town import FOUNDED_ON, Town
from tongxin.cases.actions import assign_case
from tongxin.cases.models import Case
from tongxin.records import clock
from tongxin.records.figures import UnknownFigure, get
from tongxin.reporting.queries import VillageSeries
from tongxin.reporting.rings import three_rings
from tongxin.territory.models import Grid, Site
from tongxin.web import sparklines
from tongxin.web.month import MONTH_FIGURES, month_tiles
from tongxin.web.pages.home import greeting, table_of, trends_of
from tongxin.web.tasks import Task, attention_for, today_for


def tasks_of(persons: Persons, name: str, town: Town) -> tuple[list[Task], list[Task]]:
    viewer = persons.viewer(name)
    assert viewer.home_ground is not None
    return today_for(viewer), attention_for(viewer, three_rings(viewer, viewer.home_ground, clock.today()))


@pytest.mark.parametrize(
    ("hour", "words"),
    [(4, "晚上好"), (5, "早上好"), (11, "中午好"), (13, "下午好"), (18, "晚上好"), (23, "晚上好")],
)
def test_the_greeting_follows_the_hour(hour: int, words: str) -> None:
    assert str(greeting(hour)) == words


@pytest.mark.parametrize(
    "name", ["grid_leader", "village_secretary", "liaison_cadre", "town_clerk", "town_leader"]
)
def test_everyone_with_a_post_sees_the_own_ground_at_a_glance(
    client_for: ClientFor, persons: Persons, name: str
) -> None:
    page = client_for(persons.person(name)).get("/overview/")
    assert page.status_code == 200
    assert "三圈责任" in page.content.decode()


@pytest.mark.parametrize("name", ["village_secretary", "liaison_cadre", "town_clerk", "town_leader"])
def test_the_day_of_the_office_begins_with_the_rings(
    client_for: ClientFor, persons: Persons, name: str
) -> None:
    assert "三圈责任" in client_for(persons.person(name)).get("/").content.decode()


def test_the_administrator_has_a_home(client_for: ClientFor, persons: Persons) -> None:
    assert client_for(persons.administrator).get("/").status_code == 200


def test_each_ring_has_a_cell_for_each_village(client_for: ClientFor, persons: Persons) -> None:
    page = client_for(persons.town_clerk).get("/").content.decode()
    assert page.count('class="outline"') == 3 * 2
    assert "莲华</text>" in page


def test_every_cell_and_figure_of_the_rings_opens_its_records(
    client_for: ClientFor, persons: Persons
) -> None:
    client = client_for(persons.town_clerk)
    page = client.get("/").content.decode()
    addresses = {address.replace("&amp;", "&") for address in re.findall(r'href="(/figures/[^"]*)"', page)}
    assert len(addresses) > 20
    assert {client.get(address).status_code for address in addresses} == {200}


def test_the_table_says_the_same_as_the_drawing(
    client_for: ClientFor, persons: Persons, ditch: Case, on: On
) -> None:
    on("2022-09-02")
    viewer = persons.viewer("town_clerk")
    assert viewer.home_ground is not None
    rings = three_rings(viewer, viewer.home_ground, clock.today())
    rows = table_of(rings)
    assert [name for name, _cells in rows] == ["莲华村", "本东村"]
    assert [cell.open for _name, cells in rows for cell in cells] == [0, 0, 1, 0, 0, 0]
    page = client_for(persons.town_clerk).get("/?as=table").content.decode()
    assert '<svg class="rings"' not in page
    assert page.count('scope="row"') == 3


def test_the_home_page_stays_within_26_queries(client_for: ClientFor, persons: Persons, ditch: Case) -> None:
    client = client_for(persons.town_clerk)
    client.get("/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/")
    assert len(queries) <= 26


def test_a_case_waits_for_whoever_may_assign_it(town: Town, persons: Persons, ditch: Case) -> None:
    today, _attention = tasks_of(persons, "village_secretary", town)
    assert [task.title for task in today] == ["有 1 个问题等您处理"]
    assert today[0].url == "/cases/?view=mine"


def test_a_case_waits_for_its_assignee(town: Town, persons: Persons, ditch: Case) -> None:
    assert tasks_of(persons, "grid_leader", town)[0] == []
    assign_case(ditch, to=persons.grid_leader, by=persons.viewer("village_secretary"))
    assert "水沟淤堵" in tasks_of(persons, "grid_leader", town)[0][0].detail


def test_what_is_overdue_is_told_with_its_days(town: Town, persons: Persons, ditch: Case, on: On) -> None:
    on("2022-09-06")
    late = [task for task in tasks_of(persons, "grid_leader", town)[1] if task.state == "overdue"]
    assert [(task.title, task.mark) for task in late] == [("1 个问题超期", "4 天")]


def test_the_next_grid_hears_nothing_of_it(town: Town, persons: Persons, ditch: Case, on: On) -> None:
    on("2022-09-06")
    assert tasks_of(persons, "next_grid_leader", town) == ([], [])


def test_places_without_anyone_are_told_to_whoever_can_appoint(town: Town, persons: Persons) -> None:
    clerk, leader = (tasks_of(persons, name, town)[1] for name in ("town_clerk", "grid_leader"))
    assert [task.mark for task in clerk if task.state == "found"] == ["补人"]
    assert [task for task in leader if task.state == "found"] == []


def test_the_figures_of_the_month_are_declared(persons: Persons) -> None:
    for key in MONTH_FIGURES:
        assert get(key).key == key
    with pytest.raises(UnknownFigure):
        get("typed.by_hand")


def test_only_figures_that_may_be_opened_are_shown(persons: Persons) -> None:
    viewer = persons.viewer("administrator")
    assert viewer.home_ground is not None
    assert month_tiles(viewer, viewer.home_ground, clock.today()) == []


@given(st.lists(st.integers(0, 40), min_size=2, max_size=20), st.integers(0, 40))
def test_a_line_stays_in_its_box(numbers: list[int], more: int) -> None:
    path = sparklines.line(numbers, max(numbers) + more)
    points = [tuple(map(float, point.split())) for point in path[1:].split("L")]
    assert all(0 <= x <= sparklines.WIDTH and sparklines.HEAD <= y <= sparklines.FOOT for x, y in points)
    assert [x for x, _y in points] == sorted(x for x, _y in points)


def test_all_villages_stand_on_one_scale() -> None:
    low = VillageSeries("1", "甲", (1, 2), 0, "/")
    high = VillageSeries("2", "乙", (8, 4), 1, "/")
    trends = trends_of((low, high))
    assert (trends.top, trends.open, trends.overdue, trends.fewer) == (8, 6, 1, 3)
    assert trends.villages[1].line == "M0.0 4.0L150.0 20.0"


def test_whoever_has_one_village_only_needs_no_drawing(client_for: ClientFor, persons: Persons) -> None:
    for person in (persons.village_secretary, persons.grid_leader):
        page = client_for(person).get("/overview/").content.decode()
        assert 'class="outline"' not in page
        assert page.count('class="ring-figures"') == 3


def test_whoever_has_one_village_only_needs_no_lines(client_for: ClientFor, persons: Persons) -> None:
    assert "近 12 周" in client_for(persons.town_clerk).get("/").content.decode()
    assert "近 12 周" not in client_for(persons.village_secretary).get("/").content.decode()


def test_a_new_town_is_told_to_begin_with_the_register(client_for: ClientFor, persons: Persons) -> None:
    begin = "先导入户册"
    assert begin not in client_for(persons.town_clerk).get("/").content.decode()
    Site.objects.update(closed_on=FOUNDED_ON)
    Grid.objects.update(closed_on=FOUNDED_ON)
    assert begin in client_for(persons.town_clerk).get("/").content.decode()
    assert begin not in client_for(persons.town_leader).get("/").content.decode()
