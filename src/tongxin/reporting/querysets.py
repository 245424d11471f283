"""Questions asked of the tables of briefs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from tongxin.reporting.rules import BriefState
from tongxin.territory.queries import GroundedQuerySet

if TYPE_CHECKING:
    from tongxin.reporting.models import Brief, BriefTemplate


class BriefTemplateQuerySet(models.QuerySet["BriefTemplate"]):
    """Versions of templates."""

    def current(self, on: date) -> Self:
        """Of each template the newest version that is valid on the day `on`."""
        newest = self.filter(valid_from__lte=on).annotate(
            age=Window(
                RowNumber(), partition_by=F("key"), order_by=[F("valid_from").desc(), F("version").desc()]
            )
        )
        return newest.filter(age=1)


class BriefQuerySet(GroundedQuerySet["Brief"]):
    """Briefs."""

    def with_people(self) -> Self:
        """With all that a page of the brief names: no further query."""
        return self.select_related(
            "template", "written_by", "edited_by", "approved_by", "published_by", "withdrawn_by"
        )

    def published(self) -> Self:
        """Briefs that the public may read."""
        return self.filter(state=BriefState.PUBLISHED)
