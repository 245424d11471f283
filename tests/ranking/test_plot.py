"""The dot plot: every score on the axis, few marks, one scale for all rows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from tests.ranking.scores import TABLES
from tongxin.ranking.plot import MARGIN, TICKS_AT_MOST, WIDTH, scale_of


@given(TABLES)
def test_every_score_lies_on_the_axis(scores: list[Decimal]) -> None:
    scale = scale_of(scores)
    assert all(MARGIN <= scale.x(score) <= WIDTH - MARGIN for score in scores)


@given(TABLES)
def test_the_axis_has_two_to_six_marks(scores: list[Decimal]) -> None:
    assert 2 <= len(scale_of(scores).ticks) <= TICKS_AT_MOST


@given(TABLES)
def test_a_higher_score_stands_further_right(scores: list[Decimal]) -> None:
    scale = scale_of(scores)
    places = [scale.x(score) for score in sorted(scores)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("scores", "marks"),
    [
        (["80", "93"], [80, 85, 90, 95]),
        (["78.1", "95.7"], [75, 80, 85, 90, 95, 100]),
        (["88", "88"], [88, 89]),
        ([], [0, 20, 40, 60, 80, 100]),
    ],
)
def test_the_marks_are_round_numbers(scores: list[str], marks: list[int]) -> None:
    assert [tick.value for tick in scale_of(map(Decimal, scores)).ticks] == marks
