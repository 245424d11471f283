"""docs/rules/drawing.md: its recipe is run, its tables are read."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.architecture.tree import ROOT
from tests.inspections.conftest import Work
from tongxin.inspections.actions import close_round
from tongxin.inspections.drawing import SampleKind, SampleRule
from tongxin.inspections.places import listed_keys
from tongxin.inspections.precision import half_width, needed
from tongxin.inspections.purposes import Purpose, purpose_rules
from tongxin.inspections.redrawing import frame_text

PAGE = (ROOT / "docs" / "rules" / "drawing.md").read_text("utf-8")


def table(first: str) -> list[list[str]]:
    """The rows of the page's table whose heading begins so."""
    lines = PAGE.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first}"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def recipe() -> dict[str, Any]:
    """The functions of the page's recipe."""
    found = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(found[1], names)  # noqa: S102 - our own page
    return names


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sample",
    [SampleRule(SampleKind.PER_GRID, 2), SampleRule(SampleKind.SHARE, 40), SampleRule(SampleKind.ALL)],
)
def test_whoever_follows_the_recipe_finds_the_list(work: Work, sample: SampleRule) -> None:
    closed = close_round(work.open(sample=sample, seed=""), by=work.clerk)
    done = recipe()
    assert done["draw_again"](frame_text(closed).splitlines(), closed.seed) == listed_keys(closed)
    assert done["hash_of"](closed.seed) == closed.seed_hash


def test_the_numbers_of_the_page_are_those_of_the_rule() -> None:
    for drawn, size, points in table("drawn | of"):
        assert f"{half_width(int(drawn), int(size)):.1f}" == points
    for points, size, count in table("± points | of"):
        assert needed(float(points), int(size)) == int(count)


def test_the_purposes_of_the_page_are_those_of_the_data() -> None:
    told = {row[0].split(" ")[0]: row[1:] for row in table("purpose | column")}
    yes = {True: "yes", False: "no"}
    assert told == {
        purpose.value: [rule.column.value, yes[rule.compared], yes[rule.announced], str(rule.own_ground)]
        for purpose, rule in purpose_rules().items()
    }
    assert set(told) == set(Purpose)
