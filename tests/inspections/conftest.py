"""Rounds of the town, at whatever point of their life a test needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.architecture.tree import ROOT
from tests.conftest import On
from tests.persons import Persons
from tests.town import Town
from tongxin.access.viewer import PostViewer, viewer_for
from tongxin.inspections.actions import VisitEntry, enter_visit, open_round, plan_round
from tongxin.inspections.assigning import Sharing
from tongxin.inspections.drawing import SampleKind, SampleRule
from tongxin.inspections.models import Round, Visit
from tongxin.inspections.rules import Answer, VisitState, all_in_order
from tongxin.people.models import Person
from tongxin.records.permission import SYSTEM
from tongxin.standards.actions import load_standards
from tongxin.standards.models import SheetVersion
from tongxin.territory.ground import Ground

ALL = SampleRule(SampleKind.ALL)
ANYWHERE = Sharing(cross=20, own=100)  # own ground is avoided where it can be, and allowed
DAY = date(2022, 5, 21)
HOUSEHOLD_SHEET = "household_photo_60"


@pytest.fixture
def standards(town: Town) -> None:
    """The town's sheets, kinds of problem and hints."""
    load_standards(ROOT / "data", by=SYSTEM)


@dataclass
class Work:
    """What tests of rounds do over and over."""

    town: Town
    persons: Persons

    @property
    def clerk(self) -> PostViewer:
        """Who plans."""
        return self.persons.viewer("town_clerk")

    def plan(
        self,
        *,
        sheet: str = HOUSEHOLD_SHEET,
        ground: Ground | None = None,
        sample: SampleRule = ALL,
        inspectors: tuple[Person, ...] | None = None,
        starts_on: date = DAY,
        ends_on: date = date(2022, 5, 27),
        accept_partial: bool = False,
        sharing: Sharing = ANYWHERE,
        seed: str = "蒙蒙细雨",
        **more: Any,
    ) -> Round:
        """A planned round on the town, by default of all households, inspected by the liaison cadre."""
        return plan_round(
            title="5月第三轮督导",
            ground=ground or self.town.division.ground,
            sheet_version=SheetVersion.objects.get(sheet=sheet),
            starts_on=starts_on,
            ends_on=ends_on,
            sample=sample,
            inspectors=(self.persons.liaison_cadre,) if inspectors is None else inspectors,
            by=self.clerk,
            seed=seed,
            accept_partial=accept_partial,
            sharing=sharing,
            **more,
        )

    def open(self, **plan: Any) -> Round:
        """A round with its list drawn."""
        return open_round(self.plan(**plan), by=self.clerk)

    def visit(self, round_: Round, key: str | None = None) -> Visit:
        """A visit of the round: that of `key`, or the first."""
        visits = round_.visits.select_related("round__sheet_version")
        return visits.get(unit_key=key) if key else visits.order_by("position")[0]

    def inspector(self, visit: Visit) -> PostViewer:
        """The viewer of the person to whom the visit falls."""
        assert visit.inspector is not None
        return viewer_for(visit.inspector)


@pytest.fixture
def work(standards: None, town: Town, persons: Persons, on: On) -> Work:
    """The town with its standards, on the morning of 2022-05-21."""
    on(DAY, "09:10")
    return Work(town, persons)


def entry_for(visit: Visit, changed: dict[str, Answer] | None = None, **more: Any) -> VisitEntry:
    """An entry with everything in order but what `changed` says."""
    answers = {**all_in_order(visit.round.sheet_version.parts), **(changed or {})}
    return VisitEntry(outcome=VisitState.DONE, answers=answers, **more)


def entered(work: Work, visit: Visit, changed: dict[str, Answer] | None = None, **more: Any) -> Visit:
    """The visit as its inspector entered it."""
    return enter_visit(visit, entry=entry_for(visit, changed, **more), by=work.inspector(visit))
