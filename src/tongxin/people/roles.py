"""Roles that a post can have, and which ground each may hold: a catalogue read from `data/people/roles.json`.

A town adds roles of its own that act like one of these (`catalogue.py`). Pure but for reading that file once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation

from tongxin.territory.ground import DIVISION_DIGITS, Ground, GroundKind, division_stem


class Role(StrEnum):
    """Roles that the table of rights names (岗位). Every one is in the catalogue; the catalogue has more."""

    TOWN_LEADER = "town_leader"
    TOWN_CLERK = "town_clerk"
    LIAISON_CADRE = "liaison_cadre"
    RESIDENT_TEAM = "resident_team"
    VILLAGE_SECRETARY = "village_secretary"
    COMMITTEE_MEMBER = "committee_member"
    GROUP_LEADER = "group_leader"
    GRID_LEADER = "grid_leader"
    GRID_MEMBER = "grid_member"
    WELFARE_POST = "welfare_post"
    FOREST_RANGER = "forest_ranger"
    CLEANER = "cleaner"
    STEWARD = "steward"
    VOLUNTEER = "volunteer"
    PARTNER_CONTACT = "partner_contact"
    COUNTY_READER = "county_reader"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """Its name in the language of the screen."""
        return standard_roles()[self.value].name


class DivisionLevel(StrEnum):
    """Which divisions a role may have as its ground."""

    VILLAGE = "village"
    ABOVE = "above"
    ANY = "any"


@dataclass(frozen=True)
class RoleType:
    """A row of the catalogue.

    `per_ground`: how many may hold it at a time on one ground; `per_person`: on how many grounds a person may
    hold it; None: any number. `acts_as`: whose rights it has. `leads`: its ground counts as having somebody.
    """

    code: str
    zh: str
    en: str
    kinds: frozenset[GroundKind]
    level: DivisionLevel
    per_ground: int | None
    per_person: int | None
    acts_as: Role
    leads: bool
    duties: tuple[Mapping[str, str], ...] = ()

    @property
    def name(self) -> str:
        """Its name in the language of the screen."""
        return self.zh if _speaks_chinese() else self.en or self.zh

    @property
    def duty_words(self) -> list[str]:
        """What it is there for, in the language of the screen."""
        return [duty["zh" if _speaks_chinese() else "en"] for duty in self.duties]

    def fits(self, ground: Ground) -> bool:
        """Can a post in this role have this ground? A village's posts have one village, the town's more than one."""
        if ground.kind not in self.kinds:
            return False
        if ground.kind is not GroundKind.DIVISION or self.level is DivisionLevel.ANY:
            return True
        is_village = len(division_stem(ground.division_code)) == DIVISION_DIGITS
        return is_village is (self.level is DivisionLevel.VILLAGE)


@cache
def standard_roles() -> Mapping[str, RoleType]:
    """The roles of the data file by their codes, in its order."""
    path = Path(settings.TONGXIN_DATA) / "people" / "roles.json"
    rows: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["roles"]
    return {row["code"]: _role_type(row) for row in rows}


def _role_type(row: Mapping[str, Any]) -> RoleType:
    return RoleType(
        code=row["code"],
        zh=row["zh"],
        en=row["en"],
        kinds=frozenset(GroundKind(kind) for kind in row["kinds"]),
        level=DivisionLevel(row["level"]),
        per_ground=row["per_ground"],
        per_person=row["per_person"],
        acts_as=Role(row["acts_as"]),
        leads=row["leads"],
        duties=tuple(row["duties"]),
    )


def _speaks_chinese() -> bool:
    return (translation.get_language() or "zh").startswith("zh")


# Roles that only one person may hold at a time on one ground: the database refuses a second.
SOLE_ROLES: frozenset[Role] = frozenset(
    {Role.VILLAGE_SECRETARY, Role.GROUP_LEADER, Role.GRID_LEADER, Role.STEWARD}
)

Span = tuple[date, date | None]  # first day, and the first day no longer in force


def most_at_once(spans: Iterable[Span], since: date) -> int:
    """How many of the spans hold on one day, at most, on `since` or later."""
    kept = [(first, last) for first, last in spans if last is None or last > since]
    days = {since, *(first for first, _last in kept if first > since)}
    return max(sum(first <= day and (last is None or last > day) for first, last in kept) for day in days)
