"""Score tables as towns write them, and everything that can be wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest
from django.utils import translation

from tests.ranking.workbooks import SHEET, Cell, altered, sheet_xml, workbook
from tongxin.people.workbook import MOST_UNPACKED
from tongxin.ranking.assessment import assess, read_score_file
from tongxin.ranking.errors import FileFaulty
from tongxin.ranking.score_files import ScoreFile

HEADINGS = ["单位", "得分", "名次"]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages in the language of the code."""
    with translation.override("en"):
        yield


def read(*rows: Sequence[Cell]) -> ScoreFile:
    """The score file with these rows, read from a workbook."""
    return read_score_file("table.xlsx", workbook(*rows))


def faults(name: str, content: bytes) -> str:
    """What is said of a bad file."""
    with pytest.raises(FileFaulty) as refused:
        read_score_file(name, content)
    return str(refused.value)


def test_a_workbook_with_the_towns_headings_is_read() -> None:
    file = read(
        ["丰州镇10月考评"],
        ["序号", "村组", "所属", "类别", "分数", "排名", "检查次数", "存在问题"],
        [1, "小伍排组", "莲华村", "村民小组", 87.3, 1, 6, "路边有垃圾"],
        [2, "街子组", "东华村", "村民小组", "85", "", "", ""],
    )
    first, second = file.units
    assert (first.name, first.parent, first.kind, first.score) == (
        "小伍排组",
        "莲华村",
        "villager_group",
        Decimal("87.3"),
    )
    assert (first.printed_rank, first.n, file.reasons[first.key]) == (1, 6, "路边有垃圾")
    assert (second.score, second.printed_rank, second.n) == (Decimal(85), None, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_read_in_every_spelling_of_excel(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(
        delimiter.join(row) for row in (["村", "得分（分）"], ["莲华村", "９３．５"], ["新柳村", "80"])
    )
    file = read_score_file("table.csv", text.encode(encoding))
    assert [(unit.name, unit.score) for unit in file.units] == [
        ("莲华村", Decimal("93.5")),
        ("新柳村", Decimal(80)),
    ]


def test_numbers_keep_the_digits_that_excel_shows() -> None:
    assert [unit.score for unit in read(HEADINGS, ["甲村", 0.1 + 0.2, ""]).units] == [Decimal("0.3")]


def test_a_kind_that_we_do_not_know_is_its_own_kind() -> None:
    file = read(["单位", "得分", "类别"], ["甲村", 80, "村"], ["乙厂", 70, "企业"], ["丙厂", 75, "企业"])
    result = assess(file, [])
    assert [(unit.name, unit.rank) for unit in result.units] == [("甲村", 1), ("丙厂", 1), ("乙厂", 2)]


def test_equal_names_in_two_villages_are_told_apart() -> None:
    result = assess(read(["村组", "所属村", "得分"], ["大寨子", "珠山村", 80], ["大寨子", "联席村", 70]), [])
    assert list(result.names.values()) == ["珠山村 大寨子", "联席村 大寨子"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["得分", "名次"], [93, 1]], "A heading is missing: one of 单位"),
        ([["单位", "名次"], ["甲村", 1]], "A heading is missing: one of 得分"),
        ([["单位", "村", "得分"], ["甲", "乙", 1]], "“单位” and “村” mean the same"),
        ([["单位", "得分", "得分"], ["甲", 1, 2]], "“得分” and “得分” mean the same"),
        ([["单位", "得分", "电话"], ["甲村", 93, "x"]], "Unknown heading “电话”"),
        ([HEADINGS], "no rows below"),
        ([HEADINGS, ["甲村", "优", 1]], "Row 2: “优” is no score"),
        ([HEADINGS, ["甲村", 90, 1], ["乙村", "", 2]], "Row 3: The score is missing"),
        ([HEADINGS, ["甲村", -3, 1]], "Row 2: The score -3 is below 0"),
        ([HEADINGS, ["甲村", 1001, 1]], "Row 2: The score 1001 is not possible"),
        ([HEADINGS, ["甲村", "NaN", 1]], "“NaN” is no score"),
        ([HEADINGS, ["甲村", "1e2", 1]], "“1e2” is no score"),
        ([HEADINGS, ["甲村", 90, "第一"]], "“第一” under “名次” is no whole number"),
        ([HEADINGS, ["甲村", 90, 0]], "“0” under “名次” is no whole number"),
        ([HEADINGS, ["甲村", 90, 1.5]], "“1.5” under “名次” is no whole number"),
        ([HEADINGS, ["甲村", 90, 1], ["甲 村", 80, 2]], "Row 3: “甲 村” stands in row 2 already"),
        ([HEADINGS, ["", 90, 1]], "Row 2: The unit is missing"),
        ([HEADINGS, ["甲村", 90, 1], ["平均分", 90, ""]], "“平均分” is a total and no unit"),
        ([HEADINGS, ["甲村", 90, 1, "说明"]], "to the right of the last heading"),
        ([["单位", "得分", "所属"], ["一组", 90, "甲村"], ["二组", 80, ""]], "Row 3: “上级” is empty"),
        ([["甲村"]], "A heading is missing"),
    ],
)
def test_a_faulty_table_is_told_with_its_rows(rows: list[list[str]], told: str) -> None:
    assert told in faults("table.xlsx", workbook(*rows))


def test_every_faulty_row_is_told_at_once() -> None:
    told = faults("table.xlsx", workbook(HEADINGS, ["甲村", "优", 1], ["", 90, 2], ["丙村", -1, "x"]))
    assert [line.split(":")[0] for line in told.splitlines()] == ["Row 2", "Row 3", "Row 4", "Row 4"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("table.xlsx", b"", "empty"),
        ("table.xlsx", b"PK\x03\x04 broken", "no spreadsheet"),
        ("table.xlsx", b"plain text", "no spreadsheet"),
        ("table.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "no spreadsheet"),
        ("table.csv", b"", "empty"),
        ("table.csv", b" , \n,\n", "empty"),
        ("table.csv", b"\x89PNG\r\n\x1a\n\0\0\0", "no spreadsheet"),
        ("table.csv", '单位,得分\n"甲村,93'.encode(), "no spreadsheet"),
        ("table.pdf", b"%PDF-1.7", "no spreadsheet"),
        ("table.json", b"{", "no JSON text"),
        ("table.xlsx", workbook(), "empty"),
        (
            "table.xlsx",
            workbook(sheets={"9月": [HEADINGS], "10月": [HEADINGS]}),
            "several filled sheets (9月, 10月)",
        ),
    ],
)
def test_what_is_no_score_table_is_told(name: str, content: bytes, told: str) -> None:
    assert told in faults(name, content)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = altered(workbook(HEADINGS), "docProps/app.xml", b"0" * (MOST_UNPACKED + 1))
    assert len(bomb) < 1_000_000
    assert "far larger" in faults("bomb.xlsx", bomb)


def test_a_far_off_cell_is_refused() -> None:
    data = b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
    assert "far larger" in faults("far.xlsx", altered(workbook(HEADINGS), SHEET, sheet_xml(data)))


def test_a_long_text_that_many_cells_repeat_is_refused() -> None:
    cells = b'<c t="s"><v>0</v></c>' * 500
    content = altered(workbook(HEADINGS), SHEET, sheet_xml(b"<row>" + cells + b"</row>"))
    texts = b"<sst><si><t>" + b"x" * 4_000_000 + b"</t></si></sst>"
    assert "far larger" in faults("long.xlsx", altered(content, "xl/sharedStrings.xml", texts))


def test_a_file_that_lies_about_its_sizes_is_refused() -> None:
    content = workbook(HEADINGS, ["甲村", 90, 1])
    place = content.rindex(b"xl/worksheets/sheet1.xml") - 46  # the entry of the central directory
    lie = content[: place + 24] + (5).to_bytes(4, "little") + content[place + 28 :]
    assert "no spreadsheet" in faults("lie.xlsx", lie)
