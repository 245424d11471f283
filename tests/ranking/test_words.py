"""The words of score tables are data: by their schema, each with one meaning; rules are said in words."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation
from jsonschema import Draft202012Validator

from tongxin.ranking.rules import (
    AtCut,
    BottomBelow,
    BottomM,
    End,
    OnePerParent,
    RankRule,
    Threshold,
    TopN,
    UnitKind,
    WithinClass,
)
from tongxin.ranking.table_words import plain
from tongxin.ranking.words import period_words, score_text, statement

FOLDER = Path(settings.TONGXIN_DATA) / "ranking"
WORDS: dict[str, Any] = json.loads((FOLDER / "words.json").read_text("utf-8"))
SCHEMA = Draft202012Validator(json.loads((FOLDER / "schema.json").read_text("utf-8")))


def test_the_words_keep_to_their_schema() -> None:
    assert not list(SCHEMA.iter_errors(WORDS))


def test_the_second_list_cannot_be_called_black() -> None:
    for name in ("黑榜", "红黑榜"):
        broken = {**WORDS, "display": {**WORDS["display"], "improve": {"zh-hans": name, "en": "x"}}}
        assert list(SCHEMA.iter_errors(broken))


@pytest.mark.parametrize("part", ["headings", "kinds"])
def test_no_word_has_two_meanings(part: str) -> None:
    words = [plain(word) for words in WORDS[part].values() for word in words]
    assert sorted(set(words)) == sorted(words)


def test_every_kind_has_words() -> None:
    assert set(WORDS["kinds"]) == {kind.value for kind in UnitKind}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (TopN(3), "按得分取前 3 名。名次线上得分相同的，全部入榜。同一张表里已上另一榜的不入榜。"),
        (BottomM(2, AtCut.NONE_ENTERS), "按得分取后 2 名。名次线上得分相同的，都不入榜。"),
        (OnePerParent(), "每个上级取得分最高的 1 个。"),
        (OnePerParent(End.WORST), "每个上级取得分最低的 1 个。"),
        (WithinClass(2), "每个档次取得分最高的 2 个。"),
        (WithinClass(1, End.WORST), "每个档次取得分最低的 1 个。"),
        (Threshold(Decimal("90.00")), "得分 90 分以上（含）的全部入榜。同一张表"),
        (Threshold(Decimal(60), End.WORST), "得分低于 60 分的全部入榜。"),
        (BottomBelow(5, Decimal("82.5")), "按得分取后 5 名，并且只取低于 82.5 分的。"),
    ],
)
def test_a_rule_is_said_in_plain_words(rule: RankRule, words: str) -> None:
    assert statement(rule).startswith(words)


def test_the_evidence_needed_is_part_of_the_statement() -> None:
    assert "检查不足 3 次的证据不足，不入榜。" in statement(TopN(3), min_n=3)
    with translation.override("en"):
        assert "Units seen fewer than 3 times have not enough evidence" in statement(TopN(3), min_n=3)


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (date(2022, 8, 1), date(2022, 8, 31), "2022年8月"),
        (date(2022, 12, 1), date(2022, 12, 31), "2022年12月"),
        (date(2022, 7, 1), date(2022, 9, 30), "2022年第3季度"),
        (date(2022, 8, 1), date(2022, 10, 31), "2022年8月1日至2022年10月31日"),
        (date(2022, 8, 3), date(2022, 8, 5), "2022年8月3日至2022年8月5日"),
    ],
)
def test_a_period_is_said_in_words(since: date, until: date, words: str) -> None:
    assert period_words(since, until) == words


@pytest.mark.parametrize(
    ("score", "text"), [("93", "93"), ("90.50", "90.5"), ("100", "100"), ("0", "0"), ("1E+2", "100")]
)
def test_a_score_is_written_without_needless_zeros(score: str, text: str) -> None:
    assert score_text(Decimal(score)) == text
