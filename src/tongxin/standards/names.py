"""Who did an act, by the id of the person: asked here, told by the room of people above."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import Model

DoerOf = Callable[[Model, str, UUID], str]

_declared: list[DoerOf] = []


def declare(told: DoerOf) -> None:
    """Says how it is asked: `told(subject, act, id)` gives the name as screens show it, "" for an unknown id."""
    _declared[:] = [told]


def name_of(person_id: UUID | None, subject: Model, act: str) -> str:
    """The name of who did `act` on `subject`; "" for nobody, and where no room has said how to ask."""
    return _declared[0](subject, act, person_id) if person_id is not None and _declared else ""
