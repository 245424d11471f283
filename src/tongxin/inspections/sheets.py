"""Sheets at hand: each version is read from the database and taken apart once a process."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from tongxin.standards.models import SheetVersion

_AT_HAND = 64  # versions; a town uses a handful


@lru_cache(maxsize=_AT_HAND)
def sheet_version(version_id: UUID) -> SheetVersion:
    """A version of a sheet with its parts. It never changes, so neither does what is kept here."""
    return SheetVersion.objects.get(pk=version_id)
