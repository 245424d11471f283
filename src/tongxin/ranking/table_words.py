"""The words of score tables as towns write them: data, read once from `data/ranking/words.json`."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

REQUIRED = ("unit", "score")


@dataclass(frozen=True)
class TableWords:
    """`headings` and `kinds`: from a plain word to our name for it; `accepted`: what to tell a user to write."""

    headings: Mapping[str, str]
    accepted: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str]
    totals: frozenset[str]
    display: Mapping[str, Mapping[str, str]]


def plain(text: str) -> str:
    """A heading as it is compared: NFKC, small letters, no blanks, nothing in brackets. '得分（分）' gives '得分'."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\([^)]*\)|\s+", "", text)


@cache
def table_words() -> TableWords:
    """The words, read from the data folder once a process."""
    path: Path = settings.TONGXIN_DATA / "ranking" / "words.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    return TableWords(
        headings={plain(word): name for name, words in document["headings"].items() for word in words},
        accepted={name: tuple(words) for name, words in document["headings"].items()},
        kinds={plain(word): name for name, words in document["kinds"].items() for word in words},
        totals=frozenset(plain(word) for word in document["totals"]),
        display=document["display"],
    )
