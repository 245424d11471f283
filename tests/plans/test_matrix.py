"""The matrix of lines and blocks: every number is that of the list it opens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.conftest import ClientFor, On
from tests.plans.conftest import LINES, Work, add_line
from tests.town import BENDONG, LIANHUA, TOWN
from tongxin.cases import actions as cases
from tongxin.plans.blocks import By
from tongxin.plans.matrix import CLOSED, OPEN, OVERDUE, SHOWN, Cell, Matrix, matrix_of
from tongxin.plans.models import Task
from tongxin.records import figures
from tongxin.records.figures import FigureScope
from tongxin.territory.ground import division_ground
from tongxin.territory.models import Division, Grid

SEPTEMBER = (date(2022, 9, 1), date(2022, 9, 20))


@pytest.fixture
def september(work: Work, on: On) -> Work:
    """Water in a grid: one closed, one late; sanitation: one late in the village's other grid, one far away."""
    town, persons = work.town, work.persons
    closed = work.case("water", town.public_place.ground)
    fixed = cases.fix_case(closed, by=work.leader)
    cases.close_case(cases.verify_case(fixed, by=work.secretary), by=work.secretary)
    work.case("water", town.household.ground)
    work.case("sanitation", town.next_public_place.ground)
    work.case("sanitation", town.far_household.ground)
    work.give(line="water")
    work.give(due_on=date(2022, 9, 5), to=persons.grid_leader)
    on("2022-09-20")
    work.case("sanitation", town.lianhua.ground)
    return work


def shown(key: str, by: By) -> Matrix:
    return matrix_of(FigureScope(key, *SEPTEMBER), division_ground(key), by, None)


def cells(matrix: Matrix) -> Iterator[Cell]:
    for row in matrix.page:
        yield from row.cells


def told(matrix: Matrix, line: str) -> dict[str, tuple[int, int, int]]:
    """Open, overdue and done of a line by block, where there is anything."""
    return {
        cell.block.name: (cell.open.count, cell.overdue.count, cell.done.count)
        for cell in cells(matrix)
        if cell.line == line and not cell.is_empty
    }


def test_the_town_by_village(september: Work) -> None:
    matrix = shown(TOWN, By.VILLAGE)
    assert told(matrix, "water") == {"莲华村": (1, 1, 1)}
    assert told(matrix, "sanitation") == {"莲华村": (2, 1, 0), "本东村": (1, 1, 0)}
    assert list(matrix.lines) == list(LINES)
    assert [cell.open.count for cell in matrix.sums] == [3, 1]


def test_the_village_by_grid_and_what_lies_in_none(september: Work) -> None:
    matrix = shown(LIANHUA, By.GRID)
    assert told(matrix, "sanitation")["不在网格里"] == (1, 0, 0)
    tasks = {
        (cell.block.value, cell.line): (cell.tasks, cell.late_tasks) for cell in cells(matrix) if cell.tasks
    }
    grid = september.town.grid.pk
    assert tasks == {(grid, "water"): (1, 1), (grid, "sanitation"): (1, 1)}


@pytest.mark.parametrize(("key", "by"), [(TOWN, By.VILLAGE), (LIANHUA, By.GRID), (LIANHUA, By.GROUP)])
def test_every_number_is_the_figure_that_it_opens(september: Work, key: str, by: By) -> None:
    matrix = shown(key, by)
    for cell in cells(matrix):
        if cell.block.rest is None:
            scope = FigureScope(cell.block.ground.key, *SEPTEMBER, line=cell.line)
            assert [cell.numbers[name].count for name in SHOWN] == [
                figures.get(name).value(scope) for name in SHOWN
            ]
    whole = FigureScope(key, *SEPTEMBER)
    assert [matrix.whole.numbers[name].count for name in SHOWN] == [
        figures.get(name).value(whole) for name in SHOWN
    ]
    sums = [row.whole for row in matrix.page]
    assert sum(cell.open.count for cell in sums) == matrix.whole.open.count


def test_what_is_open_or_overdue_now_opens_the_list_of_just_these_cases(
    september: Work, client_for: ClientFor
) -> None:
    client = client_for(september.persons.town_clerk)
    for cell in cells(shown(LIANHUA, By.GRID)):
        for key in (OPEN, OVERDUE):
            number = cell.numbers[key]
            assert client.get(number.url).context["page"].count == number.count, number.url


def test_beside_what_was_closed_stands_what_must_be_read_with_it() -> None:
    assert figures.unaccompanied(SHOWN) == {}
    assert figures.unaccompanied([OPEN, OVERDUE, CLOSED])  # and without it, it would be found


def test_a_past_period_opens_the_figures_of_that_time(september: Work) -> None:
    scope = FigureScope(TOWN, date(2022, 9, 1), date(2022, 9, 10))
    matrix = matrix_of(scope, division_ground(TOWN), By.VILLAGE, None)
    assert all("/figures/" in number.url for cell in cells(matrix) for number in cell.numbers.values())


def page(client: Client, address: str = "/plans/", status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


@pytest.mark.parametrize(
    ("person", "blocks"),
    [
        ("town_clerk", {"莲华村", "本东村"}),
        ("village_secretary", {"小伍排网格", "大村网格", "不在网格里"}),
        ("grid_leader", {"小伍排网格"}),
    ],
)
def test_everyone_sees_the_blocks_of_the_own_ground(
    september: Work, client_for: ClientFor, person: str, blocks: set[str]
) -> None:
    response = client_for(september.persons.person(person)).get("/plans/")
    assert {row.block.name.split(" ")[-1] for row in response.context["matrix"].page} == blocks


def test_the_ground_of_others_is_not_shown(september: Work, client_for: ClientFor) -> None:
    leader = client_for(september.persons.grid_leader)
    for key in (LIANHUA, september.town.next_grid.ground.key, "grid:nothing", BENDONG):
        page(leader, f"/plans/?ground={key}", 404)
    page(client_for(september.persons.administrator), "/plans/", 403)


def test_a_cell_leads_to_a_task_and_the_task_back_to_what_came_of_it(
    september: Work, client_for: ClientFor
) -> None:
    client = client_for(september.persons.village_secretary)
    key = september.town.grid.ground.key
    assert "交办任务" in page(client, f"/plans/cells/{key}/water")
    form = {"title": "疏通水沟", "due_on": "2022-09-30", "to": str(september.persons.grid_leader.pk)}
    answer = client.post(f"/plans/cells/{key}/water/task", form, follow=True)
    task = Task.objects.get(title="疏通水沟")
    assert answer.redirect_chain[-1][0] == f"/plans/tasks/{task.pk}"
    assert "任务已交办" in answer.content.decode()
    page(client, f"/plans/cells/{key}/mining", 404)


def test_a_faulty_task_is_shown_again_with_what_was_typed(september: Work, client_for: ClientFor) -> None:
    client = client_for(september.persons.village_secretary)
    address = f"/plans/cells/{LIANHUA}/water/task"
    past = {"title": "疏通水沟", "due_on": "2022-09-01", "to": str(september.persons.village_secretary.pk)}
    answer = client.post(address, past)
    assert (answer.status_code, Task.objects.filter(title="疏通水沟").exists()) == (422, False)
    phone = {**past, "due_on": "2022-09-30", "title": "找13812345678"}
    assert "有好几个人看" in client.post(address, phone).content.decode()


def test_the_steps_of_a_task_are_buttons_of_whose_turn_it_is(september: Work, client_for: ClientFor) -> None:
    task = september.give(due_on=date(2022, 9, 30))
    leader, secretary = (
        client_for(september.persons.person(name)) for name in ("grid_leader", "village_secretary")
    )
    address = f"/plans/tasks/{task.pk}"
    assert "我接下了" in page(leader, address)
    assert "我接下了" not in page(secretary, address)
    assert leader.post(f"{address}/finish", {"version": 1, "note": "沟通了"}).status_code == 302
    assert "看过了，确实办完" in page(secretary, address)
    assert "沟通了" in page(secretary, address)
    empty = secretary.post(f"{address}/return", {"version": 2, "note": ""})
    assert empty.status_code == 422
    assert secretary.post(f"{address}/confirm", {"version": 1}).status_code == 422  # somebody was faster
    assert secretary.post(f"{address}/confirm", {"version": 2}).status_code == 302
    assert "已确认" in page(leader, address)


def test_the_list_of_tasks_has_its_tabs_and_its_workbook(september: Work, client_for: ClientFor) -> None:
    client = client_for(september.persons.village_secretary)
    answer = client.get("/plans/tasks?view=overdue")
    assert {tab.view.key: tab.count for tab in answer.context["list"].tabs} == {
        "mine": 0,
        "open": 2,
        "overdue": 2,
        "to_confirm": 0,
        "all": 2,
    }
    assert client.get(f"/plans/tasks?line=water&ground={LIANHUA}").context["page"].count == 1
    assert client.get("/plans/tasks?ground=grid:nothing").context["page"].count == 0
    assert client.get("/plans/tasks/download?view=all").content[:2] == b"PK"


def test_a_town_without_lines_or_blocks_is_told_what_to_do_first(work: Work, client_for: ClientFor) -> None:
    client = client_for(work.persons.town_clerk)
    for matter in work.matters.values():
        matter.delete()
    assert "还没有条线" in page(client)
    add_line("T-9", "order", "秩序")
    Division.objects.villages().update(closed_on=date(2022, 9, 1))
    assert "还没有可以分的块" in page(client)


def test_many_lines_and_grids_cost_no_more_queries(
    september: Work, client_for: ClientFor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_for(september.persons.town_clerk)
    for number in range(10):
        add_line(f"M-{number}", f"line_{number}", f"条线{number}")
    village = september.town.lianhua
    Grid.objects.bulk_create(
        Grid(
            village=village,
            division_code=LIANHUA,
            group=september.town.group,
            name=f"{number}号网格",
            number=number,
        )
        for number in range(100, 300)
    )
    for address in ("/plans/", f"/plans/?ground={LIANHUA}", f"/plans/?ground={LIANHUA}&page=6"):
        page(client, address)
        with django_assert_max_num_queries(12):
            body = page(client, address)
    assert len(re.findall(r'<th scope="row">', body)) <= 41


def test_the_list_of_tasks_costs_the_same_with_more_rows(
    september: Work, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    client = client_for(september.persons.town_clerk)
    for number in range(30):
        september.give(title=f"任务{number}", due_on=date(2022, 9, 30))
    page(client, "/plans/tasks")
    with django_assert_max_num_queries(12):
        page(client, "/plans/tasks")
    task = Task.objects.all()[0]
    with django_assert_max_num_queries(20):
        page(client, f"/plans/tasks/{task.pk}")
