"""The page of the rules says what the data and the rules say."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import ROOT
from tongxin.access.export_rules import needs_second
from tongxin.access.purposes import Part, exporting, limits, purposes, showing, words_of
from tongxin.records.subjects import hold_keys

PAGE = (ROOT / "docs" / "rules" / "personal-data.md").read_text("utf-8")


def table(*heads: str) -> list[list[str]]:
    """The cells of the rows of the table with these headings."""
    lines = PAGE.splitlines()
    start = next(number for number, line in enumerate(lines) if cells(line) == list(heads))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(cells(line))
    return rows


def cells(line: str) -> list[str]:
    """The cells of a line of a table, without code marks."""
    return [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]


def parts(words: str) -> set[str]:
    """The parts that a cell names; a dash names none."""
    return set(re.findall(r"[a-z]+", words))


def test_the_purposes_of_the_page_are_those_of_the_data() -> None:
    rows = table("purpose", "in Chinese", "ground", "shows", "exports")
    told = {row[0]: (row[1], row[2], parts(row[3]), parts(row[4])) for row in rows}
    assert told == {
        each.code: (each.zh, each.ground, set(each.shows), set(each.exports)) for each in purposes().values()
    }


def test_the_limits_of_the_page_are_those_of_the_data() -> None:
    rows = table("limit", "value", "unit", "mark", "where it comes from")
    told = {row[0]: (int(row[1]), *row[2:]) for row in rows}
    assert told == {each.code: (each.value, each.unit, each.mark, each.source) for each in limits().values()}


def test_the_worked_numbers_come_out_as_told() -> None:
    rows = table("households now", "exported alone in the last 24 hours", "ID numbers", "another person?")
    assert len(rows) >= 6
    for now, earlier, identity, second in rows:
        found = needs_second(
            int(now),
            earlier=int(earlier),
            with_identity=identity == "yes",
            alone=limits()["export_alone"].value,
        )
        assert found == (second == "yes"), (now, earlier, identity)


def test_the_holds_of_the_page_are_those_that_are_declared() -> None:
    rows = table("hold", "about", "why", "rests on")
    assert {row[0]: row[1] for row in rows} == {key: kind.value for key, kind in hold_keys().items()}


def test_every_purpose_says_its_legal_ground() -> None:
    assert not [each.code for each in purposes().values() if not each.ground.startswith("PIPL")]
    assert not [each.code for each in purposes().values() if not each.shows | each.exports]


@pytest.mark.parametrize("part", [Part.HOUSEHOLD, Part.PHONE, Part.IDENTITY])
def test_each_part_can_be_opened_for_something(part: Part) -> None:
    assert showing(part)
    assert exporting()


def test_a_purpose_that_is_gone_is_shown_by_its_code() -> None:
    assert words_of("survey") == "survey"
    assert words_of("visit") == "约上门或打电话"
