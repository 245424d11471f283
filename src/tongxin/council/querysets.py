"""The questions of the trade as QuerySets of texts, agreements and breaches."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.db.models import QuerySet

from tongxin.council.rules import AgreementState
from tongxin.territory.queries import GroundedQuerySet

if TYPE_CHECKING:
    from tongxin.council.models import Agreement, AgreementText, Breach


class TextQuerySet(QuerySet["AgreementText"]):
    """Versions of the text."""

    def of_town(self, town: str) -> Self:
        """Versions that the town adopted, the latest first."""
        return self.filter(division_code=town).order_by("-valid_from", "-adopted_at")

    def in_force(self, on: date) -> Self:
        """Versions that had begun by the day `on`; the first of a town is the one that holds."""
        return self.filter(valid_from__lte=on)


class AgreementQuerySet(GroundedQuerySet["Agreement"]):
    """Agreements at the doors."""

    def drafts(self) -> Self:
        """Drawn up, not signed."""
        return self.filter(state=AgreementState.DRAFT)

    def signed(self) -> Self:
        """Signed, and neither ended nor run out."""
        return self.filter(state=AgreementState.SIGNED)

    def unfollowed(self) -> Self:
        """Signed, with no later one signed for the time after it: at most one a place."""
        return self.signed().filter(followed_by__isnull=True)

    def in_force(self, on: date) -> Self:
        """Those that bind both sides on the day `on`, whatever became of them later."""
        return self.exclude(state=AgreementState.DRAFT).filter(since__lte=on, until__gt=on)

    def run_out(self, on: date) -> Self:
        """Signed ones whose term was over by the day `on`."""
        return self.signed().filter(until__lte=on)

    def with_place(self) -> Self:
        """With everything that a list shows."""
        return self.select_related("group", "grid", "site")


class BreachQuerySet(GroundedQuerySet["Breach"]):
    """Breaches; their ground is the agreement's."""

    GROUND_PATH: ClassVar[str] = "agreement__"
