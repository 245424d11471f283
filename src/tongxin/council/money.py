"""Finds amounts of money in the text of an agreement, which knows none (burden rule P18). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class MoneyWords:
    """How money is written: signs of numbers, units after a number, signs before one."""

    numerals: str
    units: tuple[str, ...]
    signs: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """An amount: a number before a unit, or after a sign. "No fine" alone is none."""
        number = f"[{re.escape(self.numerals)}]"
        units, signs = ("|".join(map(re.escape, words)) for words in (self.units, self.signs))
        return re.compile(rf"{number}\s*(?:{units})|(?:{signs})\s*{number}", re.IGNORECASE)


def names_money(text: object, words: MoneyWords) -> bool:
    """Does any text inside a JSON value name an amount of money?"""
    return any(words.pattern.search(each) for each in _texts(text))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)
