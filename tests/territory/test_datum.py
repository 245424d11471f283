"""Positions between the datums of maps, and distances."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.territory import datum
from tongxin.territory.datum import (
    Position,
    gcj02_to_wgs84,
    is_plausible,
    is_position,
    metres_between,
    moved,
    wgs84_to_gcj02,
)

CASES = json.loads(Path(__file__).with_name("datum_cases.json").read_text("utf-8"))["cases"]
EXACT = 1e-7  # degrees: a centimetre
LATITUDES = st.floats(18.0, 53.5)
LONGITUDES = st.floats(73.7, 135.0)


@pytest.mark.parametrize("case", CASES)
def test_the_published_points_come_out(case: dict[str, list[float]]) -> None:
    latitude, longitude = case["wgs84"]
    assert wgs84_to_gcj02(latitude, longitude) == pytest.approx(case["gcj02"], abs=1e-9)
    assert gcj02_to_wgs84(*case["gcj02"]) == pytest.approx(case["wgs84"], abs=EXACT)


@given(LATITUDES, LONGITUDES)
def test_there_and_back_is_the_same_place(latitude: float, longitude: float) -> None:
    back = gcj02_to_wgs84(*wgs84_to_gcj02(latitude, longitude))
    assert max(abs(back[0] - latitude), abs(back[1] - longitude)) < EXACT


def test_one_step_of_the_way_back_would_not_do() -> None:
    latitude, longitude = 24.98, 101.47
    drawn = wgs84_to_gcj02(latitude, longitude)
    north, east = datum._shift(*drawn)
    assert max(abs(drawn[0] - north - latitude), abs(drawn[1] - east - longitude)) > EXACT


@given(LATITUDES, LONGITUDES, st.floats(-500, 500), st.floats(-500, 500))
def test_a_move_is_as_long_as_it_says(latitude: float, longitude: float, north: float, east: float) -> None:
    start = Position(latitude, longitude)
    went = metres_between(start, moved(start, north_m=north, east_m=east))
    assert went == pytest.approx((north**2 + east**2) ** 0.5, rel=1e-3, abs=0.02)


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert metres_between(Position(24, 101), Position(25, 101)) == pytest.approx(111_195, abs=1)


@pytest.mark.parametrize(
    ("latitude", "longitude", "is_one"),
    [
        (24.98, 101.47, True),
        (101.47, 24.98, False),
        (0.0, 0.0, False),
        (float("nan"), 101.0, False),
        (float("inf"), 101.0, False),
        (-33.9, 151.2, True),
    ],
)
def test_what_is_a_position(latitude: float, longitude: float, is_one: bool) -> None:
    assert is_position(latitude, longitude) is is_one


def test_a_point_far_from_the_town_is_strange() -> None:
    town = [moved(Position(24.98, 101.47), north_m=n * 400, east_m=n * 300) for n in range(20)]
    assert is_plausible(moved(town[0], north_m=9_000, east_m=0), town)
    assert not is_plausible(Position(25.98, 101.47), town)
    assert not is_plausible(Position(*reversed((24.98, 101.47))), town)


def test_one_stray_point_does_not_stretch_the_town() -> None:
    town = [moved(Position(24.98, 101.47), north_m=n * 100, east_m=0) for n in range(20)]
    assert not is_plausible(Position(26.0, 101.47), [*town, Position(31.2, 121.5)])


def test_with_few_points_nothing_is_strange() -> None:
    assert is_plausible(Position(31.2, 121.5), [Position(24.98, 101.47)] * 4)
