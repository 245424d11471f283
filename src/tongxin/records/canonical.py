"""JSON values and the one way to write them for digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

JSON: TypeAlias = "Mapping[str, JSON] | Sequence[JSON] | str | int | float | bool | None"


def canonical(value: JSON) -> bytes:
    """The one spelling of `value`: keys sorted, no blanks, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def sha256(content: bytes) -> str:
    """The digest of `content`: 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def refuse_floats(value: JSON) -> None:
    """Raises `TypeError` for a float in `value`: databases spell them differently, digests then break."""
    if isinstance(value, float):
        raise TypeError("no floats here: write the number as text or as a whole number of a smaller unit")
    if isinstance(value, Mapping):
        for inner in value.values():
            refuse_floats(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            refuse_floats(inner)
