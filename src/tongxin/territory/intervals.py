"""How often each kind of site is to be seen: data of the town (`data/territory/intervals.json`), and its rule.

The values are starting values, marked so, until the town has set its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings

from tongxin.territory.kinds import SiteKind


@dataclass(frozen=True)
class Intervals:
    """Days from one look to the next by kind of site, and after how many a spot is a neglected corner.

    `suggested`: kinds whose value nobody has confirmed.
    """

    days: Mapping[SiteKind, int]
    suggested: frozenset[SiteKind]
    neglected_after: int
    source: str


@cache
def intervals() -> Intervals:
    """The intervals of the data folder. Raises `ValueError` where a kind of site has none, or less than a day."""
    path = Path(settings.TONGXIN_DATA) / "territory" / "intervals.json"
    found = json.loads(path.read_text("utf-8"))
    days = {SiteKind(row["kind"]): int(row["days"]) for row in found["intervals"]}
    lacking = [kind.value for kind in SiteKind if days.get(kind, 0) < 1]
    if lacking:
        raise ValueError(f"{path.name}: no interval for {', '.join(lacking)}")
    return Intervals(
        days=days,
        suggested=frozenset(
            SiteKind(row["kind"]) for row in found["intervals"] if row["mark"] == "suggested"
        ),
        neglected_after=int(found["neglected_after"]["days"]),
        source=found["source"],
    )


def due_by(last_seen_on: date | None, days: int) -> date | None:
    """The day by which a spot is to be seen again; None: at once, as nobody ever saw it."""
    return None if last_seen_on is None else last_seen_on + timedelta(days=days)


def is_due(last_seen_on: date | None, days: int, on: date) -> bool:
    """Has that day passed, so that the spot is late to be seen on the day `on`?"""
    day = due_by(last_seen_on, days)
    return day is None or day < on
