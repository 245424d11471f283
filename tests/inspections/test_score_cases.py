"""The rule of scoring, case by case."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.inspections.score_cases import CASES, DATA, answers_of, sheet
from tongxin.inspections.rules import AnswerFault, score
from tongxin.standards.rules import Mode

SCORED = [case for case in CASES["cases"] if "expect" in case]
REFUSED = [case for case in CASES["cases"] if "error" in case]


def name(case: dict[str, Any]) -> str:
    return str(case["name"])


@pytest.mark.parametrize("case", SCORED, ids=name)
def test_a_visit_is_scored(case: dict[str, Any]) -> None:
    wanted = case["expect"]
    found = score(sheet(case["sheet"]), answers_of(case))
    assert (found.score, found.max) == (Decimal(wanted["score"]), Decimal(wanted["max"]))
    assert (found.score100, found.failed) == (wanted["score100"], wanted["failed"])
    for item_id, points in wanted.get("items", {}).items():
        assert found.item(item_id).score == Decimal(points)
    sections = {part.section.id: part for part in found.sections}
    for section_id, (points, held) in wanted.get("sections", {}).items():
        assert (sections[section_id].score, sections[section_id].max) == (Decimal(points), Decimal(held))
    if "not_seen" in wanted:
        assert list(found.not_seen) == wanted["not_seen"]


@pytest.mark.parametrize("case", REFUSED, ids=name)
def test_an_answer_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(AnswerFault) as refused:
        score(sheet(case["sheet"]), answers_of(case))
    assert [refused.value.code, refused.value.item_id] == case["error"]


def test_there_are_enough_cases_for_every_mode() -> None:
    asked = Counter(
        sheet(case["sheet"]).by_id[item_id].mode
        for case in CASES["cases"]
        for item_id in answers_of(case)
        if item_id in sheet(case["sheet"]).by_id
    )
    assert len(CASES["cases"]) >= 40
    assert set(asked) == set(Mode)


def test_every_refusal_has_a_case() -> None:
    assert {case["error"][0] for case in REFUSED} == {kind.code for kind in AnswerFault.__subclasses__()}


def test_the_sheets_made_for_the_cases_keep_the_schema() -> None:
    schema = json.loads((DATA / "sheets" / "schema.json").read_text("utf-8"))
    for content in CASES["sheets"]:
        Draft202012Validator(schema).validate(content)
