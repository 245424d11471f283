"""What the pages of classes show: each class with its villages, and where they stand against its goals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from tongxin.records import clock, figures
from tongxin.records.figures import AnyFigure, FigureScope, Number, Ratio, UnknownFigure
from tongxin.records.permission import Viewer
from tongxin.territory.models import Division, GroundClass, GroundGoal, VillagerGroup

DAYS = 30  # a goal is looked at over the last 30 days


@dataclass(frozen=True)
class Suggestion:
    """A class that the data folder suggests."""

    name: str
    note: str


@cache
def _suggested() -> tuple[Mapping[str, str], ...]:
    path = Path(settings.TONGXIN_DATA) / "territory" / "classes.json"
    return tuple(json.loads(path.read_text("utf-8"))["classes"])


def suggestions(town: Division) -> list[Suggestion]:
    """The suggested classes that the town does not have yet, in the reader's language."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    have = set(GroundClass.objects.filter(division_code=town.code).values_list("name", flat=True))
    return [
        Suggestion(row[language], row[f"{language}_note"])
        for row in _suggested()
        if not have & {row["zh"], row["en"]}
    ]


@dataclass(frozen=True)
class Standing:
    """Where a village stands against a goal; `value` is None where nothing was measured."""

    village: Division
    value: Number | None
    is_reached: bool | None
    url: str


@dataclass(frozen=True)
class GoalLine:
    """A goal in force with the standing of each village of its class; `figure` is None where it is declared no more."""

    goal: GroundGoal
    figure: AnyFigure | None
    standings: tuple[Standing, ...]

    @property
    def reached(self) -> int:
        """How many villages reach it."""
        return sum(standing.is_reached is True for standing in self.standings)


@dataclass(frozen=True)
class ClassLine:
    """A class with what belongs to it and its goals in force."""

    ground_class: GroundClass
    villages: tuple[Division, ...]
    groups: tuple[VillagerGroup, ...]
    goals: tuple[GoalLine, ...]


@dataclass(frozen=True)
class Classes:
    """The classes of a town. `without`: villages that have none; `since` and `until`: the days that are looked at."""

    lines: tuple[ClassLine, ...]
    without: tuple[Division, ...]
    scope: FigureScope


def classes_of(town: Division, viewer: Viewer) -> Classes:
    """The classes of a town, with villages and goals: four queries, and those of each figure that is a goal."""
    today = clock.today()
    scope = FigureScope(town.ground.key, today - timedelta(days=DAYS - 1), today)
    villages = list(Division.objects.villages().in_use().within(town.ground).order_by("code"))
    groups = list(
        VillagerGroup.objects.in_use()
        .within(town.ground)
        .filter(ground_class__isnull=False)
        .select_related("village")
    )
    goals = list(_in_force(town).select_related("ground_class"))
    values = {goal.figure: _values(goal.figure, scope, viewer) for goal in goals}
    lines = []
    for each in GroundClass.objects.filter(division_code=town.code):
        mine = tuple(village for village in villages if village.ground_class_id == each.pk)
        lines.append(
            ClassLine(
                ground_class=each,
                villages=mine,
                groups=tuple(group for group in groups if group.ground_class_id == each.pk),
                goals=tuple(
                    _goal_line(goal, mine, values[goal.figure], scope)
                    for goal in goals
                    if goal.ground_class_id == each.pk
                ),
            )
        )
    without = tuple(village for village in villages if village.ground_class_id is None)
    return Classes(tuple(lines), without, scope)


def class_of(village: Division, group: VillagerGroup | None) -> GroundClass | None:
    """The class that holds for a group or what lies in it: the group's own, else that of its village."""
    if group is not None and group.ground_class is not None:
        return group.ground_class
    return village.ground_class


def _in_force(town: Division) -> QuerySet[GroundGoal]:
    today = clock.today()
    ends = Q(until__isnull=True) | Q(until__gt=today)
    return GroundGoal.objects.filter(ends, ground_class__division_code=town.code, since__lte=today)


def _declared(key: str) -> AnyFigure | None:
    try:
        return figures.get(key)
    except UnknownFigure:
        return None


def _values(key: str, scope: FigureScope, viewer: Viewer) -> Mapping[str, Number] | None:
    """The figure by village; None where it is declared no more or the viewer may not see it."""
    found = _declared(key)
    if found is None or not viewer.may(found.act):
        return None
    return found.by_village(scope)


def _goal_line(
    goal: GroundGoal,
    villages: tuple[Division, ...],
    values: Mapping[str, Number] | None,
    scope: FigureScope,
) -> GoalLine:
    found = _declared(goal.figure)
    nothing: Number | None = None if isinstance(found, Ratio) else 0
    standings = []
    for village in villages if values is not None else ():
        value = (values or {}).get(village.code, nothing)
        standings.append(Standing(village, value, reaches(goal, value), _url(goal.figure, village, scope)))
    return GoalLine(goal, found, tuple(standings))


def reaches(goal: GroundGoal, value: Number | None) -> bool | None:
    """Does the value reach the goal; None where nothing was measured."""
    if value is None:
        return None
    return Decimal(value) <= goal.value if goal.is_ceiling else Decimal(value) >= goal.value


def _url(key: str, village: Division, scope: FigureScope) -> str:
    """The page of the records behind the value; empty in a house without it."""
    asked = {"ground": village.code, "since": scope.since.isoformat(), "until": scope.until.isoformat()}
    try:
        return f"{reverse('reporting:figure', args=[key])}?{urlencode(asked)}"
    except NoReverseMatch:
        return ""


def goals_before(ground_class: GroundClass) -> list[GroundGoal]:
    """The goals of a class that have ended, the latest first."""
    return list(GroundGoal.objects.filter(ground_class=ground_class, until__isnull=False).order_by("-until"))
