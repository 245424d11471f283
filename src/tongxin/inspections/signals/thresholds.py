"""The thresholds of signals: data of the town (`data/inspections/signals.json`), marked as suggested."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from jsonschema import Draft202012Validator

from tongxin.inspections.signals.rules import Thresholds


@cache
def thresholds() -> Thresholds:
    """The thresholds of the data folder. Raises `ValueError` where they do not fit their schema."""
    content = _json("signals.json")
    for error in Draft202012Validator(_json("signals_schema.json")).iter_errors(content):
        raise ValueError(f"signals.json: {error.message}")
    return Thresholds(**{row["code"]: int(row["value"]) for row in content["numbers"]})


def _json(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (Path(settings.TONGXIN_DATA) / "inspections" / name).read_text("utf-8")
    )
    return found
