"""A quarter of work in the town: four cases, one of them closed, and the wording of a brief."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from tests.conftest import On
from tests.persons import Persons
from tests.town import Town
from tongxin.cases.actions import close_case, fix_case, open_case, verify_case
from tongxin.cases.models import Case
from tongxin.records.permission import SYSTEM
from tongxin.reporting import actions
from tongxin.reporting.data import layout
from tongxin.reporting.models import Brief, BriefTemplate
from tongxin.reporting.text import Speech
from tongxin.reporting.wording import stored_speech
from tongxin.standards.models import LimitBasis, MatterType, Severity
from tongxin.territory.ground import Ground

SINCE, UNTIL = date(2022, 7, 1), date(2022, 9, 30)
WRITTEN_ON = "2022-10-09"


@pytest.fixture
def matter(db: None) -> MatterType:
    """Litter in the open: to be put right within two working days."""
    return MatterType.objects.create(
        code="T01",
        valid_from=date(2022, 1, 1),
        name_zh="垃圾乱堆",
        name_en="litter",
        line="sanitation",
        line_zh="环境卫生",
        place_kind="any",
        limit_value=2,
        limit_unit="working_days",
        limit_basis=LimitBasis.SUGGESTED,
        severity=Severity.ORDINARY,
    )


@dataclass
class Quarter:
    """What was done in the third quarter of 2022, and a way to do more."""

    matter: MatterType
    persons: Persons
    on: On
    town: Town

    def report(self, ground: Ground, day: str) -> Case:
        """A case found by the clerk on that day."""
        self.on(day)
        return open_case(ground=ground, matter=self.matter, by=self.persons.viewer("town_clerk"))

    def close(self, case: Case, day: str) -> Case:
        """Put right by the secretary, verified and closed by the clerk."""
        self.on(day, "10:00")
        fixed = fix_case(case, by=self.persons.viewer("village_secretary"))
        self.on(day, "11:00")
        verified = verify_case(fixed, by=self.persons.viewer("town_clerk"))
        self.on(day, "12:00")
        return close_case(verified, by=self.persons.viewer("town_clerk"))


@pytest.fixture
def quarter(town: Town, persons: Persons, on: On, matter: MatterType) -> Quarter:
    """Four cases: at two houses and a public place of Lianhua, and in a grid of Bendong; one is closed."""
    work = Quarter(matter, persons, on, town)
    closed = work.report(town.household.ground, "2022-07-05")
    work.report(town.next_household.ground, "2022-08-10")
    work.report(town.public_place.ground, "2022-08-11")
    work.report(town.far_grid.ground, "2022-09-20")
    work.close(closed, "2022-07-06")
    on(WRITTEN_ON)
    return work


@pytest.fixture
def wording(db: None) -> BriefTemplate:
    """The wording that comes with the product."""
    return actions.load_templates(by=SYSTEM)[0]


@pytest.fixture
def draft(quarter: Quarter, wording: BriefTemplate, town: Town, persons: Persons) -> Brief:
    """A draft of the clerk for the town and the quarter."""
    by = persons.viewer("town_clerk")
    return actions.write_brief(wording, by=by, ground=town.division.ground, since=SINCE, until=UNTIL)


@pytest.fixture
def approved(draft: Brief, persons: Persons) -> Brief:
    """The same, approved by the town's leader."""
    return actions.approve_brief(draft, by=persons.viewer("town_leader"), revision=draft.revision)


def rewrite(
    brief: Brief, text: str, persons: Persons, title: str = "情况", speech: Speech | None = None
) -> Brief:
    """The clerk changes the draft."""
    by = persons.viewer("town_clerk")
    return actions.edit_brief(
        brief, by=by, revision=brief.revision, title=title, text=text, speech=speech or stored_speech()
    )


NUMBERING = layout().numbering
