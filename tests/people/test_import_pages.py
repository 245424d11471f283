"""Faults page by page and as a workbook; public places in the browser; the register in several rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.conftest import ClientFor
from tests.people.corpus.books import one
from tests.people.registers import Value, household, register_csv
from tests.persons import Persons
from tests.town import Town
from tongxin.people.actions import start_import
from tongxin.people.actions.register import steps
from tongxin.people.models import ImportFault, Person, RegisterImport
from tongxin.people.workbook import read_sheets
from tongxin.records import jobs
from tongxin.territory.models import Site

PLACES = ("村", "组", "名称", "类型", "责任人", "责任人电话")


@pytest.fixture
def clerk(persons: Persons, client_for: ClientFor) -> Client:
    return client_for(persons.town_clerk)


def upload(client: Client, content: bytes, path: str = "/import/register/") -> str:
    response = client.post(path, {"file": SimpleUploadedFile("户册.xlsx", content)})
    assert response.status_code == 302
    return str(response["Location"])


def faulty(count: int) -> bytes:
    return register_csv(*(household(str(door), "毕家福", phone="1") for door in range(100, 100 + count)))


def test_every_fault_has_its_place_on_a_page(clerk: Client) -> None:
    address = upload(clerk, faulty(120))
    assert "全部 120 处" in clerk.get(address).content.decode()
    last = clerk.get(f"{address}faults/?page=3").content.decode()
    assert "<b>121</b>" in last
    assert ImportFault.objects.count() == 120


def test_the_list_of_faults_asks_no_more_for_more_faults(
    clerk: Client, django_assert_max_num_queries: Any
) -> None:
    address = upload(clerk, faulty(120))
    with django_assert_max_num_queries(12):
        clerk.get(f"{address}faults/")


def test_faults_come_as_a_workbook_with_masked_cells(clerk: Client) -> None:
    address = upload(
        clerk, register_csv(household("90", "毕家福", phone="1380000", people="x"), household("91"))
    )
    response = clerk.get(f"{address}faults/download/")
    (sheet,) = read_sheets(response.content)
    assert len(sheet.rows) == 2
    row = sheet.rows[1]
    assert row[1] == 2
    assert "人口" in str(row[2])
    assert "电话" in str(row[2])
    assert "毕*福" in row
    assert "毕家福" not in str(sheet.rows)


def test_warnings_are_listed_with_both_rows(clerk: Client) -> None:
    rows = [household("90", "毕家福", phone="13800000001"), household("91", "罗春华", phone="13800000001")]
    address = upload(clerk, register_csv(*rows))
    text = clerk.get(address).content.decode()
    assert "要看一眼" in text
    assert "电话相同（138****0001）" in text
    assert "第 2 行" in text
    assert "13800000001" not in text
    assert "电话相同" in clerk.get(f"{address}faults/?sort=warnings").content.decode()


def test_how_the_file_was_read_is_said(clerk: Client) -> None:
    rows: list[tuple[Value, ...]] = [household("90", "毕家福"), ("合计", None, 1)]
    assert "合计行，跳过：第 3 行" in clerk.get(upload(clerk, register_csv(*rows))).content.decode()


def test_public_places_come_in_and_name_their_stewards(clerk: Client, town: Town) -> None:
    Person.objects.create(name="段春华", phone="13800000077", sort_key="duan chun hua")
    content = one(
        PLACES,
        ("莲华村", "小伍排组", "村口公厕", "厕所", "段春华", 13800000077),
        ("莲华村", None, "大坝", "坝塘", "罗福", None),
    )
    address = upload(clerk, content, "/import/places/")
    text = clerk.get(address).content.decode()
    assert "文件里有 2 处" in text
    assert "公厕" in text
    seen = clerk.get(address).context["shown"].seen
    done = clerk.post(address, {"seen": seen}, follow=True).content.decode()
    assert "段*华" in done
    assert "先添加人员再任命" in done
    assert "段春华" not in done
    assert Site.objects.get(name="大坝").group is None


def test_a_place_missing_from_the_file_is_closed_where_it_was_ticked(clerk: Client, town: Town) -> None:
    content = one(PLACES, ("莲华村", "小伍排组", "村口公厕", "厕所", None, None))
    address = upload(clerk, content, "/import/places/")
    shown = clerk.get(address).context["shown"]
    assert [line.key for line in shown.missing] == [str(town.public_place.pk)]
    clerk.post(address, {"seen": shown.seen, "gone": [str(town.public_place.pk)]})
    assert Site.objects.get(pk=town.public_place.pk).closed_on is not None


def test_the_template_of_places_is_read_back_as_examples(clerk: Client) -> None:
    template = clerk.get("/import/places/template/").content
    assert "示例" in str(read_sheets(template)[0].rows)
    address = upload(clerk, template, "/import/places/")
    assert "只有表头" in clerk.get(address).content.decode()


def test_columns_can_be_looked_at_again_from_the_preview(clerk: Client) -> None:
    address = upload(clerk, register_csv(household("90", "毕家福")))
    assert f"{address}columns/" in clerk.get(address).content.decode()
    assert "每一栏是什么" in clerk.get(f"{address}columns/").content.decode()


def test_a_large_file_is_read_by_the_worker_and_told_if_it_cannot_be(
    clerk: Client, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "BACKGROUND_OVER", 0)
    address = upload(clerk, register_csv(household("90", "毕家福")))
    RegisterImport.objects.update(file=None)
    jobs.work_off()
    run = RegisterImport.objects.get()
    assert run.state == "refused"
    assert run.fault in clerk.get(address).content.decode()


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_does_it_all(
    town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = persons.viewer("town_clerk")
    run = start_import(
        register_csv(household("90", "毕家福"), household("91", "罗福")), name="户册.csv", by=by
    )
    RegisterImport.objects.filter(pk=run.pk).update(state="waiting", seen=run.shown["seen"])
    job = jobs.enqueue(steps.JOB, {"import": str(run.pk)})

    def killed(*arguments: object, **named: object) -> None:
        raise KeyboardInterrupt  # nothing in between may catch it, as nothing catches the end of the process

    with monkeypatch.context() as patch:
        patch.setattr("tongxin.people.actions.register.applying._tell_ledger", killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.run_next()
    assert not Site.objects.filter(door="90").exists()
    type(job).objects.filter(pk=job.pk).update(leased_until=None, state="waiting")
    jobs.work_off()
    run.refresh_from_db()
    assert (run.state, run.counts["new"]) == ("done", 2)
