"""How a town uses each version: adopted, to come, ended, come with the system, not complete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from tongxin.standards.models import SheetAdoption, SheetVersion


class Standing(StrEnum):
    """What a version is to the town on a day."""

    USED = "used"
    COMING = "coming"
    SUPPLIED = "supplied"
    ENDED = "ended"
    FORMER = "former"
    NOT_COMPLETE = "not_complete"


@dataclass(frozen=True)
class Use:
    """The standing of a version, and the adoption from which it follows, where there is one."""

    version: SheetVersion
    standing: Standing
    adoption: SheetAdoption | None = None

    @property
    def is_offered(self) -> bool:
        """May a round that starts today use it?"""
        return self.standing in (Standing.USED, Standing.SUPPLIED)

    @property
    def may_end(self) -> bool:
        """May the town say from when on it no longer uses it?"""
        is_open = self.adoption is None or self.adoption.until is None
        return is_open and self.standing in (Standing.USED, Standing.COMING, Standing.SUPPLIED)


def uses(versions: Iterable[SheetVersion], *, towns: list[str], on: date) -> list[Use]:
    """The standing of each version for the towns on the day `on`: two queries."""
    listed = list(versions)
    adoptions = {
        adoption.version_id: adoption
        for adoption in SheetAdoption.objects.filter(
            version__in=[version.pk for version in listed], division_code__in=towns
        )
    }
    newest = set(SheetVersion.objects.newest().values_list("pk", flat=True))
    return [_use(version, adoptions, newest, on) for version in listed]


def _use(version: SheetVersion, adoptions: Mapping[UUID, SheetAdoption], newest: set[UUID], on: date) -> Use:
    adoption = adoptions.get(version.pk)
    if adoption is not None:
        if adoption.until is not None and adoption.until <= on:
            return Use(version, Standing.ENDED, adoption)
        if adoption.since > on:
            return Use(version, Standing.COMING, adoption)
        supplied = adoption.was_always_there
        return Use(version, Standing.SUPPLIED if supplied else Standing.USED, adoption)
    if not version.is_complete:
        return Use(version, Standing.NOT_COMPLETE)
    is_current = version.pk in newest and not version.sheet.is_own
    return Use(version, Standing.SUPPLIED if is_current else Standing.FORMER)
