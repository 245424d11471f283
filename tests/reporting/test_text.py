"""How the text of a brief is read and spelled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.reporting.data import layout
from tongxin.reporting.text import (
    Block,
    Fault,
    FaultyPlace,
    FigurePlace,
    Heading,
    ListPlace,
    Name,
    NamePlace,
    Paragraph,
    SourceTable,
    Speech,
    VillageTable,
    Words,
    figure_keys,
    parse,
    plain_speech,
    prose_of,
    respelled,
    tidied,
)

KEYS = ["cases.found", "cases.closed"]
STORED = plain_speech(KEYS)
SCREEN = Speech(
    titles={"cases.found": "发现问题", "cases.closed": "办结问题"},
    names={Name.PLACE: "地名", Name.PERIOD: "时期", Name.SINCE: "起日", Name.UNTIL: "止日"},
    previous="上一期",
    table="表",
    by_village="按村",
    between="、",
    red_list="红榜",
    sources="数据表",
)


def read(text: str, speech: Speech = STORED) -> tuple[Block, ...]:
    return parse(text, layout().numbering, speech)


def fault_of(text: str) -> tuple[int, Fault]:
    with pytest.raises(FaultyPlace) as caught:
        read(text)
    return caught.value.line, caught.value.fault


def test_a_figure_stands_between_words() -> None:
    assert read("发现{cases.found}个") == (
        Paragraph(1, (Words("发现"), FigurePlace("cases.found"), Words("个"))),
    )


def test_the_period_before_is_asked_for_by_a_word() -> None:
    (paragraph,) = read("{ cases.found  previous }。")
    assert isinstance(paragraph, Paragraph)
    assert paragraph.parts[0] == FigurePlace("cases.found", previous=True)


def test_headings_are_numbered_anew_on_three_levels() -> None:
    blocks = read("一、甲\n（一）乙\n(二)丙\n1.丁\n2．戊\n三、己\n（三）庚")
    numbered = [(block.level, block.number) for block in blocks if isinstance(block, Heading)]
    assert numbered == [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (1, 2), (2, 1)]


def test_a_number_with_a_point_is_no_heading() -> None:
    assert isinstance(read("1.5万户")[0], Paragraph)


def test_the_sign_of_a_heading_is_that_of_official_papers() -> None:
    signs = [layout().numbering.mark(level, 2) for level in (1, 2, 3)]
    assert signs == ["二、", "（二）", "2."]


def test_tables_and_lists_stand_alone() -> None:
    assert read("{table cases.found, cases.closed by village}\n{list red}\n{table of figures}") == (
        VillageTable(1, ("cases.found", "cases.closed")),
        ListPlace(2, "red"),
        SourceTable(3),
    )


def test_names_come_from_the_brief() -> None:
    (paragraph,) = read("{place}{period}")
    assert isinstance(paragraph, Paragraph)
    assert paragraph.parts == (NamePlace(Name.PLACE), NamePlace(Name.PERIOD))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("好\n{cases.lost}", (2, Fault.UNKNOWN)),
        ("{1538}", (1, Fault.UNKNOWN)),
        ("{table cases.found, cases.lost by village}", (1, Fault.UNKNOWN)),
        ("{}", (1, Fault.UNKNOWN)),
        ("见{list red}", (1, Fault.NOT_ALONE)),
        ("发现{cases.found 个", (1, Fault.BRACE)),
        ("发现}个", (1, Fault.BRACE)),
        ("{a{cases.found}}", (1, Fault.BRACE)),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, fault: tuple[int, Fault]) -> None:
    assert fault_of(text) == fault


def test_the_screen_spells_figures_by_their_titles() -> None:
    stored = "发现{cases.found}个，上期{cases.found previous}个\n{table cases.found, cases.closed by village}"
    shown = "发现{发现问题}个，上期{发现问题 上一期}个\n{表 发现问题、办结问题 按村}"
    assert respelled(stored, layout().numbering, STORED, SCREEN) == shown
    assert respelled(shown, layout().numbering, SCREEN, STORED) == stored


def test_keys_are_understood_on_the_screen_as_well() -> None:
    assert respelled("{cases.found}", layout().numbering, SCREEN, STORED) == "{cases.found}"


def test_every_figure_is_asked_for_once() -> None:
    assert figure_keys(read("{cases.closed}{cases.found}\n{table cases.found by village}")) == (
        "cases.closed",
        "cases.found",
    )


def test_signs_that_nobody_sees_are_taken_out() -> None:
    assert tidied("好\u200b的\r\n\n ｛cases.found｝\t个\ufffc ") == "好的\n{cases.found} 个"


PLACES = st.sampled_from(["{cases.found}", "{cases.closed previous}", "{place}", "{period}"])
PROSE = st.text(alphabet=st.characters(exclude_characters="{}\n", exclude_categories=["C", "Z"]), max_size=8)
LINES = st.lists(st.tuples(PROSE, PLACES, PROSE).map("".join), min_size=1, max_size=4)


@given(LINES)
def test_spelling_there_and_back_changes_nothing(lines: list[str]) -> None:
    text = "\n".join(lines)
    there = respelled(text, layout().numbering, STORED, SCREEN)
    assert respelled(there, layout().numbering, SCREEN, STORED) == text


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidied(tidied(text)) == tidied(text)


@given(LINES)
def test_no_word_of_a_placeholder_reaches_the_rule_on_typed_numbers(lines: list[str]) -> None:
    for block in read("\n".join(lines)):
        if isinstance(block, Heading | Paragraph):
            assert "{" not in prose_of(block.parts)
