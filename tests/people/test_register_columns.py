"""The columns of a file: what is unsure is asked, what was chosen is known the next time."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.conftest import ClientFor
from tests.people.corpus.books import Page, csv, one, xlsx
from tests.persons import Persons
from tests.town import TOWN, Town
from tongxin.people.actions import choose_columns, start_import
from tongxin.people.actions.register import SheetChoice
from tongxin.people.import_errors import ColumnsFaulty
from tongxin.people.models import LearntHeading, RegisterImport
from tongxin.people.register_rules import Key
from tongxin.records.permission import Viewer

HEADS = ("村", "村民小组", "门牌", "户主", "老表的话")
ROW = ("莲华村", "小伍排组", "90", "毕家福", "池塘边")
CONTENT = csv(HEADS, ROW)
State = RegisterImport.State


@pytest.fixture
def clerk(persons: Persons) -> Viewer:
    return persons.viewer("town_clerk")


def chosen(key: Key | None) -> list[SheetChoice]:
    return [SheetChoice(True, {4: key})]


def test_an_unknown_heading_waits_for_an_answer(town: Town, clerk: Viewer) -> None:
    run = start_import(CONTENT, name="户册.csv", by=clerk)
    assert run.state == State.COLUMNS
    assert not run.shown


def test_what_was_chosen_is_read_and_known_the_next_time(town: Town, clerk: Viewer) -> None:
    run = choose_columns(start_import(CONTENT, name="户册.csv", by=clerk), chosen(Key.NOTE), by=clerk)
    assert run.state == State.PREVIEW
    assert LearntHeading.objects.get().key == Key.NOTE
    again = start_import(CONTENT, name="户册.csv", by=clerk)
    assert again.state == State.PREVIEW


def test_a_column_that_is_not_read_is_learnt_too(town: Town, clerk: Viewer) -> None:
    choose_columns(start_import(CONTENT, name="户册.csv", by=clerk), chosen(None), by=clerk)
    assert LearntHeading.objects.get().key == ""
    assert start_import(CONTENT, name="户册.csv", by=clerk).state == State.PREVIEW


def test_what_one_town_learnt_another_does_not_know(town: Town, clerk: Viewer) -> None:
    choose_columns(start_import(CONTENT, name="户册.csv", by=clerk), chosen(None), by=clerk)
    LearntHeading.objects.update(division_code="532301106000")
    assert start_import(CONTENT, name="户册.csv", by=clerk).state == State.COLUMNS


def test_what_was_learnt_goes_before_the_words(town: Town, clerk: Viewer) -> None:
    LearntHeading.objects.create(division_code=TOWN, kind="households", heading="电话", key="")
    run = start_import(csv((*HEADS[:4], "电话"), ROW), name="户册.csv", by=clerk)
    assert run.state == State.PREVIEW
    assert [column[2] for column in run.plan[0]["columns"]][-1] == ""


@pytest.mark.parametrize("columns", [{3: None}, {4: Key.HEAD}])
def test_a_needed_column_missing_or_twice_is_told(
    town: Town, clerk: Viewer, columns: dict[int, Key | None]
) -> None:
    run = start_import(CONTENT, name="户册.csv", by=clerk)
    with pytest.raises(ColumnsFaulty, match="户主"):
        choose_columns(run, [SheetChoice(True, columns)], by=clerk)
    assert not LearntHeading.objects.exists()


def test_a_sheet_can_be_left_out_and_its_group_written(town: Town, clerk: Viewer) -> None:
    heads, row = ("村", "门牌", "户主"), ("莲华村", "90", "毕家福")
    content = xlsx(Page("Sheet1", [heads, row]), Page("Sheet2", [heads, row]))
    run = start_import(content, name="户册.xlsx", by=clerk)
    assert run.state == State.COLUMNS  # no column and no name says the group
    run = choose_columns(run, [SheetChoice(True, {}, "上营组"), SheetChoice(False, {})], by=clerk)
    assert (run.state, run.rows) == (State.PREVIEW, 1)
    assert [name for _village, name, _like in run.shown["groups"]] == ["上营组"]


class TestPage:
    """The page of the columns."""

    @pytest.fixture
    def client(self, persons: Persons, client_for: ClientFor) -> Client:
        return client_for(persons.town_clerk)

    def upload(self, client: Client, content: bytes) -> str:
        response = client.post("/import/register/", {"file": SimpleUploadedFile("户册.xlsx", content)})
        return str(client.get(response["Location"])["Location"])

    def test_headings_are_shown_with_masked_values(self, client: Client) -> None:
        heads = ("村", "组", "门牌", "户主", "电话", "别的")
        address = self.upload(
            client, one(heads, ("莲华村", "小伍排组", "90", "毕家福", "13800001111", "李小明家旁边"))
        )
        text = client.get(address).content.decode()
        assert "毕*福" in text
        assert "138****1111" in text
        assert "毕家福" not in text
        assert "李小明" not in text

    def test_the_form_leads_to_the_preview(self, client: Client) -> None:
        address = self.upload(client, one(HEADS, ROW))
        form = {
            "read0": "yes",
            "c0-0": "village",
            "c0-1": "group",
            "c0-2": "door",
            "c0-3": "head",
            "c0-4": "note",
        }
        response = client.post(address, form, follow=True)
        assert "毕*福" in response.content.decode()

    def test_a_missing_column_is_told_and_the_choice_is_kept(self, client: Client) -> None:
        address = self.upload(client, one(HEADS, ROW))
        response = client.post(address, {"read0": "yes", "c0-2": "", "c0-4": "note"})
        assert response.status_code == 422
        assert "缺这一栏" in response.content.decode()

    def test_nonsense_in_the_form_is_not_read(self, client: Client) -> None:
        address = self.upload(client, one(HEADS, ROW))
        response = client.post(address, {"read0": "yes", "c0-4": "password", "c0-x": "note"}, follow=True)
        assert response.status_code == 200
