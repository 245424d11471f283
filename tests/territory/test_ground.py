"""Ground as one key: containment, ranges of codes, keys that are written and read."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.territory.ground import (
    Ground,
    GroundError,
    GroundKind,
    code_range,
    division_contains,
    division_ground,
    division_stem,
    parse_key,
)

LEVELS = (2, 4, 6, 9, 12)
CODES = st.builds(
    lambda region, digits, level: (region + digits)[:level].ljust(12, "0"),
    st.sampled_from("12345678"),  # the first digit of the national codes is the region: 1 to 8
    st.text("123456789", min_size=11, max_size=11),
    st.sampled_from(LEVELS),
)


@pytest.mark.parametrize(
    ("code", "stem"),
    [
        ("530000000000", "53"),
        ("532300000000", "5323"),
        ("532301000000", "532301"),
        ("532301105000", "532301105"),
        ("532301105203", "532301105203"),
    ],
)
def test_the_stem_is_cut_at_whole_levels(code: str, stem: str) -> None:
    assert division_stem(code) == stem


@given(CODES, CODES)
def test_a_range_test_finds_what_contains_says(outer: str, inner: str) -> None:
    first, after = code_range(outer)
    assert (first <= inner < after) == division_contains(outer, inner)


@given(CODES, CODES, CODES)
def test_containing_is_passed_on(a: str, b: str, c: str) -> None:
    if division_contains(a, b) and division_contains(b, c):
        assert division_contains(a, c)
    assert division_contains(a, a)


def test_a_site_lies_in_its_grid_its_group_and_its_village() -> None:
    group, grid, site = UUID(int=1), UUID(int=2), UUID(int=3)
    spot = Ground(GroundKind.SITE, "532301105203", group, grid, site)
    for outer in (
        division_ground("532301105000"),
        Ground(GroundKind.GROUP, "532301105203", group),
        Ground(GroundKind.GRID, "532301105203", group, grid),
        spot,
    ):
        assert outer.contains(spot)
    assert not Ground(GroundKind.GRID, "532301105203", group, UUID(int=9)).contains(spot)


def test_a_ground_without_a_group_is_in_no_group() -> None:
    assert not Ground(GroundKind.GROUP, "532301105203", UUID(int=1)).contains(division_ground("532301105203"))


@pytest.mark.parametrize("kind", [GroundKind.GROUP, GroundKind.GRID, GroundKind.SITE])
def test_a_key_is_read_as_it_was_written(kind: GroundKind) -> None:
    ids = {"group_id": UUID(int=1), "grid_id": UUID(int=2), "site_id": UUID(int=3)}
    ground = Ground(kind, "532301105203", **ids)
    assert parse_key(ground.key) == (kind, ids[f"{kind}_id"])
    assert parse_key("532301105203") == (GroundKind.DIVISION, "532301105203")


@pytest.mark.parametrize(
    "key", ["", "5323", "53230110520x", "grid:", "grid:5", "division:532301105203", "moon:1"]
)
def test_a_key_that_names_nothing_is_refused(key: str) -> None:
    with pytest.raises(GroundError):
        parse_key(key)
