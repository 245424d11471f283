"""How a check is broken and mended: a generator that makes things right, yields, breaks, yields, and mends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.inspections.conftest import Work
from tests.persons import Persons
from tests.town import Town
from tongxin.access.viewer import PostViewer
from tongxin.people.actions import add_person, open_account
from tongxin.people.models import Person

DAY = timedelta(days=1)


@dataclass
class House:
    """What a pair may touch: the town and its persons, settings to change, a folder."""

    town: Town
    persons: Persons
    patch: pytest.MonkeyPatch
    folder: Path

    @property
    def work(self) -> Work:
        """Rounds of the town; the standards are loaded."""
        return Work(self.town, self.persons)

    @property
    def clerk(self) -> PostViewer:
        """The town clerk."""
        return self.persons.viewer("town_clerk")

    @property
    def founder(self) -> PostViewer:
        """Administrator and clerk of the town."""
        return self.town.founder

    def somebody(self, name: str, *, with_account: bool = False) -> Person:
        """A person who was not there before."""
        person = add_person(name=name, by=self.founder)
        if with_account:
            username = f"u{str(person.pk)[-8:]}"
            open_account(
                person, username=username, password="柳树下的水沟要清", must_change=False, by=self.founder
            )
        return person


Steps = Callable[[House], Iterator[None]]
PAIRS: dict[str, Steps] = {}


def pair(name: str) -> Callable[[Steps], Steps]:
    """Declares how the check of that name is broken and mended."""

    def declare(steps: Steps) -> Steps:
        assert name not in PAIRS, name
        PAIRS[name] = steps
        return steps

    return declare
