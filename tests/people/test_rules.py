"""Masks, names, phone numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.people.rules import (
    is_landline,
    is_mobile,
    is_near,
    mask_name,
    mask_phone,
    plain_name,
    plain_phone,
)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("杨贵", "杨*"),
        ("李小明", "李*明"),
        ("欧阳小明", "欧**明"),
        ("阿卜杜拉买买提", "阿**提"),
        ("普", "普"),
        ("", ""),
    ],
)
def test_a_name_is_masked(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"), [("13812342210", "138****2210"), ("3012345", "*****45"), ("", "")]
)
def test_a_number_is_masked(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@given(st.text("李王明贵小", min_size=3, max_size=12))
def test_a_mask_hides_the_middle_of_every_longer_name(name: str) -> None:
    assert set(mask_name(name)[1:-1]) == {"*"}


@pytest.mark.parametrize(
    "text", ["138 1234 2210", "138-1234-2210", "+86 13812342210", "１３８１２３４２２１０"]
)
def test_a_number_is_read_as_people_write_it(text: str) -> None:
    assert plain_phone(text) == "13812342210"


def test_mobile_and_fixed_numbers() -> None:
    assert is_mobile("13812342210")
    assert not is_mobile("12812342210")
    assert not is_mobile("1381234221")
    assert is_landline("08783012345")
    assert not is_landline("3012345")


def test_a_chinese_name_has_no_blanks_and_another_keeps_them() -> None:
    assert plain_name(" 李 小明 ") == "李小明"
    assert plain_name(" John  Smith ") == "John Smith"


def test_a_name_is_near_where_one_sign_differs() -> None:
    assert is_near("李小明", "李小鸣")
    assert is_near("杨贵", "杨贵")
    assert not is_near("杨贵", "杨桂")  # of two signs one is half the name; the sound finds it
    assert not is_near("李小明", "李大民")
