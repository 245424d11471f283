"""The town's numbers about patience, and how often cases of before were assigned."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import jsonschema
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.architecture.tree import ROOT
from tests.cases.life import Life
from tongxin.cases import patience
from tongxin.cases.models import Case
from tongxin.cases.rules import Move, State
from tongxin.people.roles import Role

FOLDER = ROOT / "data/cases"


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


@pytest.mark.parametrize("name", ["escalation.json", "life.json"])
def test_the_data_follow_their_schema_and_say_that_they_are_suggested(name: str) -> None:
    jsonschema.validate(read(name), read("schema.json"))
    assert '"mark": "suggested"' in (FOLDER / name).read_text("utf-8")


def test_the_schema_refuses_a_level_without_patience() -> None:
    broken = read("escalation.json")
    broken["levels"][0]["after"] = 0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, read("schema.json"))


def test_the_line_goes_from_the_village_to_the_town() -> None:
    roles = [level.roles for level in patience.levels()]
    assert roles == [{Role.VILLAGE_SECRETARY}, {Role.LIAISON_CADRE, Role.TOWN_CLERK}, {Role.TOWN_LEADER}]
    assert all(level.suggested for level in patience.levels())
    assert patience.level_after(3) is None


def test_levels_out_of_order_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    turned = read("escalation.json")
    turned["levels"].reverse()
    monkeypatch.setattr(patience, "_read", lambda name: turned)
    with pytest.raises(ValueError, match="1, 2, 3"):
        patience.levels.__wrapped__()


@pytest.mark.django_db
def test_the_migration_counts_the_assignments_of_before(life: Life) -> None:
    twice = life.take(life.in_state(State.ASSIGNED), Move.ASSIGN)
    once, never = life.in_state(State.CLOSED), life.in_state(State.DECLINED)
    counted = {case.pk: case.assign_count for case in (twice, once, never)}
    Case.objects.update(assign_count=0)
    step = import_module("tongxin.cases.migrations.0003_assignments_are_counted")
    loader = MigrationExecutor(connection).loader
    step.count_assignments(loader.project_state(("cases", "0003_assignments_are_counted")).apps, None)
    assert dict(Case.objects.filter(pk__in=counted).values_list("pk", "assign_count")) == counted
    assert list(counted.values()) == [2, 1, 0]
