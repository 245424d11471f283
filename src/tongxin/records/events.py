"""Typed events, for news that several upper rooms must hear. They run in the transaction of the act.

A lower room defines a frozen dataclass under `Event` and emits it; an upper room subscribes in its
`listeners.py`. For one listener, call its act instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar


@dataclass(frozen=True)
class Event:
    """Something that happened. Subclasses are frozen dataclasses in the past tense: `CaseClosed`."""


E = TypeVar("E", bound=Event)

_listeners: defaultdict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event_type: type[E], listener: Callable[[E], None]) -> None:
    """Calls `listener` for each event of exactly that type; subscribing twice counts once."""
    if listener not in _listeners[event_type]:
        _listeners[event_type].append(listener)


def emit(event: Event) -> None:
    """Calls the listeners in the order of subscription. What one raises makes the act fail."""
    for listener in tuple(_listeners.get(type(event), ())):
        listener(event)
