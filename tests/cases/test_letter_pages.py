"""The pages of letters, and the letters on the page of a case."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.cases.life import Life
from tests.cases.test_letters import leader_of, words_of
from tests.cases.writing import answered, letter
from tests.conftest import ClientFor, On
from tests.persons import Persons
from tests.town import Town
from tongxin.access.models import SubjectRequest
from tongxin.cases.models import Case, Letter
from tongxin.cases.subjects import erase_letters
from tongxin.records import clock
from tongxin.records.subjects import ERASED, SubjectKind, declared

assert SubjectRequest._meta.app_label == "access"  # the declarations are read with the apps


@pytest.fixture
def clerk(persons: Persons, client_for: ClientFor) -> Client:
    """The town clerk's browser."""
    return client_for(persons.town_clerk)


def form_for(*cases: Case, **more: str) -> dict[str, Any]:
    """What the form sends."""
    day = clock.today().isoformat()
    return {
        "case": [str(case.pk) for case in cases],
        "to": "committee",
        "answer_by": day,
        **{f"by_{case.pk}": day for case in cases},
        **more,
    }


def test_a_letter_is_written_from_ticked_cases(life: Life, clerk: Client) -> None:
    first, second, third = (life.found() for _ in range(3))
    page = clerk.get("/cases/letters/new", {"case": [f"{first.pk}:1", str(second.pk), "nonsense"]})
    assert [case for case, _field in page.context["form"].rows] == [first, second]
    assert page.context["more"] == [third]
    sent = clerk.post("/cases/letters/new", form_for(first, second))
    made = Letter.objects.get()
    assert sent["Location"] == f"/cases/letters/{made.pk}"
    assert f"http://testserver/cases/letters/{made.pk}" not in words_of(made)  # it stands in the code only
    assert clerk.get(f"/cases/letters/{made.pk}").status_code == 200


def test_a_refused_letter_keeps_what_was_typed(life: Life, clerk: Client) -> None:
    case = life.found()
    sent = clerk.post("/cases/letters/new", form_for(case, answer_by="2001-01-01", note="请抓紧"))
    assert sent.status_code == 422
    assert "请抓紧" in sent.content.decode()
    assert "已经过去" in sent.content.decode()
    assert not Letter.objects.exists()


def test_cases_of_two_villages_are_refused_in_words(life: Life, town: Town, clerk: Client) -> None:
    cases = [life.found(), life.found(town.far_grid.ground)]
    answer = clerk.get("/cases/letters/new", {"case": [str(case.pk) for case in cases]})
    assert (answer.status_code, "同一个村" in answer.content.decode()) == (422, True)


def test_without_cases_the_page_says_where_to_begin(clerk: Client) -> None:
    assert "超期清单" in clerk.get("/cases/letters/new").content.decode()
    assert clerk.get("/cases/letters").status_code == 200


def test_the_preview_is_a_pdf_and_writes_nothing(life: Life, clerk: Client) -> None:
    made = clerk.post("/cases/letters/preview", form_for(life.found()))
    assert made["Content-Type"] == "application/pdf"
    assert "草稿" in words_of(made.content)
    assert clerk.post("/cases/letters/preview", {"case": "x"}).status_code == 422
    assert not Letter.objects.exists()


def test_the_paper_has_the_same_bytes_each_time(life: Life, clerk: Client, persons: Persons) -> None:
    made = letter(persons, life.found())
    first, second = (clerk.get(f"/cases/letters/{made.pk}/paper").content for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF")


def test_the_addressee_signs_and_answers_in_the_browser(
    life: Life, persons: Persons, client_for: ClientFor
) -> None:
    made = letter(persons, life.found(), to=leader_of(persons))
    leader, day = client_for(persons.grid_leader), clock.today().isoformat()
    assert "发给你的" in leader.get(f"/cases/letters/{made.pk}").content.decode()
    leader.post(f"/cases/letters/{made.pk}/receive", {"on": day})
    leader.post(f"/cases/letters/{made.pk}/answer", {"on": day, "answer": "已清"})
    assert Letter.objects.get(pk=made.pk).answer == "已清"
    again = leader.post(f"/cases/letters/{made.pk}/answer", {"on": day, "answer": "又清"})
    assert again.status_code == 422
    assert "已回复" in again.content.decode()


def test_who_may_only_read_is_offered_nothing(life: Life, persons: Persons, client_for: ClientFor) -> None:
    made = letter(persons, life.found(), to=leader_of(persons))
    cadre = client_for(persons.liaison_cadre)
    assert cadre.get(f"/cases/letters/{made.pk}").context["forms"] == {}


def test_a_letter_is_withdrawn_in_the_browser(life: Life, persons: Persons, clerk: Client) -> None:
    made = letter(persons, life.found())
    assert clerk.post(f"/cases/letters/{made.pk}/withdraw", {"reason": ""}).status_code == 422
    clerk.post(f"/cases/letters/{made.pk}/withdraw", {"reason": "写错村"})
    assert "写错村" in clerk.get(f"/cases/letters/{made.pk}").content.decode()


def test_a_list_does_not_say_to_which_household(
    life: Life, town: Town, persons: Persons, clerk: Client
) -> None:
    case = life.found(town.household.ground)
    made = letter(persons, case, to="household")
    for address in ("/cases/letters", "/cases/letters?state=issued"):
        assert case.place_name not in clerk.get(address).content.decode()
    book = CalamineWorkbook.from_filelike(BytesIO(clerk.get("/cases/letters/download").content))
    assert book.get_sheet_by_index(0).to_python()[1][2] == "农户"
    assert case.place_name in clerk.get(f"/cases/letters/{made.pk}").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {1, 2}),
        ({"state": "answered"}, {1}),
        ({"state": "overdue"}, {2}),
        ({"village": "532301105204"}, set()),
        ({"village": "532301105203"}, {1, 2}),
        ({"since": "2022-09-06"}, {2}),
    ],
)
def test_filters_narrow_the_list(
    life: Life, persons: Persons, clerk: Client, on: On, query: dict[str, str], found: set[int]
) -> None:
    on("2022-09-05")
    first = answered(letter(persons, life.found()), persons)
    on("2022-09-06")
    letters = {1: first, 2: letter(persons, life.found())}
    on("2022-09-20")
    shown = set(clerk.get("/cases/letters", query).context["page"])
    assert shown == {letters[number] for number in found}


def test_the_list_costs_the_same_whatever_the_rows(
    life: Life,
    persons: Persons,
    clerk: Client,
    django_assert_max_num_queries: Any,
    django_assert_num_queries: Any,
) -> None:
    letter(persons, life.found())
    with django_assert_max_num_queries(12) as one:
        clerk.get("/cases/letters")
    for _ in range(3):
        letter(persons, life.found(), life.found())
    with django_assert_num_queries(len(one)):
        clerk.get("/cases/letters")


def test_the_page_of_a_case_leads_to_its_letters(life: Life, persons: Persons, clerk: Client) -> None:
    case = life.found()
    assert f"/cases/letters/new?case={case.pk}" in clerk.get(f"/cases/{case.pk}").content.decode()
    made = letter(persons, case)
    shown = clerk.get(f"/cases/{case.pk}").content.decode()
    assert made.number in shown
    assert f"/cases/letters/new?case={case.pk}" not in shown


def test_what_persons_wrote_is_erased_for_a_household(life: Life, town: Town, persons: Persons) -> None:
    case = life.found(town.household.ground)
    made = answered(letter(persons, case, to="household", note="王家"), persons, text="清了")
    held = next(each for each in declared(SubjectKind.HOUSEHOLD) if each.key == "cases.letters")
    assert list(held.rows(town.household.pk)) == [made]
    assert erase_letters(held.rows(town.household.pk)) == 1
    left = Letter.objects.get(pk=made.pk)
    assert (left.note, left.answer, left.file) == (ERASED, ERASED, None)
    assert left.number == made.number
