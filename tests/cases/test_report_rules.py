"""Likeness, masking and codes: pure rules with worked numbers (docs/rules/reports.md)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import validate

from tests.architecture.tree import ROOT
from tongxin.cases.follow_codes import code_of, new_code, plain, spaced
from tongxin.cases.intake import Bound, bounds, report_kinds, weights
from tongxin.cases.report_forms import position_in
from tongxin.cases.report_rules import Seen, likeness, mask_numbers, may_reopen, shared_pairs
from tongxin.records.personal import find_personal

NOON = datetime(2022, 9, 5, 4, 0, tzinfo=UTC)
GROUP, SITE = UUID(int=1), UUID(int=2)
HERE = Seen(
    kind="RB-01", line="sanitation", village="v", group=GROUP, site=SITE, at=NOON, words="戏台后面垃圾"
)

KINDS = {
    "same kind": {},
    "same line": {"kind": "RB-03"},
    "other line": {"kind": "WA-01", "line": "water"},
}
PLACES = {
    "same place": {},
    "same group": {"site": None},
    "same village": {"site": None, "group": None},
    "other village": {"village": "w"},
}


def documented() -> list[list[str]]:
    """The rows of the table of likeness in docs/rules/reports.md."""
    page = (ROOT / "docs" / "rules" / "reports.md").read_text("utf-8")
    table = page.split("<!-- likeness -->")[1].strip().split("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


@pytest.mark.parametrize(("kind", "place", "days", "words", "points"), documented())
def test_likeness_is_as_documented(kind: str, place: str, days: str, words: str, points: str) -> None:
    other = replace(HERE, **KINDS[kind], **PLACES[place], at=NOON + timedelta(days=int(days)))  # type: ignore[arg-type]
    other = other if words == "same" else replace(other, words="")
    assert likeness(HERE, other, weights()) == int(points)


def test_the_same_kind_in_the_same_group_on_the_same_day_is_suggested_and_another_kind_is_not() -> None:
    near = replace(HERE, site=None, words="")
    assert likeness(HERE, near, weights()) >= weights().least
    assert likeness(HERE, replace(near, kind="RD-03", line="roads"), weights()) < weights().least


@given(st.text(), st.text())
def test_shared_pairs_are_the_same_both_ways_and_within_100(one: str, other: str) -> None:
    assert shared_pairs(one, other) == shared_pairs(other, one)
    assert 0 <= shared_pairs(one, other) <= 100


@given(st.text(alphabet="是他倒的 0123456789", max_size=30), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_mobile_number_is_left_in_a_masked_text(around: str, number: str) -> None:
    masked = mask_numbers(f"{around} {number} 倒的")
    assert find_personal(masked) == []
    assert number not in masked


def test_a_text_without_numbers_stays_as_it_is() -> None:
    assert mask_numbers("三号公厕第12天没人扫") == "三号公厕第12天没人扫"


@pytest.mark.parametrize(
    ("days", "times", "is_allowed"), [(0, 0, True), (15, 1, True), (15, 2, False), (15.001, 0, False)]
)
def test_reopening_has_a_time_and_a_number(days: float, times: int, is_allowed: bool) -> None:
    at = NOON + timedelta(days=days)
    assert may_reopen(NOON, at, within=timedelta(days=15), times=times, most=2) is is_allowed


def test_what_was_never_closed_is_not_reopened() -> None:
    assert not may_reopen(None, NOON, within=timedelta(days=15), times=0, most=2)


def test_a_code_is_made_again_from_id_and_digest_also_where_the_first_was_taken() -> None:
    record = uuid4()
    taken = {new_code(record, lambda digest: False)[1]}
    code, digest = new_code(record, taken.__contains__)
    assert digest not in taken
    assert code_of(record, digest) == code
    assert plain(spaced(code)) == code


def test_positions_are_taken_only_where_they_are_positions() -> None:
    assert str(position_in("25.0123456,101.5,12")) == "(Decimal('25.012346'), Decimal('101.500000'))"
    for nonsense in ("", "25", "a,b", "91,0", "0,181", "NaN,0", "Infinity,1", "25;101"):
        assert position_in(nonsense) is None


@pytest.mark.parametrize("name", ["intake.json", "report_kinds.json"])
def test_the_data_fit_their_schema(name: str) -> None:
    folder = ROOT / "data" / "cases"
    schema = json.loads((folder / "intake_schema.json").read_text("utf-8"))
    validate(json.loads((folder / name).read_text("utf-8")), schema)


def test_every_bound_is_there_and_every_kind_has_a_matter_of_the_catalogue() -> None:
    assert set(bounds()) == set(Bound)
    codes = {line.split(",")[0] for line in (ROOT / "data" / "matters.csv").read_text("utf-8").splitlines()}
    assert {kind.matter for kind in report_kinds().values()} - {""} <= codes
