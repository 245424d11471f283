"""Letters, holds and steps on many cases as data of the town: `data/cases`, read once and checked.

Values marked "suggested" are starting values of the product, until the town has set its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from jsonschema import Draft202012Validator

from tongxin.standards.models import Severity
from tongxin.territory.ground import GroundKind


@dataclass(frozen=True)
class LetterRules:
    """`letters.json`: how letters are numbered and addressed; `answer_days` and `correct_days` are working days."""

    pattern: str
    committees: tuple[tuple[str, str], ...]
    answer_days: int
    correct_days: int
    cases_at_most: int

    def number(self, town: str, year: int, number: int) -> str:
        """The number of a letter, as 东华环整〔2022〕5号."""
        return self.pattern.format(town=town, year=year, number=number)

    def committee(self, village: str) -> str:
        """The committee of the village of that short name, as it is addressed."""
        return village + next(word for ends, word in self.committees if village.endswith(ends))


@dataclass(frozen=True)
class HoldRules:
    """`holds.json`: how heavy an open case must be to keep places out of honours, and what kinds of place."""

    severities: frozenset[Severity]
    kinds: frozenset[GroundKind]


@dataclass(frozen=True)
class BatchRules:
    """`batches.json`: how long a step on many cases can be taken back, and on how many it is taken at most."""

    undo_within: timedelta
    cases_at_most: int


@cache
def letter_rules() -> LetterRules:
    """The rules of letters. Raises `ValueError` where the data do not fit their schema."""
    found = _checked("letters.json")
    words = tuple((row["ends"], row["committee"]) for row in found["committees"]["words"])
    return LetterRules(found["number"]["pattern"], words, **_numbers(found))


@cache
def hold_rules() -> HoldRules:
    """The rules of holds. Raises `ValueError` where the data do not fit their schema."""
    found = _checked("holds.json")
    return HoldRules(
        frozenset(Severity(value) for value in found["severities"]["values"]),
        frozenset(GroundKind(kind) for kind in found["ranked"]["kinds"]),
    )


@cache
def batch_rules() -> BatchRules:
    """The rules of steps on many cases. Raises `ValueError` where the data do not fit their schema."""
    numbers = _numbers(_checked("batches.json"))
    return BatchRules(timedelta(minutes=numbers["undo_minutes"]), numbers["cases_at_most"])


def _numbers(content: dict[str, Any]) -> dict[str, int]:
    return {row["code"]: int(row["value"]) for row in content["numbers"]}


def _checked(name: str) -> dict[str, Any]:
    content = _json(name)
    for error in Draft202012Validator(_json("oversight_schema.json")).iter_errors(content):
        raise ValueError(f"{name}: {error.message}")
    return content


def _json(name: str) -> dict[str, Any]:
    path = Path(settings.TONGXIN_DATA) / "cases" / name
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found
