"""The text of the agreement as data."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from tongxin.council.money import names_money
from tongxin.council.rules import Duty
from tongxin.council.wording import faults_of, money_words, numbers, read, supplied


def test_the_supplied_text_is_marked_as_suggested_and_has_the_three_duties() -> None:
    assert supplied().mark == "suggested"
    assert [each.duty for each in read(supplied().text).duties] == list(Duty)


def test_the_text_is_read_in_the_language_of_the_screen() -> None:
    with translation.override("zh-hans"):
        assert read(supplied().text).title == "门前三包责任书"
    with translation.override("en"):
        assert read(supplied().text).duties[0].title == "Hygiene"


def test_the_numbers_are_data() -> None:
    assert numbers().term == 12
    assert numbers().printed_at_once > 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text["zh"].pop("closing"),
        lambda text: text["zh"]["duties"].pop(),
        lambda text: text["zh"]["duties"].reverse(),
        lambda text: text["zh"]["duties"][0].update(points=[]),
        lambda text: text.pop("en"),
        lambda text: text["en"].update(fine="yes"),
    ],
)
def test_a_text_that_lacks_a_part_is_found(spoil: Callable[[dict[str, Any]], object]) -> None:
    text = copy.deepcopy(dict(supplied().text))
    assert faults_of(text) == []
    spoil(text)
    assert faults_of(text)


@pytest.mark.parametrize(
    "words", ["违约罚款50元", "交押金两百元", "一次二十块钱", "fine of 50 yuan", "¥ 30", "RMB 20"]
)
def test_an_amount_of_money_is_found(words: str) -> None:
    assert names_money({"zh": [words]}, money_words())


@pytest.mark.parametrize(
    "words", ["不涉及任何罚款、押金和收费", "种三角梅", "一块菜地", "2026年元旦", "no fine"]
)
def test_that_there_is_no_fine_may_be_said(words: str) -> None:
    assert not names_money({"zh": [words]}, money_words())


def test_the_supplied_text_names_no_money() -> None:
    assert not names_money(dict(supplied().text), money_words())
