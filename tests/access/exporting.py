"""Exports as the tests ask for them: one person may export 10 households alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.persons import Persons
from tests.town import LIANHUA, TOWN
from tongxin.access import actions
from tongxin.access.models import Export
from tongxin.records import clock, jobs
from tongxin.territory.ground import Ground, division_ground

ALONE = 10  # the villages of the tests have 8 households each
VILLAGE, WHOLE_TOWN = division_ground(LIANHUA), division_ground(TOWN)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def ask(persons: Persons, ground: Ground = VILLAGE, *, who: str = "town_clerk", **other: Any) -> Export:
    """An export of the usual columns by the clerk."""
    values: dict[str, Any] = {
        "columns": ["head", "phone"],
        "purpose": "round",
        "reason": "九月入户走访",
        **other,
    }
    return actions.request_export(ground, by=persons.viewer(who), **values)


def agreed(persons: Persons) -> Export:
    """A large export that the town leader has agreed to and the worker has made."""
    waiting = ask(persons, WHOLE_TOWN)
    actions.approve_export(waiting, by=persons.viewer("town_leader"))
    jobs.work_off()
    return Export.objects.get(pk=waiting.pk)


def later(days: timedelta) -> Any:
    """The clock, some time from now."""
    return clock.travel(to=clock.now() + days)
