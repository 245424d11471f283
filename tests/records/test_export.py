"""Workbooks and CSV hold texts as texts and run nothing."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tongxin.records import export

DANGEROUS = ["=1+1", "+86", "-2+3", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x","y")']


def back(content: bytes) -> list[list[object]]:
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    return [list(row) for row in rows]


def sheet_xml(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_workbook_keeps_texts_numbers_days_and_moments() -> None:
    moment = datetime(2022, 9, 15, 16, 30, tzinfo=UTC)
    row = ("莲华村", 3, Decimal("92.5"), date(2022, 9, 16), moment, None, "0013")
    rows = back(export.xlsx("台账", ["村"] * 7, [row]))
    assert rows[1] == ["莲华村", 3.0, 92.5, date(2022, 9, 16), datetime(2022, 9, 16, 0, 30), "", "0013"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_workbook_holds_no_formula_and_no_link(text: str) -> None:
    content = export.xlsx("x", [text], [[text]])
    assert "<f>" not in sheet_xml(content)
    assert "hyperlink" not in sheet_xml(content)
    assert back(content)[1][0] != text


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_csv_cell_that_would_run_is_made_harmless(text: str) -> None:
    assert read_csv(export.csv_text([text], [[text]])) == [[f"'{text}"], [f"'{text}"]]


def test_a_negative_number_stays_a_number() -> None:
    assert export.csv_text(["n"], [[-5]]).endswith(b"-5\r\n")
    assert back(export.xlsx("x", ["n"], [[-5]]))[1] == [-5.0]


def test_a_csv_opens_in_excel_with_chinese() -> None:
    moment = datetime(2022, 9, 15, 16, 30, tzinfo=UTC)
    content = export.csv_text(
        ["村", "时间", "日期"], [["莲华村", moment, date(2022, 9, 16)], [None, None, None]]
    )
    assert content.startswith(b"\xef\xbb\xbf")
    assert read_csv(content)[1:] == [["莲华村", "2022-09-16 00:30", "2022-09-16"], ["", "", ""]]


@given(
    st.lists(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\0")), min_size=1))
)
def test_every_text_comes_back_from_a_csv(rows: list[list[str]]) -> None:
    found = read_csv(export.csv_text(["x"], rows))[1:]
    assert found == [[export.harmless(cell) for cell in row] for row in rows]


@given(st.text())
def test_no_text_starts_like_a_formula(text: str) -> None:
    assert not export.harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_sheet_takes_any_name() -> None:
    content = export.xlsx("莲华村[2022]: 台账/全部?" + "长" * 40, ["x"], [])
    assert CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names[0].startswith("莲华村 2022")


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 2)
    with pytest.raises(export.TooManyRows):
        export.xlsx("x", ["n"], [[1], [2], [3]])


def test_a_download_has_its_chinese_name() -> None:
    response = export.download(b"x", "台账.xlsx", export.XLSX)
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%8F%B0")
    assert response["Content-Type"] == export.XLSX
