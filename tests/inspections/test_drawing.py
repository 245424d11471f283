"""The visit list is drawn by chance, and can be drawn again."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tongxin.inspections.drawing import (
    LISTED,
    UNLISTED,
    WHOLE,
    SampleKind,
    SampleRule,
    Stratum,
    Unit,
    draw,
    frame_digest,
    permanent_number,
    seed_hash,
    sizes_of,
    strangers,
    strata_of,
)
from tongxin.inspections.frames import frame_csv, packed, read_frame, read_strata, unpacked

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
    assert frame_csv(strata_of(shuffled, rule), rule) == frame_csv(strata_of(some, rule), rule)
    assert frame_digest(unit.key for unit in shuffled) == frame_digest(unit.key for unit in some)


@given(units, st.integers(1, 5), st.text(max_size=5))
def test_a_new_household_moves_at_most_one_other(some: list[Unit], number: int, seed: str) -> None:
    rule = SampleRule(SampleKind.PER_GRID, number)
    before = set(draw(some, rule, seed))
    after = set(draw([*some, Unit("site:new", "a")], rule, seed))
    assert len(before - after) <= 1


@given(units, rules, st.text(max_size=5))
def test_each_stratum_gives_exactly_what_its_chance_says(
    some: list[Unit], rule: SampleRule, seed: str
) -> None:
    drawn = {unit.key for unit in draw(some, rule, seed)}
    strata = strata_of(some, rule)
    for stratum in sizes_of(strata, rule):
        assert len(drawn.intersection(strata[stratum.key])) == stratum.drawn
        assert stratum.chance == Fraction(stratum.drawn, stratum.size)


def test_a_list_has_the_chances_one_and_nought() -> None:
    rule = SampleRule(SampleKind.LIST, keys=frozenset({"site:7"}))
    assert sizes_of(strata_of(UNITS, rule), rule) == [Stratum(LISTED, 1, 1), Stratum(UNLISTED, 39, 0)]


def test_a_share_is_drawn_from_the_whole() -> None:
    rule = SampleRule(SampleKind.SHARE, 11)
    assert sizes_of(strata_of(UNITS, rule), rule) == [Stratum(WHOLE, 40, 5)]


def test_the_hash_of_the_seed_is_its_sha256() -> None:
    assert seed_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@given(units, rules)
def test_a_kept_frame_is_read_as_it_was(some: list[Unit], rule: SampleRule) -> None:
    strata = strata_of(some, rule)
    text = unpacked(packed(frame_csv(strata, rule)))
    assert read_frame(text) == {key: sorted(members) for key, members in strata.items()}
    assert read_strata(text) == sizes_of(strata, rule)
