"""The visit list is drawn by chance, can be drawn again, and nobody checks the own ground where avoidable."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tongxin.inspections.drawing import (
    SampleKind,
    SampleRule,
    Unit,
    assign,
    draw,
    frame_digest,
    permanent_number,
    strangers,
)

UNITS = [Unit(f"site:{number}", f"grid:{number % 4}") for number in range(40)]
units = st.lists(
    st.builds(Unit, st.from_regex(r"site:[0-9]{1,3}", fullmatch=True), st.sampled_from(["a", "b", "c"])),
    unique_by=lambda unit: unit.key,
    max_size=30,
)
rules = st.one_of(
    st.just(SampleRule(SampleKind.ALL)),
    st.builds(SampleRule, st.just(SampleKind.PER_GRID), st.integers(1, 6)),
    st.builds(SampleRule, st.just(SampleKind.SHARE), st.integers(1, 100)),
)


def test_a_permanent_number_is_the_digest_of_seed_and_key() -> None:
    assert permanent_number("a", "site:1") == permanent_number("a", "site:1")
    assert permanent_number("a", "site:1") != permanent_number("b", "site:1")
    assert permanent_number("a", "site:1") < 2**256


def test_so_many_are_drawn_in_each_grid() -> None:
    drawn = draw(UNITS, SampleRule(SampleKind.PER_GRID, 3), "seed")
    assert Counter(unit.stratum for unit in drawn) == dict.fromkeys([f"grid:{n}" for n in range(4)], 3)


def test_a_grid_with_fewer_is_visited_whole() -> None:
    assert draw(UNITS, SampleRule(SampleKind.PER_GRID, 50), "seed") == UNITS


def test_a_share_is_rounded_up() -> None:
    assert len(draw(UNITS, SampleRule(SampleKind.SHARE, 11), "seed")) == 5
    assert len(draw(UNITS[:3], SampleRule(SampleKind.SHARE, 1), "seed")) == 1


def test_a_list_takes_what_is_listed_and_names_strangers() -> None:
    rule = SampleRule(SampleKind.LIST, keys=frozenset({"site:7", "site:99"}))
    assert [unit.key for unit in draw(UNITS, rule, "seed")] == ["site:7"]
    assert strangers(UNITS, rule) == {"site:99"}


def test_another_seed_draws_another_list() -> None:
    rule = SampleRule(SampleKind.SHARE, 30)
    assert draw(UNITS, rule, "one") != draw(UNITS, rule, "two")


@given(units, rules, st.text(max_size=5), st.randoms())
def test_whoever_draws_again_finds_the_same(
    some: list[Unit], rule: SampleRule, seed: str, chance: Random
) -> None:
    shuffled = list(some)
    chance.shuffle(shuffled)
    assert set(draw(shuffled, rule, seed)) == set(draw(some, rule, seed))
    assert frame_digest(shuffled) == frame_digest(some)


@given(units, st.integers(1, 5), st.text(max_size=5))
def test_a_new_household_moves_at_most_one_other(some: list[Unit], number: int, seed: str) -> None:
    rule = SampleRule(SampleKind.PER_GRID, number)
    before = set(draw(some, rule, seed))
    after = set(draw([*some, Unit("site:new", "a")], rule, seed))
    assert len(before - after) <= 1


@given(units, st.integers(1, 4), st.data())
def test_loads_differ_by_one_where_nobody_has_own_ground(
    some: list[Unit], people: int, data: st.DataObject
) -> None:
    load = Counter(assign(some, range(people), {}).values())
    counts = [load[person] for person in range(people)]
    assert max(counts) - min(counts) <= 1


@given(units, st.data())
def test_nobody_gets_own_ground_while_another_can_take_it(some: list[Unit], data: st.DataObject) -> None:
    keys = [unit.key for unit in some]
    own = {person: set(data.draw(st.lists(st.sampled_from(keys)))) if keys else set() for person in range(3)}
    for key, person in assign(some, range(3), own).items():
        assert key not in own[person] or all(key in own[other] for other in range(3))


def test_a_grid_is_seen_by_several_eyes() -> None:
    assigned = assign(UNITS, ["甲", "乙", "丙"], {})
    eyes = {
        unit.stratum: {assigned[one.key] for one in UNITS if one.stratum == unit.stratum} for unit in UNITS
    }
    assert all(len(people) == 3 for people in eyes.values())
