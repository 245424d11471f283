"""Numbers that bound visits and space follow-ups: `data/inspections`, read once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tongxin.inspections.follow_up_rules import HowItWent, NextLook

SUGGESTED = "suggested"


class Bound(StrEnum):
    """A number of `data/inspections/visits.json`."""

    PHOTOS_A_FINDING = "photos_a_finding"
    FINDINGS_AN_ITEM = "findings_an_item"


@cache
def bounds() -> Mapping[Bound, int]:
    """Every bound. Raises `KeyError` where the data leave one out."""
    found = {row["code"]: int(row["value"]) for row in _read("visits.json")["bounds"]}
    return {bound: found[bound.value] for bound in Bound}


@cache
def next_look() -> NextLook:
    """Days to the next look by how a follow-up visit went. Raises `ValueError` where one is left out or below 1."""
    found = _read("follow_up.json")
    days = {HowItWent(row["when"]): int(row["days"]) for row in found["next_look"]}
    lacking = [went.value for went in HowItWent if days.get(went, 0) < 1]
    if lacking:
        raise ValueError(f"follow_up.json: no days for {', '.join(lacking)}")
    marked = frozenset(HowItWent(row["when"]) for row in found["next_look"] if row["mark"] == SUGGESTED)
    return NextLook(days, marked, found["source"])


def _read(name: str) -> Any:
    return json.loads((Path(settings.TONGXIN_DATA) / "inspections" / name).read_text("utf-8"))
