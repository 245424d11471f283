"""Ranks, ties and differences."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.ranking.scores import TABLES, names, table, units
from tongxin.ranking.rules import Unit, UnitKind, competition_ranks, differences, ranked, ties


def ranks(*scores: str | int) -> list[int | None]:
    """The ranks of units A, B, C … in this order."""
    by_name = {unit.name: unit.rank for unit in table(*scores)}
    return [by_name[name] for name in sorted(by_name)]


def test_equal_scores_share_a_rank_and_the_next_is_skipped() -> None:
    assert ranks(93, 91, 91, 90) == [1, 2, 2, 4]


def test_scores_are_compared_exactly() -> None:
    assert ranks("87.30", "87.3", "87.31") == [2, 2, 1]
    assert ranks("0.1", "0.3", "0.2") == [3, 1, 2]


def test_a_road_is_ranked_among_roads_only() -> None:
    road = Unit("r", "road", UnitKind.ROAD, Decimal(88))
    result = ranked([*units(93, 80), road])
    assert [(unit.name, unit.rank) for unit in result] == [("A", 1), ("B", 2), ("road", 1)]


def test_a_unit_seen_too_rarely_has_no_rank_and_moves_nobody() -> None:
    seen = [replace(unit, n=n) for unit, n in zip(units(99, 90, 80), (1, 5, 5), strict=True)]
    assert [(unit.name, unit.rank) for unit in ranked(seen, min_n=3)] == [("B", 1), ("C", 2), ("A", None)]


def test_a_source_without_numbers_of_visits_is_believed() -> None:
    assert [unit.rank for unit in ranked(units(90), min_n=3)] == [1]


def test_ties_are_groups_of_one_kind() -> None:
    road = Unit("r", "road", UnitKind.ROAD, Decimal(89))
    groups = ties(ranked([*units(89, 89, 88), road]))
    assert [names(group) for group in groups] == ["AB"]


def test_a_printed_rank_that_is_not_the_computed_one_is_a_difference() -> None:
    printed = [
        replace(unit, printed_rank=rank) for unit, rank in zip(units(87, 87, 80), (8, 9, None), strict=True)
    ]
    found = differences(ranked(printed))
    assert [(each.unit.name, each.printed, each.computed) for each in found] == [("A", 8, 1), ("B", 9, 1)]


@given(TABLES)
def test_a_rank_is_one_more_than_the_number_of_higher_scores(scores: list[Decimal]) -> None:
    by_place = {str(place): score for place, score in enumerate(scores)}
    result = competition_ranks(by_place)
    assert all(result[key] == 1 + sum(other > score for other in scores) for key, score in by_place.items())


@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_rank(scores: list[Decimal], chance: Random) -> None:
    rows = units(*scores)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert {u.key: u.rank for u in ranked(rows)} == {u.key: u.rank for u in ranked(shuffled)}


@given(TABLES)
def test_equal_scores_share_and_the_next_rank_skips(scores: list[Decimal]) -> None:
    result = table(*scores)
    for first, then in pairwise(result):
        sharing = sum(unit.rank == first.rank for unit in result)
        assert (
            then.rank == first.rank if then.score == first.score else then.rank == (first.rank or 0) + sharing
        )
