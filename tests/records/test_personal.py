"""Numbers of persons are found in text for the public, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.records.personal import Kind, PersonalDataInText, find_personal, refuse_personal

FOUND = {
    "电话13812345678": Kind.MOBILE,
    "电话１３８１２３４５６７８。": Kind.MOBILE,
    "+86 138 1234 5678": Kind.MOBILE,
    "008613812345678": Kind.MOBILE,
    "138-1234-5678": Kind.MOBILE,
    "微信13812345678王": Kind.MOBILE,
    "tel13812345678": Kind.MOBILE,
    "身份证11010519491231002X": Kind.IDENTITY,
    "11010519491231002x": Kind.IDENTITY,
    "110105 19491231 002X": Kind.IDENTITY,
    "卡号6222021234567890128": Kind.BANK_CARD,
    "4111 1111 1111 1111": Kind.BANK_CARD,
}
CLEAN = [
    "",
    "莲华村第一批 32 户",
    "莲华-2022-0031",
    "532301105203",  # a division code
    "0878-3123456",  # the town office
    "12345",  # the hotline
    "2022-09-16 08:30:00",
    "20220916083000",
    "110105194912310021",  # the check digit is wrong
    "4111 1111 1111 1112",  # so is this one's
    "018357c4-1381-7234-8678-138123456789",  # an id of a record
    "a13812345678b" * 3,  # inside a digest
    "138123456789",  # twelve digits
    "23812345678",
]


@pytest.mark.parametrize(("text", "kind"), FOUND.items())
def test_a_number_of_a_person_is_found(text: str, kind: Kind) -> None:
    assert [match.kind for match in find_personal(text)] == [kind]


@pytest.mark.parametrize("text", CLEAN)
def test_other_text_is_let_through(text: str) -> None:
    refuse_personal(text)


def test_several_are_found_in_order() -> None:
    kinds = [match.kind for match in find_personal("13812345678，11010519491231002X；15912345678")]
    assert kinds == [Kind.MOBILE, Kind.IDENTITY, Kind.MOBILE]


def test_the_message_shows_the_number_masked_only() -> None:
    with pytest.raises(PersonalDataInText) as caught:
        refuse_personal("电话13812345678")
    assert "138…78" in str(caught.value)
    assert "13812345678" not in str(caught.value)


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.text(alphabet="网格长电话，。 ", max_size=8),
    st.text(alphabet="微信号。、 ", max_size=8),
)
def test_every_mobile_number_between_chinese_words_is_found(number: str, before: str, after: str) -> None:
    found = find_personal(before + number + after)
    assert [(match.kind, match.text, match.start) for match in found] == [(Kind.MOBILE, number, len(before))]
