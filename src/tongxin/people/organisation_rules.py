"""Which organisation may stand under which. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

# Kinds that stand under these kinds only; all others may stand under any but a partner unit.
UNDER: Mapping[str, frozenset[str]] = {
    "party_branch": frozenset({"general_branch", "town_office"}),
    "general_branch": frozenset({"town_office"}),
    "partner_unit": frozenset(),
}


def may_stand_under(kind: str, parent_kind: str) -> bool:
    """May an organisation of `kind` stand under one of `parent_kind`? Branches stand under branches."""
    if parent_kind == "partner_unit":
        return False
    allowed = UNDER.get(kind)
    return allowed is None or parent_kind in allowed


def in_circle(below: UUID, parent: UUID, parents: Mapping[UUID, UUID | None]) -> bool:
    """Would `below` stand above itself if it came under `parent`? `parents`: who stands under whom now."""
    step: UUID | None = parent
    for _step in range(len(parents) + 1):
        if step is None:
            return False
        if step == below:
            return True
        step = parents.get(step)
    return True
