"""Uploaded files that are spreadsheets, that are none, and that mean harm."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.people.registers import HEADINGS, household, register_csv, workbook
from tongxin.people import workbook as reading
from tongxin.people.errors import NoSpreadsheet, SpreadsheetTooLarge
from tongxin.people.workbook import read_sheets


def repacked(content: bytes, name: str, body: bytes) -> bytes:
    """The same archive with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, body if part == name else old.read(part))
    return out.getvalue()


def test_a_workbook_is_read_cell_by_cell() -> None:
    (sheet,) = read_sheets(workbook(("户册", [HEADINGS, household("12", people=4)])))
    assert sheet.rows[0] == list(HEADINGS)
    assert sheet.rows[1][:6] == ["莲华村", "小伍排组", "12", "李小明", None, 4]


def test_every_sheet_is_read_and_only_its_first_rows_where_so_many_are_wanted() -> None:
    content = workbook(("一组", [["a"], ["b"], ["c"]]), ("二组", [["d"]]))
    first, second = read_sheets(content, most_rows=2)
    assert (first.name, first.rows, first.height) == ("一组", [["a"], ["b"]], 3)
    assert (second.name, second.rows, second.height) == ("二组", [["d"]], 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_every_encoding_that_excel_writes(encoding: str) -> None:
    (sheet,) = read_sheets(register_csv(household()).decode().encode(encoding))
    assert sheet.rows[0] == list(HEADINGS)


def test_a_csv_may_have_a_title_above_its_headings() -> None:
    (sheet,) = read_sheets("莲华村2026年户册\n组;户号;户主\n小伍排组;1;李小明, 李贵\n".encode())
    assert sheet.rows[0] == ["莲华村2026年户册"]
    assert sheet.rows[2] == ["小伍排组", "1", "李小明, 李贵"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_with_every_separator(separator: str) -> None:
    content = separator.join(HEADINGS).encode()
    assert read_sheets(content)[0].rows == [list(HEADINGS)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"just words",
        b"%PDF-1.7 a,b\n\0\0",
        b"\x89PNG\r\n\x1a\n\0\0\0",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken",
        b"\x81,\x81\x30\x81",
        b'a,"b\nc',
    ],
)
def test_what_is_no_spreadsheet_is_told(content: bytes) -> None:
    with pytest.raises(NoSpreadsheet):
        read_sheets(content)


def test_another_zip_is_no_spreadsheet() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(NoSpreadsheet):
        read_sheets(out.getvalue())


def test_a_broken_part_inside_is_told() -> None:
    with pytest.raises(NoSpreadsheet):
        read_sheets(repacked(workbook(("户册", [HEADINGS])), "xl/workbook.xml", b"<not xml"))


def test_a_bomb_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_read_workbook", lambda *_: pytest.fail("it was parsed"))
    zeros = b" " * (reading.MOST_UNPACKED + 1)
    with pytest.raises(SpreadsheetTooLarge):
        read_sheets(repacked(workbook(("户册", [HEADINGS])), "xl/styles.xml", zeros))


def test_a_bomb_that_lies_about_its_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_read_workbook", lambda *_: pytest.fail("it was parsed"))
    true, lie = (5_000_000).to_bytes(4, "little"), (5).to_bytes(4, "little")
    content = repacked(workbook(("户册", [HEADINGS])), "xl/styles.xml", b" " * 5_000_000)
    assert true in content
    with pytest.raises(NoSpreadsheet):
        read_sheets(content.replace(true, lie))


def test_a_cell_far_out_on_the_sheet_ends_its_own_process_only() -> None:
    rows: list[list[str]] = [["村"]]
    content = workbook(("户册", rows))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = sheet.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    assert far != sheet
    with pytest.raises(SpreadsheetTooLarge):
        read_sheets(repacked(content, "xl/worksheets/sheet1.xml", far))


def test_a_file_above_the_limit_is_refused() -> None:
    with pytest.raises(SpreadsheetTooLarge):
        read_sheets(b"a" * (reading.MOST_BYTES + 1))
