"""The text of an agreement as data: what stands in it, and the checks that every version passes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from jsonschema import Draft202012Validator

from tongxin.council.money import MoneyWords
from tongxin.council.rules import Duty
from tongxin.standards.words import chosen


@dataclass(frozen=True)
class DutyWords:
    """One of the three duties in one language."""

    duty: Duty
    title: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    """The whole text in one language."""

    title: str
    opening: str
    duties: tuple[DutyWords, ...]
    other_side: tuple[str, ...]
    closing: str


@dataclass(frozen=True)
class Supplied:
    """The text that comes with the system, until a town adopts its own."""

    version: str
    mark: str
    source: str
    text: Mapping[str, Any]


@dataclass(frozen=True)
class Numbers:
    """What bounds agreements: `data/council/limits.json`.

    `term`: months; `ends_soon`: days; `made_at_once`, `printed_at_once`: agreements.
    """

    term: int
    ends_soon: int
    made_at_once: int
    printed_at_once: int


def read(text: Mapping[str, Any]) -> Wording:
    """The text in the language of the screen; Chinese where it is not English."""
    found = text[chosen("zh", "en")]
    return Wording(
        title=found["title"],
        opening=found["opening"],
        duties=tuple(
            DutyWords(Duty(each["code"]), each["title"], tuple(each["points"])) for each in found["duties"]
        ),
        other_side=tuple(found["other_side"]),
        closing=found["closing"],
    )


def faults_of(text: Mapping[str, Any]) -> list[str]:
    """What the schema finds wrong with a text: "zh/duties/0/points: …"; nothing where it is fit."""
    whole = {"version": "?", "mark": "suggested", "source": "?", "text": text}
    schema = _json("schema.json")
    errors = Draft202012Validator({**schema, "oneOf": [schema["oneOf"][0]]}).iter_errors(whole)
    leaves = [leaf for error in errors for leaf in (error.context or [error])]
    return [f"{'/'.join(map(str, list(leaf.absolute_path)[1:]))}: {leaf.message}" for leaf in leaves]


@cache
def supplied() -> Supplied:
    """The text of the data folder. Raises `ValueError` where it does not fit its schema."""
    found = _checked("door_duty.json")
    return Supplied(found["version"], found["mark"], found["source"], found["text"])


@cache
def numbers() -> Numbers:
    """The numbers of the data folder. Raises `ValueError` where they do not fit their schema."""
    found = {row["code"]: int(row["value"]) for row in _checked("limits.json")["numbers"]}
    return Numbers(**found)


@cache
def money_words() -> MoneyWords:
    """How money is written. Raises `ValueError` where the data do not fit their schema."""
    found = _checked("limits.json")["money"]
    return MoneyWords(found["numerals"], tuple(found["units"]), tuple(found["signs"]))


def _checked(name: str) -> dict[str, Any]:
    content = _json(name)
    for error in Draft202012Validator(_json("schema.json")).iter_errors(content):
        raise ValueError(f"{name}: {error.message}")
    return content


def _json(name: str) -> dict[str, Any]:
    path = Path(settings.TONGXIN_DATA) / "council" / name
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found
