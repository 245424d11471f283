"""All sheets, those of the data and any that a town may adopt, filled at random: what must hold for each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.inspections.score_cases import sheet, sheets_of_the_town
from tests.inspections.test_scoring import answers_to
from tests.standards.towns_sheets import contents
from tongxin.inspections.rules import Answer, Answers, Score, all_in_order, in_order, is_in_order, score
from tongxin.standards.rules import Item, Mode, Sheet, VetoEffect, read_sheet

OF_DATA = sorted(sheets_of_the_town())
MADE = contents().map(read_sheet)
FEW = settings(max_examples=15, deadline=None)


def worse(item: Item, answer: Answer) -> list[dict[str, Any]]:
    """The same answer with one more found: one more place, a worse answer or level, more points off, another veto."""
    said = dict(answer)
    found: list[dict[str, Any]] = []
    match item.mode:
        case Mode.DEDUCT_PER_FINDING:
            found.append({**said, "count": said["count"] + 1})
        case Mode.YES_NO:
            found.append({**said, "yes": not in_order(item)["yes"]})
        case Mode.LEVELS:
            sign = 1 if item.effect == "deduct" else -1
            points = sign * item.levels[said["level"]].points
            found += [
                {**said, "level": place}
                for place, level in enumerate(item.levels)
                if sign * level.points >= points
            ]
        case Mode.RANGE:
            worst = item.most if item.effect == "deduct" else item.least
            found.append({**said, "points": str(min(worst, item.max or worst))})
        case Mode.VETO:
            found.append({**said, "vetoed": True})
    chosen = list(said.get("vetoes", ()))
    found += [
        {**said, "vetoes": [*chosen, place]} for place in range(len(item.vetoes)) if place not in chosen
    ]
    return found


def holds_its_bounds(some: Sheet, answers: Answers) -> None:
    """Within 0 and the maximum, sheet, sections and items alike; on 0 to 100 too."""
    found = score(some, answers)
    assert 0 <= found.score <= found.max
    assert found.score100 is None or 0 <= found.score100 <= 10_000
    assert all(0 <= part.score <= part.max for part in found.sections)
    assert all(item.score is None or 0 <= item.score <= item.max for item in found.items)


def never_gains(some: Sheet, answers: Answers, scored: Callable[[Sheet, Answers], Score] = score) -> None:
    """One more finding in any answer leaves the score where it is or lowers it, whatever the way of scoring."""
    before = scored(some, answers)
    for key, answer in answers.items():
        for more in worse(some.by_id[key], answer):
            after = scored(some, {**answers, key: more})
            assert after.score <= before.score
            assert after.max == before.max
            assert after.failed >= before.failed


def obeys_its_vetoes(some: Sheet, answers: Answers) -> None:
    """What a veto takes is nothing, whatever else was answered."""
    found = score(some, answers)
    for part in found.sections:
        effects = {effect for item in part.items for effect in item.vetoes}
        if VetoEffect.ZERO_SECTION in effects:
            assert part.score == 0
        if VetoEffect.ZERO_SHEET in effects:
            assert found.score == 0
        assert found.failed or VetoEffect.FAIL not in effects
    assert all(item.score == 0 for item in found.items if VetoEffect.ZERO_ITEM in item.vetoes)


@pytest.mark.parametrize("name", OF_DATA)
@FEW
@given(data=st.data())
def test_every_sheet_of_the_data_keeps_to_its_bounds_its_vetoes_and_never_rewards(
    name: str, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(sheet(name)))
    holds_its_bounds(sheet(name), answers)
    obeys_its_vetoes(sheet(name), answers)
    never_gains(sheet(name), answers)


@FEW
@given(made=MADE, data=st.data())
def test_any_sheet_that_a_town_adopts_keeps_to_its_bounds_its_vetoes_and_never_rewards(
    made: Sheet, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(made))
    holds_its_bounds(made, answers)
    obeys_its_vetoes(made, answers)
    never_gains(made, answers)


@FEW
@given(made=MADE)
def test_nothing_found_is_the_best_score_of_any_sheet(made: Sheet) -> None:
    best = score(made, all_in_order(made))
    assert all(item.is_in_order for item in best.items)
    assert not best.failed
    assert not best.is_vetoed
    worst = {item.id: worse(item, in_order(item))[-1] for item in made.items}
    assert score(made, worst).score <= best.score


@pytest.mark.parametrize("name", OF_DATA)
def test_findings_without_end_stop_at_the_floor(name: str) -> None:
    some = sheet(name)
    counted = {item.id: {"count": 999} for item in some.items if item.mode is Mode.DEDUCT_PER_FINDING}
    assert all(found.score in (None, 0) for found in score(some, counted).items)
    assert all(not is_in_order(some.by_id[key], answer) for key, answer in counted.items())


def test_a_rule_that_pays_for_findings_would_be_seen() -> None:
    def paying(some: Sheet, answers: Answers) -> Score:
        right = score(some, answers)
        return replace(right, score=right.max - right.score)

    some = sheet("village_general_2023")
    with pytest.raises(AssertionError):
        never_gains(some, all_in_order(some), paying)
