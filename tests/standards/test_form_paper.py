"""The printed form: what stands on it, and that several stand in one file, each with its own code and pages."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Sequence
from typing import Any

import pytest
from django.utils import translation

from tests.architecture.tree import ROOT
from tests.standards.towns_sheets import changed
from tongxin.records import paper
from tongxin.records.permission import SYSTEM
from tongxin.standards.actions import load_standards
from tongxin.standards.errors import TooManyForms
from tongxin.standards.form_paper import FormHead, blank_head, draft_pdf, forms_pdf
from tongxin.standards.limits import limits
from tongxin.standards.models import SheetDraft, SheetVersion

ADDRESS = "http://192.168.1.20:8000/rounds/visits/1/"


@pytest.fixture
def sheet(db: None) -> SheetVersion:
    """The sheet with 32 items, its hints beside it."""
    load_standards(ROOT / "data", by=SYSTEM)
    return SheetVersion.objects.get(sheet="household_photo_60")


def pages(content: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page[^s]", content))


def text(content: bytes) -> str:
    """The words of a PDF, blanks left out."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("poppler-utils is not installed")
    made = subprocess.run([tool, "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return re.sub(r"\s", "", made.stdout.decode())


@pytest.mark.usefixtures("chinese")
def test_every_item_stands_on_the_form_with_boxes_and_care(sheet: SheetVersion) -> None:
    said = text(
        forms_pdf(sheet, [FormHead([("地点：", "莲华村小伍排组12号")], ADDRESS, "扫码录入", "A7K3-09")])
    )
    assert all(item.zh.replace(" ", "") in said for item in sheet.parts.items)
    assert said.count("未看") == 32
    assert all(word in said for word in ("莲华村小伍排组12号", "扫码录入", "A7K3-09"))
    assert "同一件事不与B7重复扣" in said
    assert said.count("原因：") == 4


def test_a_sheet_of_six_items_is_one_page_and_one_of_32_two(sheet: SheetVersion) -> None:
    six = SheetVersion.objects.get(sheet="household_4_clean_2_norm")
    with translation.override("zh-hans"):
        assert pages(forms_pdf(six, [blank_head(ADDRESS)])) == 1
        assert pages(forms_pdf(sheet, [blank_head(ADDRESS)])) == 2


def test_each_form_counts_its_own_pages(sheet: SheetVersion) -> None:
    with translation.override("zh-hans"):
        said = text(forms_pdf(sheet, [blank_head(ADDRESS)] * 3))
    assert (said.count("1/2"), said.count("2/2")) == (3, 3)


def given_to_the_page(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is handed to the printed page, instead of printing it."""
    seen: list[dict[str, Any]] = []

    def keep(_page: object, data: dict[str, Any]) -> bytes:
        seen.append(data)
        return b""

    monkeypatch.setattr(paper, "pdf", keep)
    return seen


def test_the_code_of_a_form_opens_what_the_caller_says(
    sheet: SheetVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = given_to_the_page(monkeypatch)
    forms_pdf(sheet, [blank_head(ADDRESS), blank_head()])
    assert [form["qr"] for form in seen[0]["forms"]] == [paper.qr(ADDRESS), ""]


def parts_of(mode: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Sequence[tuple[str, str]]:
    """Boxes and lines of an item that is scored so."""
    seen = given_to_the_page(monkeypatch)
    content = changed(lambda it: it["sections"][0]["items"][0].update(mode=mode))
    draft_pdf(SheetDraft(content=content))
    return [(part["kind"], part["label"]) for part in seen[0]["sections"][0]["items"][0]["parts"]]


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("mode", "parts"),
    [
        (
            {"type": "deduct_per_finding", "points": 1, "unit": "place"},
            [("tick", "没有问题"), ("write", "发现（处）")],
        ),
        ({"type": "yes_no", "points": 1, "effect": "deduct_if_yes"}, [("tick", "是"), ("tick", "否")]),
        ({"type": "range", "effect": "deduct", "min": 0, "max": 2.5}, [("write", "分（0 到 2.5）")]),
        ({"type": "veto", "effect": "fail"}, [("tick", "发生了"), ("tick", "没有发生")]),
        ({"type": "unstated"}, []),
    ],
)
def test_the_boxes_follow_the_way_of_scoring(
    mode: dict[str, Any], parts: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert parts_of(mode, monkeypatch) == parts


def test_more_forms_than_a_file_holds_are_refused(sheet: SheetVersion) -> None:
    with pytest.raises(TooManyForms):
        forms_pdf(sheet, [blank_head()] * (limits().forms + 1))


def test_the_words_of_a_sheet_are_never_taken_for_markup() -> None:
    content = changed(lambda it: it["sections"][0]["items"][0].update(zh='#image("x") $x$ *粗* <end> \\'))
    assert io.BytesIO(draft_pdf(SheetDraft(content=content))).read(4) == b"%PDF"
