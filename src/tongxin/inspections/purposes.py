"""What a round is for, and what follows from it: data of the town (`data/inspections/purposes.json`).

The values are starting values, marked so, until the town has set its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

ALL_OF_IT = 100  # percent


class Purpose(StrEnum):
    """What a round is for (检查性质)."""

    ROUTINE = "routine"
    SUPERVISION = "supervision"
    UNANNOUNCED = "unannounced"
    RECHECK = "recheck"
    SELF = "self"
    HIGHER = "higher"


class Source(StrEnum):
    """Whose word a score is: the column it stands in, never mixed with the others."""

    SELF = "self"
    TOWN = "town"
    HIGHER = "higher"


@dataclass(frozen=True)
class PurposeRule:
    """What follows from a purpose.

    `compared`: its main visits count where grounds are compared. `own_ground`: percent of an inspector's
    visits that may lie on own ground unless the plan says otherwise.
    """

    column: Source
    compared: bool
    announced: bool
    own_ground: int


@dataclass(frozen=True)
class PlanningNumbers:
    """Starting values of the planning page. Percent, days, visits, days."""

    cross_share: int
    not_seen_days: int
    visits_a_day: int
    compare_days: int


def _read() -> Any:
    path = Path(settings.TONGXIN_DATA) / "inspections" / "purposes.json"
    return json.loads(path.read_text("utf-8"))


@cache
def purpose_rules() -> Mapping[Purpose, PurposeRule]:
    """The rule of each purpose. Raises `ValueError` where one is missing or does not make sense."""
    rules = {
        Purpose(row["code"]): PurposeRule(
            Source(row["column"]), bool(row["compared"]), bool(row["announced"]), int(row["own_ground"])
        )
        for row in _read()["purposes"]
    }
    lacking = [purpose.value for purpose in Purpose if purpose not in rules]
    if lacking:
        raise ValueError(f"purposes.json: no rule for {', '.join(lacking)}")
    if rules[Purpose.UNANNOUNCED].announced:
        raise ValueError("purposes.json: an unannounced round cannot be announced")
    if any(not 0 <= rule.own_ground <= ALL_OF_IT for rule in rules.values()):
        raise ValueError("purposes.json: own_ground is a percentage")
    return rules


@cache
def planning_numbers() -> PlanningNumbers:
    """The starting values of the planning page."""
    return PlanningNumbers(**{row["code"]: int(row["value"]) for row in _read()["planning"]})
