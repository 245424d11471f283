"""What the table of routes is made of: a route, and who is meant by a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PASSER_BY = "passer_by"
PERSONS = (
    PASSER_BY,
    "villager",
    "grid_leader",
    "next_grid_leader",
    "village_secretary",
    "liaison_cadre",
    "town_clerk",
    "town_leader",
    "administrator",
)


@dataclass(frozen=True)
class Route:
    """For whom a route opens, for whom its record is hidden; `arguments` takes other samples than by name."""

    opens: frozenset[str]
    hidden: frozenset[str] = frozenset()
    method: str = "get"
    data: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)


def persons(names: str) -> frozenset[str]:
    """A set of persons from their names, separated by blanks."""
    found = frozenset(names.split())
    assert found <= set(PERSONS), found - set(PERSONS)
    return found


ALL = frozenset(PERSONS)
ACCOUNTS = ALL - {PASSER_BY}
CLERK = persons("town_clerk")
TOWN = persons("town_clerk town_leader")
ADMIN = persons("administrator")
NEXT = persons("next_grid_leader")
SECRETARY = persons("village_secretary")
VILLAGE = persons("village_secretary liaison_cadre")
LEADERS = persons("grid_leader next_grid_leader")
OFFICE = TOWN | VILLAGE
WORKERS = OFFICE | LEADERS
OF_THE_GRID = WORKERS - NEXT  # those whose ground holds the sample grid
KEEPERS = CLERK | persons("village_secretary grid_leader")  # of door agreements in the sample grid


def row(opens: frozenset[str], hidden: frozenset[str] = frozenset(), **more: object) -> Route:
    """A route whose address names a record."""
    return Route(opens, hidden, **more)  # type: ignore[arg-type]  # passed on as they are
