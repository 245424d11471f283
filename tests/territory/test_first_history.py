"""The upgrade of a town from before its ground had a history: everything that lies somewhere gets its first row."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.conftest import On
from tests.town import Town
from tongxin.records import guards
from tongxin.territory.actions import put_into_grid
from tongxin.territory.history import sites_of
from tongxin.territory.models import GridVersion, Placement, Site

JULY, AUGUST = date(2022, 7, 1), date(2022, 8, 1)
MIGRATIONS = "tongxin.territory.migrations"


def take_history_away() -> None:
    """As it was: no placements, no versions, no triggers."""
    guards.remove(connection)
    Placement.objects.all().delete()
    GridVersion.objects.all().delete()


def upgrade() -> None:
    """The data steps of the upgrade, each with the tables in their shape of that moment, then the triggers."""
    for name, step in (
        ("0003_first_placements", "begin_history"),
        ("0005_closed_sites_lie_nowhere", "end_and_fill"),
    ):
        apps: Any = MigrationExecutor(connection).loader.project_state(("territory", name)).apps
        getattr(import_module(f"{MIGRATIONS}.{name}"), step)(apps, None)
    guards.install(connection)


def test_what_lies_somewhere_has_lain_there_since_before_our_records(town: Town, on: On) -> None:
    on(AUGUST)
    take_history_away()
    upgrade()
    assert Placement.objects.filter(until=None).count() == Site.objects.in_use().count() == 20
    version = GridVersion.objects.get(grid=town.grid)
    assert (version.number, version.group, version.is_from_before_records) == (1, town.group, True)
    assert sites_of(town.grid.ground, JULY).count() == 5


def test_what_was_closed_lies_nowhere_from_that_day(town: Town, on: On) -> None:
    on(AUGUST)
    take_history_away()
    Site.objects.filter(pk=town.household.pk).update(closed_on=JULY)
    upgrade()
    assert Placement.objects.get(site=town.household).until == JULY
    assert sites_of(town.grid.ground, date(2022, 6, 30)).count() == 5
    assert sites_of(town.grid.ground, JULY).count() == 4


def test_history_goes_on_from_there_and_is_guarded(town: Town, on: On) -> None:
    on(AUGUST)
    take_history_away()
    upgrade()
    put_into_grid(town.next_grid, members=[town.household.pk], by=town.founder)
    assert [row.until for row in Placement.objects.filter(site=town.household)] == [AUGUST, None]
    assert guards.missing(connection) == []
