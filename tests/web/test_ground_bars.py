"""The picture of a village's weeks."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tongxin.web.ground.bars import FOOT, HEAD, draw
from tongxin.web.ground.cases import Week

FIRST = date(2022, 7, 1)
NUMBERS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=20)


def weeks(numbers: list[tuple[int, int]]) -> list[Week]:
    """Weeks with these numbers of cases found and closed."""
    return [
        Week(FIRST + timedelta(days=7 * index), FIRST + timedelta(days=7 * index + 6), found, closed)
        for index, (found, closed) in enumerate(numbers)
    ]


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw(weeks([(0, 0), (0, 0)])) is None
    assert draw([]) is None


@given(NUMBERS)
def test_every_bar_stands_on_the_foot_and_below_the_head(numbers: list[tuple[int, int]]) -> None:
    picture = draw(weeks(numbers))
    if picture is None:
        assert not any(max(pair) for pair in numbers)
        return
    for bar in picture.bars:
        assert HEAD - 0.1 <= bar.y <= FOOT
        assert abs(bar.y + bar.height - FOOT) < 0.2
        assert HEAD - 0.1 <= bar.point_y <= FOOT
    assert picture.marks[0] == (FOOT, 0)


@given(NUMBERS)
def test_a_higher_number_stands_higher(numbers: list[tuple[int, int]]) -> None:
    picture = draw(weeks(numbers))
    if picture is not None:
        heights = sorted((bar.week.found, bar.height) for bar in picture.bars)
        assert heights == sorted(heights, key=lambda pair: pair[1]) or len({h for _n, h in heights}) < len(
            heights
        )
