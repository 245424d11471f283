"""What is said of the sheets that came along is true of them."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from typing import Any

import pytest

from tests.architecture.tree import ROOT
from tests.inspections.score_cases import sheet, sheets_of_the_town
from tongxin.standards.rules import Mode, number, sheet_faults

SHEETS = sheets_of_the_town()


@pytest.mark.parametrize("name", sorted(SHEETS))
def test_no_sheet_has_a_fault(name: str) -> None:
    assert not sheet_faults(SHEETS[name])


@pytest.mark.parametrize("name", sorted(SHEETS))
def test_the_stated_sum_of_items_is_the_sum_of_items(name: str) -> None:
    held = sum((item.max for item in sheet(name).items if item.max is not None), Decimal(0))
    stated = SHEETS[name]["totals_check"]["sum_of_items"]
    assert stated is None or held == number(stated)


def test_points_are_exact() -> None:
    assert sheet("xidian_village_sorting").by_id["E11"].points == Decimal("0.5")
    assert number(0.1) * 3 == Decimal("0.3")


def test_an_item_without_rule_or_maximum_cannot_be_assessed() -> None:
    items = [item for name in SHEETS for item in sheet(name).items]
    assert all(not item.is_assessable for item in items if item.mode is Mode.UNSTATED or item.max is None)
    assert all(item.is_assessable for item in sheet("household_photo_60").items)


def test_the_three_complete_sheets_have_a_hint_for_every_item() -> None:
    with (ROOT / "data/item_hints.csv").open(encoding="utf-8", newline="") as stream:
        hinted = {(row["sheet_id"], row["item_id"]) for row in csv.DictReader(stream)}
    complete = [name for name, content in SHEETS.items() if content["completeness"] == "complete"]
    assert len(complete) == 3
    assert all((name, item.id) in hinted for name in complete for item in sheet(name).items)


def test_the_schema_knows_every_mode() -> None:
    schema: dict[str, Any] = json.loads((ROOT / "data/sheets/schema.json").read_text("utf-8"))
    known = {branch["properties"]["type"]["const"] for branch in schema["$defs"]["mode"]["oneOf"]}
    assert known == set(Mode)
