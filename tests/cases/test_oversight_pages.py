"""The overdue list, the tray and steps on many cases, in the browser."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.cases.life import Life
from tests.cases.writing import letter
from tests.conftest import ClientFor, On
from tests.persons import Persons
from tests.town import Town
from tongxin.cases import actions
from tongxin.cases.models import Batch, Case
from tongxin.cases.rules import Move, State
from tongxin.records import clock


@pytest.fixture
def clerk(persons: Persons, client_for: ClientFor) -> Client:
    """The town clerk's browser."""
    return client_for(persons.town_clerk)


def late(life: Life, on: On) -> tuple[Case, Case]:
    """A case given to the grid leader and one that nobody has, nine and eight days past their limit."""
    on("2022-09-05")
    given = life.in_state(State.ASSIGNED)
    on("2022-09-06")
    free = life.found(life.town.far_grid.ground)
    on("2022-09-16")
    return given, free


# --- overdue ---------------------------------------------------------------------------------------------------


def test_the_overdue_list_says_how_late_and_which_post_has_it(
    life: Life, persons: Persons, clerk: Client, on: On
) -> None:
    given, free = late(life, on)
    sent = letter(persons, free)
    page = clerk.get("/cases/overdue")
    first, second = page.context["rows"]
    assert [(row.case, row.days) for row in (first, second)] == [(given, 9), (free, 8)]
    assert first.holder.endswith("网格长")
    assert "杨" not in page.content.decode()  # posts, never persons
    assert (second.holder, second.letter) == ("", sent)


def test_groups_count_by_village_and_line(life: Life, clerk: Client, on: On) -> None:
    late(life, on)
    page = clerk.get("/cases/overdue", {"village": "532301105203"})
    assert [(group.name, group.count, group.days) for group in page.context["villages"]] == [
        ("莲华村", 1, 9),
        ("本东村", 1, 8),
    ]
    assert [(group.count, group.days) for group in page.context["lines"]] == [(2, 9)]
    assert len(page.context["rows"]) == 1


@pytest.mark.parametrize(
    ("query", "count"),
    [({"village": "532301105204"}, 1), ({"line": "sanitation"}, 2), ({"line": "x"}, 2), ({"level": "1"}, 1)],
)
def test_filters_narrow_the_overdue(
    life: Life, clerk: Client, on: On, query: dict[str, str], count: int
) -> None:
    given, _free = late(life, on)
    Case.objects.filter(pk=given.pk).update(escalation_level=1, escalated_at=clock.now())
    assert len(clerk.get("/cases/overdue", query).context["rows"]) == count


def test_somebody_without_a_post_any_more_is_said_to_be_so(life: Life, clerk: Client, on: On) -> None:
    late(life, on)
    life.persons.grid_leader.posts.update(until=clock.today())
    assert clerk.get("/cases/overdue").context["rows"][0].holder == "已无岗位"


def test_the_workbook_holds_the_same_rows(life: Life, clerk: Client, on: On) -> None:
    given, free = late(life, on)
    book = CalamineWorkbook.from_filelike(BytesIO(clerk.get("/cases/overdue/download").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == [given.number, free.number]
    assert [row[6] for row in rows[1:]] == [9, 8]
    assert len(rows[0]) == len(rows[1])


def test_the_overdue_list_costs_the_same_whatever_the_rows(
    life: Life, clerk: Client, on: On, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    late(life, on)
    clerk.get("/cases/overdue")  # the first request of the day notes the sign-in
    with django_assert_max_num_queries(12) as one:
        clerk.get("/cases/overdue")
    on("2022-09-05")
    for _ in range(4):
        life.in_state(State.ASSIGNED)
    on("2022-09-16")
    with django_assert_num_queries(len(one)):
        clerk.get("/cases/overdue")


def test_nothing_overdue_is_said_so(clerk: Client) -> None:
    assert "没有超期问题" in clerk.get("/cases/overdue").content.decode()


# --- tray ------------------------------------------------------------------------------------------------------


def test_the_tray_says_why_and_leads_out(life: Life, town: Town, clerk: Client) -> None:
    case = life.found(town.far_grid.ground)
    page = clerk.get("/cases/tray").content.decode()
    assert "没有人可以整改" in page
    assert f"/cases/{case.pk}/relocate" in page


def test_an_empty_tray_is_good_news(clerk: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        assert "这里没有问题" in clerk.get("/cases/tray").content.decode()


def test_the_tray_costs_the_same_whatever_lies_there(
    life: Life, town: Town, clerk: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        life.found(town.far_grid.ground)
        life.in_state(State.ASSIGNED)
    life.persons.grid_leader.posts.update(until=clock.today())
    with django_assert_max_num_queries(12):
        assert len(clerk.get("/cases/tray").context["rows"]) == 6


def test_a_case_is_put_on_its_right_place_in_the_browser(life: Life, town: Town, clerk: Client) -> None:
    case = life.found()
    page = clerk.get(f"/cases/{case.pk}/relocate")
    assert page.context["form"].initial["place"] == case.ground.key
    to = town.next_public_place
    sent = {
        "version": case.version,
        "village": to.division_code,
        "group": str(to.group_id),
        "place": to.ground.key,
        "reason": "在隔壁组",
    }
    assert clerk.post(f"/cases/{case.pk}/relocate", {**sent, "reason": ""}).status_code == 422
    assert clerk.post(f"/cases/{case.pk}/relocate", sent)["Location"] == f"/cases/{case.pk}"
    assert Case.objects.get(pk=case.pk).ground == to.ground
    assert clerk.post(f"/cases/{case.pk}/relocate", sent).status_code == 409


# --- many at once ----------------------------------------------------------------------------------------------


def ticked(*cases: Case) -> dict[str, list[str]]:
    return {"case": [f"{case.pk}:{case.version}" for case in cases]}


def test_ticked_cases_are_assigned_and_taken_back(life: Life, clerk: Client) -> None:
    cases = [life.found(), life.found(life.town.far_grid.ground)]
    page = clerk.get("/cases/batches/assign", ticked(*cases))
    offered = dict(page.context["form"].fields["to"].choices)
    leader = str(life.persons.grid_leader.pk)
    assert offered[leader].endswith("2 个中可办 1 个")
    sent = clerk.post("/cases/batches/assign", {**ticked(*cases), "to": leader})
    batch = Batch.objects.get()
    assert sent["Location"] == f"/cases/batches/{batch.pk}"
    shown = clerk.get(sent["Location"])
    assert (shown.context["went"], shown.context["not_done"]) == (1, 1)
    assert "全部撤销" in shown.content.decode()
    undone = clerk.post(f"/cases/batches/{batch.pk}/undo", follow=True).content.decode()
    assert "已全部撤销" in undone
    assert Case.objects.get(pk=cases[0].pk).state == State.FOUND


def test_what_followed_is_told_when_taking_back(life: Life, clerk: Client) -> None:
    case = life.found()
    clerk.post("/cases/batches/assign", {**ticked(case), "to": str(life.persons.grid_leader.pk)})
    life.take(Case.objects.get(pk=case.pk), Move.FIX)
    answer = clerk.post(f"/cases/batches/{Batch.objects.get().pk}/undo", follow=True)
    assert "1 个后面已有办理" in answer.content.decode()


def test_ticked_cases_are_verified(life: Life, clerk: Client) -> None:
    cases = [life.in_state(State.FIXED) for _ in range(2)]
    assert clerk.get("/cases/batches/verify", ticked(*cases)).context["chosen"]
    clerk.post("/cases/batches/verify", ticked(*cases))
    assert {Case.objects.get(pk=case.pk).state for case in cases} == {State.VERIFIED}


def test_nothing_ticked_says_what_to_do(clerk: Client) -> None:
    assert "请在列表中勾选" in clerk.get("/cases/batches/assign", {"case": ["x", "y:z"]}).content.decode()
    assert clerk.post("/cases/batches/verify", {}).status_code == 422


def test_the_list_can_be_ticked_without_scripts(life: Life, clerk: Client, client_for: ClientFor) -> None:
    case = life.found()
    page = clerk.get("/cases/").content.decode()
    assert f'value="{case.pk}:{case.version}"' in page
    assert 'formaction="/cases/batches/assign"' in page
    leader = client_for(life.persons.grid_leader).get("/cases/").content.decode()
    assert 'formaction="/cases/batches/verify"' in leader
    assert 'formaction="/cases/batches/assign"' not in leader


def test_a_batch_is_its_makers_own(life: Life, clerk: Client, client_for: ClientFor) -> None:
    batch = actions.assign_batch(
        [actions.Chosen(life.found(), 1)], to=life.persons.grid_leader, by=life.secretary
    )
    assert clerk.get(f"/cases/batches/{batch.pk}").status_code == 404
    secretary = client_for(life.persons.village_secretary)
    assert secretary.get(f"/cases/batches/{batch.pk}").status_code == 200
    Batch.objects.filter(pk=batch.pk).update(done_at=clock.now() - timedelta(hours=2))
    assert "全部撤销" not in secretary.get(f"/cases/batches/{batch.pk}").content.decode()
    assert secretary.post(f"/cases/batches/{batch.pk}/undo").status_code == 409
