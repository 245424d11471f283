"""The pages of exports: asking step by step, deciding on another's, following the worker, downloading."""

from __future__ import annotations

from typing import Any

import pytest

from tests.access.asking import asked
from tests.access.exporting import VILLAGE, WHOLE_TOWN, ask
from tests.conftest import ClientFor
from tests.persons import Persons
from tests.town import LIANHUA, TOWN, Town
from tongxin.access import actions
from tongxin.access.actions import exports as export_acts
from tongxin.access.export_rules import ExportState
from tongxin.access.models import Export
from tongxin.access.request_rules import RequestKind
from tongxin.records import jobs

FORM = {
    "ground": LIANHUA,
    "purpose": "round",
    "reason": "入户走访",
    "columns": ["head", "phone"],
    "file_format": "xlsx",
}


@pytest.fixture
def few_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person may export 10 households alone."""
    monkeypatch.setattr(export_acts, "export_alone", lambda: 10)


def test_first_the_village_then_the_rest(town: Town, persons: Persons, client_for: ClientFor) -> None:
    client = client_for(persons.town_clerk)
    assert "?division=" in client.get("/people/exports/new/").content.decode()
    page = client.get(f"/people/exports/new/?division={LIANHUA}").content.decode()
    assert "莲华村（8 户）" in page
    assert "小伍排组（4 户）" in page
    assert "小伍排网格（4 户）" in page


def test_a_secretary_is_asked_for_no_village(town: Town, persons: Persons, client_for: ClientFor) -> None:
    page = client_for(persons.village_secretary).get("/people/exports/new/").content.decode()
    assert "莲华村（8 户）" in page
    assert "上本东" not in page


def test_a_small_export_is_downloaded_from_its_page(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    client = client_for(persons.town_clerk)
    made = client.post(f"/people/exports/new/?division={LIANHUA}", FORM)
    page = client.get(made["Location"]).content.decode()
    assert "可以下载" in page
    assert "李小明" not in page
    file = client.post(f"{made['Location']}download/")
    assert file["Content-Disposition"].startswith("attachment")
    assert "no-store" in file["Cache-Control"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"purpose": ""}, "要用来做什么"),
        ({"columns": []}, "至少选一栏"),
        ({"columns": ["phone"], "purpose": "report"}, "用不着这么多栏"),
        ({"reason": "打13912030001"}, "手机号"),
        ({"ground": TOWN}, "哪里的农户"),
    ],
)
def test_what_does_not_fit_is_told_on_the_form(
    town: Town, persons: Persons, client_for: ClientFor, wrong: dict[str, Any], told: str
) -> None:
    client = client_for(persons.town_clerk)
    refused = client.post(f"/people/exports/new/?division={LIANHUA}", {**FORM, **wrong})
    assert refused.status_code == 422
    assert told in refused.content.decode()
    assert not Export.objects.exists()


def test_another_person_decides_and_the_page_follows_the_worker(
    few_alone: None, town: Town, persons: Persons, client_for: ClientFor
) -> None:
    waiting = ask(persons, WHOLE_TOWN)
    leader, address = client_for(persons.town_leader), f"/people/exports/{waiting.pk}/"
    assert "等您审核" in leader.get("/people/exports/").content.decode()
    assert "您的审核" in leader.get(address).content.decode()
    leader.post(f"{address}approve/")
    clerk = client_for(persons.town_clerk)
    assert "hx-get" in clerk.get(address, headers={"HX-Request": "true"}).content.decode()
    jobs.work_off()
    part = clerk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "下载" in part
    assert "只有申请人能下载" in leader.get(address).content.decode()


def test_whoever_asked_is_not_offered_to_decide(
    few_alone: None, town: Town, persons: Persons, client_for: ClientFor
) -> None:
    waiting = ask(persons, WHOLE_TOWN)
    client, address = client_for(persons.town_clerk), f"/people/exports/{waiting.pk}/"
    assert "您的审核" not in client.get(address).content.decode()
    assert "等您审核" not in client.get("/people/exports/").content.decode()
    assert client.post(f"{address}approve/").status_code == 422
    assert Export.objects.get().state == ExportState.WAITING


def test_a_refusal_is_told_to_the_one_who_asked(
    few_alone: None, town: Town, persons: Persons, client_for: ClientFor
) -> None:
    waiting = ask(persons, WHOLE_TOWN)
    address = f"/people/exports/{waiting.pk}/"
    client_for(persons.town_leader).post(f"{address}refuse/", {"reason": "用不着全镇"})
    assert "用不着全镇" in client_for(persons.town_clerk).get(address).content.decode()


def test_the_household_is_told_of_the_export(town: Town, persons: Persons, client_for: ClientFor) -> None:
    ask(persons)
    page = client_for(persons.town_leader).get(f"/ground/site/{town.household.pk}/openings/").content.decode()
    assert "印入户走访名册" in page
    other = client_for(persons.town_leader).get(f"/ground/site/{town.far_household.pk}/openings/")
    assert "印入户走访名册" not in other.content.decode()


def test_an_export_of_another_village_is_not_named(
    town: Town, persons: Persons, client_for: ClientFor
) -> None:
    made = ask(persons, town.bendong.ground)
    assert client_for(persons.village_secretary).get(f"/people/exports/{made.pk}/").status_code == 404
    assert "本东村" not in client_for(persons.village_secretary).get("/people/exports/").content.decode()


def test_nobody_downloads_for_another(town: Town, persons: Persons, client_for: ClientFor) -> None:
    made = ask(persons)
    response = client_for(persons.village_secretary).post(f"/people/exports/{made.pk}/download/")
    assert response.status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_however_many(
    town: Town, persons: Persons, client_for: ClientFor, django_assert_max_num_queries: Any, count: int
) -> None:
    for _ in range(count):
        made = ask(persons, town.household.ground)
        actions.download_export(made, by=persons.viewer("town_clerk"))
    client = client_for(persons.town_clerk)
    for address in ("/people/exports/", f"/people/exports/{made.pk}/", "/people/openings/mine/"):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


def test_the_form_costs_the_same_whatever_the_village(
    town: Town, persons: Persons, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    client = client_for(persons.town_clerk)
    with django_assert_max_num_queries(12):
        client.get(f"/people/exports/new/?division={LIANHUA}")


def test_the_empty_list_says_what_to_do_first(persons: Persons, client_for: ClientFor) -> None:
    page = client_for(persons.town_clerk).get("/people/exports/").content.decode()
    assert "还没有导出过" in page
    assert VILLAGE.key not in page


def test_the_home_page_says_what_waits_for_whom(
    few_alone: None, town: Town, persons: Persons, client_for: ClientFor
) -> None:
    ask(persons, WHOLE_TOWN)
    asked(town.household, persons, RequestKind.COPY)
    leader = client_for(persons.town_leader).get("/").content.decode()
    clerk = client_for(persons.town_clerk).get("/").content.decode()
    assert "有个人信息导出等审核" in leader
    assert "有个人信息导出等审核" not in clerk
    assert "有个人信息申请等答复" in clerk
    assert "有个人信息申请等答复" not in leader
