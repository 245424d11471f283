"""Holds: an open serious case keeps its place out of honours until it is closed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases.life import Life
from tests.conftest import On
from tests.town import Town
from tongxin.cases import actions, holds, oversight
from tongxin.cases.holds import held
from tongxin.cases.models import Case
from tongxin.cases.oversight import HoldRules, hold_rules
from tongxin.cases.rules import Move, State
from tongxin.records import clock
from tongxin.standards.models import MatterType, Severity
from tongxin.territory.actions import merge_grids
from tongxin.territory.ground import GroundKind


@pytest.fixture
def serious(life: Life) -> Life:
    """The same life, with a kind of problem that is serious."""
    MatterType.objects.filter(pk=life.matter.pk).update(severity=Severity.SERIOUS)
    life.matter.refresh_from_db()
    return life


def test_a_serious_case_holds_its_place_its_grid_and_its_group(serious: Life, town: Town) -> None:
    case = serious.found()
    grounds = [town.public_place.ground, town.grid.ground, town.group.ground, town.lianhua.ground]
    assert held([*grounds, town.next_grid.ground], clock.now()) == {
        ground.key: (case.number,) for ground in grounds[:3]
    }


@pytest.mark.parametrize(
    ("severity", "holds_it"), [("minor", 0), ("ordinary", 0), ("serious", 1), ("urgent", 1)]
)
def test_how_serious_is_data(life: Life, town: Town, severity: str, holds_it: int) -> None:
    case = life.found()
    Case.objects.filter(pk=case.pk).update(severity=severity)
    assert len(held([town.grid.ground], clock.now())) == holds_it


def test_the_town_may_hold_villages_too(serious: Life, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    case = serious.found()
    own = HoldRules(frozenset({Severity.SERIOUS}), frozenset({GroundKind.DIVISION}))
    monkeypatch.setattr(holds, "hold_rules", lambda: own)
    assert held([town.lianhua.ground, town.grid.ground], clock.now()) == {town.lianhua.code: (case.number,)}


def test_it_holds_until_it_is_closed(serious: Life, town: Town, on: On) -> None:
    on("2022-09-05")
    case = serious.found()
    for day, move in enumerate((Move.ASSIGN, Move.FIX, Move.VERIFY), start=6):
        on(f"2022-09-0{day}")
        case = serious.take(case, move)
        assert held([town.grid.ground], clock.now())
    closing = on("2022-09-09")
    serious.take(case, Move.CLOSE)
    assert not held([town.grid.ground], closing)
    on("2022-09-12")
    assert not held([town.grid.ground], clock.now())
    assert held([town.grid.ground], on("2022-09-08"))  # as it was then
    assert not held([town.grid.ground], on("2022-09-04"))


@pytest.mark.parametrize("state", [State.DECLINED, State.CLOSED])
def test_what_ended_holds_nothing(serious: Life, town: Town, state: State) -> None:
    serious.in_state(state)
    assert not held([town.grid.ground], clock.now())


def test_a_case_opened_again_holds_again(serious: Life, town: Town) -> None:
    case = serious.in_state(State.CLOSED)
    actions.reopen_case(case, reason="又堆了", by=serious.secretary)
    assert held([town.grid.ground], clock.now())


def test_a_merged_grid_takes_its_holds_along(serious: Life, town: Town) -> None:
    case = serious.found(town.grid.ground)
    merge_grids(town.next_grid, [town.grid], reason="并网格", by=town.founder)
    assert held([town.next_grid.ground], clock.now()) == {town.next_grid.ground.key: (case.number,)}


def test_two_queries_however_many_grounds(serious: Life, town: Town, django_assert_num_queries: Any) -> None:
    serious.found()
    sites = [site.ground for grid in (town.grid, town.next_grid) for site in town.households(grid)]
    with django_assert_num_queries(2):
        held([town.grid.ground, *sites], clock.now())


def test_the_data_say_what_is_ours() -> None:
    assert hold_rules() == HoldRules(
        frozenset({Severity.SERIOUS, Severity.URGENT}),
        frozenset({GroundKind.SITE, GroundKind.GRID, GroundKind.GROUP}),
    )
    for name in ("letters.json", "holds.json", "batches.json"):
        assert all(row["mark"] == "suggested" for row in _marked(oversight._json(name)))


def _marked(content: Any) -> list[dict[str, Any]]:
    if isinstance(content, dict):
        own = [content] if "mark" in content else []
        return own + [row for value in content.values() for row in _marked(value)]
    return [row for value in content for row in _marked(value)] if isinstance(content, list) else []


def test_data_that_do_not_fit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    real = oversight._json

    def broken(name: str) -> dict[str, Any]:
        content = real(name)
        return (
            {**content, "severities": {**content["severities"], "values": ["awful"]}}
            if name == "holds.json"
            else content
        )

    monkeypatch.setattr(oversight, "_json", broken)
    with pytest.raises(ValueError, match=r"holds\.json"):
        hold_rules.__wrapped__()
