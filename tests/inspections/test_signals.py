"""Signals: what makes a visit worth a second look, on rows made by hand and on simulated rounds."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.inspections.simulated_visits import Manner, copied, honest, named
from tongxin.inspections.signals.rules import (
    HASH_BITS,
    PhotoRow,
    Signal,
    SignalKind,
    VisitRow,
    metres_between,
    signals_of,
)
from tongxin.inspections.signals.thresholds import thresholds
from tongxin.inspections.signals.words import SENTENCES, sentence

AT = datetime(2022, 5, 21, 1, 0, tzinfo=UTC)
LIMITS = thresholds()
SEEDS = range(4)
HOME = (25.0, 101.5)


def visit(number: int, minutes: float = 0, **more: Any) -> VisitRow:
    """A visit of one inspector, some minutes after nine."""
    at = AT + timedelta(minutes=minutes)
    values: dict[str, Any] = {"maker": UUID(int=99), "visited_at": at, "entered_at": at} | more
    return VisitRow(id=UUID(int=number), **values)


def kinds(*rows: VisitRow) -> dict[int, set[SignalKind]]:
    """Which kinds of signal name which visit."""
    found: dict[int, set[SignalKind]] = {}
    for signal in signals_of(rows, LIMITS):
        found.setdefault(signal.visit.int, set()).add(signal.kind)
    return found


def test_the_later_of_two_visits_with_one_photo_is_named() -> None:
    photo = (PhotoRow("a"),)
    assert signals_of([visit(2, 30, photos=photo), visit(1, photos=photo)], LIMITS) == [
        Signal(SignalKind.SAME_PHOTO, UUID(int=2), UUID(int=1))
    ]


def test_a_photo_of_an_earlier_round_is_known_again() -> None:
    photo = (PhotoRow("a"),)
    assert kinds(visit(1, photos=photo, is_other=True), visit(2, 30, photos=photo)) == {
        2: {SignalKind.SAME_PHOTO}
    }


def test_two_findings_of_one_visit_may_show_one_photo() -> None:
    assert kinds(visit(1, photos=(PhotoRow("a", 5), PhotoRow("b", 5)))) == {}


@pytest.mark.parametrize("bits", [0, LIMITS.near_bits, LIMITS.near_bits + 1])
def test_photos_look_alike_up_to_the_threshold(bits: int) -> None:
    first, second = PhotoRow("a", 0), PhotoRow("b", (1 << bits) - 1)
    found = kinds(visit(1, photos=(first,)), visit(2, 30, photos=(second,)))
    assert found == ({2: {SignalKind.NEAR_PHOTO}} if bits <= LIMITS.near_bits else {})


@given(st.integers(0, 2**HASH_BITS - 1), st.sets(st.integers(0, HASH_BITS - 1), max_size=HASH_BITS))
def test_no_likeness_within_the_threshold_is_missed_and_none_beyond_it_told(
    likeness: int, flips: set[int]
) -> None:
    other = likeness
    for bit in flips:
        other ^= 1 << bit
    rows = visit(1, photos=(PhotoRow("a", likeness),)), visit(2, 30, photos=(PhotoRow("b", other),))
    assert bool(kinds(*rows)) == (len(flips) <= LIMITS.near_bits)


def test_more_visits_than_an_hour_holds_are_named_all() -> None:
    many = [visit(number, number * 2.9) for number in range(1, LIMITS.most_an_hour + 2)]
    assert len(kinds(*many)) == LIMITS.most_an_hour + 1
    assert kinds(*many[:-1]) == {}


def test_a_crowd_within_a_quarter_of_an_hour_is_named() -> None:
    crowd = [visit(number, number * 1.2) for number in range(1, LIMITS.most_a_quarter + 2)]
    assert len(kinds(*crowd)) == LIMITS.most_a_quarter + 1


def test_what_came_from_paper_has_no_times_to_be_judged_by() -> None:
    crowd = [visit(number, number * 0.1, from_paper=True) for number in range(1, 40)]
    late = visit(50, from_paper=True, entered_at=AT + timedelta(days=9))
    assert kinds(*crowd, late) == {}


def test_metres_are_those_of_the_sphere() -> None:
    assert metres_between(HOME, HOME) == 0
    assert metres_between((0, 0), (0, 1)) == pytest.approx(111_195, abs=1)


@pytest.mark.parametrize(("minutes", "is_odd"), [(2, True), (4, False)])
def test_a_place_too_far_for_the_time_is_named(minutes: float, is_odd: bool) -> None:
    far = visit(2, minutes, position=(25.027, 101.5))  # three kilometres north
    assert kinds(visit(1, position=HOME), far) == ({2: {SignalKind.HOP}} if is_odd else {})


def test_near_places_and_places_without_a_position_are_no_hop() -> None:
    assert kinds(visit(1, position=HOME), visit(2, 0, position=(25.008, 101.5)), visit(3, 0.1)) == {}


def test_entered_long_after_is_named_with_its_hours() -> None:
    late = visit(1, entered_at=AT + timedelta(hours=LIMITS.late, minutes=30))
    assert signals_of([late], LIMITS) == [Signal(SignalKind.LATE, late.id, facts={"hours": LIMITS.late})]
    assert kinds(replace(late, entered_at=AT + timedelta(hours=LIMITS.late - 1))) == {}


def test_a_score_changed_after_a_look_at_others_is_named() -> None:
    hour = timedelta(hours=1)
    assert kinds(visit(1, edits=(AT + hour,), looks=(AT,))) == {1: {SignalKind.AFTER_LOOK}}
    assert kinds(visit(1, edits=(AT,), looks=(AT + hour,)), visit(2, 20, edits=(AT,))) == {}


def _rows(maker: int, answers: list[dict[str, Any]], start: int) -> list[VisitRow]:
    return [
        visit(start + number, number * 12, maker=UUID(int=maker), answers=each)
        for number, each in enumerate(answers)
    ]


def test_a_long_run_is_odd_only_where_colleagues_seldom_answer_so() -> None:
    chance = random.Random(1)
    varied = [
        {"B1": {"count": chance.randint(0, 3)}, "B2": {"count": chance.randint(0, 3)}} for _ in range(40)
    ]
    clean = [{"B1": {"count": 0}, "B2": {"count": 0}}] * 12
    assert len(kinds(*_rows(1, clean, 1), *_rows(2, varied, 500))) == 11
    assert kinds(*_rows(1, clean, 1), *_rows(2, clean * 3, 500)) == {}


def test_every_kind_has_its_sentence() -> None:
    facts = {"bits": 3, "visits": 21, "minutes": 60, "metres": 3000, "hours": 50}
    assert set(SENTENCES) == set(SignalKind)
    assert all(sentence(kind, facts) for kind in SignalKind)


def test_honest_rounds_have_few_signals() -> None:
    rounds = [honest(seed) for seed in SEEDS]
    shares = [len({each.visit for each in signals_of(made.rows, LIMITS)}) / len(made.rows) for made in rounds]
    assert max(shares) <= 0.05
    assert sum(shares) / len(shares) <= 0.01


# What signals can name: docs/rules/signals.md tells these numbers, over more seeds.
@pytest.mark.parametrize(("manner", "least"), [(Manner.ONE, 0.95), (Manner.SOME, 0.95), (Manner.SPREAD, 0.2)])
def test_copied_visits_are_named(manner: Manner, least: float) -> None:
    shares = []
    for seed in SEEDS:
        made = copied(seed, manner)
        signalled = {each.visit for each in signals_of(made.rows, LIMITS)}
        shares.append(named([row for row in made.rows if row.id in made.copies], signalled))
        assert len(signalled - made.copies) / len(made.rows) <= 0.05
    assert sum(shares) / len(shares) >= least


def test_without_the_rules_no_copy_is_named() -> None:
    blind = replace(
        LIMITS,
        most_an_hour=10_000,
        most_a_quarter=10_000,
        least_run=10_000,
        chance=0,
        near_bits=0,
        late=10_000,
    )
    made = copied(1, Manner.SOME)
    rows = [replace(row, photos=()) for row in made.rows]
    assert not {each.visit for each in signals_of(rows, blind)} & made.copies
