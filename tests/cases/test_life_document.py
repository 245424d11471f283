"""The page about the life of a case says what the rules do."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from tests.cases.life_document import PAGE, STATES, written
from tongxin.cases.limits import Limit, Standing
from tongxin.cases.rules import PlaceKind, Ring, State, is_never_public, ring_of
from tongxin.cases.words import RING_WORDS, STATE_WORDS
from tongxin.records import figures
from tongxin.records.clock import SHANGHAI

RINGS = {"门前屋后": Ring.HOUSEHOLD, "网格": Ring.GRID, "公共区域": Ring.PUBLIC}


def rows(heading: str) -> list[list[str]]:
    """The rows of the first table after a heading or line that begins so."""
    text = PAGE.read_text("utf-8")
    lines = text[text.index(heading) :].splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("|---"))
    table = []
    for line in lines[start + 1 :]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split("|")])
    return table


def test_the_drawn_parts_are_those_of_the_table() -> None:
    text = PAGE.read_text("utf-8")
    assert written(text) == text
    assert "stateDiagram-v2" in text


def test_a_page_with_another_diagram_is_seen() -> None:
    text = PAGE.read_text("utf-8").replace("found --> assigned", "found --> closed")
    assert written(text) != text


def test_the_page_uses_the_words_of_the_screens() -> None:
    assert {state: str(STATE_WORDS[state]) for state in State} == STATES
    assert {str(RING_WORDS[ring]): ring for ring in Ring} == RINGS


@pytest.mark.parametrize("row", rows("## Ring and privacy"), ids=lambda row: " ".join(row[:2]))
def test_ring_and_privacy_are_as_the_page_says(row: list[str]) -> None:
    place, matter, ring, public = row
    kind = {"h": PlaceKind.HOUSEHOLD, "p": PlaceKind.PUBLIC}.get(place[0], PlaceKind.OTHER)
    for household in {"any": (True, False), "not a household's": (False,)}.get(matter, (True,)):
        assert ring_of(kind, household_matter=household) is RINGS[ring]
        assert is_never_public(kind, household_matter=household) is (public == "no")


SEEN = datetime(2022, 9, 8, 9, 0, tzinfo=SHANGHAI)
EXAMPLES = {
    "nobody does anything": (State.FOUND, None),
    "put right on the 7th at 17:30, not verified yet": (
        State.FIXED,
        datetime(2022, 9, 7, 17, 30, tzinfo=SHANGHAI),
    ),
    "put right on the 8th at 08:00, verified and closed": (
        State.CLOSED,
        datetime(2022, 9, 8, 8, tzinfo=SHANGHAI),
    ),
    "put right on the 6th, returned on the 7th": (State.ASSIGNED, None),
    "declined on the 6th": (State.DECLINED, None),
}
STANDINGS = {
    "overdue": Standing.OVERDUE,
    "in time": Standing.IN_TIME,
    "late": Standing.LATE,
    "without a limit": Standing.NONE,
}


@pytest.mark.parametrize("row", rows("Worked example"), ids=lambda row: row[0])
def test_the_worked_example_of_the_limit_holds(row: list[str]) -> None:
    state, fixed_at = EXAMPLES[row[0]]
    found, due = datetime(2022, 9, 5, 9, tzinfo=SHANGHAI), datetime(2022, 9, 7, 17, 30, tzinfo=SHANGHAI)
    limit = Limit(state, found, due, fixed_at, SEEN)
    assert limit.standing is next(value for words, value in STANDINGS.items() if row[1].startswith(words))
    days = re.search(r"by (\d+) day", row[1])
    assert days is None or limit.days_late == int(days[1])


def test_every_rate_of_the_room_has_its_page() -> None:
    text = PAGE.with_name("indicators.md").read_text("utf-8")
    named = set(re.findall(r"`(cases\.\w+_rate)`", text))
    assert named == {each.key for each in figures.all() if re.fullmatch(r"cases\.\w+_rate", each.key)}
