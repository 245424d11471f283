"""A problem to find on the pages of the shell."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import On
from tests.persons import Persons
from tests.town import Town
from tongxin.cases.actions import open_case
from tongxin.cases.models import Case
from tongxin.records.working_time import LimitUnit
from tongxin.standards.models import LimitBasis, MatterType, Severity


@pytest.fixture
def ditch(town: Town, persons: Persons, on: On) -> Case:
    """A blocked ditch at a public place of the grid, found on 2022-09-01, to be put right within a day."""
    matter = MatterType.objects.create(
        code="T01",
        valid_from=date(2022, 1, 1),
        name_zh="水沟淤堵",
        name_en="Blocked ditch",
        line="water",
        line_zh="水务",
        place_kind="public_place",
        limit_value=1,
        limit_unit=LimitUnit.DAYS,
        limit_basis=LimitBasis.SUGGESTED,
        severity=Severity.ORDINARY,
    )
    on("2022-09-01")
    return open_case(ground=town.public_place.ground, matter=matter, by=persons.viewer("grid_leader"))
