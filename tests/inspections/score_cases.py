"""The cases of scoring that Python and TypeScript are both held to."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.architecture.tree import ROOT
from tongxin.inspections.rules import Answers, all_in_order
from tongxin.standards.rules import Sheet, read_sheet

CASES: dict[str, Any] = json.loads((Path(__file__).parent / "score_cases.json").read_text("utf-8"))
DATA = ROOT / "data"


def sheets_of_the_town() -> dict[str, Any]:
    """The content of every sheet in data/sheets, by its id."""
    files = [path for path in sorted((DATA / "sheets").glob("*.json")) if path.name != "schema.json"]
    contents = [json.loads(path.read_text("utf-8")) for path in files]
    return {content["sheet_id"]: content for content in contents}


@cache
def sheet(name: str) -> Sheet:
    """A sheet of the town or one made for the cases."""
    made = {content["sheet_id"]: content for content in CASES["sheets"]}
    return read_sheet({**sheets_of_the_town(), **made}[name])


def answers_of(case: dict[str, Any]) -> Answers:
    """The answers of a case; `in_order` begins with all in order, null takes an answer out."""
    start = all_in_order(sheet(case["sheet"])) if case.get("in_order") else {}
    return {key: value for key, value in {**start, **case["answers"]}.items() if value is not None}
