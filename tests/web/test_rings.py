"""The geometry of the three rings."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from tongxin.people.coverage_matrix import shade_of
from tongxin.web import rings

KEYS = ("household", "grid", "public")


@dataclass(frozen=True)
class Cell:
    """A village in a ring, as reporting gives it."""

    village_code: str
    village_name: str
    ring_key: str
    seen_share: float | None = 0.9
    gap_share: float = 0.0
    open: int = 0
    overdue: int = 0


def cells(villages: int, **values: float | None) -> list[Cell]:
    return [
        Cell(f"5323011052{number:02}", f"村{number}", key, **values)  # type: ignore[arg-type]
        for number in range(villages)
        for key in KEYS
    ]


def drawing(villages: int, **values: float | None) -> rings.Drawing:
    drawn = rings.draw(cells(villages, **values), KEYS)
    assert drawn is not None
    return drawn


def points(path: str) -> list[tuple[float, float]]:
    return [
        (float(x), float(y))
        for x, y in re.findall(r"(?:[ML]|A[\d.]+ [\d.]+ 0 \d \d )(-?[\d.]+) (-?[\d.]+)", path)
    ]


def radius(x: float, y: float) -> float:
    return math.hypot(x - rings.CENTRE[0], y - rings.CENTRE[1])


@given(st.integers(1, 24))
def test_sectors_fill_the_circle_but_for_the_opening_at_the_top(villages: int) -> None:
    parts = rings.sectors(villages)
    assert math.isclose(parts[0].start, 360 - parts[-1].end)
    assert rings.LEAST_GAP <= 2 * parts[0].start + 1e-9 <= rings.MOST_GAP + 2e-9
    assert all(math.isclose(a.end, b.start) for a, b in itertools.pairwise(parts))


@given(st.integers(1, 24), st.floats(0, 1))
def test_a_cell_lies_within_its_ring(villages: int, gap_share: float) -> None:
    for cell in drawing(villages, gap_share=gap_share).cells:
        inner, outer = rings.RADII[KEYS.index(cell.cell.ring_key)]
        for path in (cell.outline, cell.path, cell.hatch):
            assert all(inner - 0.1 <= radius(*point) <= outer + 0.1 for point in points(path))


@given(st.integers(2, 24), st.floats(0.001, 1))
def test_a_gap_is_never_too_small_to_see(villages: int, gap_share: float) -> None:
    width = rings.sectors(villages)[0].end - rings.sectors(villages)[0].start
    assert rings.LEAST_HATCH <= rings.hatched_degrees(width, gap_share) <= width


def test_a_cell_without_a_gap_has_no_hatching() -> None:
    assert {cell.hatch for cell in drawing(11).cells} == {""}


def test_a_cell_with_nobody_responsible_is_hatched_whole() -> None:
    assert {cell.path for cell in drawing(11, gap_share=1.0).cells} == {""}


def test_shades_begin_at_their_lower_bounds() -> None:
    shares = [None, 0.0, 0.7999, 0.80, 0.88, 0.9499, 0.95, 1.0]
    assert [shade_of(share) for share in shares] == [0, 4, 4, 3, 2, 2, 1, 1]


@given(st.integers(1, 24), st.integers(0, 40), st.integers(0, 40))
def test_discs_show_what_is_open_and_what_is_late(villages: int, is_open: int, overdue: int) -> None:
    for cell in drawing(villages, open=is_open, overdue=overdue).cells:
        assert [disc.number for disc in cell.discs] == [number for number in (is_open, overdue) if number]
        inner, outer = rings.RADII[KEYS.index(cell.cell.ring_key)]
        assert all(inner < radius(disc.x, disc.y) < outer for disc in cell.discs)


def test_two_discs_of_a_cell_do_not_cover_each_other() -> None:
    for cell in drawing(11, open=3, overdue=1).cells:
        first, second = cell.discs
        assert math.hypot(first.x - second.x, first.y - second.y) > 18


def test_the_first_public_cell_lies_where_the_visual_guide_has_it() -> None:
    drawn = points(drawing(11).cells[2].outline)
    guide = [(308.6, 51.9), (397.0, 102.9), (369.1, 131.6), (297.7, 90.3)]
    assert all(math.dist(mine, theirs) < 0.3 for mine, theirs in zip(drawn, guide, strict=True))


def test_names_at_the_right_begin_and_names_at_the_left_end_at_the_circle() -> None:
    anchors = [label.anchor for label in drawing(11).labels]
    assert anchors == ["start"] * 5 + ["middle"] + ["end"] * 5


def test_long_names_get_more_room_at_both_sides() -> None:
    long = rings.draw([Cell("532301105201", "杨柳树大村", "grid")], KEYS)
    assert long is not None
    assert long.view_box == "-42 0 588 492"


def test_more_than_24_villages_are_left_to_the_table() -> None:
    assert rings.draw(cells(25), KEYS) is None
    assert rings.draw([], KEYS) is None
