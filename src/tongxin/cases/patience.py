"""How long one waits: data of the town (`data/cases`), starting values until the town has set its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tongxin.people.roles import Role
from tongxin.records.working_time import LimitUnit


@dataclass(frozen=True)
class Level:
    """One step up the line: who is told, and how long after the limit, or after the level before it.

    `suggested`: a value that nobody has confirmed.
    """

    number: int
    roles: frozenset[Role]
    after: int
    unit: LimitUnit
    suggested: bool


@dataclass(frozen=True)
class Patience:
    """For how long a closed case may be opened again, and after how long a stopped clock is looked at."""

    reopen_within: timedelta
    waiting_looked_at_after: timedelta


@cache
def levels() -> tuple[Level, ...]:
    """The levels in order. Raises `ValueError` where their numbers are not 1, 2, 3 …"""
    found = tuple(
        Level(
            number=int(row["level"]),
            roles=frozenset(Role(code) for code in row["roles"]),
            after=int(row["after"]),
            unit=LimitUnit(row["unit"]),
            suggested=row["mark"] == "suggested",
        )
        for row in _read("escalation.json")["levels"]
    )
    if [level.number for level in found] != list(range(1, len(found) + 1)):
        raise ValueError("escalation.json: the levels are not numbered 1, 2, 3 …")
    return found


def level_after(number: int) -> Level | None:
    """The level that follows `number` (0: none yet); None after the last."""
    return next((level for level in levels() if level.number == number + 1), None)


@cache
def patience() -> Patience:
    """The numbers of the data folder."""
    found = _read("life.json")
    return Patience(
        reopen_within=timedelta(days=int(found["reopen_within"]["days"])),
        waiting_looked_at_after=timedelta(days=int(found["waiting_looked_at_after"]["days"])),
    )


def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((Path(settings.TONGXIN_DATA) / "cases" / name).read_text("utf-8"))
    return read
