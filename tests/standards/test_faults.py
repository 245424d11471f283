"""Every fault is named with its file and its place, in the user's language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.standards.conftest import Change
from tests.standards.test_loading import FOUR_CLEAN, replace
from tongxin.records.permission import SYSTEM
from tongxin.standards.actions import load_standards
from tongxin.standards.errors import DataFaulty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("chinese")]
TOWNSHIP = "standards/national_sanitary_township_2021.json"


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(DataFaulty) as refused:
        load_standards(folder, by=SYSTEM)
    return [str(fault) for fault in refused.value.faults]


def item(sheet: Any, place: int = 0) -> Any:
    return sheet["sections"][0]["items"][place]


def put(name: str, value: Any) -> Callable[[Any], None]:
    return lambda sheet: item(sheet).update({name: value})


JSON_FAULTS: list[tuple[str, str, Callable[[Any], Any], str]] = [
    ("a part is missing", FOUR_CLEAN, lambda s: s.pop("floor"), "缺少“floor”"),
    ("a part is unknown", FOUR_CLEAN, lambda s: s.update(colour="red"), "“colour”"),
    ("a wrong type", FOUR_CLEAN, put("max", "one"), "K1 (/sections/0/items/0/max)：应为"),
    ("an unknown object", FOUR_CLEAN, lambda s: s.update(object_kind="person"), "“person”不在"),
    ("another schema", FOUR_CLEAN, lambda s: s.update(schema_version="9"), "“9”不在"),
    ("an unknown mode", FOUR_CLEAN, lambda s: item(s)["mode"].update(type="dice"), "“dice”"),
    ("a mode without a rule", FOUR_CLEAN, lambda s: item(s)["mode"].pop("type"), "打分方式"),
    ("a mode without its points", FOUR_CLEAN, lambda s: item(s)["mode"].pop("points"), "缺少“points”"),
    (
        "an unknown effect",
        FOUR_CLEAN,
        lambda s: item(s)["mode"].update(effect="x"),
        "K1 (/sections/0/items/0/mode/effect)",
    ),
    (
        "a deduction of nothing",
        FOUR_CLEAN,
        put("mode", {"type": "deduct_per_finding", "points": 0, "unit": "place"}),
        "太小",
    ),
    ("no sections", FOUR_CLEAN, lambda s: s.update(sections=[]), "至少要有 1"),
    ("an empty text", FOUR_CLEAN, put("zh", ""), "至少要有 1"),
    ("a negative total", FOUR_CLEAN, lambda s: s.update(total=-1), "太小"),
    ("a doubled column", FOUR_CLEAN, lambda s: s.update(score_columns=["score", "score"]), "重复"),
    ("a misspelt id", FOUR_CLEAN, lambda s: s.update(sheet_id="Four Clean"), "写法不对"),
    ("a doubled item", FOUR_CLEAN, lambda s: item(s, 1).update(id="K1"), "K1：这个评分项编号重复"),
    ("too fine points", FOUR_CLEAN, lambda s: item(s)["mode"].update(points=0.125), "两位小数"),
    ("a section that does not add up", FOUR_CLEAN, put("max", 2), "C：各项合计 5 分，本部分写的是 4 分"),
    (
        "a sheet that does not add up",
        FOUR_CLEAN,
        lambda s: s.update(total=7),
        "各部分合计 6 分，全表写的是 7 分",
    ),
    (
        "a range that ends before it begins",
        FOUR_CLEAN,
        put("mode", {"type": "range", "effect": "award", "min": 1, "max": 0}),
        "K1：",
    ),
    (
        "a range above the item",
        FOUR_CLEAN,
        put("mode", {"type": "range", "effect": "award", "min": 2, "max": 3}),
        "高于本项满分 1",
    ),
    (
        "a criterion without a state",
        TOWNSHIP,
        lambda s: s["criteria"][0].pop("status"),
        "O1 (/criteria/0)：缺少“status”",
    ),
]


@pytest.mark.parametrize(
    ("name", "how", "told"), [row[1:] for row in JSON_FAULTS], ids=[row[0] for row in JSON_FAULTS]
)
def test_a_faulty_file_is_told(
    folder: Path, change: Change, name: str, how: Callable[[Any], None], told: str
) -> None:
    change(name, how)
    faults = faults_of(folder)
    assert any(fault.startswith(name) and told in fault for fault in faults), faults


CSV_FAULTS = [
    ("a missing column", "matters.csv", "severity_default,", "", "缺少列：severity_default"),
    ("an unknown column", "matters.csv", "severity_default", "severity", "多出列：severity"),
    ("a doubled column", "matters.csv", "line,line_zh", "line,line", "重复的列：line"),
    ("a misspelt code", "matters.csv", "RB-01,", "rb1,", "第2行：编码“rb1”"),
    ("the same kind twice", "matters.csv", "RB-02,", "RB-01,", "第3行：与第2行重复"),
    ("no name", "matters.csv", "暴露垃圾", "", "第2行：“zh”是空的"),
    ("no number as limit", "matters.csv", "public_place,4,", "public_place,four,", "时限“four”"),
    ("an unknown unit", "matters.csv", "4,working_hours,source", "4,moons,source", "“moons”"),
    ("an unknown basis", "matters.csv", "4,working_hours,source", "4,working_hours,rumour", "“rumour”"),
    (
        "a source without a name",
        "matters.csv",
        "city A: 4 working_hours; city B: 1 working_days",
        "",
        "limit_source",
    ),
    ("neither yes nor no", "matters.csv", "ordinary,no,a heap", "ordinary,maybe,a heap", "“maybe”"),
    ("an unknown severity", "matters.csv", "ordinary,no,a heap", "awful,no,a heap", "“awful”"),
    ("no day", "matters.csv", "RB-01,2022-01-01", "RB-01,1 Jan", "“1 Jan”"),
    ("retired before valid", "matters.csv", "RB-01,2022-01-01,,", "RB-01,2022-01-01,2021-01-01,", "停用日期"),
    ("a cell too many", "matters.csv", "RB-01,", "RB-01,,", "第2行：有 20 格，应为 19 格"),
    ("a hint for no sheet", "item_hints.csv", "household_photo_60,A0", "no_such_sheet,A0", "no_such_sheet"),
    ("a hint for no item", "item_hints.csv", "household_photo_60,A0", "household_photo_60,Z9", "Z9"),
    ("a hint for no kind", "item_hints.csv", "A0,OR-01", "A0,XX-01", "XX-01"),
    (
        "the same hint twice",
        "item_hints.csv",
        "household_photo_60,A1",
        "household_photo_60,A0",
        "第3行：与第2行重复",
    ),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "told"), [row[1:] for row in CSV_FAULTS], ids=[row[0] for row in CSV_FAULTS]
)
def test_a_faulty_list_is_told(folder: Path, name: str, old: str, new: str, told: str) -> None:
    replace(folder / name, old, new)
    faults = faults_of(folder)
    assert any(fault.startswith(name) and told in fault for fault in faults), faults


def test_a_file_that_is_no_json_is_told_with_its_line(folder: Path) -> None:
    (folder / FOUR_CLEAN).write_text('{\n "schema_version": \n}', "utf-8")
    assert faults_of(folder) == [f"{FOUR_CLEAN}：第3行第1列：从这里起不是 JSON"]


@pytest.mark.parametrize("name", ["matters.csv", FOUR_CLEAN])
def test_a_file_in_another_encoding_is_told(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_text("utf-8").encode("gb18030"))
    assert f"{name}：不是 UTF-8 文本" in faults_of(folder)


def test_the_same_version_in_two_files_is_told(folder: Path) -> None:
    (folder / "sheets/copy.json").write_bytes((folder / FOUR_CLEAN).read_bytes())
    assert any("household_4_clean_2_norm 1" in fault for fault in faults_of(folder))


def test_all_faults_are_told_at_once(folder: Path, change: Change) -> None:
    change(FOUR_CLEAN, lambda sheet: sheet.update(total=7, colour="red", object_kind="person"))
    replace(folder / "matters.csv", "RB-01,", "rb1,")
    assert len(faults_of(folder)) >= 3


def test_a_folder_cannot_bring_a_looser_schema(folder: Path, change: Change) -> None:
    (folder / "sheets/schema.json").write_text('{"type": "object"}', "utf-8")
    change(FOUR_CLEAN, lambda sheet: sheet.pop("floor"))
    assert any("floor" in fault for fault in faults_of(folder))
