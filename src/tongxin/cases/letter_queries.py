"""Questions about letters."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Count

from tongxin.cases.letter_rules import RUNNING
from tongxin.territory.queries import GroundedQuerySet

if TYPE_CHECKING:
    from tongxin.cases.models import Letter

_RUNNING = sorted(RUNNING)


class LetterQuerySet(GroundedQuerySet["Letter"]):
    """Rectification letters."""

    def running(self) -> Self:
        """Letters that wait for their answer."""
        return self.filter(state__in=_RUNNING)

    def overdue(self, on: date) -> Self:
        """Letters whose answer was due before the day `on` and has not come."""
        return self.running().filter(answer_by__lt=on)

    def shown(self) -> Self:
        """With all that a row of a list shows, in one query; `case_count` says how many problems it names."""
        return self.select_related("group", "grid", "site").annotate(case_count=Count("rows"))
