"""Outlines: which can be, and which sites lie in them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.territory.datum import Position, Reach
from tongxin.territory.map_errors import ShapeFaulty
from tongxin.territory.models import Site
from tongxin.territory.shapes import checked_outline, cut, inside, sides_of

SQUARE = [[101.0, 25.0], [101.01, 25.0], [101.01, 25.01], [101.0, 25.01], [101.0, 25.0]]
BOW_TIE = [[101.0, 25.0], [101.01, 25.01], [101.01, 25.0], [101.0, 25.01], [101.0, 25.0]]
HERE = Reach(Position(25.005, 101.005), 10_000)


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def site(longitude: float, latitude: float) -> Site:
    return Site(latitude=latitude, longitude=longitude)


def test_a_square_is_an_outline() -> None:
    assert checked_outline(polygon(SQUARE), reach=HERE)["coordinates"][0][0] == [101.0, 25.0]


def test_an_open_ring_is_closed() -> None:
    assert checked_outline(polygon(SQUARE[:-1]))["coordinates"] == [SQUARE]


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        (polygon(BOW_TIE), "25.00500, 101.00500"),
        (polygon(SQUARE[:2]), "三个点"),
        (polygon([[101.0, 25.0], [101.01, 25.0], [101.02, 25.0]]), "不能用"),
        (polygon([[447000, 2765000], [447100, 2765000], [447100, 2765100]]), "经纬度"),
        (polygon([["a", "b"], [1], None]), "数字"),  # type: ignore[list-item]  # what a hostile file may hold
        ({"type": "LineString", "coordinates": SQUARE}, "面"),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE], [[[c[0] + 1, c[1]] for c in SQUARE]]]}, "几块"),
        (polygon([[x + 5, y] for x, y in SQUARE]), "离本镇很远"),
        ("nonsense", "面"),
        (polygon(), "面"),
    ],
)
def test_what_is_no_outline_is_told_with_the_place(shape: object, told: str) -> None:
    with pytest.raises(ShapeFaulty) as refused:
        checked_outline(shape, reach=HERE)
    assert told in str(refused.value)


def test_a_village_may_be_in_several_pieces() -> None:
    other = [[x + 0.02, y] for x, y in SQUARE]
    shape = checked_outline({"type": "MultiPolygon", "coordinates": [[SQUARE], [other]]}, parts=True)
    assert shape["type"] == "MultiPolygon"


def test_a_hole_is_not_inside() -> None:
    hole = [[101.004, 25.004], [101.006, 25.004], [101.006, 25.006], [101.004, 25.006]]
    outline = checked_outline(polygon(SQUARE, hole))
    within, in_hole, nowhere = site(101.001, 25.001), site(101.005, 25.005), Site()
    assert inside(outline, [within, in_hole, nowhere]) == [within.pk]


@given(st.floats(101.0005, 101.0095), st.floats(25.0005, 25.0095))
def test_a_cut_leaves_each_site_in_one_half(longitude: float, latitude: float) -> None:
    line = [[100.99, 25.002], [101.005, 25.006], [101.02, 25.004]]
    halves = cut(checked_outline(polygon(SQUARE)), line)
    door = site(longitude, latitude)
    assert sum(door.pk in inside(half, [door]) for half in halves) >= 1
    sides = sides_of(line, [door])
    assert sorted(map(len, sides)) == [0, 1]


def test_a_line_beside_the_grid_cuts_nothing() -> None:
    with pytest.raises(ShapeFaulty, match="1"):
        cut(checked_outline(polygon(SQUARE)), [[102.0, 25.0], [102.0, 26.0]])


@pytest.mark.parametrize(
    "line", [[], [[101.0, 25.0]], [[101.0, 25.0], [101.0, 25.0]], [["x", 1], [2, 3]], [None]]
)
def test_a_line_of_less_than_two_points_is_refused(line: Any) -> None:
    with pytest.raises(ShapeFaulty):
        sides_of(line, [site(101, 25)])


def test_a_short_line_runs_on_straight() -> None:
    west, east = site(101.0, 25.0), site(101.2, 25.3)
    sides = sides_of([[101.1, 25.1], [101.1, 25.1001]], [west, east])
    assert {tuple(side) for side in sides} == {(west.pk,), (east.pk,)}
