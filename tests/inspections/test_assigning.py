"""Who visits what: nobody on own ground beyond the stated share, visits that cross over, two pairs of eyes."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.inspections import assigning
from tongxin.inspections.assigning import (
    Errand,
    NobodyLeft,
    Sharing,
    ToHandOn,
    crossing_share,
    hand_on,
    on_days,
    share_out,
)
from tongxin.inspections.rules import VisitRole

KEYS = [f"site:{number}" for number in range(100)]
Own = dict[int, set[str]]

shares = st.sampled_from([0, 5, 20, 50, 100])
sharings = st.builds(Sharing, cross=shares, own=st.sampled_from([0, 10, 50]), second=shares, recheck=shares)


@st.composite
def towns(draw: st.DrawFn) -> tuple[list[str], list[int], Own]:
    """Units in walking order, inspectors, and for each a stretch of own ground."""
    keys = KEYS[: draw(st.integers(1, 40))]
    people = list(range(draw(st.integers(1, 6))))
    own = {}
    for person in people:
        start, end = sorted(draw(st.tuples(st.integers(0, 40), st.integers(0, 40))))
        own[person] = set(keys[start:end])
    return keys, people, own


def own_share_kept(errands: list[Errand[int]], own: Own, share: int) -> bool:
    """Does no inspector see more than `share` percent own ground?"""
    load = Counter(errand.inspector for errand in errands)
    at_home = Counter(errand.inspector for errand in errands if errand.key in own[errand.inspector])
    return all(at_home[one] * 100 <= share * load[one] for one in load)


@given(towns(), sharings, st.text(max_size=4))
def test_no_inspector_sees_own_ground_beyond_the_share(
    town: tuple[list[str], list[int], Own], sharing: Sharing, seed: str
) -> None:
    keys, people, own = town
    try:
        errands = share_out(keys, people, own, sharing, seed)
    except NobodyLeft:
        return
    assert own_share_kept(errands, own, sharing.own)


@given(towns(), sharings, st.text(max_size=4))
def test_nobody_sees_a_place_twice_and_each_place_has_one_main_visit(
    town: tuple[list[str], list[int], Own], sharing: Sharing, seed: str
) -> None:
    keys, people, own = town
    try:
        errands = share_out(keys, people, own, sharing, seed)
    except NobodyLeft:
        return
    assert [errand.key for errand in errands if errand.role is VisitRole.MAIN] == keys
    mains = {errand.key: errand.inspector for errand in errands if errand.role is VisitRole.MAIN}
    assert all(mains[one.key] != one.inspector for one in errands if one.role is not VisitRole.MAIN)


@given(towns(), st.text(max_size=4))
def test_visits_are_refused_only_where_nobody_strange_is_left(
    town: tuple[list[str], list[int], Own], seed: str
) -> None:
    keys, people, own = town
    impossible = [key for key in keys if all(key in own[person] for person in people)]
    lost = 0
    try:
        share_out(keys, people, own, Sharing(cross=20), seed)
    except NobodyLeft as error:
        lost = error.count
    assert lost == len(impossible)


@given(st.integers(1, 60), st.integers(1, 6), st.sampled_from([0, 5, 20, 50]), st.text(max_size=4))
def test_loads_are_even_where_nobody_has_own_ground(count: int, people: int, cross: int, seed: str) -> None:
    errands = share_out(KEYS[:count], range(people), {}, Sharing(cross=cross), seed)
    load = Counter(errand.inspector for errand in errands)
    assert max(load.values()) - min(load[person] for person in range(people)) <= 2


def test_the_stated_share_crosses_over() -> None:
    errands = share_out(KEYS, range(5), {}, Sharing(cross=20), "seed")
    assert crossing_share(errands) == (20, 100)
    assert crossing_share(share_out(KEYS, range(5), {}, Sharing(cross=0), "seed")) == (0, 100)


def test_an_inspector_walks_one_stretch_but_for_what_crosses_over() -> None:
    errands = share_out(KEYS, range(5), {}, Sharing(cross=20), "seed")
    at_home = [KEYS.index(errand.key) // 20 == errand.inspector for errand in errands]
    assert sum(at_home) == 80


def test_crossing_over_ties_all_inspectors_together() -> None:
    errands = share_out(KEYS, range(5), {}, Sharing(cross=20), "seed")
    guests = defaultdict(set)
    for errand in errands:
        if errand.crosses:
            guests[KEYS.index(errand.key) // 20].add(errand.inspector)
    assert all(len(others) >= 3 for others in guests.values())


def test_a_self_assessment_sends_everybody_home() -> None:
    own = {0: set(KEYS[50:]), 1: set(KEYS[:50])}
    errands = share_out(KEYS, range(2), own, Sharing(own=100, home_first=True), "seed")
    assert all(errand.key in own[errand.inspector] for errand in errands)


def test_the_stated_share_is_seen_by_a_second_and_looked_at_again() -> None:
    errands = share_out(KEYS, range(4), {}, Sharing(second=100, recheck=10), "seed")
    roles = Counter(errand.role for errand in errands)
    assert roles == {VisitRole.MAIN: 100, VisitRole.SECOND: 100, VisitRole.RECHECK: 10}
    eyes = defaultdict(list)
    for errand in errands:
        eyes[errand.key].append(errand.inspector)
    assert all(len(set(seen)) == len(seen) for seen in eyes.values())


def test_a_second_inspector_is_not_sent_to_own_ground() -> None:
    own = {0: set(KEYS[:20])}
    with pytest.raises(NobodyLeft) as refused:
        share_out(KEYS[:20], range(2), own, Sharing(second=50), "seed")
    assert refused.value.role is VisitRole.SECOND
    assert refused.value.count == 10


def test_own_ground_is_given_up_to_the_share_where_nobody_else_is_left() -> None:
    both = set(KEYS[:10])
    own = {0: both, 1: both}
    assert own_share_kept(share_out(KEYS, range(2), own, Sharing(own=12), "seed"), own, 12)
    with pytest.raises(NobodyLeft):
        share_out(KEYS, range(2), own, Sharing(own=9), "seed")


def test_the_guard_would_notice_visits_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assigning._Desk, "owns", lambda desk, inspector, key: False)
    own = {0: set(KEYS[:50]), 1: set(KEYS[50:])}
    assert not own_share_kept(share_out(KEYS, range(2), own, Sharing(), "seed"), own, 0)


def test_days_are_filled_evenly_and_a_place_is_looked_at_again_later() -> None:
    days = [date(2022, 5, 23) + timedelta(days=number) for number in range(5)]
    errands = share_out(KEYS, range(2), {}, Sharing(recheck=20), "seed")
    planned = on_days(errands, days)
    per_day = Counter(
        (errand.inspector, day)
        for errand, day in zip(errands, planned, strict=True)
        if errand.role is VisitRole.MAIN
    )
    assert max(per_day.values()) <= 13
    first = {errand.key: day for errand, day in zip(errands, planned, strict=True) if errand.role == "main"}
    assert all(day >= first[errand.key] for errand, day in zip(errands, planned, strict=True))


@given(towns(), st.sampled_from([0, 30]))
def test_what_is_handed_on_keeps_to_the_share_as_well(
    town: tuple[list[str], list[int], Own], share: int
) -> None:
    keys, people, own = town
    visits = [ToHandOn(key, frozenset({number % 2})) for number, key in enumerate(keys)]
    taken = hand_on(visits, people, own, {}, {}, share)
    errands = [
        Errand(visit.key, VisitRole.MAIN, person)
        for visit, person in zip(visits, taken, strict=True)
        if person is not None
    ]
    assert own_share_kept(errands, own, share)
    assert all(person not in visit.others for visit, person in zip(visits, taken, strict=True))
