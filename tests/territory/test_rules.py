"""Lists of doors as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.territory.rules import DoorsUnclear, doors_in


@pytest.mark.parametrize(
    ("text", "doors"),
    [
        ("", []),
        ("12", ["12"]),
        ("1~3", ["1", "2", "3"]),
        ("１～３，5、 7;9", ["1", "2", "3", "5", "7", "9"]),
        ("12-1 12-2", ["12-1", "12-2"]),
        ("3 1~3 3", ["3", "1", "2"]),
        ("甲12\n乙3", ["甲12", "乙3"]),
    ],
)
def test_a_list_is_read(text: str, doors: list[str]) -> None:
    assert doors_in(text) == doors


@pytest.mark.parametrize("text", ["9~1", "~3", "3~", "a~b", "1~2~3", "1~9999"])
def test_an_unclear_piece_is_named(text: str) -> None:
    with pytest.raises(DoorsUnclear, match=text):
        doors_in(f"1, {text}")


@given(st.lists(st.integers(1, 999).map(str), unique=True), st.sampled_from([",", " ", "，", "、", "\n"]))
def test_what_was_joined_is_read_again(doors: list[str], separator: str) -> None:
    assert doors_in(separator.join(doors)) == doors
