"""The tables of docs/rules/follow-up.md are what the rule says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from tests.architecture.tree import ROOT
from tongxin.cases.rules import END_STATES, Move, State
from tongxin.inspections.bounds import bounds, next_look
from tongxin.inspections.follow_up_rules import HowItWent, ItemOutcome, how_it_went, move_for

PAGE = (ROOT / "docs/rules/follow-up.md").read_text("utf-8")
FOLDER = ROOT / "data/inspections"
SCHEMAS = {"follow_up.json": "follow_up_schema.json", "visits.json": "visits_schema.json"}
SAID = {
    "put right": ItemOutcome.PUT_RIGHT,
    "corrected on site": ItemOutcome.CORRECTED,
    "found again": ItemOutcome.FOUND_AGAIN,
}
WENT = {
    "everything was put right": HowItWent.ALL_RIGHT,
    "something was corrected on site": HowItWent.CORRECTED_ON_SITE,
    "something was found again": HowItWent.FOUND_AGAIN,
    "nobody was met": HowItWent.NOT_MET,
}
COLUMNS: list[list[tuple[State, bool]]] = [
    [(State.FOUND, False), (State.ASSIGNED, False)],
    [(State.FIXED, False)],
    [(State.VERIFIED, False)],
    [(State.FIXED, True), (State.VERIFIED, True)],
]


def rows(first: str) -> list[list[str]]:
    """The rows of the table whose first heading is `first`."""
    table = PAGE.partition(f"| {first} |")[2].split("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


@pytest.mark.parametrize("row", rows("outcome"), ids=lambda row: row[0])
def test_what_an_outcome_does_to_the_case(row: list[str]) -> None:
    for cell, cases in zip(row[1:], COLUMNS, strict=True):
        moves = {move_for(SAID[row[0]], state, is_own_fix=own) for state, own in cases}
        assert moves == {None if cell == "–" else Move(cell)}


def test_every_outcome_and_way_has_its_row() -> None:
    assert {row[0] for row in rows("outcome")} == set(SAID)
    assert {row[0] for row in rows("how it went")} == set(WENT)


@pytest.mark.parametrize("row", rows("how it went"), ids=lambda row: row[0])
def test_the_days_to_the_next_look(row: list[str]) -> None:
    assert next_look().days[WENT[row[0]]] == int(row[1])
    assert WENT[row[0]] in next_look().suggested


@given(st.sampled_from(ItemOutcome), st.sampled_from(sorted(END_STATES)), st.booleans())
def test_a_case_that_has_ended_never_moves(outcome: ItemOutcome, state: State, own: bool) -> None:
    assert move_for(outcome, state, is_own_fix=own) is None


@given(st.lists(st.sampled_from(ItemOutcome), min_size=1), st.sampled_from(ItemOutcome))
def test_one_more_finding_never_makes_it_go_better(outcomes: list[ItemOutcome], more: ItemOutcome) -> None:
    order = [HowItWent.ALL_RIGHT, HowItWent.CORRECTED_ON_SITE, HowItWent.FOUND_AGAIN]
    assert order.index(how_it_went([*outcomes, more])) >= order.index(how_it_went(outcomes))


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_data_fit_their_schema_and_a_broken_copy_does_not(name: str) -> None:
    checker = Draft202012Validator(json.loads((FOLDER / SCHEMAS[name]).read_text("utf-8")))
    content = json.loads((FOLDER / name).read_text("utf-8"))
    checker.validate(content)
    broken = json.loads(json.dumps(content).replace('"suggested"', '"guessed"'))
    with pytest.raises(ValidationError):
        checker.validate(broken)
    assert all(value > 0 for value in bounds().values())
