"""Reading a register: headings, cells, and what is wrong with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people.registers import HEADINGS, household, table_of_rows
from tongxin.people.register_rules import Cell, ExcelDay, FaultKind, RegisterRow, Table


def read(
    *rows: tuple[Cell, ...], headings: tuple[Cell, ...] = HEADINGS, village_given: bool = False
) -> Table:
    return table_of_rows([headings, *rows], village_given=village_given)


def rows_of(table: Table) -> list[RegisterRow]:
    return [row for row in table.rows if isinstance(row, RegisterRow)]


def the_fault(table: Table) -> tuple[FaultKind, int | None, str]:
    (fault,) = table.faults
    return fault.kind, fault.row, fault.heading


def test_a_full_row_is_read() -> None:
    (row,) = rows_of(read(household("12", phone="138 0000-0001", people=4, grid="小伍排网格", note="池塘边")))
    assert (row.door, row.head, row.phone, row.people) == ("12", "李小明", "13800000001", 4)
    assert (row.grid, row.note, row.row) == ("小伍排网格", "池塘边", 2)


@pytest.mark.parametrize(
    ("written", "door"),
    [("12号", "12"), ("１２－１", "12-1"), (12.0, "12"), (" 12 - 1 ", "12-1"), ("甲 3", "甲3")],
)
def test_a_door_is_read_as_people_write_it(written: Cell, door: str) -> None:
    assert [row.door for row in rows_of(read(("莲华村", "小伍排组", written, "王芬")))] == [door]


def test_an_empty_cell_states_nothing_and_the_mark_empties() -> None:
    rows = rows_of(read(household("1"), household("2", phone="无", note="无")))
    assert [(row.phone, row.note) for row in rows] == [(None, None), ("", "")]


@pytest.mark.parametrize("missing", ["村", "村民小组", "门牌", "户主"])
def test_a_needed_column_may_not_be_missing(missing: str) -> None:
    headings = tuple(heading for heading in HEADINGS if heading != missing)
    assert the_fault(read(headings=headings)) == (FaultKind.COLUMN_MISSING, None, missing)


def test_the_village_column_may_be_missing_where_the_village_was_chosen() -> None:
    table = read(("小伍排组", "1", "王芬"), headings=HEADINGS[1:4], village_given=True)
    assert not table.faults
    assert table.rows[0].village == ""


def test_something_under_no_heading_far_down_is_refused() -> None:
    rows = [household(str(door)) for door in range(100)]
    assert the_fault(read(*rows, (*household("100"), "捎带一句")))[:2] == (FaultKind.COLUMN_NAMELESS, 102)


def test_blanks_in_a_heading_do_not_matter() -> None:
    table = read(("莲华村", "小伍排组", "1", "王芬"), headings=("村", "村民 小组", "门 牌", " 户主"))
    assert len(table.rows) == 1


def test_an_empty_sheet_is_told() -> None:
    assert the_fault(table_of_rows([]))[0] is FaultKind.EMPTY_SHEET
    assert the_fault(table_of_rows([[None, " "], []]))[0] is FaultKind.EMPTY_SHEET


def test_headings_alone_are_told() -> None:
    assert the_fault(read())[0] is FaultKind.NO_ROWS


def test_example_rows_are_passed_over_and_counted() -> None:
    table = read(household(village="示例：莲华村"), household("3"))
    assert table.examples == (2,)
    assert [row.door for row in rows_of(table)] == ["3"]


@pytest.mark.parametrize(
    "cell", ["532301196001011234", "53230119600101123X", "532301600101123", "6222021234567890123"]
)
@pytest.mark.parametrize("place", range(len(HEADINGS)))
def test_an_id_or_card_number_is_refused_in_every_column(place: int, cell: str) -> None:
    row = list(household())
    row[place] = cell
    assert the_fault(read(tuple(row))) == (FaultKind.PERSONAL_NUMBER, 2, HEADINGS[place])


@pytest.mark.parametrize("cell", [5.32301196001011e17, 532301600101123.0, "5.32301E+17", "5.3E+14"])
def test_an_id_number_that_the_spreadsheet_rounded_is_refused(cell: Cell) -> None:
    assert the_fault(read(household(phone=cell)))[0] is FaultKind.NUMBER_ROUNDED  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "phone", ["1380000000", "12345678901", "138000000011", "13800000001/13900000002", "电话", "1.38E+10"]
)
def test_a_faulty_phone_is_refused(phone: str) -> None:
    assert the_fault(read(household(phone=phone))) == (FaultKind.PHONE_FAULTY, 2, "电话")


@pytest.mark.parametrize(
    "phone", [13800000001, 13800000001.0, "+86 138 0000 0001", "0878-3012345", "010-12345678"]
)
def test_a_good_phone_is_read(phone: str | float) -> None:
    assert not read(household(phone=phone)).faults


@pytest.mark.parametrize("people", ["5人", -1, 100, 2.5, "很多"])
def test_a_faulty_number_of_people_is_refused(people: str | float) -> None:
    assert the_fault(read(household(people=people)))[0] is FaultKind.PEOPLE_FAULTY


def test_a_door_that_became_a_day_is_refused() -> None:
    assert the_fault(read(("莲华村", "小伍排组", ExcelDay("2026-12-01"), "王芬")))[0] is FaultKind.MADE_A_DAY
    assert the_fault(read(("莲华村", "小伍排组", "12月1日", "王芬")))[0] is FaultKind.MADE_A_DAY


def test_a_name_with_digits_is_refused() -> None:
    assert the_fault(read(household(head="王芬13800000001")))[0] is FaultKind.DIGITS_IN_NAME


def test_welfare_and_health_are_not_kept() -> None:
    assert the_fault(read(household(note="低保户，池塘边")))[0] is FaultKind.WORD_REFUSED


def test_every_fault_of_a_row_is_told() -> None:
    table = read(("莲华村", "", "", "王芬", "12", "x"))
    assert {fault.heading for fault in table.faults} == {"村民小组", "门牌", "电话", "人口"}


def test_row_numbers_are_those_of_the_spreadsheet() -> None:
    table = table_of_rows([[], HEADINGS, household("1"), [], household("2", phone="1")])
    assert [row.row for row in table.rows] == [3]
    assert [fault.row for fault in table.faults] == [5]


@given(
    st.lists(
        st.lists(
            st.one_of(st.none(), st.text(max_size=25), st.floats(), st.integers(), st.booleans()), max_size=9
        ),
        max_size=6,
    )
)
def test_no_cells_whatever_make_the_reader_fail(rows: list[list[Cell]]) -> None:
    table = table_of_rows([list(HEADINGS), *rows])
    assert len(table.rows) + len({fault.row for fault in table.faults}) >= bool(rows)
