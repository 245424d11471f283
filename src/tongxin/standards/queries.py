"""Questions about the town's standards."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from tongxin.standards.models import MatterType, SheetVersion


class MatterTypeQuerySet(models.QuerySet["MatterType"]):
    """Kinds of problem, past, present and to come."""

    def in_force(self, on: date) -> Self:
        """The versions to be used on the day `on`; `retired_on` is the first day no longer in force."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on), valid_from__lte=on)


class SheetVersionQuerySet(models.QuerySet["SheetVersion"]):
    """Versions of score sheets."""

    def newest(self) -> Self:
        """The version of each sheet that was loaded last."""
        others = self.model._default_manager.filter(sheet=models.OuterRef("sheet"))
        newer = others.filter(pk__gt=models.OuterRef("pk"))
        return self.filter(~models.Exists(newer))
