"""Households that may be one are pointed at before they are written; nothing is refused for it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.people.corpus.books import one
from tests.people.registers import Value, household, look, register_csv
from tests.town import Town
from tongxin.people.actions import apply_register
from tongxin.people.register_matching import Difference
from tongxin.people.register_rules import RegisterRow, SuspectKind
from tongxin.people.register_suspects import suspects
from tongxin.people.rules import is_near
from tongxin.records.permission import SYSTEM

VILLAGE = "532301105203"


def pairs(*rows: tuple[Value, ...]) -> list[tuple[SuspectKind, int | None, str]]:
    """Kind, row, and the door that it looks like."""
    return [
        (each.kind, each.door.row, each.other.door if each.other else "")
        for each in look(register_csv(*rows)).suspects
    ]


def test_one_phone_in_two_households_of_the_file(town: Town) -> None:
    rows = [household("90", "毕家福", phone="13800000001"), household("91", "罗春华", phone="13800000001")]
    assert pairs(*rows) == [(SuspectKind.SAME_PHONE, 3, "90")]


def test_one_phone_with_a_household_of_another_village(town: Town) -> None:
    """Door 1 of Bendong has this phone."""
    assert pairs(household("90", "毕家福", phone="13912040001")) == [(SuspectKind.SAME_PHONE, 2, "1")]


def test_a_near_name_in_the_same_group_there_already(town: Town) -> None:
    assert pairs(household("90", "李小民")) == [(SuspectKind.NEAR_NAME, 2, "1")]


def test_the_same_name_in_the_same_group(town: Town) -> None:
    assert pairs(household("90", "杨贵")) == [(SuspectKind.SAME_NAME, 2, "3")]


def test_a_name_of_two_signs_that_differs_in_one_is_no_suspicion(town: Town) -> None:
    assert pairs(household("90", "杨福")) == []


def test_a_near_name_in_another_group_is_none(town: Town) -> None:
    assert pairs(household("90", "李小民", group="上营组")) == []


def test_what_stands_unchanged_is_not_pointed_at_again(town: Town) -> None:
    rows = [household("90", "毕家福", phone="13800000001"), household("91", "罗春华", phone="13800000001")]
    apply_register(register_csv(*rows), by=SYSTEM)
    assert pairs(*rows) == []
    assert pairs(rows[0], household("91", "罗春花", phone="13800000001")) == [
        (SuspectKind.SAME_PHONE, 3, "90")
    ]


def test_the_strongest_reason_is_told_once(town: Town) -> None:
    rows = [household("90", "毕家福", phone="13800000001"), household("91", "毕家禄", phone="13800000001")]
    assert [kind for kind, _row, _door in pairs(*rows)] == [SuspectKind.SAME_PHONE]


def test_a_number_of_people_that_contradicts_the_list(town: Town) -> None:
    heads = ("村", "组", "门牌", "姓名", "关系", "人口")
    rows = [("莲华村", "上营组", 1, "毕家福", "户主", 4), ("莲华村", "上营组", 1, "罗春华", "妻", None)]
    (each,) = look(one(heads, *rows)).suspects
    assert (each.kind, each.stated, each.listed) == (SuspectKind.PEOPLE_DIFFER, 4, 2)


def test_suspicions_do_not_keep_a_file_out(town: Town) -> None:
    content = register_csv(household("90", "李小民"))
    assert apply_register(content, by=SYSTEM, seen=look(content).seen).new == 1


NAMES = st.lists(st.text(alphabet="李王小大明", min_size=2, max_size=4), min_size=2, max_size=12)


@given(NAMES)
def test_in_a_group_each_near_name_is_pointed_at_and_no_other(names: list[str]) -> None:
    """As many heads as are near some other one are pointed at, as `is_near` says of every pair."""
    rows = [RegisterRow(door, VILLAGE, "甲组", str(door), name) for door, name in enumerate(names)]
    found = suspects(rows, Difference(tuple(rows), (), 0, ()), [], {})
    told: set[Any] = {door for each in found if each.other for door in (each.door.door, each.other.door)}
    near = {
        str(one)
        for one, name in enumerate(names)
        for other, same in enumerate(names)
        if one != other and is_near(name, same)
    }
    assert told == near
    assert all(each.other and is_near(each.door.head, each.other.head) for each in found)
