"""Published red lists as the public reads them. Nothing but published rows is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongxin.records import publication
from tongxin.records.models import PublishedRow

KIND = "ranked_list"
RED = "red"


@dataclass(frozen=True)
class Village:
    """The entries of a list in one village, or the villages themselves under their town."""

    name: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class RedList:
    """A red list in force: names of places in the order of the register, no scores, no ranks."""

    key: str
    title: str
    word: str
    period: str
    kind: str
    issuer: str
    statement: str
    published_at: datetime
    expires_at: datetime | None
    villages: tuple[Village, ...]

    @property
    def places(self) -> list[tuple[str, str]]:
        """(place, unit above it) of every entry."""
        return [(place, village.name) for village in self.villages for place in village.places]


def red_lists(most: int) -> list[RedList]:
    """The red lists in force, newest first: one query."""
    return [_read(row) for row in publication.current(KIND).filter(body__colour=RED)[:most]]


def red_list(key: str) -> RedList | None:
    """One red list, or None where none of that key is in force."""
    row = publication.current(KIND).filter(body__colour=RED, key=key).first()
    return _read(row) if row else None


def _read(row: PublishedRow) -> RedList:
    body: Mapping[str, Any] = row.body
    villages: dict[str, list[str]] = {}
    for entry in body["entries"]:
        villages.setdefault(entry["parent"], []).append(entry["name"])
    return RedList(
        key=row.key,
        title=row.title,
        word=body["word"],
        period=body["period"],
        kind=body["kind"],
        issuer=body["issuer"],
        statement=body["statement"],
        published_at=row.published_at,
        expires_at=row.expires_at,
        villages=tuple(Village(name, tuple(places)) for name, places in villages.items()),
    )
