"""Door agreements of the town, at whatever point of their life a test needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from tests.conftest import On
from tests.persons import Persons
from tests.town import Town
from tongxin.access.viewer import PostViewer
from tongxin.council.actions import Signature, Terms, draft_agreement, sign_agreement
from tongxin.council.models import Agreement
from tongxin.council.rules import SignedHow
from tongxin.territory.models import Site

DAY = date(2022, 5, 21)
NEXT_YEAR = date(2023, 5, 21)
TERMS = Terms(since=DAY, until=NEXT_YEAR, front="门前自墙根至路沿")


@dataclass
class Desk:
    """What tests of agreements do over and over, as the secretary of Lianhua."""

    town: Town
    persons: Persons

    @property
    def secretary(self) -> PostViewer:
        """Who draws up and signs."""
        return self.persons.viewer("village_secretary")

    def draft(self, site: Site | None = None, terms: Terms = TERMS, **more: Agreement) -> Agreement:
        """A draft at a door, by default the first."""
        return draft_agreement(site or self.town.household, terms=terms, by=self.secretary, **more)

    def sign(self, agreement: Agreement, on: date = DAY) -> Agreement:
        """The draft, signed on the screen."""
        return sign_agreement(agreement, signature=Signature(SignedHow.SCREEN, on), by=self.secretary)

    def signed(self, site: Site | None = None, terms: Terms = TERMS) -> Agreement:
        """An agreement in force."""
        return self.sign(self.draft(site, terms))


@pytest.fixture
def desk(town: Town, persons: Persons, on: On) -> Desk:
    """The office of Lianhua on the morning of 2022-05-21."""
    on(DAY)
    return Desk(town, persons)
