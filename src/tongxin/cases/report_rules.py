"""Reports of residents: states, masking, and how alike two problems are. Pure: no clock, no database.

`docs/rules/reports.md` shows the rules with worked numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from tongxin.records.personal import find_personal


class ReportSource(StrEnum):
    """How a report reached the town."""

    FORM = "form"
    PHONE = "phone"
    LETTER = "letter"
    MEETING = "meeting"


class ReportState(StrEnum):
    """What became of a report. Whatever it became, it stays so."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MERGED = "merged"


class ComplaintState(StrEnum):
    """Where a complaint is."""

    RECEIVED = "received"
    IN_HAND = "in_hand"
    ANSWERED = "answered"


# From which states a complaint may go on to which.
COMPLAINT_WAYS: Mapping[ComplaintState, frozenset[ComplaintState]] = {
    ComplaintState.IN_HAND: frozenset({ComplaintState.RECEIVED}),
    ComplaintState.ANSWERED: frozenset({ComplaintState.RECEIVED, ComplaintState.IN_HAND}),
}


def mask_numbers(text: str) -> str:
    """The text with every number of a person (mobile, identity, bank card) reduced to its first and last signs."""
    parts, end = [], 0
    for match in find_personal(text):
        parts += [text[end : match.start], match.masked]
        end = match.start + len(match.text)
    return "".join([*parts, text[end:]])


@dataclass(frozen=True)
class Weights:
    """Points for each likeness (`data/cases/intake.json`); `least` of them make a suggestion."""

    same_kind: int
    same_line: int
    same_place: int
    same_group: int
    same_village: int
    time: int
    words: int
    days: int
    least: int
    most_shown: int
    most_read: int


@dataclass(frozen=True)
class Seen:
    """A problem as far as its likeness to another goes. `kind` and `line` are empty where nobody knows them."""

    kind: str
    line: str
    village: str
    group: UUID | None
    site: UUID | None
    at: datetime
    words: str = ""


def likeness(one: Seen, other: Seen, weights: Weights) -> int:
    """How much speaks for two reports being of the same problem, in points; 0 in different villages.

    Place and kind count by their closest likeness only; time falls evenly to 0 over `weights.days`; words by
    the share of pairs of signs that both have.
    """
    if one.village != other.village:
        return 0
    return (
        _kind(one, other, weights)
        + _place(one, other, weights)
        + _time(abs(one.at - other.at), weights)
        + weights.words * shared_pairs(one.words, other.words) // 100
    )


def shared_pairs(one: str, other: str) -> int:
    """Per cent of the pairs of neighbouring signs that two texts share (Dice); 0 where one has none."""
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return 0
    return 200 * len(first & second) // (len(first) + len(second))


def may_reopen(closed_at: datetime | None, at: datetime, *, within: timedelta, times: int, most: int) -> bool:
    """May the reporter reopen: closed, not longer ago than `within`, and not reopened `most` times before?"""
    return closed_at is not None and at <= closed_at + within and times < most


def _kind(one: Seen, other: Seen, weights: Weights) -> int:
    if one.kind and one.kind == other.kind:
        return weights.same_kind
    return weights.same_line if one.line and one.line == other.line else 0


def _place(one: Seen, other: Seen, weights: Weights) -> int:
    if one.site is not None and one.site == other.site:
        return weights.same_place
    if one.group is not None and one.group == other.group:
        return weights.same_group
    return weights.same_village


def _time(apart: timedelta, weights: Weights) -> int:
    whole = timedelta(days=weights.days)
    return 0 if apart >= whole else int(weights.time * (whole - apart) / whole)


def _pairs(text: str) -> set[str]:
    signs = "".join(sign for sign in text if sign.isalnum())
    return {signs[place : place + 2] for place in range(len(signs) - 1)}
