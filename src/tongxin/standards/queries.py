"""Questions about the town's standards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from tongxin.records.permission import GroundLike
from tongxin.standards.towns import holders, span

if TYPE_CHECKING:
    from tongxin.standards.models import MatterType, SheetAdoption, SheetDraft, SheetPicture, SheetVersion


class MatterTypeQuerySet(models.QuerySet["MatterType"]):
    """Kinds of problem, past, present and to come."""

    def in_force(self, on: date) -> Self:
        """The versions to be used on the day `on`; `retired_on` is the first day no longer in force."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on), valid_from__lte=on)


class SheetVersionQuerySet(models.QuerySet["SheetVersion"]):
    """Versions of score sheets."""

    def newest(self) -> Self:
        """The version of each sheet that was loaded or adopted last."""
        others = self.model._default_manager.filter(sheet=models.OuterRef("sheet"))
        newer = others.filter(pk__gt=models.OuterRef("pk"))
        return self.filter(~models.Exists(newer))

    def within_any(self, grounds: Iterable[GroundLike]) -> Self:
        """Sheets of all, and those of the towns in which one of the grounds lies or that lie in one of them."""
        return self.filter(Q(sheet__division_code="") | _of_towns("sheet__division_code", grounds))

    def adopted(self, on: date, *, town: str = "") -> Self:
        """Versions that a town (any, where none is named) adopted and uses on the day `on`, its newest first."""
        return self.filter(Exists(_adoptions(town).in_force(on).filter(since__gt=date.min))).order_by(
            "object_kind", "-loaded_at"
        )

    def in_force(self, on: date, *, town: str) -> Self:
        """What a round that starts on the day `on` may use: versions that the town adopted, the town's own first,
        and the newest complete version of each sheet that came with the system and that the town has not retired.
        """
        supplied = (
            Q(sheet__division_code="", completeness="complete")
            & ~Exists(_adoptions(town).filter(until__lte=on))
            & Q(pk__in=self.model._default_manager.newest().values("pk"))
        )
        return self.filter(Exists(_adoptions(town).in_force(on)) | supplied).order_by(
            "-sheet__division_code", "object_kind", "-loaded_at"
        )


class SheetAdoptionQuerySet(models.QuerySet["SheetAdoption"]):
    """Uses of versions by towns, past, present and to come."""

    def of_town(self, town: str) -> Self:
        """Those of one town."""
        return self.filter(division_code=town)

    def in_force(self, on: date) -> Self:
        """Those that hold on the day `on`; `until` is the first day no longer."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)


class SheetDraftQuerySet(models.QuerySet["SheetDraft"]):
    """Drafts of sheets."""

    def within_any(self, grounds: Iterable[GroundLike]) -> Self:
        """Those of towns on the grounds."""
        return self.filter(_of_towns("division_code", grounds))


class SheetPictureQuerySet(models.QuerySet["SheetPicture"]):
    """Pictures that explain items."""

    def within_any(self, grounds: Iterable[GroundLike]) -> Self:
        """Those of towns on the grounds."""
        return self.filter(_of_towns("division_code", grounds))


def _adoptions(town: str) -> SheetAdoptionQuerySet:
    """The uses of the version that an outer question is about, by one town or by any."""
    rows: SheetAdoptionQuerySet = apps.get_model("standards", "SheetAdoption")._default_manager.filter(
        version=OuterRef("pk")
    )
    return rows.of_town(town) if town else rows


def _of_towns(column: str, grounds: Iterable[GroundLike]) -> Q:
    """The column holds a town in which one of the grounds lies, or that lies in one of them."""
    found = Q(pk__in=())
    for ground in grounds:
        first, last = span(ground.division_code)
        found |= Q(**{f"{column}__in": holders(ground.division_code)})
        found |= Q(**{f"{column}__range": (first, last)})
    return found
