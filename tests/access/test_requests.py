"""What a person or a household asks about its own data: copied, corrected, erased, or refused with reasons."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from tests.access.asking import asked
from tests.access.papers import pdf_text
from tests.cases.conftest import kind
from tests.conftest import ClientFor, On
from tests.persons import Persons
from tests.town import Town
from tongxin.access import actions
from tongxin.access.errors import (
    AskedInFuture,
    NotRegistered,
    OtherKind,
    ReasonMissing,
    RequestAnswered,
)
from tongxin.access.models import Opening, SubjectRequest
from tongxin.access.request_rules import RequestKind, RequestState
from tongxin.cases.actions import open_case
from tongxin.people.errors import NameMissing, PhoneFaulty, PhoneTaken
from tongxin.people.models import Person, RegisterEntry
from tongxin.records import clock
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed

# ---- the request and its clock


def test_the_time_to_answer_is_15_working_days(town: Town, persons: Persons, on: On) -> None:
    on("2022-09-16")
    request = asked(town.household, persons, RequestKind.COPY)
    # 1 to 7 October are National Day; Saturday the 8th and Sunday the 9th are worked in exchange
    assert request.due_on == date(2022, 10, 12)


def test_late_is_late_from_the_day_after(town: Town, persons: Persons, on: On) -> None:
    on("2022-09-16")
    request = asked(town.household, persons, RequestKind.COPY)
    on(request.due_on)
    assert not request.is_late
    on(request.due_on + timedelta(days=1))
    assert request.is_late


def test_a_request_of_tomorrow_is_refused(town: Town, persons: Persons) -> None:
    with pytest.raises(AskedInFuture):
        actions.record_request(
            town.household,
            kind=RequestKind.COPY,
            asked_on=clock.today() + timedelta(days=1),
            by=persons.viewer("town_clerk"),
        )


@pytest.mark.parametrize("who", ["grid_leader", "village_secretary", "town_leader", "administrator"])
def test_only_the_clerk_answers(town: Town, persons: Persons, who: str) -> None:
    request = asked(town.household, persons, RequestKind.COPY)
    with pytest.raises(NotAllowed):
        actions.copy_of(request, by=persons.viewer(who))
    with pytest.raises(NotAllowed):
        actions.record_request(
            persons.villager, kind=RequestKind.COPY, asked_on=clock.today(), by=persons.viewer(who)
        )


# ---- see and copy


def test_a_copy_holds_what_every_room_knows(town: Town, persons: Persons) -> None:
    case = open_case(
        ground=town.household.ground,
        matter=kind("T-01", "暴露垃圾"),
        note="门口堆柴",
        by=persons.viewer("grid_leader"),
    )
    actions.open_register(town.household, purpose="visit", by=persons.viewer("grid_leader"))
    held = actions.copy_of(asked(town.household, persons, RequestKind.COPY), by=persons.viewer("town_clerk"))
    said = {data.key: dict(data.records[-1]) for data in held}
    assert said["people.register"]["户主"] == "李小明"
    assert said["cases.cases"] | {"备注": "门口堆柴", "编号": case.number} == said["cases.cases"]
    assert said["access.openings_of_household"]["用途"] == "约上门或打电话"


def test_a_copy_is_recorded_as_an_opening(town: Town, persons: Persons) -> None:
    actions.copy_of(asked(town.household, persons, RequestKind.COPY), by=persons.viewer("town_clerk"))
    opening = Opening.objects.get()
    assert (opening.part, opening.purpose, opening.person) == ("copy", "request", persons.town_clerk)


def test_the_copy_comes_as_paper_and_as_data(
    town: Town, persons: Persons, client_for: ClientFor, tmp_path: Path
) -> None:
    request = asked(persons.grid_leader, persons, RequestKind.COPY)
    client, address = client_for(persons.town_clerk), f"/people/requests/{request.pk}/copy/"
    paper = pdf_text(client.post(address, {"format": "pdf"}).content, tmp_path)
    assert "13800000001" in paper
    assert "网格长" in paper
    data = json.loads(client.post(address, {"format": "json"}).content)
    assert data["data"][0]["key"] == "access.openings_of_person"
    assert {"姓名": "杨贵", "手机号": "13800000001"} in [
        record for part in data["data"] for record in part["records"]
    ]


def test_a_copy_answers_only_a_request_for_one(town: Town, persons: Persons) -> None:
    with pytest.raises(OtherKind):
        actions.copy_of(asked(town.household, persons, RequestKind.ERASE), by=persons.viewer("town_clerk"))


def test_an_answer_ends_the_request(town: Town, persons: Persons) -> None:
    request = asked(town.household, persons, RequestKind.EXPLAIN)
    with pytest.raises(ReasonMissing):
        actions.answer_request(request, answer=" ", by=persons.viewer("town_clerk"))
    actions.answer_request(request, answer="当面说明", by=persons.viewer("town_clerk"))
    with pytest.raises(RequestAnswered):
        actions.refuse_request(request, reason="重复", by=persons.viewer("town_clerk"))


def test_a_refusal_keeps_its_reasons(town: Town, persons: Persons) -> None:
    request = asked(town.household, persons, RequestKind.ERASE)
    with pytest.raises(ReasonMissing):
        actions.refuse_request(request, reason="", by=persons.viewer("town_clerk"))
    refused = actions.refuse_request(request, reason="还住在村里", by=persons.viewer("town_clerk"))
    assert (refused.state, refused.answer) == (RequestState.REFUSED, "还住在村里")


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("refusal_has_its_reasons", {"state": "refused", "answer": ""}),
        ("answered_request_who_and_when", {"state": "done", "answered_by": None}),
        ("request_due_after_asked", {"due_on": date(2000, 1, 1)}),
        ("request_says_whose", {"person": None, "site": None}),
    ],
)
def test_the_table_refuses_half_an_answer(
    town: Town, persons: Persons, constraint: str, values: dict[str, object]
) -> None:
    request = asked(town.household, persons, RequestKind.ERASE)
    request.answered_by, request.answered_at = persons.town_clerk, clock.now()
    request.state = "done"
    for name, value in values.items():
        setattr(request, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        request.save()


# ---- correct


def test_what_is_wrong_about_a_household_is_corrected(town: Town, persons: Persons) -> None:
    request = asked(town.household, persons, RequestKind.CORRECT)
    actions.correct_household(request, head="李 晓明", phone="0878-3123456", by=persons.viewer("town_clerk"))
    entry = RegisterEntry.objects.get(site=town.household)
    assert (entry.head, entry.phone, entry.people) == ("李晓明", "08783123456", 3)
    detail = LedgerEntry.objects.get(verb="register.correct").detail
    assert detail == {"fields": ["head", "phone"]}


def test_what_is_wrong_about_a_person_is_corrected(persons: Persons) -> None:
    request = asked(persons.villager, persons, RequestKind.CORRECT)
    actions.correct_person(request, name="普明亮", by=persons.viewer("town_clerk"))
    person = Person.objects.get(pk=persons.villager.pk)
    assert (person.name, person.phone, person.sort_key) == ("普明亮", "13800000008", "pu ming liang")


@pytest.mark.parametrize(
    ("values", "error"),
    [({}, NameMissing), ({"phone": "12"}, PhoneFaulty), ({"phone": "13800000001"}, PhoneTaken)],
)
def test_a_wrong_correction_changes_nothing(
    persons: Persons, values: dict[str, str], error: type[Exception]
) -> None:
    request = asked(persons.villager, persons, RequestKind.CORRECT)
    with pytest.raises(error):
        actions.correct_person(request, by=persons.viewer("town_clerk"), **values)
    request.refresh_from_db()
    assert request.is_open


def test_a_household_without_an_entry_has_nothing_to_correct(town: Town, persons: Persons) -> None:
    RegisterEntry.objects.filter(site=town.household).delete()
    with pytest.raises(NotRegistered):
        actions.correct_household(
            asked(town.household, persons, RequestKind.CORRECT),
            head="李晓明",
            by=persons.viewer("town_clerk"),
        )


def test_the_page_of_a_correction_shows_nothing_of_what_is_held(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    request = asked(town.household, persons, RequestKind.CORRECT)
    client, address = client_for(persons.town_clerk), f"/people/requests/{request.pk}/correct/"
    page = client.get(address).content.decode()
    assert "李小明" not in page
    assert "data-no-draft" in page
    assert client.post(address, {"phone": "12"}).status_code == 422
    assert client.post(address, {"phone": "13700000009"}).status_code == 302


# ---- pages


def test_the_pages_say_what_is_held_and_what_forbids_erasure(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    client = client_for(persons.town_clerk)
    page = client.get(f"/ground/site/{town.household.pk}/data/").content.decode()
    assert "这户还住在这里" in page
    assert "李小明" not in page
    made = client.post(
        f"/ground/site/{town.household.pk}/data/", {"kind": "erase", "asked_on": clock.today().isoformat()}
    )
    assert "这户还住在这里" in client.get(made["Location"]).content.decode()
    refused = client.post(f"/people/requests/{SubjectRequest.objects.get().pk}/erase/")
    assert refused.status_code == 422


def test_a_public_place_has_no_data_of_anybody(town: Town, persons: Persons, client_for: ClientFor) -> None:
    address = f"/ground/site/{town.public_place.pk}/data/"
    assert client_for(persons.town_clerk).get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_requests_costs_the_same_however_many(
    town: Town, persons: Persons, client_for: ClientFor, django_assert_max_num_queries: object, count: int
) -> None:
    for _ in range(count):
        asked(town.household, persons, RequestKind.COPY)
        actions.answer_request(
            asked(persons.villager, persons, RequestKind.EXPLAIN),
            answer="当面说明",
            by=persons.viewer("town_clerk"),
        )
    client = client_for(persons.town_clerk)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert client.get("/people/requests/").status_code == 200
