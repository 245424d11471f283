"""Which property of a map file says what: their names in many wordings, and names of places in two spellings."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tongxin.territory.map_files import Feature, columns_of

WORDS = Path("territory") / "map_columns.json"


class Meaning(StrEnum):
    """What the polygons of a file outline."""

    GRIDS = "grid"
    GROUPS = "group"
    VILLAGES = "village"


@dataclass(frozen=True)
class Columns:
    """What the polygons are, and the property that names each part of a place; "" where the file has none."""

    areas: Meaning = Meaning.GRIDS
    name: str = ""
    village: str = ""
    group: str = ""
    door: str = ""


@cache
def _words(folder: Path) -> Mapping[str, Mapping[str, Sequence[str]]]:
    content: Mapping[str, Any] = json.loads((folder / WORDS).read_text("utf-8"))
    return content


def suggested(features: list[Feature], areas: Meaning = Meaning.GRIDS) -> Columns:
    """What the properties of a file probably say, by their names; the wordings stand in the data folder."""
    there = columns_of(features)
    known = _words(Path(settings.TONGXIN_DATA))["columns"]
    found = {part: _first(there, known[part]) for part in ("village", "group", "door", "name")}
    if not found["name"]:
        taken = {found["village"], found["group"], found["door"]}
        found["name"] = next((each for each in there if each not in taken), "")
    return Columns(areas, **found)


def _first(there: list[str], wanted: Sequence[str]) -> str:
    by_plain = {plain(each): each for each in reversed(there)}
    return next((by_plain[plain(word)] for word in wanted if plain(word) in by_plain), "")


def plain(text: str) -> str:
    """A name without blanks, full-width signs and capitals, to compare by."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def stem(text: str, kind: str) -> str:
    """A plain name without the ending that one half of the papers leaves out (小伍排组 and 小伍排)."""
    name = plain(text)
    for ending in _words(Path(settings.TONGXIN_DATA))["endings"][kind]:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return name
