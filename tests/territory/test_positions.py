"""Positions by visits and between neighbours: the rule, and the worked examples of its page."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.architecture.tree import ROOT
from tongxin.territory.datum import Position, metres_between, moved
from tongxin.territory.positions import (
    APART_M,
    FEWEST_SIGHTINGS,
    NEAR_M,
    WORST_ACCURACY_M,
    Sighted,
    between_neighbours,
    position_from_sightings,
)

HOUSE = Position(24.98, 101.47)
PAGE = (ROOT / "docs/rules/positions.md").read_text("utf-8")
METRES = st.floats(-400, 400)


def rows(heading: str) -> list[list[str]]:
    """The rows of the table under the header that begins with these words."""
    table = PAGE[PAGE.index(heading) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip(" *") for cell in line.strip("| ").split("|")] for line in table]


def at(north: float, east: float) -> Position:
    return moved(HOUSE, north_m=north, east_m=east)


def sighted(row: list[str]) -> Sighted:
    return Sighted(at(float(row[1]), float(row[2])), int(row[3]))


def test_the_visits_of_the_page_give_its_result() -> None:
    *visits, result = rows("| visit |")
    found = position_from_sightings([sighted(row) for row in visits])
    assert found is not None
    assert metres_between(found, at(float(result[1]), float(result[2]))) < 0.01


def test_what_the_page_leaves_out_does_not_count() -> None:
    *visits, _result = rows("| visit |")
    counted = [sighted(row) for row in visits if row[4] == "yes"]
    assert position_from_sightings(counted) == position_from_sightings([sighted(row) for row in visits])


def test_two_that_agree_are_unsure() -> None:
    *visits, _result = rows("| visit |")
    assert position_from_sightings([sighted(row) for row in visits if row[0] != "3"]) is None


@given(st.lists(st.tuples(METRES, METRES, st.integers(1, 300)), max_size=12))
def test_a_sure_position_has_three_visits_nearby(visits: list[tuple[float, float, int]]) -> None:
    sightings = [Sighted(at(north, east), accuracy) for north, east, accuracy in visits]
    found = position_from_sightings(sightings)
    if found is not None:
        near = [each for each in sightings if metres_between(found, each.position) <= 2 * NEAR_M]
        assert len([each for each in near if each.is_usable]) >= 3


@given(st.lists(st.tuples(METRES, METRES), min_size=3, max_size=12), st.randoms())
def test_the_order_of_the_visits_changes_nothing(visits: list[tuple[float, float]], chance: object) -> None:
    sightings = [Sighted(at(*each)) for each in visits]
    assert position_from_sightings(sightings) == position_from_sightings(sightings[::-1])


def test_the_doors_of_the_page_are_placed_as_it_says() -> None:
    doors = rows("| door |")
    known = [at(0, float(row[1])) if row[1] else None for row in doors]
    placed = between_neighbours(known, None)
    for row, position in zip(doors, placed, strict=True):
        if row[2].replace(".", "").isdecimal():
            assert metres_between(position, at(0, float(row[2]))) < 0.05
        else:
            beside = next(each for each in doors if f"beside door {each[0]}" == row[2])
            assert 5 < metres_between(position, at(0, float(beside[1]))) < 7


@given(st.lists(st.one_of(st.none(), st.tuples(METRES, METRES)), min_size=1, max_size=40), METRES)
def test_what_is_known_stays_and_nothing_lies_on_another(
    doors: list[tuple[float, float] | None], east: float
) -> None:
    known = [at(*door) if door else None for door in doors]
    placed = between_neighbours(known, at(0, east))
    assert all(before in (None, after) for before, after in zip(known, placed, strict=True))
    if not any(known):
        assert all(metres_between(one, other) > APART_M / 2 for one, other in combinations(placed, 2))


def test_without_anything_known_the_first_lies_at_the_click() -> None:
    assert between_neighbours([None, None], HOUSE)[0] == HOUSE


def test_nothing_known_and_no_click_places_nothing() -> None:
    with pytest.raises(ValueError, match="nothing is known"):
        between_neighbours([None], None)


def test_the_page_names_the_limits_of_the_rule() -> None:
    assert f"less sure of than {WORST_ACCURACY_M} m" in PAGE
    assert f"further than {NEAR_M:.0f} m" in PAGE
    assert f"At least {FEWEST_SIGHTINGS} must be left" in PAGE
