"""Tasks of the town, and two lines of work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.conftest import On
from tests.persons import Persons
from tests.town import Town
from tongxin.cases.actions import open_case
from tongxin.cases.models import Case
from tongxin.people.models import Person
from tongxin.plans import actions
from tongxin.plans.models import Task
from tongxin.plans.rules import TaskMove, TaskState
from tongxin.records.permission import Viewer
from tongxin.standards.models import LimitBasis, MatterType, Severity
from tongxin.territory.ground import Ground

DAY, DUE = "2022-09-05", date(2022, 9, 9)
LINES = {"sanitation": "环境卫生", "water": "水环境"}


def add_line(code: str, line: str, line_zh: str) -> MatterType:
    """A kind of problem of a line, to be put right within two working days."""
    return MatterType.objects.create(
        code=code,
        valid_from=date(2022, 1, 1),
        name_zh=f"{line_zh}问题",
        name_en=f"problem of {line}",
        line=line,
        line_zh=line_zh,
        place_kind="any",
        limit_value=2,
        limit_unit="working_days",
        limit_basis=LimitBasis.SUGGESTED,
        severity=Severity.ORDINARY,
    )


@dataclass
class Work:
    """Gives tasks and takes them through their steps, each by the person who usually does it."""

    town: Town
    persons: Persons
    matters: dict[str, MatterType]

    @property
    def secretary(self) -> Viewer:
        """Gives, confirms, withdraws."""
        return self.persons.viewer("village_secretary")

    @property
    def leader(self) -> Viewer:
        """Does it."""
        return self.persons.viewer("grid_leader")

    def case(self, line: str, ground: Ground) -> Case:
        """A case of a line."""
        by = self.persons.viewer("town_clerk")
        return open_case(ground=ground, matter=self.matters[line], by=by)

    def give(self, **other: Any) -> Task:
        """A task of the grid for its leader, for sanitation, where nothing else is asked."""
        asked: dict[str, Any] = {
            "ground": self.town.grid.ground,
            "line": "sanitation",
            "title": "清理沟边垃圾",
            "due_on": DUE,
            "to": self.persons.grid_leader,
            "by": self.secretary,
        }
        return actions.give_task(**{**asked, **other})

    def take(self, task: Task, move: TaskMove, *, by: Viewer | None = None) -> Task:
        """One step, with what it needs."""
        secretary, leader = by or self.secretary, by or self.leader
        another: Person = self.persons.village_secretary
        match move:
            case TaskMove.GIVE:
                return actions.give_again(task, to=another, by=secretary)
            case TaskMove.ACCEPT:
                return actions.accept_task(task, by=leader)
            case TaskMove.REFUSE:
                return actions.refuse_task(task, reason="没有车", by=leader)
            case TaskMove.FINISH:
                return actions.finish_task(task, by=leader)
            case TaskMove.CONFIRM:
                return actions.confirm_task(task, by=secretary)
            case TaskMove.RETURN:
                return actions.return_task(task, reason="还有一堆", by=secretary)
            case TaskMove.WITHDRAW:
                return actions.withdraw_task(task, reason="不用了", by=secretary)

    def in_state(self, state: TaskState, **other: Any) -> Task:
        """A new task that was taken to `state`."""
        task = self.give(**other)
        for move in WAYS[state]:
            task = self.take(task, move)
        return task


WAYS: dict[TaskState, tuple[TaskMove, ...]] = {
    TaskState.GIVEN: (),
    TaskState.ACCEPTED: (TaskMove.ACCEPT,),
    TaskState.REFUSED: (TaskMove.REFUSE,),
    TaskState.DONE: (TaskMove.ACCEPT, TaskMove.FINISH),
    TaskState.CONFIRMED: (TaskMove.FINISH, TaskMove.CONFIRM),
    TaskState.WITHDRAWN: (TaskMove.WITHDRAW,),
}


@pytest.fixture
def work(town: Town, persons: Persons, on: On) -> Work:
    """The clock stands on Monday, 5 September 2022."""
    on(DAY)
    matters = {line: add_line(f"T-{number}", line, zh) for number, (line, zh) in enumerate(LINES.items())}
    return Work(town, persons, matters)
