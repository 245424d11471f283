"""Over a thousand seeds each unit is drawn as often as its stored chance says: a test of proportions."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import sqrt

import pytest

from tongxin.inspections.drawing import (
    SampleKind,
    SampleRule,
    Unit,
    draw_strata,
    sizes_of,
    strata_of,
)

SEEDS = [f"seed {number}" for number in range(1000)]
SIZES = {"grid:a": 6, "grid:b": 17, "grid:c": 50}
UNITS = [Unit(f"site:{grid}-{number}", grid) for grid, size in SIZES.items() for number in range(size)]
RULES = [SampleRule(SampleKind.PER_GRID, 5), SampleRule(SampleKind.SHARE, 20)]
LIMIT = 4.0  # standard deviations; a sound draw goes beyond it once in 15,000 tries

Draw = Callable[[Mapping[str, Sequence[str]], SampleRule, str], set[str]]


def farthest_off(draw: Draw, rule: SampleRule) -> float:
    """How many standard deviations the worst of two looks lies off: one unit, and each stratum as a whole.

    Of a stratum: the sum over its units of (drawn - expected)^2 / variance is chi-squared with size - 1 degrees
    of freedom after the correction (size - 1) / size for the fixed number drawn; made normal by Wilson and Hilferty.
    """
    strata = strata_of(UNITS, rule)
    times = Counter(key for seed in SEEDS for key in draw(strata, rule, seed))
    worst = 0.0
    for stratum in sizes_of(strata, rule):
        chance = float(stratum.chance)
        variance = len(SEEDS) * chance * (1 - chance)
        off = [(times[key] - len(SEEDS) * chance) / sqrt(variance) for key in strata[stratum.key]]
        free = stratum.size - 1
        squares = sum(each**2 for each in off) * free / stratum.size
        spread = 2 / (9 * free)
        together = ((squares / free) ** (1 / 3) - (1 - spread)) / sqrt(spread)
        worst = max(worst, together, *(abs(each) for each in off))
    return worst


@pytest.mark.parametrize("rule", RULES)
def test_each_unit_is_drawn_as_often_as_its_chance_says(rule: SampleRule) -> None:
    assert farthest_off(draw_strata, rule) < LIMIT


def first_come(strata: Mapping[str, Sequence[str]], rule: SampleRule, seed: str) -> set[str]:
    """Broken: takes whoever stands first in the register."""
    return {key for each in sizes_of(strata, rule) for key in strata[each.key][: each.drawn] if seed}


def coarse_numbers(strata: Mapping[str, Sequence[str]], rule: SampleRule, seed: str) -> set[str]:
    """Broken: numbers of three bits only, so that the order of the keys decides between many equals."""

    def number(key: str) -> tuple[int, str]:
        return hashlib.sha256(f"{seed}\n{key}".encode()).digest()[0] >> 5, key

    return {
        key for each in sizes_of(strata, rule) for key in sorted(strata[each.key], key=number)[: each.drawn]
    }


def of_all_together(strata: Mapping[str, Sequence[str]], rule: SampleRule, seed: str) -> set[str]:
    """Broken: draws the right number, but not grid by grid."""
    keys = sorted(key for members in strata.values() for key in members)
    whole = {"all": keys}
    share = SampleRule(
        SampleKind.SHARE, 100 * sum(each.drawn for each in sizes_of(strata, rule)) // len(keys)
    )
    return draw_strata(whole, share, seed)


@pytest.mark.parametrize("draw", [first_come, coarse_numbers, of_all_together])
def test_a_draw_that_prefers_some_is_found_out(draw: Draw) -> None:
    assert farthest_off(draw, RULES[0]) > LIMIT


def test_the_stored_seed_draws_the_same_again() -> None:
    strata = strata_of(UNITS, RULES[0])
    backwards = {key: list(reversed(members)) for key, members in reversed(strata.items())}
    for seed in SEEDS[:50]:
        assert draw_strata(strata, RULES[0], seed) == draw_strata(backwards, RULES[0], seed)
    assert draw_strata(strata, RULES[0], "one") != draw_strata(strata, RULES[0], "two")
