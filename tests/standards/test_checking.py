"""What is said about a town's own sheet before it is adopted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from tests.inspections.score_cases import sheets_of_the_town
from tests.standards.towns_sheets import FREE, Content, changed, contents, item, small
from tongxin.standards.checking import RemarkKind, Where, check_sheet, faults_in
from tongxin.standards.editing import copied
from tongxin.standards.rules import Hint

Kind = RemarkKind


def said(content: Content) -> list[tuple[RemarkKind, str]]:
    """Kind and place of everything that is said."""
    return [(remark.kind, remark.place) for remark in check_sheet(content, FREE)]


def test_a_sheet_that_adds_up_has_nothing_to_be_said_about_it() -> None:
    assert said(small()) == []


def test_a_section_that_does_not_add_up_is_named_with_both_numbers() -> None:
    found = check_sheet(changed(lambda it: it["sections"][0].update(max=12)), FREE)
    assert [(one.kind, one.where, one.place, one.found, one.stated) for one in found] == [
        (Kind.SECTION_SUM, Where.SECTION, "A", "10", "12"),
        (Kind.TOTAL_SUM, Where.SHEET, "draft", "22", "20"),
    ]


def items(content: Content) -> list[dict[str, Any]]:
    """The four items of the small sheet."""
    return [each for section in content["sections"] for each in section["items"]]


def put(place: int, **values: Any) -> Any:
    """A change of the item at a place."""
    return lambda content: items(content)[place].update(values)


def mode(**values: Any) -> dict[str, Any]:
    """A mode of an item."""
    return {"mode": values}


def levels(*points: float, same: bool = False) -> dict[str, Any]:
    """Levels with such points, each with a name of its own unless `same`."""
    return mode(
        type="levels",
        effect="deduct",
        levels=[
            {"label": {"zh": "同" if same else f"第{n}档", "en": ""}, "points": p}
            for n, p in enumerate(points)
        ],
    )


FAULTS: dict[str, tuple[Any, RemarkKind, str]] = {
    "an empty section": (lambda it: it["sections"][1].update(items=[], max=0), Kind.NO_ITEMS, "B"),
    "a section without a name": (lambda it: it["sections"][0].update(zh=" "), Kind.NO_WORDING, "A"),
    "a section without points": (lambda it: it["sections"][0].update(max=None), Kind.NO_MAXIMUM, "A"),
    "a sheet without a total": (lambda it: it.update(total=None), Kind.NO_TOTAL, ""),
    "an item without points": (put(1, max=None), Kind.NO_MAXIMUM, "A2"),
    "an item that holds nothing": (put(1, max=0), Kind.HOLDS_NOTHING, "A2"),
    "points below nothing": (put(1, max=-5), Kind.NEGATIVE, "A2"),
    "a third decimal": (put(1, max=4.999), Kind.TOO_FINE, "A2"),
    "an item that no rule scores": (put(1, **mode(type="unstated")), Kind.NOT_ASSESSABLE, "A2"),
    "a yes that costs an unknown number": (
        put(1, **mode(type="yes_no", points=None, effect="deduct_if_yes")),
        Kind.NOT_ASSESSABLE,
        "A2",
    ),
    "a yes that gives too much": (
        put(1, **mode(type="yes_no", points=6, effect="award_if_yes")),
        Kind.AWARD_ABOVE,
        "A2",
    ),
    "a level above the item": (put(2, **levels(0, 6)), Kind.OUTSIDE, "B1"),
    "two levels with one name": (put(2, **levels(0, 5, same=True)), Kind.LEVEL_TWICE, "B1"),
    "a range above the item": (
        put(1, **mode(type="range", effect="deduct", min=0, max=9)),
        Kind.OUTSIDE,
        "A2",
    ),
    "a range that is turned round": (
        put(1, **mode(type="range", effect="deduct", min=4, max=1)),
        Kind.RANGE_REVERSED,
        "A2",
    ),
    "the same words twice in a section": (put(1, zh="门前有垃圾。"), Kind.SAME_WORDING, "A2"),
    "a free item without a reason": (put(3, hint={}), Kind.FREE_ITEM, "B2"),
    "a partner that is not there": (put(1, hint={"not_with": "Z9"}), Kind.WRONG_PARTNER, "A2"),
    "a partner that is the item itself": (put(1, hint={"not_with": "A2"}), Kind.WRONG_PARTNER, "A2"),
    "a veto without words": (put(1, veto=[{"zh": "", "en": "", "effect": "fail"}]), Kind.NO_WORDING, "A2"),
    "a floor below nothing": (lambda it: it["floor"].update(item=-1), Kind.FLOOR_OUTSIDE, ""),
    "a number that stands there twice": (put(1, id="A1"), Kind.DOUBLED_ITEM, "A1"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_keeps_the_sheet_from_being_adopted(name: str) -> None:
    how, kind, place = FAULTS[name]
    faults = faults_in(check_sheet(changed(how), FREE))
    assert (kind, place) in [(fault.kind, fault.place) for fault in faults]


REMARKS: dict[str, tuple[Any, RemarkKind, str]] = {
    "one finding takes more than all": (
        put(1, **mode(type="deduct_per_finding", points=9, unit="place")),
        Kind.LOSES_MORE,
        "A2",
    ),
    "full points cannot be had": (put(2, **levels(1, 5)), Kind.NEVER_FULL, "B1"),
    "levels without order": (put(2, **levels(0, 5, 2)), Kind.LEVELS_UNORDERED, "B1"),
    "two levels that cost the same": (put(2, **levels(0, 5, 5)), Kind.LEVELS_ALIKE, "B1"),
    "points to be picked freely": (
        put(1, **mode(type="range", effect="deduct", min=0, max=5)),
        Kind.RANGE_IS_VAGUE,
        "A2",
    ),
    "the same words in another section": (put(2, zh="水沟不通"), Kind.SAME_ELSEWHERE, "B1"),
    "a word that is perhaps free": (put(1, zh="厕所周边其他问题"), Kind.PERHAPS_FREE, "A2"),
    "a veto that takes nothing": (
        lambda it: it["sections"][0]["items"].append(
            item("A3", "没有人看管", 0, {"type": "veto", "effect": "zero_item"})
        ),
        Kind.VETO_IDLE,
        "A3",
    ),
}


@pytest.mark.parametrize("name", REMARKS)
def test_a_remark_may_stay(name: str) -> None:
    how, kind, place = REMARKS[name]
    found = check_sheet(changed(how), FREE)
    assert (kind, place) in [(remark.kind, remark.place) for remark in found]
    assert not faults_in(found)


def test_two_items_of_one_kind_are_named_until_one_excludes_the_other() -> None:
    both = changed(lambda it: [each.update(hint={"matter": "RB-01"}) for each in items(it)[:2]])
    assert said(both) == [(Kind.SAME_MATTER, "A2")]
    items(both)[1]["hint"]["not_with"] = "A1"
    assert said(both) == []


def test_a_free_item_with_a_reason_is_nobodys_double() -> None:
    other = item("A3", "其他", 5, hint=Hint(needs_reason=True))
    content = changed(lambda it: (it["sections"][0]["items"].append(other), it["sections"][0].update(max=15)))
    content["total"] = 25
    assert said(content) == []


def test_the_complete_sheet_of_32_items_is_adopted_once_its_free_items_ask_for_a_reason() -> None:
    content = copied(sheets_of_the_town()["household_photo_60"], {})
    faults = faults_in(check_sheet(content, FREE))
    assert {(fault.kind, fault.place) for fault in faults} == {
        (Kind.FREE_ITEM, name) for name in ("A9", "B2", "B11", "D4")
    }


def test_a_sheet_of_which_parts_are_missing_says_which() -> None:
    content = copied(sheets_of_the_town()["longtian_village_board"], {})
    kinds = {fault.kind for fault in faults_in(check_sheet(content, FREE))}
    assert Kind.SECTION_SUM in kinds or Kind.NO_MAXIMUM in kinds


@settings(max_examples=30)
@given(contents())
def test_sheets_made_to_be_adopted_have_no_fault(content: Content) -> None:
    assert faults_in(check_sheet(content, FREE)) == []


def test_faults_stand_before_remarks() -> None:
    content = changed(lambda it: (put(1, hint={"not_with": "Z9"})(it), put(2, **levels(0, 5, 2))(it)))
    kinds = [remark.is_fault for remark in check_sheet(content, FREE)]
    assert kinds == sorted(kinds, reverse=True)
    assert set(kinds) == {True, False}
