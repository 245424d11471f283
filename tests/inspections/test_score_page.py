"""The worked numbers of docs/rules/score.md are what the rule gives."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from tests.architecture.tree import ROOT
from tests.inspections.score_cases import sheet
from tongxin.inspections.rules import Answer, Score, all_in_order, score

PAGE = ROOT / "docs/rules/score.md"


@dataclass
class Example:
    """A table of the page: answers and points by item, the rest, and the sheet."""

    sheet_id: str
    answers: dict[str, Answer] = field(default_factory=dict)
    points: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    not_seen: list[str] = field(default_factory=list)
    score100: int = 0

    def scored(self) -> Score:
        """What the rule says."""
        answers = dict(self.answers)
        if "*others*" in self.points:
            sections = {item_id[0] for item_id in self.not_seen}
            rest = all_in_order(sheet(self.sheet_id)).items()
            answers = {**{key: answer for key, answer in rest if key[0] not in sections}, **answers}
        return score(sheet(self.sheet_id), answers)


def examples() -> Iterator[Example]:
    """The tables of the page, each under the paragraph that names its sheet."""
    for part in PAGE.read_text("utf-8").split("\n## ")[2:]:
        named = re.search(r"Sheet `(\w+)`", part)
        if named is None:
            continue
        example = Example(named[1])
        for line in part.splitlines():
            if re.match(r"\| (\*?\w+\*?) \|", line) and not line.startswith("| item "):
                read(line, example)
        yield example


def read(line: str, example: Example) -> None:
    """One row into the example."""
    item, answer, points, held, why = (cell.strip() for cell in line.strip("|").split("|"))
    if not points:
        example.not_seen.append(item)
        return
    example.points[item] = (Decimal(points), Decimal(held))
    if item == "*sheet*":
        example.score100 = int(why.split()[0])
    elif item != "*others*":
        example.answers[item] = json.loads(answer)


EXAMPLES = list(examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.sheet_id)
def test_the_page_is_right(example: Example) -> None:
    found = example.scored()
    assert (found.score, found.max) == example.points["*sheet*"]
    assert found.score100 == example.score100
    for item_id in example.answers:
        assert (found.item(item_id).score, found.item(item_id).max) == example.points[item_id]
    assert set(example.not_seen) <= set(found.not_seen)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.sheet_id)
def test_the_rows_of_a_table_add_up(example: Example) -> None:
    rows = [points for name, points in example.points.items() if name != "*sheet*"]
    assert (sum(got for got, _of in rows), sum(of for _got, of in rows)) == example.points["*sheet*"]


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) == 4
    assert all(example.answers for example in EXAMPLES)
