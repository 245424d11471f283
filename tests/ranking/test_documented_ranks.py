"""The worked numbers of docs/rules/ranks.md are what the product computes."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

from tests.ranking.test_bulletins import FENGZHOU
from tongxin.ranking.assessment import assess, read_score_file
from tongxin.ranking.rule_json import from_json
from tongxin.ranking.rules import TRANSITIONS, Unit, ranked, select

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules" / "ranks.md"


def rows(first_heading: str, *, after: str) -> list[list[str]]:
    """The rows of the table with this first heading, below the heading `after` of the page."""
    text = PAGE.read_text("utf-8").split(after, 1)[1]
    lines = text[text.index(f"| {first_heading} |") :].splitlines()
    body = [line for line in lines[2:] if line.startswith("|")]
    end = next((number for number, line in enumerate(lines) if not line.startswith("|")), len(lines))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body[: end - 2]]


def test_the_ranks_are_those_of_the_page() -> None:
    table = rows("unit", after="## Ranks")
    units = [Unit(name, name, kind, Decimal(score), n=int(n)) for name, kind, score, n, _rank in table]
    computed = {unit.key: unit.rank for unit in ranked(units, min_n=3)}
    assert computed == {row[0]: None if row[4] == "–" else int(row[4]) for row in table}
    assert len(computed) == 6


def test_the_rules_choose_as_on_the_page() -> None:
    table = rows("unit", after="## Rules of a list")
    units = ranked(
        Unit(name, name, "village", Decimal(score), parent=parent, unit_class=unit_class)
        for name, parent, unit_class, score in table
    )
    rules = rows("rule", after="the rules choose:")
    assert len(rules) == 10
    for words, stored, enter in rules:
        chosen = select(from_json(json.loads(stored.strip("`"))), units)
        assert " ".join(unit.name for unit in chosen) == enter, words


def test_the_steps_are_those_of_the_page() -> None:
    steps = {(state, act): after for state, act, after in rows("from", after="## From draft to end")}
    assert steps == {(state.value, act.value): after.value for (state, act), after in TRANSITIONS.items()}


def test_the_differences_of_fengzhou_are_those_of_the_page() -> None:
    found = assess(read_score_file(FENGZHOU.name, FENGZHOU.read_bytes()), []).differences
    expected = rows("unit", after="## A published table checked")
    assert [[each.unit.name, str(each.printed), str(each.computed)] for each in found] == expected
    assert re.search(r"`tongxin rank ", PAGE.read_text("utf-8"))
