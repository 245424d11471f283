"""What this room reads from the data folder: words of numbers, the layout, wordings of briefs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
from django.conf import settings

from tongxin.records.canonical import JSON
from tongxin.reporting.errors import TemplateFaulty
from tongxin.reporting.rules import NumberWords, Pattern
from tongxin.reporting.text import Numbering


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _folder(name: str) -> Path:
    return Path(settings.TONGXIN_DATA) / name


@lru_cache
def number_words() -> NumberWords:
    """The Chinese words that tell a count from a name (`data/brief_words/zh.json`)."""
    found = _read(_folder("brief_words") / "zh.json")
    return NumberWords(
        numerals=found["numerals"],
        multipliers=found["multipliers"],
        fraction=found["fraction"],
        between=found["between"],
        units=tuple(found["units"]),
        names=tuple(found["names"]),
        phrases=tuple(found["phrases"]),
        patterns=tuple(Pattern(**pattern) for pattern in found["patterns"]),
    )


@dataclass(frozen=True)
class Font:
    """A font of the official layout, what may stand in for it, and its size in points."""

    name: str
    fallbacks: tuple[str, ...]
    points: int


@dataclass(frozen=True)
class Layout:
    """The page of an official paper (`data/brief_layouts/official.json`), lengths in millimetres."""

    page: Mapping[str, float]
    footer_mm: float
    lines: int
    characters: int
    line_twips: int
    character_points: float
    masthead_red: str
    numbering: Numbering
    issue: str
    issue_pending: str
    page_number: str
    fonts: Mapping[str, Font]


@lru_cache
def layout() -> Layout:
    """The official layout after GB/T 9704-2012."""
    found = _read(_folder("brief_layouts") / "official.json")
    return Layout(
        page=found["page_mm"],
        footer_mm=found["footer_mm"],
        lines=found["lines"],
        characters=found["characters"],
        line_twips=found["line_twips"],
        character_points=found["character_points"],
        masthead_red=found["masthead_red"],
        numbering=Numbering(tuple(found["numbering"]["ordinals"]), tuple(found["numbering"]["marks"])),
        issue=found["issue"],
        issue_pending=found["issue_pending"],
        page_number=found["page_number"],
        fonts={
            role: Font(font["name"], tuple(font["fallbacks"]), font["points"])
            for role, font in found["fonts"].items()
        },
    )


def template_files() -> Iterator[tuple[Path, dict[str, JSON]]]:
    """Every wording in `data/brief_templates`, checked against its schema. Raises `TemplateFaulty`."""
    folder = _folder("brief_templates")
    checker = jsonschema.Draft202012Validator(_read(folder / "schema.json"))
    for path in sorted(folder.glob("*.json")):
        if path.name == "schema.json":
            continue
        try:
            content = _read(path)
        except ValueError as error:
            raise TemplateFaulty(path.name, str(error)) from error
        for fault in checker.iter_errors(content):
            raise TemplateFaulty(path.name, f"{'/'.join(map(str, fault.path))}: {fault.message}")
        yield path, content
