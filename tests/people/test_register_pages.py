"""The register's import in the browser: template, upload, preview, progress, result."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.conftest import ClientFor
from tests.people.registers import HEADINGS, Value, household, register_csv
from tests.persons import Persons
from tests.town import LIANHUA, Town
from tongxin.people.actions.register import steps
from tongxin.people.models import RegisterEntry, RegisterImport
from tongxin.records import jobs
from tongxin.territory.models import Site

UPLOAD = "/import/register/"


@pytest.fixture
def clerk(persons: Persons, client_for: ClientFor) -> Client:
    return client_for(persons.town_clerk)


def upload(client: Client, *rows: tuple[Value, ...], **form: str) -> str:
    """Uploads a register; gives the address of its preview."""
    file = SimpleUploadedFile("<b>户册</b>.csv", register_csv(*rows))
    response = client.post(UPLOAD, {"file": file, **form})
    assert response.status_code == 302
    return str(response["Location"])


def preview(client: Client, address: str) -> Any:
    return client.get(address)


def confirm(client: Client, address: str, **form: Any) -> str:
    """Confirms what the preview shows; the page that follows."""
    seen = preview(client, address).context["shown"].seen
    return client.post(address, {"seen": seen, **form}, follow=True).content.decode()


def test_the_page_names_the_columns_and_offers_the_template(clerk: Client) -> None:
    text = clerk.get(UPLOAD).content.decode()
    assert all(heading in text for heading in HEADINGS)
    template = clerk.get("/import/register/template/")
    assert template.content.startswith(b"PK")
    assert "filename" in template["Content-Disposition"]


def test_what_is_no_spreadsheet_is_told_on_the_form(clerk: Client) -> None:
    response = clerk.post(UPLOAD, {"file": SimpleUploadedFile("a.xlsx", b"just words")})
    assert response.status_code == 422
    assert "不是表格文件" in response.content.decode()


def test_an_empty_file_and_no_file_are_told_on_the_form(clerk: Client) -> None:
    for data in ({}, {"file": SimpleUploadedFile("a.csv", b"")}):
        assert clerk.post(UPLOAD, {"village": "", **data}).status_code == 422


def test_faults_are_shown_first_with_row_column_and_what_to_do(clerk: Client) -> None:
    address = upload(clerk, household("90", phone="53230119600101123X"), household("91", village="莲花村"))
    text = preview(clerk, address).content.decode()
    assert "有 2 处要改" in text
    assert "身份证号" in text
    assert "莲华村" in text
    assert "53230119600101123" not in text
    assert "<b>户册</b>" not in text


def test_a_preview_shows_the_difference_masked(clerk: Client) -> None:
    rows = [household("1", "李大明", phone="13800001111"), household("2", "王芬")]
    text = preview(clerk, upload(clerk, *rows, household("90", "毕家福"))).content.decode()
    assert "李*明 → 李*明" in text
    assert "138****1111" in text
    assert "毕*福" in text
    assert "李大明" not in text


def test_nothing_is_written_before_it_is_confirmed(clerk: Client) -> None:
    address = upload(clerk, household("90", "毕家福"))
    assert not Site.objects.filter(door="90").exists()
    assert "全部写入" in confirm(clerk, address)
    assert Site.objects.filter(door="90").exists()


def test_a_household_leaves_only_where_it_was_ticked(clerk: Client, town: Town) -> None:
    rows = [household("2", "王芬"), household("3", "杨贵"), household("4", "普明")]
    address = upload(clerk, *rows)
    assert str(town.household.pk) in preview(clerk, address).content.decode()
    confirm(clerk, address, gone=[str(town.household.pk)])
    assert Site.objects.get(pk=town.household.pk).closed_on is not None


def test_a_preview_that_is_no_longer_so_is_shown_anew(clerk: Client, town: Town) -> None:
    address = upload(clerk, household("1", "李小红"))
    seen = preview(clerk, address).context["shown"].seen
    RegisterEntry.objects.filter(site=town.household).update(head="李小兰")
    text = clerk.post(address, {"seen": seen}, follow=True).content.decode()
    assert "预览之后" in text
    assert RegisterEntry.objects.get(site=town.household).head == "李小兰"


@pytest.mark.parametrize("form", [{"seen": ""}, {"seen": "x"}, {"seen": "x", "gone": "no id"}])
def test_a_form_that_is_not_ours_writes_nothing(clerk: Client, form: dict[str, str]) -> None:
    address = upload(clerk, household("90", "毕家福"))
    clerk.post(address, form)
    assert not Site.objects.filter(door="90").exists()


def test_a_large_import_can_be_left_and_its_result_waits(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "BACKGROUND_OVER", 0)
    address = upload(clerk, household("90", "毕家福"))
    assert "可以离开这一页" in preview(clerk, address).content.decode()
    jobs.work_off()
    assert "可以离开这一页" in confirm(clerk, address)
    part = clerk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part
    jobs.work_off()
    done = clerk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "全部写入" in done
    assert "hx-trigger" not in done


def test_a_file_that_was_forgotten_is_chosen_again(clerk: Client) -> None:
    address = upload(clerk, household("90"))
    RegisterImport.objects.update(file=None)
    assert "重新选文件" in clerk.get(address).content.decode()


def test_a_second_confirmation_does_nothing_more(clerk: Client) -> None:
    address = upload(clerk, household("90", "毕家福"))
    seen = preview(clerk, address).context["shown"].seen
    for _time in range(2):
        clerk.post(address, {"seen": seen})
    assert Site.objects.filter(door="90").count() == 1


def test_the_chosen_village_stands_for_its_column(clerk: Client) -> None:
    file = SimpleUploadedFile("户册.csv", "村民小组,门牌,户主\n小伍排组,90,毕家福\n".encode())
    address = str(clerk.post(UPLOAD, {"file": file, "village": LIANHUA})["Location"])
    confirm(clerk, address)
    assert Site.objects.get(door="90").division_code == LIANHUA


def test_a_part_of_a_register_marks_nobody_gone(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongxin.people.register_view.MISSING_AT_MOST", 2)
    text = preview(clerk, upload(clerk, household("1", "李小明"))).content.decode()
    assert 'name="gone"' not in text
    assert "只是户册的一部分" in text


def test_a_preview_asks_no_more_questions_for_more_rows(
    clerk: Client, django_assert_max_num_queries: Any
) -> None:
    address = upload(clerk, *(household(str(door), "毕家福") for door in range(100, 400)))
    with django_assert_max_num_queries(14):
        preview(clerk, address)
