"""A sheet as a workbook and back: nothing is lost, and what is wrong is told by its cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings

from tests.inspections.score_cases import sheets_of_the_town
from tests.standards.towns_sheets import Content, contents, small
from tongxin.standards.editing import copied
from tongxin.standards.errors import WorkbookFaulty
from tongxin.standards.rules import Hint, read_sheet
from tongxin.standards.workbook_cells import Odd, column_letter, read_cells
from tongxin.standards.workbook_layout import layout
from tongxin.standards.workbook_reading import content_of
from tongxin.standards.workbook_writing import workbook_of

MATTERS = {"RB-01"}


def written(content: Content) -> bytes:
    """The content as a workbook, its hints with it."""
    return workbook_of(content, {item.id: item.hint for item in read_sheet(content).items})


@settings(max_examples=20, deadline=None)
@given(contents())
def test_any_sheet_comes_back_from_its_workbook_as_it_was(content: Content) -> None:
    assert content_of(written(content), base=content, matters=MATTERS) == content


@pytest.mark.parametrize("name", sorted(sheets_of_the_town()))
def test_the_sheets_that_came_with_the_system_come_back(name: str) -> None:
    content = copied(sheets_of_the_town()[name], {"A1": Hint(matter="RB-01")})
    assert content_of(written(content), base=content, matters=MATTERS) == content


def test_a_picture_stays_with_the_item_that_keeps_its_number() -> None:
    content = small()
    picture = "01900000-0000-7000-8000-000000000000"
    content["sections"][0]["items"][0]["picture"] = picture
    read = content_of(written(content), base=content, matters=())
    assert read["sections"][0]["items"][0]["picture"] == picture


Cells = dict[tuple[str, int, int], Any]


def filled(cells: Cells, *, without: str = "") -> bytes:
    """The small sheet as a workbook in which some cells (worksheet, row and column from 0) were written over."""
    plan = layout()
    sheets = read_cells(written(small()), most_bytes=10**7, most_unpacked=10**7, most_rows=1000)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            if sheet.name == without:
                continue
            made = book.add_worksheet(sheet.name)
            held: dict[tuple[int, int], Any] = {
                (row - 1, column): value
                for row, cells_ in sheet.rows.items()
                for column, value in cells_.items()
            }
            named = {plan.head: "head", plan.items: "items", plan.more: "more"}[sheet.name]
            held |= {(row, column): value for (part, row, column), value in cells.items() if part == named}
            for (row, column), value in held.items():
                if isinstance(value, date):
                    made.write_datetime(row, column, value, day)
                elif value is not None:
                    made.write(row, column, value)
    return out.getvalue()


def faults(file: bytes) -> list[str]:
    """What is said about a workbook, in Chinese."""
    with pytest.raises(WorkbookFaulty) as refused:
        content_of(file, base=small(), matters=MATTERS)
    return [str(fault) for fault in refused.value.faults]


WRONG: dict[str, tuple[Cells, str]] = {
    "a formula": ({("items", 1, 7): "=2+3"}, "评分项：第2行H列：这里是公式"),
    "a number that became a day": (
        {("items", 1, 4): date(2026, 1, 2)},
        "评分项：第2行E列：表格软件把这里当成了日期",
    ),
    "TRUE": ({("items", 1, 15): True}, "评分项：第2行P列：这里是 TRUE"),
    "an error": ({("items", 2, 7): "=1/0"}, "评分项：第3行H列：这里是公式"),
    "a word for a number": ({("items", 2, 7): "五分"}, "评分项：第3行H列：“五分”不是数"),
    "a third decimal": ({("items", 2, 7): 4.999}, "评分项：第3行H列：4.999 超过两位小数"),
    "an unknown way of scoring": ({("items", 2, 8): "随便"}, "评分项：第3行I列：“随便”不在"),
    "points that the way does not have": ({("items", 2, 12): 1}, "评分项：第3行M列：这种评分方式用不到"),
    "an effect of another way": ({("items", 2, 9): "扣分"}, "评分项：第3行J列：这种评分方式没有这样的算法"),
    "no wording": ({("items", 2, 5): ""}, "评分项：第3行F列：这一格是空的"),
    "an item twice": ({("items", 2, 4): "A1"}, "评分项：第3行E列：编号 A1 已经有了"),
    "a kind of problem that is none": ({("items", 2, 14): "XX-99"}, "评分项：第3行O列：没有问题类型“XX-99”"),
    "a part told in two ways": (
        {("items", 2, 0): "A", ("items", 2, 3): 12},
        "评分项：第3行D列：与这一部分第一行写的不一样",
    ),
    "a column too many": ({("items", 2, 25): "x"}, "评分项：第3行Z列：这里不该有内容"),
    "another heading": ({("items", 0, 5): "内容"}, "评分项：第1行F列：这里应是“检查内容”"),
    "a level of nobody": ({("more", 1, 0): "Z9"}, "档次和一票否决：第2行A列：没有编号是“Z9”的评分项"),
    "a level without points": ({("more", 1, 4): ""}, "档次和一票否决：第2行E列：这一格是空的"),
    "an empty title": ({("head", 1, 1): ""}, "表头：第2行B列：“标题”是空的"),
    "more in the head": ({("head", 12, 0): "备注"}, "表头：第13行：这里不该有内容"),
}


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_by_its_cell(name: str) -> None:
    cells, told = WRONG[name]
    found = faults(filled(cells))
    assert any(fault.startswith(told) for fault in found), found


@pytest.mark.usefixtures("chinese")
def test_every_fault_is_told_at_once() -> None:
    assert len(faults(filled({("items", 1, 7): "=2+3", ("items", 2, 7): "五", ("head", 1, 1): ""}))) == 3


@pytest.mark.usefixtures("chinese")
def test_a_worksheet_that_is_missing_is_named() -> None:
    assert faults(filled({}, without=layout().more))[0].startswith("档次和一票否决：缺这张工作表")


def test_an_untouched_workbook_of_another_program_is_read() -> None:
    assert content_of(filled({}), base=small(), matters=()) == small()


def without_a_part(file: bytes) -> bytes:
    """The workbook with its list of worksheets lost."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            if part != "xl/workbook.xml":
                new.writestr(part, old.read(part))
    return out.getvalue()


def with_document_type(file: bytes) -> bytes:
    """The workbook with a document type that names a file of the server."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/workbook.xml":
                content = content.replace(
                    b"<workbook", b'<!DOCTYPE workbook [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook', 1
                )
            new.writestr(part, content)
    return out.getvalue()


def far_away(file: bytes) -> bytes:
    """A workbook with one cell far below the others."""
    return filled({("items", 1_500, 0): "x"})


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda file: file[:-200], "不是 Excel 工作簿"),
        (lambda file: b"", "不是 Excel 工作簿"),
        (lambda file: b"MZ" + file, "不是 Excel 工作簿"),
        (without_a_part, "不是 Excel 工作簿"),
        (with_document_type, "不是 Excel 工作簿"),
        (far_away, "比评分细则大得多"),
        (lambda file: file + bytes(3 * 1024 * 1024), "比评分细则大得多"),
    ],
)
def test_a_file_that_is_none_is_refused(spoil: Callable[[bytes], bytes], told: str) -> None:
    assert told in faults(spoil(written(small())))[0]


def test_a_small_file_that_unpacks_to_much_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", bytes(9 * 1024 * 1024))
    with pytest.raises(WorkbookFaulty):
        content_of(out.getvalue(), base=small(), matters=())


def test_columns_are_named_as_spreadsheets_name_them() -> None:
    assert [column_letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_formula_is_seen_whatever_it_came_to() -> None:
    cells = read_cells(
        filled({("items", 1, 7): "=2+3"}), most_bytes=10**7, most_unpacked=10**7, most_rows=1000
    )
    assert cells[1].rows[2][7] is Odd.FORMULA
