"""What personal data may be opened or exported for, and the numbers that bound it: `data/access`, read once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tongxin.standards.words import chosen


class Part(StrEnum):
    """A group of personal fields that is opened or exported together; COPY is everything, for its owner only."""

    HOUSEHOLD = "household"
    PHONE = "phone"
    IDENTITY = "identity"
    COPY = "copy"


@dataclass(frozen=True)
class Purpose:
    """Why personal data is opened or exported (导出理由), on which legal ground, and which parts that needs."""

    code: str
    zh: str
    en: str
    ground: str
    shows: frozenset[Part]
    exports: frozenset[Part]

    @property
    def words(self) -> str:
        """The purpose on screens."""
        return chosen(self.zh, self.en)


@dataclass(frozen=True)
class Limit:
    """A number that bounds the use of personal data; `mark` and `source` say how far it can be relied on."""

    code: str
    value: int
    unit: str
    zh: str
    en: str
    mark: str
    source: str


@lru_cache
def purposes() -> Mapping[str, Purpose]:
    """Code → purpose, in the order of `data/access/purposes.json`."""
    return {
        each["code"]: Purpose(
            code=each["code"],
            zh=each["zh"],
            en=each["en"],
            ground=each["ground"],
            shows=frozenset(map(Part, each["shows"])),
            exports=frozenset(map(Part, each["exports"])),
        )
        for each in _read("purposes.json")["purposes"]
    }


@lru_cache
def limits() -> Mapping[str, Limit]:
    """Code → limit, in the order of `data/access/limits.json`."""
    return {each["code"]: Limit(**each) for each in _read("limits.json")["limits"]}


def words_of(code: str) -> str:
    """A purpose on screens; its code where the data no longer names it (a record outlives a purpose)."""
    found = purposes().get(code)
    return found.words if found else code


def showing(*parts: Part) -> list[tuple[str, str]]:
    """(code, words) of the purposes for which one of these parts may be opened, for a form."""
    return [(each.code, each.words) for each in purposes().values() if each.shows & set(parts)]


def exporting() -> list[tuple[str, str]]:
    """(code, words) of the purposes for which something may be exported, for a form."""
    return [(each.code, each.words) for each in purposes().values() if each.exports]


def export_alone() -> int:
    """How many households one person may export alone, within `export_window`."""
    return limits()["export_alone"].value


def export_window() -> timedelta:
    """The time within which exports of one person count together."""
    return timedelta(hours=limits()["export_window"].value)


def approval_kept() -> timedelta:
    """How long an export waits for a second person."""
    return timedelta(days=limits()["approval"].value)


def file_kept() -> timedelta:
    """How long an export's file is kept."""
    return timedelta(days=limits()["file"].value)


def answer_days() -> int:
    """Working days within which a person's request is to be answered."""
    return limits()["answer"].value


def past_post_years() -> int:
    """Years for which the name on a past post is kept."""
    return limits()["past_post"].value


def _read(name: str) -> Any:
    return json.loads((Path(settings.TONGXIN_DATA) / "access" / name).read_text(encoding="utf-8"))
