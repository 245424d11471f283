"""The pages on which a town writes its own score sheet, in the browser and by workbook."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from tests.conftest import ClientFor
from tests.persons import Persons
from tests.standards.towns_sheets import Content, small
from tests.town import TOWN, Town
from tongxin.access.viewer import PostViewer
from tongxin.standards.actions import adopt_draft, begin_blank, begin_draft, change_draft
from tongxin.standards.models import SheetDraft, SheetVersion
from tongxin.standards.workbook_writing import workbook_of

pytestmark = pytest.mark.django_db

TODAY = date(2022, 5, 21)


@pytest.fixture
def clerk(town: Town, persons: Persons, on: Callable[..., object]) -> PostViewer:
    """Who writes the sheets, on a Saturday in May."""
    on(TODAY)
    return persons.viewer("town_clerk")


@pytest.fixture
def desk(clerk: PostViewer, persons: Persons, client_for: ClientFor) -> Client:
    """The clerk at the desk."""
    return client_for(persons.town_clerk)


@pytest.fixture
def draft(clerk: PostViewer) -> SheetDraft:
    """A draft that holds the small sheet."""
    begun = begin_blank(town=TOWN, zh="门前屋后评分细则", en="", object_kind="household", by=clerk)
    return change_draft(begun, content=small(), revision=begun.revision, by=clerk)


@pytest.fixture
def version(draft: SheetDraft, clerk: PostViewer) -> SheetVersion:
    """The small sheet in use."""
    return adopt_draft(draft, since=TODAY, reason="会议定的", revision=draft.revision, by=clerk).version


def at(name: str, draft: SheetDraft, *more: str) -> str:
    """An address of the draft."""
    return reverse(f"standards:{name}", args=[draft.pk, *more])


def now(draft: SheetDraft) -> Content:
    """What the draft says by now."""
    content: Content = SheetDraft.objects.get(pk=draft.pk).content
    return content


def ids(draft: SheetDraft) -> list[list[str]]:
    """The numbers of its items, part by part."""
    return [[item["id"] for item in section["items"]] for section in now(draft)["sections"]]


def item_data(**values: Any) -> dict[str, Any]:
    """A filled-in form of an item that loses two points for each place."""
    rows = {"level-TOTAL_FORMS": 4, "level-INITIAL_FORMS": 0, "veto-TOTAL_FORMS": 4, "veto-INITIAL_FORMS": 0}
    usual = {
        "id": "A1",
        "zh": "门前有垃圾",
        "max": 5,
        "mode": "deduct_per_finding",
        "each": 2,
        "unit": "place",
    }
    effects = {f"veto-{n}-effect": "zero_item" for n in range(4)}
    return {**rows, **usual, **effects, **values}


def test_a_draft_shows_what_must_be_put_right_with_a_link_to_it(desk: Client, draft: SheetDraft) -> None:
    SheetDraft.objects.filter(pk=draft.pk).update(content={**small(), "total": 30})
    page = desk.get(at("draft", draft)).text
    assert "有 1 处要改正才能启用" in page
    assert "各部分加起来 20 分，总分写的是 30 分" in page
    assert at("draft_head", draft) in page


def test_parts_and_items_are_moved_by_buttons(desk: Client, draft: SheetDraft) -> None:
    def moved(what: str) -> list[list[str]]:
        revision = SheetDraft.objects.get(pk=draft.pk).revision
        desk.post(at("draft_move", draft), {"move": what, "revision": revision})
        return ids(draft)

    assert moved("item:A1:down") == [["A2", "A1"], ["B1", "B2"]]
    assert moved("item:A1:down") == [["A2"], ["A1", "B1", "B2"]]
    assert moved("item:A1:up") == [["A2", "A1"], ["B1", "B2"]]
    assert moved("section:A:down") == [["B1", "B2"], ["A2", "A1"]]
    assert moved("item:B1:up") == [["B1", "B2"], ["A2", "A1"]]


def test_a_part_and_an_item_are_taken_out(desk: Client, draft: SheetDraft) -> None:
    desk.post(at("draft_remove", draft), {"remove": "item:A1", "revision": draft.revision})
    desk.post(at("draft_remove", draft), {"remove": "section:B", "revision": draft.revision + 1})
    assert ids(draft) == [["A2"]]


@pytest.mark.parametrize("what", ["item:Z9:up", "part:A:up", "item:A1:left", ""])
def test_what_is_not_there_cannot_be_moved(desk: Client, draft: SheetDraft, what: str) -> None:
    answer = desk.post(at("draft_move", draft), {"move": what, "revision": draft.revision})
    assert answer.status_code == 404


def test_head_and_parts_are_written_on_their_pages(desk: Client, draft: SheetDraft) -> None:
    head = {"zh": "新标题", "en": "", "object_kind": "shop", "total": "12.5", "scoring_start": "max"}
    desk.post(
        at("draft_head", draft), {**head, "total_unit": "points", "item": 0, "revision": draft.revision}
    )
    part = {"id": "C", "zh": "路边", "en": "", "max": 3, "revision": draft.revision + 1}
    desk.post(at("draft_new_section", draft), part)
    said = now(draft)
    assert (said["title"]["zh"], said["object_kind"], said["total"]) == ("新标题", "shop", 12.5)
    assert said["floor"] == {"item": 0, "section": None, "sheet": None}
    assert said["sections"][2] == {"id": "C", "zh": "路边", "en": "", "max": 3, "items": []}


def test_an_item_is_written_with_what_belongs_to_its_way_of_scoring(desk: Client, draft: SheetDraft) -> None:
    levels = {
        "level-0-place": 2,
        "level-0-zh": "差",
        "level-0-points": 5,
        "level-1-place": 1,
        "level-1-zh": "好",
        "level-1-points": 0,
        "levels_effect": "deduct",
    }
    data = item_data(mode="levels", each="", unit="", needs_reason="on", revision=draft.revision, **levels)
    data |= {"veto-0-zh": "有露天焚烧", "veto-0-effect": "zero_section"}
    assert desk.post(at("draft_item", draft, "A1"), data).status_code == 302
    made = now(draft)["sections"][0]["items"][0]
    assert [level["label"]["zh"] for level in made["mode"]["levels"]] == ["好", "差"]
    assert set(made["mode"]) == {"type", "effect", "levels"}
    assert made["veto"] == [{"zh": "有露天焚烧", "en": "", "effect": "zero_section"}]
    assert made["hint"] == {"needs_reason": True}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"each": ""}, "必填"),
        ({"each": "0"}, "扣分要大于 0"),
        (
            {"mode": "levels", "levels_effect": "deduct", "level-0-zh": "好", "level-0-points": 0},
            "请至少填两档",
        ),
        ({"mode": "levels", "levels_effect": "deduct", "level-0-zh": "好"}, "这一行要么名称和分值都填"),
        ({"id": "B1"}, "编号 B1 已经有了"),
        ({"id": "甲"}, "只用字母"),
        ({"veto-0-en": "burning"}, "中文也要写"),
    ],
)
def test_an_item_that_is_half_written_is_not_saved(
    desk: Client, draft: SheetDraft, values: dict[str, Any], told: str
) -> None:
    answer = desk.post(at("draft_item", draft, "A1"), item_data(revision=draft.revision, **values))
    assert answer.status_code == 422
    assert told in answer.text
    assert now(draft) == small()


def picture(size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    """A picture with a place inside."""
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, "JPEG", exif=b"Exif\x00\x00 25.0 N 101.5 E")
    return SimpleUploadedFile("图.jpg", out.getvalue(), content_type="image/jpeg")


def test_a_picture_explains_an_item_and_can_be_taken_out(
    desk: Client, draft: SheetDraft, persons: Persons, client_for: ClientFor
) -> None:
    desk.post(at("draft_item", draft, "A1"), item_data(picture=picture(), revision=draft.revision))
    shown = now(draft)["sections"][0]["items"][0]["picture"]
    answer = client_for(persons.grid_leader).get(reverse("standards:picture", args=[shown]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert b"101.5" not in answer.content
    data = item_data(without_picture="on", revision=draft.revision + 1)
    desk.post(at("draft_item", draft, "A1"), data)
    assert "picture" not in now(draft)["sections"][0]["items"][0]


def test_a_file_that_is_no_picture_is_refused(desk: Client, draft: SheetDraft) -> None:
    upload = SimpleUploadedFile("x.svg", b"<svg/>", content_type="image/jpeg")
    answer = desk.post(at("draft_item", draft, "A1"), item_data(picture=upload, revision=draft.revision))
    assert answer.status_code == 422


def test_a_change_on_a_page_that_is_out_of_date_is_not_saved(desk: Client, draft: SheetDraft) -> None:
    answer = desk.post(at("draft_item", draft, "A1"), item_data(revision=draft.revision - 1))
    assert answer.status_code == 422
    assert "别人改过这份草稿" in answer.text


def test_a_draft_comes_back_from_its_workbook(desk: Client, draft: SheetDraft) -> None:
    file = desk.get(at("draft_workbook", draft)).content
    answer = desk.post(
        at("draft_upload", draft), {"file": SimpleUploadedFile("x.xlsx", file), "revision": draft.revision}
    )
    assert answer.status_code == 302
    assert now(draft) == small()


def test_a_workbook_with_faults_changes_nothing_and_names_their_cells(
    desk: Client, draft: SheetDraft
) -> None:
    content = small()
    content["sections"][0]["items"][0]["hint"] = {"matter": "XX-99"}
    file = workbook_of(content, {"A1": SheetDraft(content=content).parts.by_id["A1"].hint})
    upload = SimpleUploadedFile("x.xlsx", file)
    answer = desk.post(at("draft_upload", draft), {"file": upload, "revision": draft.revision})
    assert answer.status_code == 422
    assert "第2行O列" in answer.text
    assert now(draft) == small()


def test_the_page_of_adoption_shows_what_changes_and_adopts(
    desk: Client, version: SheetVersion, clerk: PostViewer
) -> None:
    desk.post(reverse("standards:copy", args=[version.pk]))
    draft = SheetDraft.objects.get()
    desk.post(at("draft_item", draft, "A1"), item_data(zh="门口有垃圾", each=1, revision=draft.revision))
    page = desk.get(at("draft_adopt", draft)).text
    assert "<del>门前有垃圾</del>" in page
    assert "<ins>门口有垃圾</ins>" in page
    day = TODAY + timedelta(days=3)
    data = {"since": day.isoformat(), "reason": "说得更清楚", "revision": draft.revision + 1}
    answer = desk.post(at("draft_adopt", draft), data, follow=True)
    assert "说得更清楚" in answer.text
    assert "与版本 1 相比" in answer.text
    assert "将启用" in answer.text


def test_a_draft_with_faults_cannot_be_adopted_on_its_page(desk: Client, draft: SheetDraft) -> None:
    SheetDraft.objects.filter(pk=draft.pk).update(content={**small(), "total": 30})
    page = desk.get(at("draft_adopt", draft)).text
    assert "先要改正的" in page
    assert 'name="since"' not in page


def test_a_sheet_is_taken_out_of_use_on_its_page(desk: Client, version: SheetVersion) -> None:
    data = {"until": TODAY + timedelta(days=1), "reason": "换了新的"}
    answer = desk.post(reverse("standards:retire", args=[version.pk]), data, follow=True)
    assert "换了新的" in answer.text
    assert "停用……" not in answer.text


def test_a_sheet_is_printed_and_handed_out_as_a_workbook(desk: Client, version: SheetVersion) -> None:
    form = desk.get(reverse("standards:form", args=[version.pk]))
    assert form.content.startswith(b"%PDF")
    assert desk.get(reverse("standards:workbook", args=[version.pk])).content.startswith(b"PK")


def test_others_see_the_towns_sheet_and_neither_drafts_nor_buttons(
    version: SheetVersion, clerk: PostViewer, persons: Persons, client_for: ClientFor
) -> None:
    begin_draft(version, town=TOWN, by=clerk)
    reader = client_for(persons.grid_leader)
    page = reader.get(reverse("standards:sheets")).text
    assert "门前屋后评分细则" in page
    assert "启用中" in page
    assert "草稿" not in page
    assert "写下一版" not in reader.get(reverse("standards:sheet", args=[version.pk])).text


def test_a_new_sheet_begins_with_its_title(desk: Client) -> None:
    data = {"zh": "=公厕评分细则", "en": "", "object_kind": "toilet"}
    answer = desk.post(reverse("standards:blank"), data, follow=True)
    assert "公厕评分细则" in answer.text
    assert SheetDraft.objects.get().content["title"]["zh"] == "公厕评分细则"


def test_the_pages_speak_english(desk: Client, draft: SheetDraft, version: SheetVersion) -> None:
    page = desk.get(reverse("standards:sheet", args=[version.pk]), headers={"accept-language": "en"}).text
    assert "Write the next version" in page
    assert "门前有垃圾" in page  # without an English wording the Chinese is shown


def test_a_draft_of_many_items_asks_few_questions(desk: Client, draft: SheetDraft) -> None:
    desk.get(at("draft", draft))
    with CaptureQueriesContext(connection) as queries:
        desk.get(at("draft", draft))
    assert len(queries) <= 12
