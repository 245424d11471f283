"""Rules by which a list is drawn, and the life of a list."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ranking.scores import FEW_SCORES, names, table, units
from tongxin.ranking.rule_json import NotARule, from_json, to_json
from tongxin.ranking.rules import (
    TRANSITIONS,
    AsPrinted,
    AtCut,
    BottomBelow,
    BottomM,
    Colour,
    End,
    ListAct,
    ListState,
    OnePerParent,
    RankRule,
    RuleDoesNotFit,
    Threshold,
    TopN,
    Unit,
    WithinClass,
    colour_of,
    next_state,
    ranked,
    select,
    tied_at_cut,
)

OUT = AtCut.NONE_ENTERS
AT_CUTS = st.sampled_from(AtCut)
ENDS = st.sampled_from(End)
LIMITS = st.decimals(min_value=0, max_value=100, places=2)
COUNTS = st.integers(min_value=1, max_value=12)
RULES: st.SearchStrategy[RankRule] = st.one_of(
    st.builds(TopN, COUNTS, AT_CUTS),
    st.builds(BottomM, COUNTS, AT_CUTS),
    st.builds(OnePerParent, ENDS, AT_CUTS),
    st.builds(Threshold, LIMITS, ENDS),
    st.builds(WithinClass, COUNTS, ENDS, AT_CUTS),
    st.builds(BottomBelow, COUNTS, LIMITS, AT_CUTS),
)


@pytest.mark.parametrize(
    ("rule", "chosen"),
    [
        (TopN(2), "AB"),
        (TopN(3), "ABCD"),  # 90, 90 meet the cut: both enter
        (TopN(3, OUT), "AB"),  # or neither
        (TopN(99), "ABCDEF"),
        (BottomM(2), "EF"),
        (BottomM(3), "CDEF"),
        (BottomM(3, OUT), "EF"),
        (Threshold(Decimal(90)), "ABCD"),
        (Threshold(Decimal(90), End.WORST), "EF"),
        (BottomBelow(3, Decimal(85)), "F"),
        (BottomBelow(2, Decimal(99)), "EF"),
        (BottomBelow(2, Decimal(10)), ""),
        (AsPrinted(), ""),
    ],
)
def test_a_rule_chooses(rule: RankRule, chosen: str) -> None:
    assert names(select(rule, table(95, 92, 90, 90, 85, 80))) == chosen


def shelved(*shelves: str) -> tuple[Unit, ...]:
    """Units A, B, C … with 99, 98, 97 … points, each with this parent and class."""
    rows = units(*(99 - place for place in range(len(shelves))))
    return ranked(
        replace(unit, parent=shelf, unit_class=shelf) for unit, shelf in zip(rows, shelves, strict=True)
    )


def test_one_per_parent_spreads_the_list_evenly() -> None:
    rows = shelved("x", "x", "y", "x", "z")
    assert names(select(OnePerParent(), rows)) == "ACE"
    assert names(select(OnePerParent(End.WORST), rows)) == "CDE"


def test_within_class_compares_like_with_like() -> None:
    rows = shelved("1", "1", "1", "2", "2")
    assert names(select(WithinClass(1), rows)) == "AD"
    assert names(select(WithinClass(2, End.WORST), rows)) == "BCDE"


@pytest.mark.parametrize("rule", [OnePerParent(), WithinClass(1)])
def test_a_rule_that_lacks_parents_or_classes_names_the_units(rule: RankRule) -> None:
    with pytest.raises(RuleDoesNotFit) as refused:
        select(rule, table(90, 80))
    assert refused.value.lacking == ("A", "B")


def test_a_unit_without_enough_evidence_enters_no_list() -> None:
    rows = ranked([replace(unit, n=n) for unit, n in zip(units(99, 90), (1, 9), strict=True)], min_n=2)
    assert names(select(TopN(1), rows)) == "B"
    assert names(select(BottomM(2), rows)) == "B"


def test_whoever_is_on_the_other_list_does_not_enter() -> None:
    assert names(select(BottomM(2), table(90, 80, 70), taken={"C"})) == "B"


def test_the_units_tied_at_the_cut_are_shown() -> None:
    rows = table(95, 90, 90, 80)
    assert names(tied_at_cut(TopN(2), rows)) == "BC"
    assert names(tied_at_cut(TopN(1), rows)) == ""
    assert names(tied_at_cut(Threshold(Decimal(90)), rows)) == ""


@given(FEW_SCORES, RULES, st.integers())
def test_the_order_of_the_rows_changes_no_list(scores: list[Decimal], rule: RankRule, seed: int) -> None:
    rows = [replace(unit, parent="p", unit_class="c") for unit in units(*scores)]
    shuffled = list(rows)
    Random(seed).shuffle(shuffled)
    assert set(names(select(rule, ranked(rows)))) == set(names(select(rule, ranked(shuffled))))


@given(FEW_SCORES, RULES)
def test_equal_scores_are_never_split(scores: list[Decimal], rule: RankRule) -> None:
    rows = ranked(replace(unit, parent="p", unit_class="c") for unit in units(*scores))
    chosen = {unit.score for unit in select(rule, rows)}
    left = {unit.score for unit in rows} - {unit.score for unit in rows if unit in select(rule, rows)}
    assert not chosen & left


@given(FEW_SCORES, COUNTS)
def test_all_enter_gives_at_least_n_and_none_enters_at_most(scores: list[Decimal], n: int) -> None:
    rows = table(*scores)
    assert len(select(TopN(n), rows)) >= min(n, len(rows))
    assert len(select(TopN(n, OUT), rows)) <= n


@given(FEW_SCORES, RULES)
def test_no_chosen_unit_is_worse_than_one_left_out(scores: list[Decimal], rule: RankRule) -> None:
    rows = ranked(replace(unit, parent="p", unit_class="c") for unit in units(*scores))
    chosen = select(rule, rows)
    left = [unit for unit in rows if unit not in chosen]
    red = colour_of(rule) is Colour.RED
    for unit in chosen:
        for other in left:
            assert unit.score is not None
            assert other.score is not None
            assert unit.score > other.score if red else unit.score < other.score


@given(RULES)
def test_a_stored_rule_comes_back_as_it_was(rule: RankRule) -> None:
    assert from_json(to_json(rule)) == rule


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"rule": "luck"},
        {"rule": "top", "n": 0, "at_cut": "all_enter"},
        {"rule": "top", "n": True, "at_cut": "all_enter"},
        {"rule": "top", "n": 3, "at_cut": "by lot"},
        {"rule": "top", "n": 3, "at_cut": "all_enter", "more": 1},
        {"rule": "threshold", "end": "best", "limit": "NaN"},
        {"rule": "threshold", "end": "best", "limit": "-1"},
    ],
)
def test_what_is_no_rule_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(NotARule):
        from_json(document)


def test_the_best_make_the_red_list_and_the_lowest_the_other() -> None:
    assert colour_of(TopN(3)) is colour_of(OnePerParent()) is Colour.RED
    assert colour_of(BottomM(3)) is colour_of(BottomBelow(1, Decimal(60))) is Colour.IMPROVE


def test_only_the_steps_of_the_table_are_allowed() -> None:
    allowed = {(state, act) for state in ListState for act in ListAct if next_state(state, act)}
    assert allowed == set(TRANSITIONS)
    assert next_state(ListState.DRAFT, ListAct.PUBLISH) is None
    assert not [act for state, act in allowed if state in (ListState.EXPIRED, ListState.WITHDRAWN)]
