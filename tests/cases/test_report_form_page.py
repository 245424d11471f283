"""The public pages: report without an account, follow by the code; floods are kept out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cases.conftest import kind
from tests.cases.test_reports import PHOTO, closed, sent, taken_up
from tests.conftest import ClientFor, On
from tests.persons import Persons
from tests.town import LIANHUA, TOWN, Town
from tongxin.cases import intake
from tongxin.cases.actions import floods
from tongxin.cases.actions.reports import Told
from tongxin.cases.duplicates import supporters_of
from tongxin.cases.intake import Bound, bounds
from tongxin.cases.models import Case, IntakeCount, ResidentReport
from tongxin.cases.report_subjects import reports_of_household
from tongxin.records.durable import path_of
from tongxin.records.models import LedgerEntry
from tongxin.records.photos import LONGEST_SIDE
from tongxin.standards.models import MatterType

NUMBER = "13912345678"


@pytest.fixture
def told(town: Town) -> Told:
    """Rubbish at the public place of the grid leader's grid."""
    return Told(ground=town.public_place.ground, kind="rubbish", text="垃圾堆了三天")


def entries(client: Client, **more: Any) -> dict[str, Any]:
    """What somebody fills into the form that the page gives."""
    receipt = client.get("/report/", {"in": LIANHUA}).context["form"]["receipt"].value()
    return {"in": LIANHUA, "receipt": receipt, "kind": "rubbish", "text": "垃圾堆了三天", **more}


def test_the_village_is_asked_first_and_nothing_else(town: Town, client: Client) -> None:
    page = client.get("/report/").content.decode()
    assert f"?in={LIANHUA}" in page
    assert "<textarea" not in page


def test_kind_and_words_are_enough_and_the_answer_is_a_code(town: Town, client: Client) -> None:
    answer = client.post("/report/", entries(client))
    assert answer.status_code == 200
    assert len(answer.context["code"].replace(" ", "")) == 12
    assert ResidentReport.objects.get().division_code == LIANHUA


def test_a_place_is_offered_by_group_and_public_place_and_never_by_door(town: Town, client: Client) -> None:
    page = client.get("/report/", {"in": LIANHUA}).content.decode()
    assert town.group.ground.key in page
    assert town.public_place.ground.key in page
    assert town.household.ground.key not in page
    refused = client.post("/report/", entries(client, place=town.household.ground.key))
    assert refused.status_code == 422
    assert not ResidentReport.objects.exists()


def test_a_photo_is_kept_without_what_the_phone_wrote_into_it(
    town: Town, client: Client, jpeg: Callable[..., bytes]
) -> None:
    photo = SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")
    client.post("/report/", entries(client, photo_1=photo))
    kept = ResidentReport.objects.get().photos.get().file
    assert b"Tester-Phone" not in path_of(kept.digest).read_bytes()
    assert LONGEST_SIDE == 1600


def test_no_more_photos_than_the_bound(town: Town, client: Client) -> None:
    form = client.get("/report/", {"in": LIANHUA}).context["form"]
    assert len(form.photo_fields) == bounds()[Bound.PHOTOS] == 3


def test_what_is_no_picture_is_refused_and_the_words_stay(town: Town, client: Client) -> None:
    bad = SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    answer = client.post("/report/", entries(client, photo_1=bad))
    assert answer.status_code == 422
    assert "垃圾堆了三天" in answer.content.decode()


def test_a_position_is_kept_only_where_it_was_given(town: Town, client: Client) -> None:
    client.post("/report/", entries(client, position="25.0123456,101.5,12"))
    client.post("/report/", entries(client, position="", text="别处"))
    assert [str(row.latitude) for row in ResidentReport.objects.all()] == ["25.012346", "None"]


def test_nobody_is_noted_even_if_signed_in(town: Town, persons: Persons, client_for: ClientFor) -> None:
    client = client_for(persons.grid_leader)
    client.post("/report/", entries(client))
    entry = LedgerEntry.objects.get(verb="report.receive")
    assert (entry.person_id, entry.account_id) == (None, None)


def test_the_page_works_without_script_and_names_no_captcha(town: Town, client: Client) -> None:
    page = client.get("/report/", {"in": LIANHUA}).content.decode()
    assert "hx-" not in page.split("<main")[1].split("</main>")[0]
    assert "captcha" not in page.lower()
    assert len(page.encode()) < 20_000


# ---- floods


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds so low that a test reaches them: 3 of a network, 4 of everybody."""
    low = {bound: 3 if bound.value.endswith("_network") else 4 for bound in Bound}
    told = {**bounds(), **{b: n for b, n in low.items() if b.value.startswith(("report_", "follow_"))}}
    monkeypatch.setattr(intake, "bounds", lambda: told)
    monkeypatch.setattr(floods, "bounds", lambda: told)


def flood(client: Client, times: int, *, address: str = "10.0.0.1") -> list[int]:
    """The answers to so many different reports from one address."""
    receipt = "6e4b8a1e-0000-7000-8000-000000000000"
    data = {"in": LIANHUA, "receipt": receipt, "kind": "rubbish"}
    return [
        client.post("/report/", {**data, "text": f"{address} {number}"}, REMOTE_ADDR=address).status_code
        for number in range(times)
    ]


@pytest.mark.usefixtures("narrow")
def test_one_network_sends_so_many_and_no_more_within_the_hour(town: Town, client: Client, on: On) -> None:
    on("2022-09-05", "09:00")
    assert flood(client, 4) == [200, 200, 200, 429]
    on("2022-09-05", "10:00")
    assert flood(client, 1, address="10.0.0.1") == [200]


@pytest.mark.usefixtures("narrow")
def test_many_networks_together_send_so_many_a_day(town: Town, client: Client, on: On) -> None:
    on("2022-09-05", "09:00")
    answers = [flood(client, 1, address=f"10.0.0.{number}")[0] for number in range(1, 7)]
    assert answers == [200, 200, 200, 200, 429, 429]
    on("2022-09-06", "09:00")
    assert flood(client, 1, address="10.0.0.9") == [200]


@pytest.mark.usefixtures("narrow")
def test_one_network_cannot_shut_the_page_for_others_by_sending_nonsense(town: Town, client: Client) -> None:
    for _time in range(9):
        client.post("/report/", {"in": LIANHUA, "receipt": "x"}, REMOTE_ADDR="10.0.0.1")
    assert flood(client, 1, address="10.0.0.2") == [200]


@pytest.mark.usefixtures("narrow")
def test_codes_are_not_guessed(town: Town, client: Client, told: Told) -> None:
    code = sent(told).code
    tries = [client.post("/report/follow/", {"code": f"{number:012d}"}).status_code for number in range(4)]
    assert tries == [422, 422, 422, 429]
    assert client.post("/report/follow/", {"code": code}).status_code == 429
    assert client.post("/report/follow/", {"code": code}, REMOTE_ADDR="10.0.0.7").status_code == 200


def test_counts_hold_no_address_differ_by_day_and_are_forgotten(town: Town, client: Client, on: On) -> None:
    for day in ("2022-09-05", "2022-09-06"):
        on(day)
        flood(client, 1)
    rows = IntakeCount.objects.filter(what="report_network")
    assert len({row.whose for row in rows}) == 2
    assert "10.0.0.1" not in str(list(IntakeCount.objects.values()))
    on("2022-09-09")
    assert floods.forget_counts() == 3  # the second was the same report: counted for its network only
    assert not IntakeCount.objects.exists()


# ---- following


def test_the_code_shows_where_it_stands_and_no_name(
    told: Told, rubbish: MatterType, persons: Persons, client: Client
) -> None:
    taken = sent(told)
    case = closed(taken_up(taken.report, rubbish, persons), persons)
    page = client.post("/report/follow/", {"code": taken.code}).content.decode()
    assert "已办结" in page
    for name in ("杨贵", "杨*", "王芬", "王*", case.number):
        assert name not in page


def test_the_photo_is_shown_by_a_link_that_ends_and_says_no_id(
    told: Told, rubbish: MatterType, persons: Persons, client: Client, on: On
) -> None:
    on("2022-09-05", "09:00")
    taken = sent(told)
    closed(taken_up(taken.report, rubbish, persons), persons)
    token = client.post("/report/follow/", {"code": taken.code}).context["standing"].photos[0]
    assert client.get(f"/report/follow/photo/{token}/").content == PHOTO.content
    assert client.get(f"/report/follow/photo/{token}x/").status_code == 404
    Case.objects.update(never_public=True)
    assert client.get(f"/report/follow/photo/{token}/").status_code == 404


def test_the_reporter_opens_it_again_on_the_page(
    told: Told, rubbish: MatterType, persons: Persons, client: Client
) -> None:
    taken = sent(told)
    closed(taken_up(taken.report, rubbish, persons), persons)
    refused = client.post("/report/follow/reopen/", {"code": taken.code, "reason": ""})
    assert refused.status_code == 422
    assert (
        client.post("/report/follow/reopen/", {"code": taken.code, "reason": "又堆满了"}).status_code == 200
    )
    assert Case.objects.get().is_open


# ---- the clerk


@pytest.fixture
def clerk(persons: Persons, client_for: ClientFor) -> Client:
    """The town clerk's browser."""
    return client_for(persons.town_clerk)


@pytest.fixture
def rubbish(town: Town) -> MatterType:
    """The kind that is proposed for rubbish."""
    return kind("RB-01", "暴露垃圾")


def test_an_empty_tray_says_what_to_do(town: Town, clerk: Client) -> None:
    assert "/report/" in clerk.get("/report/tray/").content.decode().split("<main")[1]


def test_the_tray_asks_as_many_questions_for_30_reports_as_for_one(
    told: Told, clerk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        sent(Told(ground=told.ground, kind="rubbish", text=f"第{number}件"))
    with django_assert_max_num_queries(12):
        page = clerk.get("/report/tray/")
    assert page.context["page"].count == 30


def test_kind_and_place_are_proposed_and_taken_up_in_one_step(
    told: Told, rubbish: MatterType, clerk: Client, town: Town
) -> None:
    report = sent(told).report
    form = clerk.get(f"/report/tray/{report.pk}/").context["accept_form"]
    assert (form.initial["matter"], form.initial["place"]) == (str(rubbish.pk), told.ground.key)
    data = {name: form.initial.get(name) or "" for name in form.fields}
    answer = clerk.post(f"/report/tray/{report.pk}/accept/", data)
    assert answer.status_code == 302
    assert Case.objects.get().note == "垃圾堆了三天"


def test_one_of_the_suggested_cases_is_joined(
    told: Told, rubbish: MatterType, persons: Persons, clerk: Client
) -> None:
    case = taken_up(sent(told).report, rubbish, persons)
    report = sent(Told(ground=told.ground, kind="rubbish", text="还是那堆垃圾")).report
    assert "是不是这几件里的" in clerk.get(f"/report/tray/{report.pk}/").content.decode()
    clerk.post(f"/report/tray/{report.pk}/merge/", {"case": str(case.pk)})
    assert supporters_of(case) == 1


def test_the_number_stands_on_the_page_only_after_it_was_opened(told: Told, clerk: Client) -> None:
    report = sent(Told(ground=told.ground, kind="rubbish", text=f"问{NUMBER}", contact=NUMBER)).report
    address = f"/report/tray/{report.pk}/"
    assert NUMBER not in clerk.get(address).content.decode()
    assert NUMBER not in clerk.post(f"{address}contact/", {"purpose": ""}).content.decode()
    assert clerk.post(f"{address}contact/", {"purpose": "case"}).content.decode().count(NUMBER) >= 2


def test_a_call_is_entered_and_the_code_told(town: Town, clerk: Client) -> None:
    receipt = clerk.get("/report/tray/enter/", {"in": TOWN}).context["form"]["receipt"].value()
    data = {"in": TOWN, "receipt": receipt, "source": "phone", "kind": "other", "text": "路灯不亮"}
    assert len(clerk.post("/report/tray/enter/", data).context["code"]) == 14
    assert ResidentReport.objects.get().source == "phone"


def test_a_reporter_is_looked_up_corrected_and_erased_on_the_page(told: Told, clerk: Client) -> None:
    report = sent(Told(ground=told.ground, kind="rubbish", text="垃圾", contact=NUMBER)).report
    found = clerk.post("/report/tray/reporter/", {"contact": "139 1234 5678"})
    assert [row.pk for row in found.context["rows"]] == [report.pk]
    clerk.post("/report/tray/reporter/correct/", {"contact": NUMBER, "to": "13900000009"})
    report.refresh_from_db()
    assert report.contact == "13900000009"


def test_a_household_of_the_register_finds_what_it_reported(told: Told, town: Town) -> None:
    phone = town.household.register.phone
    report = sent(Told(ground=told.ground, kind="rubbish", text="垃圾", contact=phone)).report
    assert list(reports_of_household(town.household.pk)) == [report]


def test_a_leader_is_shown_the_likely_cases_before_anything_is_saved(
    told: Told, rubbish: MatterType, persons: Persons, client_for: ClientFor
) -> None:
    case = taken_up(sent(told).report, rubbish, persons)
    leader = client_for(persons.grid_leader)
    asked = {"place": told.ground.key, "matter": str(rubbish.pk)}
    assert case.number in leader.get("/cases/new/similar", asked).content.decode()
    assert case.number not in leader.get("/cases/new/similar", {**asked, "place": "x"}).content.decode()
    far = client_for(persons.next_grid_leader).get("/cases/new/similar", asked)
    assert case.number not in far.content.decode()


def test_case_page_and_list_say_how_many_more_told_of_it(
    told: Told, rubbish: MatterType, persons: Persons, clerk: Client
) -> None:
    case = taken_up(sent(told).report, rubbish, persons)
    other = sent(Told(ground=told.ground, kind="rubbish", text="我也看见")).report
    clerk.post(f"/report/tray/{other.pk}/merge/", {"number": case.number})
    for address in (f"/cases/{case.pk}", "/cases/?view=all"):
        assert "另有 1 人反映" in clerk.get(address).content.decode()
