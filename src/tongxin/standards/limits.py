"""What bounds the sheets that a town writes itself: `data/score_sheets/limits.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from jsonschema import Draft202012Validator

from tongxin.standards.reading import SCHEMA

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The numbers by their code; `workbook` and `unpacked` in bytes; `free_words` in lower case."""

    sections: int
    items: int
    levels: int
    vetoes: int
    wording: int
    points: int
    workbook: int
    unpacked: int
    rows: int
    forms: int
    free_words: tuple[str, ...]


@cache
def limits() -> Limits:
    """The limits in force. Raises `ValueError` where the data do not fit their schema."""
    content = _json(Path("score_sheets") / "limits.json")
    for error in Draft202012Validator(_json(Path("score_sheets") / SCHEMA)).iter_errors(content):
        raise ValueError(f"limits.json: {error.message}")
    numbers = {row["code"]: int(row["value"]) for row in content["limits"]}
    numbers |= {code: numbers[code] * MEGABYTE for code in ("workbook", "unpacked")}
    return Limits(**numbers, free_words=tuple(word.lower() for word in content["free_words"]["words"]))


@cache
def sheet_schema() -> Mapping[str, Any]:
    """The schema of score sheets."""
    return _json(Path("sheets") / SCHEMA)


def _json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(settings.TONGXIN_DATA) / path).read_text("utf-8"))
    return found
