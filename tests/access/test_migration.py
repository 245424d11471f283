"""Openings from before there were parts: they showed the number with the names, and go on saying so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.conftest import found_everything
from tests.persons import Persons
from tests.town import Town
from tongxin.access.models import Opening
from tongxin.records import clock
from tongxin.territory.queries import grounded

BEFORE, AFTER = ("access", "0001_initial"), ("access", "0002_exports_and_requests")


def to_the_newest_shape() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] == "access"])


@pytest.fixture
def as_before(transactional_db: None) -> Iterator[Any]:
    """The tables of this room in their first shape; the present one comes back afterwards."""
    found_everything()
    MigrationExecutor(connection).migrate([BEFORE])
    yield MigrationExecutor(connection).loader.project_state(BEFORE).apps
    to_the_newest_shape()


def test_an_old_opening_keeps_its_facts_and_gets_the_part_that_it_showed(as_before: Any) -> None:
    ground = Town().household.ground
    old = as_before.get_model("access", "Opening").objects.create(
        person_id=Persons().grid_leader.pk, purpose="visit", opened_at=clock.now(), **grounded(ground)
    )
    MigrationExecutor(connection).migrate([AFTER])
    to_the_newest_shape()
    kept = Opening.objects.get(pk=old.pk)
    assert (kept.part, kept.purpose, kept.ground, kept.subject) == ("phone", "visit", ground, None)
    assert kept.opened_at == old.opened_at
