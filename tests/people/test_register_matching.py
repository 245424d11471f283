"""A register beside what is there."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tongxin.people.register_layouts import layout
from tongxin.people.register_matching import (
    Present,
    VillageNames,
    compare,
    digest_of,
    doubled,
    resembling,
    with_village_codes,
)
from tongxin.people.register_rules import FaultKind, Key, RegisterRow

LIANHUA, BENDONG, FAR = "532301105203", "532301105204", "532302100200"
NAMES = VillageNames(
    codes={
        "莲华村": frozenset({LIANHUA}),
        LIANHUA: frozenset({LIANHUA}),
        "本东村": frozenset({BENDONG}),
        "新村": frozenset({FAR, BENDONG}),
        "远村": frozenset({FAR}),
    },
    mine=frozenset({LIANHUA, BENDONG}),
)
ROW = RegisterRow(2, LIANHUA, "小伍排组", "12", "李小明")
PRESENT = Present("a", LIANHUA, "小伍排组", "12", head="李小明", phone="13800000001", people=3)


def village_fault(name: str, names: VillageNames = NAMES) -> FaultKind | None:
    _rows, faults = with_village_codes([replace(ROW, village=name)], names, layout())
    return faults[0].kind if faults else None


def test_a_village_is_found_by_name_and_by_code() -> None:
    rows, _faults = with_village_codes([replace(ROW, village="莲华村"), ROW], NAMES, layout())
    assert [row.village for row in rows] == [LIANHUA, LIANHUA]


def test_a_misspelt_village_is_told_with_the_name_that_is_near() -> None:
    _rows, (fault,) = with_village_codes([replace(ROW, village="莲花村")], NAMES, layout())
    assert (fault.kind, fault.detail["near"]) == (FaultKind.VILLAGE_UNKNOWN, "莲华村")


def test_a_wrong_code_is_told() -> None:
    assert village_fault("532301105299") is FaultKind.VILLAGE_UNKNOWN


def test_a_village_outside_ones_ground_is_told() -> None:
    assert village_fault("远村") is FaultKind.VILLAGE_NOT_YOURS


def test_a_name_of_two_villages_means_the_one_in_ones_ground_or_asks_for_the_code() -> None:
    assert village_fault("新村") is None
    wider = replace(NAMES, mine=frozenset({LIANHUA, BENDONG, FAR}))
    assert village_fault("新村", wider) is FaultKind.VILLAGE_AMBIGUOUS


def test_a_row_of_another_village_than_the_chosen_one_is_told() -> None:
    chosen = replace(NAMES, chosen=LIANHUA)
    assert village_fault("本东村", chosen) is FaultKind.VILLAGE_OTHER
    assert village_fault("", chosen) is None


def test_a_door_twice_is_told_in_both_rows() -> None:
    faults = doubled([ROW, replace(ROW, row=9), replace(ROW, row=5, door="13")], layout())
    assert [(fault.row, fault.detail["others"]) for fault in faults] == [(2, "9"), (9, "2")]


def test_the_same_door_in_another_group_is_no_double() -> None:
    assert not doubled([ROW, replace(ROW, row=3, group="大村组")], layout())


def test_a_household_that_stands_as_stated_is_the_same() -> None:
    difference = compare([ROW], [PRESENT])
    assert (difference.same, difference.new, difference.changed, difference.missing) == (1, (), (), ())


def test_a_stated_field_that_differs_is_a_change_and_an_unstated_one_is_none() -> None:
    (changed,) = compare([replace(ROW, head="李小红", people=3)], [PRESENT]).changed
    assert [(change.key, change.old, change.new) for change in changed.changes] == [
        (Key.HEAD, "李小明", "李小红")
    ]


def test_a_closed_household_in_the_file_returns() -> None:
    (changed,) = compare([ROW], [replace(PRESENT, is_closed=True)]).changed
    assert changed.returns


def test_a_door_without_an_entry_is_registered() -> None:
    assert len(compare([ROW], [replace(PRESENT, is_registered=False, head="")]).changed) == 1


def test_only_households_of_the_files_groups_can_be_missing() -> None:
    there = [replace(PRESENT, key="b", door="13"), replace(PRESENT, key="c", group="大村组")]
    assert [each.key for each in compare([ROW], there).missing] == ["b"]


def test_a_closed_household_is_not_missed() -> None:
    assert not compare([ROW], [replace(PRESENT, door="13", is_closed=True)]).missing


def test_a_group_that_looks_like_an_existing_one_is_pointed_at() -> None:
    assert resembling("小伍排", ["小伍排组", "大村组"]) == "小伍排组"
    assert resembling("上营组", ["下营组"]) == ""


DOORS = st.sampled_from(["1", "2", "3", "4"])
ROWS = st.lists(
    st.builds(
        RegisterRow,
        row=st.integers(2, 99),
        village=st.just(LIANHUA),
        group=st.sampled_from(["甲组", "乙组"]),
        door=DOORS,
        head=st.sampled_from(["王芬", "普明"]),
        phone=st.sampled_from([None, "", "13800000001"]),
        people=st.sampled_from([None, 3]),
    ),
    unique_by=lambda row: (row.group, row.door),
)


def written(row: RegisterRow) -> Present:
    """The household after the row was applied to nothing."""
    return Present(
        f"{row.group}{row.door}", row.village, row.group, row.door, row.head, row.phone or "", row.people
    )


@given(ROWS)
def test_what_was_written_is_the_same_when_it_comes_again(rows: list[RegisterRow]) -> None:
    difference = compare(rows, [written(row) for row in rows])
    assert difference.same == len(rows)
    assert difference.is_nothing


@given(ROWS, ROWS)
def test_every_row_is_new_changed_or_the_same(rows: list[RegisterRow], before: list[RegisterRow]) -> None:
    difference = compare(rows, [written(row) for row in before])
    assert len(difference.new) + len(difference.changed) + difference.same == len(rows)
    assert not {each.key for each in difference.missing} & {f"{row.group}{row.door}" for row in rows}


@given(ROWS, ROWS)
def test_equal_differences_have_equal_texts_only(rows: list[RegisterRow], others: list[RegisterRow]) -> None:
    one, other = compare(rows, []), compare(others, [])
    assert (digest_of(one) == digest_of(other)) == (one == other)
