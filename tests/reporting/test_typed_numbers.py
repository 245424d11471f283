"""Numbers that nobody may type: the table of docs/rules/figures-in-briefs.md, and what must hold for any text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reporting.tables import rows_of
from tongxin.reporting.data import number_words
from tongxin.reporting.rules import PLACE, NumberWords, Pattern, typed_numbers

PAGE = "figures-in-briefs.md"
NAMES = frozenset({"莲华村二组"})
CLEAN = [
    "各村认真落实门前三包",
    "在“三五”和周五大扫除中",
    "村“两委”带头",
    "2022年9月16日召开推进会",
    "，",
    "。",
    PLACE,
    "户",
]
DIGITS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩"]


def found(prose: str, names: frozenset[str] = NAMES) -> list[str]:
    """The typed numbers as written; a placeholder counts as one figure."""
    return [slip.written for slip in typed_numbers(re.sub(r"\{[^}]*\}", PLACE, prose), number_words(), names)]


@pytest.mark.parametrize("row", rows_of(PAGE, "prose"), ids=lambda row: row["prose"])
def test_the_table_of_the_rule(row: dict[str, str]) -> None:
    expected = [] if row["refused"] == "–" else [row["refused"]]
    assert found(row["prose"]) == expected


@pytest.mark.parametrize("pattern", number_words().patterns, ids=lambda pattern: pattern.example)
def test_the_example_of_every_excuse_is_excused(pattern: Pattern) -> None:
    assert found(pattern.example) == []


@given(st.lists(st.sampled_from(CLEAN)), st.integers(1, 99_999), st.sampled_from(DIGITS), st.integers(0, 9))
def test_a_count_in_digits_is_found_wherever_it_stands(
    parts: list[str], number: int, digits: str, place: int
) -> None:
    typed = "".join(digits[int(digit)] for digit in str(number)) + "户"
    at = min(place, len(parts))
    prose = "".join([*parts[:at], "完成" + typed, *parts[at:]])
    assert typed in found(prose)


@given(st.lists(st.sampled_from(CLEAN)), st.text(alphabet="一二三四五六七八九十百千", min_size=2, max_size=6))
def test_a_count_in_chinese_numerals_is_found(parts: list[str], numerals: str) -> None:
    assert any(numerals in slip for slip in found("".join(parts) + "发现问题" + numerals + "个"))


@given(st.text(alphabet=st.characters(exclude_categories=["Nd", "Nl", "No", "Lo"])))
def test_a_text_without_numerals_is_never_refused(prose: str) -> None:
    assert found(prose) == []


@given(st.lists(st.sampled_from(CLEAN)))
def test_clean_parts_stay_clean_together(parts: list[str]) -> None:
    assert found("；".join(parts)) == []


@given(st.text())
def test_any_text_at_all_is_read_and_every_slip_is_where_it_says(prose: str) -> None:
    for slip in typed_numbers(prose, number_words()):
        assert prose[slip.start :].startswith(slip.written)


def test_a_place_of_another_ground_is_no_excuse() -> None:
    assert found("莲华村二组", frozenset()) == ["二组"]


def test_the_refusal_gives_the_words_around() -> None:
    (slip,) = typed_numbers("今年以来全镇共完成整治1,538户，群众满意", number_words())
    assert slip.around == "来全镇共完成整治1,538户，群众满意"


def test_without_its_words_the_rule_would_let_chinese_numerals_through() -> None:
    """Negative control: the rule stands on its data."""
    empty = NumberWords("", "", "~", "~", ("~",), (), (), ())
    assert typed_numbers("发现问题十二个", empty) == ()
