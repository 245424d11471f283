"""Typed events reach those who subscribed to their type."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tongxin.records.events import Event, emit, subscribe


@dataclass(frozen=True)
class Swept(Event):
    grid: str


@dataclass(frozen=True)
class Rained(Event):
    pass


def test_a_listener_hears_its_events_only() -> None:
    heard: list[str] = []

    def listen(event: Swept) -> None:
        heard.append(event.grid)

    subscribe(Swept, listen)
    subscribe(Swept, listen)
    emit(Swept("小伍排"))
    emit(Rained())
    assert heard == ["小伍排"]


def test_a_listener_that_fails_makes_the_act_fail() -> None:
    def refuse(event: Rained) -> None:
        raise ValueError("wet")

    subscribe(Rained, refuse)
    with pytest.raises(ValueError, match="wet"):
        emit(Rained())
