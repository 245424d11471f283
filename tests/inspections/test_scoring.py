"""What must hold for every sheet of the town, whatever an inspector answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.inspections.score_cases import CASES, sheet, sheets_of_the_town
from tongxin.inspections.rules import Answer, all_in_order, in_order, score
from tongxin.standards.rules import Item, Mode, Sheet, VetoEffect

TOWN_SHEETS = sorted(sheets_of_the_town())
ALL_SHEETS = TOWN_SHEETS + [content["sheet_id"] for content in CASES["sheets"]]


def answer_to(item: Item) -> st.SearchStrategy[dict[str, Any]]:
    """Any answer that the item allows."""
    match item.mode:
        case Mode.DEDUCT_PER_FINDING:
            own: st.SearchStrategy[dict[str, Any]] = st.builds(lambda n: {"count": n}, st.integers(0, 30))
        case Mode.YES_NO:
            own = st.builds(lambda yes: {"yes": yes}, st.booleans())
        case Mode.LEVELS:
            own = st.builds(lambda i: {"level": i}, st.integers(0, len(item.levels) - 1))
        case Mode.RANGE:
            most = int(min(item.most, item.max or 0) * 100)
            own = st.builds(
                lambda n: {"points": f"{n // 100}.{n % 100:02d}"}, st.integers(int(item.least * 100), most)
            )
        case _:
            own = st.builds(lambda veto: {"vetoed": veto}, st.booleans())
    chosen = st.lists(st.sampled_from(range(len(item.vetoes))), unique=True) if item.vetoes else st.just([])
    return st.builds(lambda answer, vetoes: {**answer, **({"vetoes": vetoes} if vetoes else {})}, own, chosen)


def answers_to(some_sheet: Sheet) -> st.SearchStrategy[dict[str, Answer]]:
    """Any answers to any part of the sheet."""
    offered = {item.id: answer_to(item) for item in some_sheet.items if item.is_assessable}
    return st.fixed_dictionaries({}, optional=offered)


@pytest.mark.parametrize("name", TOWN_SHEETS)
@settings(max_examples=30)
@given(data=st.data())
def test_a_score_lies_between_nothing_and_the_maximum(name: str, data: st.DataObject) -> None:
    found = score(sheet(name), data.draw(answers_to(sheet(name))))
    assert 0 <= found.score <= found.max
    assert found.score100 is None or 0 <= found.score100 <= 10_000


@pytest.mark.parametrize("name", ALL_SHEETS)
@settings(max_examples=30)
@given(data=st.data())
def test_one_more_finding_never_raises_the_score(name: str, data: st.DataObject) -> None:
    answers = data.draw(answers_to(sheet(name)))
    counted = [key for key, answer in answers.items() if "count" in answer]
    if counted:
        key = data.draw(st.sampled_from(counted))
        more = {**answers, key: {**answers[key], "count": answers[key]["count"] + 1}}
        assert score(sheet(name), more).score <= score(sheet(name), answers).score


@given(answers=answers_to(sheet("every_mode")))
def test_no_part_falls_below_its_floor(answers: dict[str, Answer]) -> None:
    found = score(sheet("every_mode"), answers)
    assert all(item.score is None or item.score >= 0 for item in found.items)
    assert all(0 <= part.score <= part.max for part in found.sections)


@given(data=st.data())
def test_a_veto_wins_whatever_else_was_answered(data: st.DataObject) -> None:
    answers = data.draw(answers_to(sheet("every_mode")))
    effects: dict[str, tuple[Answer, VetoEffect]] = {
        "P1": ({"count": 0, "vetoes": [0]}, VetoEffect.ZERO_ITEM),
        "Q3": ({"vetoed": True}, VetoEffect.ZERO_SECTION),
        "Q4": ({"vetoed": True}, VetoEffect.ZERO_SHEET),
        "Q5": ({"vetoed": True}, VetoEffect.FAIL),
    }
    key = data.draw(st.sampled_from(sorted(effects)))
    answer, effect = effects[key]
    found = score(sheet("every_mode"), {**answers, key: answer})
    section = next(part for part in found.sections if part.section.id == key[0])
    match effect:
        case VetoEffect.ZERO_ITEM:
            assert found.item(key).score == 0
        case VetoEffect.ZERO_SECTION:
            assert section.score == 0
        case VetoEffect.ZERO_SHEET:
            assert found.score == 0
        case VetoEffect.FAIL:
            assert found.failed


@pytest.mark.parametrize("name", TOWN_SHEETS)
@settings(max_examples=30)
@given(data=st.data())
def test_leaving_an_item_out_takes_it_out_of_the_maximum_too(name: str, data: st.DataObject) -> None:
    answers = data.draw(answers_to(sheet(name)))
    for key in answers:
        rest = {other: answer for other, answer in answers.items() if other != key}
        found = score(sheet(name), rest)
        assert key in found.not_seen
        assert found.max <= score(sheet(name), answers).max


@pytest.mark.parametrize("name", ALL_SHEETS)
def test_all_in_order_is_the_best_there_is(name: str) -> None:
    found = score(sheet(name), all_in_order(sheet(name)))
    assert all(item.is_in_order for item in found.items)
    assert found.score == found.max


def test_an_item_is_out_of_order_though_its_section_cushions_the_loss() -> None:
    found = score(sheet("every_mode"), {"R1": {"count": 1}, "R5": in_order(sheet("every_mode").by_id["R5"])})
    assert not found.item("R1").is_in_order
    assert found.item("R1").lost == 3
    assert found.score100 == 10_000
