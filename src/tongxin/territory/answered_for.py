"""Whether somebody answers for a site: asked here, told by the room of posts above, so that maps can show it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Q

Condition = Callable[[date], Q]

_declared: list[Condition] = []


def declare(condition: Condition) -> None:
    """Says how it is asked: `condition(day)` holds for sites for which somebody answers on that day."""
    _declared[:] = [condition]


def is_answered_for(on: date) -> Q:
    """The condition for sites for which somebody answers; for none where no room has said how to ask."""
    return _declared[0](on) if _declared else Q(pk__in=())
