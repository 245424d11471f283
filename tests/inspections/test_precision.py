"""What a sample can tell, as a table; and the way of a list."""

from __future__ import annotations

import doctest
from math import hypot
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.inspections import precision
from tongxin.inspections.precision import half_width, needed
from tongxin.inspections.walking import length_m, walking_order

DEGREE_M = 111_195  # metres of a degree of latitude


@pytest.mark.parametrize(
    ("drawn", "size", "points"),
    [
        (10, 50, 28.0),
        (24, 50, 14.6),
        (34, 50, 9.6),
        (5, 50, 42.0),
        (400, 1_000_000, 4.9),
        (50, 50, 0),
        (0, 50, 100),
    ],
)
def test_what_a_sample_tells(drawn: int, size: int, points: float) -> None:
    assert half_width(drawn, size) == pytest.approx(points, abs=0.05)


@pytest.mark.parametrize(
    ("points", "size", "count"),
    [(15, 50, 24), (10, 50, 34), (5, 50, 45), (25, 50, 12), (10, 1_000_000, 97), (10, 1, 1), (10, 0, 0)],
)
def test_how_many_are_needed(points: float, size: int, count: int) -> None:
    assert needed(points, size) == count


@given(st.integers(2, 400), st.sampled_from([5, 10, 15, 25]))
def test_so_many_are_enough_and_one_less_is_not(size: int, points: float) -> None:
    count = needed(points, size)
    assert half_width(count, size) <= points + 1e-9
    assert count == 1 or half_width(count - 1, size) > points - 1e-9


def test_the_worked_numbers_of_the_module_hold() -> None:
    assert doctest.testmod(precision).failed == 0


def test_the_way_is_measured_over_the_ground() -> None:
    assert length_m([(25.0, 101.0), (25.01, 101.0), (25.0, 101.0)]) == pytest.approx(
        0.02 * DEGREE_M, rel=1e-3
    )
    assert length_m([]) == 0


def test_places_along_a_road_are_walked_along_it() -> None:
    places = [0, 7, 3, 9, 1, 5]
    assert walking_order(places, {place: (25 + place / 1000, 101.0) for place in places}) == sorted(places)


def test_a_place_without_position_stays_behind_the_one_before_it() -> None:
    places = ["a", "x", "d", "y", "b"]
    positions = {"a": (25.0, 101.0), "b": (25.001, 101.0), "d": (25.002, 101.0)}
    assert walking_order(places, positions) == ["a", "x", "b", "d", "y"]
    assert walking_order(places, {"a": (25.0, 101.0)}) == places


@given(st.integers(0, 30), st.integers())
def test_walking_keeps_every_place_and_never_makes_the_way_longer_than_nearest_first(
    count: int, seed: int
) -> None:
    chance = Random(seed)
    positions = {place: (25 + chance.random() / 100, 101 + chance.random() / 100) for place in range(count)}
    walked = walking_order(list(positions), positions)
    assert sorted(walked) == list(positions)
    left, nearest = set(list(positions)[1:]), list(positions)[:1]
    while left:
        here = positions[nearest[-1]]
        nearest.append(min(left, key=lambda place: length_m([here, positions[place]])))
        left.remove(nearest[-1])
    assert length_m([positions[place] for place in walked]) <= length_m(
        [positions[place] for place in nearest]
    ) + hypot(1, 1)
