"""What residents may choose and the numbers that bound what they send: `data/cases`, read once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tongxin.cases.report_rules import Weights
from tongxin.standards.words import chosen


class Bound(StrEnum):
    """A number of `data/cases/intake.json`; its unit stands there."""

    REPORT_NETWORK = "report_network"
    REPORT_TOWN = "report_town"
    FOLLOW_NETWORK = "follow_network"
    FOLLOW_HOUSE = "follow_house"
    COMPLAINT_NETWORK = "complaint_network"
    COMPLAINT_TOWN = "complaint_town"
    SAME_REPORT = "same_report"
    PHOTOS = "photos"
    REOPEN_TIMES = "reopen_times"
    REPORT_WAITS = "report_waits"
    CONTACT_KEPT = "contact_kept"
    COMPLAINT_KEPT = "complaint_kept"
    COUNTS_KEPT = "counts_kept"


@dataclass(frozen=True)
class ReportKind:
    """A kind of problem in a resident's words; `matter` is the code of the kind that the clerk is proposed."""

    code: str
    icon: str
    zh: str
    en: str
    matter: str

    @property
    def words(self) -> str:
        """The kind in the language of the screen."""
        return chosen(self.zh, self.en)


@cache
def bounds() -> Mapping[Bound, int]:
    """Every bound. Raises `KeyError` where the data leave one out."""
    found = {row["code"]: int(row["value"]) for row in _read("intake.json")["limits"]}
    return {bound: found[bound.value] for bound in Bound}


def hours(bound: Bound) -> timedelta:
    """A bound counted in hours."""
    return timedelta(hours=bounds()[bound])


def days(bound: Bound) -> timedelta:
    """A bound counted in days."""
    return timedelta(days=bounds()[bound])


@cache
def weights() -> Weights:
    """How much each likeness of two reports counts."""
    told = {name: value for name, value in _read("intake.json")["likeness"].items() if isinstance(value, int)}
    return Weights(**told)


@cache
def report_kinds() -> Mapping[str, ReportKind]:
    """Code → kind, in the order of the form."""
    return {row["code"]: ReportKind(**row) for row in _read("report_kinds.json")["kinds"]}


def _read(name: str) -> Any:
    return json.loads((Path(settings.TONGXIN_DATA) / "cases" / name).read_text("utf-8"))
