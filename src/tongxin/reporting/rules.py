"""Rules of briefs: their life, their periods, and the numbers that nobody may type. Pure."""

from __future__ import annotations

import calendar
import json
import re
import unicodedata
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from tongxin.records.canonical import JSON, canonical, sha256

# ---- the life of a brief -------------------------------------------------------------------------


class BriefState(StrEnum):
    """Where a brief stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can be done with a brief."""

    EDIT = "edit"
    APPROVE = "approve"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


STEPS: Mapping[tuple[BriefState, Step], BriefState] = {
    (BriefState.DRAFT, Step.EDIT): BriefState.DRAFT,
    (BriefState.DRAFT, Step.APPROVE): BriefState.APPROVED,
    (BriefState.DRAFT, Step.WITHDRAW): BriefState.WITHDRAWN,
    (BriefState.APPROVED, Step.PUBLISH): BriefState.PUBLISHED,
    (BriefState.APPROVED, Step.WITHDRAW): BriefState.WITHDRAWN,
    (BriefState.PUBLISHED, Step.WITHDRAW): BriefState.WITHDRAWN,
}


def after(state: BriefState, step: Step) -> BriefState | None:
    """The state that `step` leads to, or None where it is not allowed."""
    return STEPS.get((state, step))


def may_approve(approver: object, hands: Collection[object]) -> bool:
    """May this person approve a brief that `hands` wrote or last changed? Four eyes: only somebody else."""
    return approver is not None and approver not in hands


# ---- periods -------------------------------------------------------------------------------------


def _month_shift(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _is_month_end(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def whole_months(since: date, until: date) -> int | None:
    """How many whole calendar months `since`–`until` are, or None where they are not whole months."""
    if since.day != 1 or not _is_month_end(until) or until < since:
        return None
    return (until.year - since.year) * 12 + until.month - since.month + 1


def previous_period(since: date, until: date) -> tuple[date, date]:
    """The period of the same length that ends the day before `since`; months go back by months."""
    last = since - timedelta(days=1)
    months = whole_months(since, until)
    if months is not None:
        return _month_shift(since, -months), last
    return since - (until - since) - timedelta(days=1), last


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of the quarter that holds `day`."""
    since = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return since, _month_shift(since, 3) - timedelta(days=1)


# ---- what is frozen ------------------------------------------------------------------------------


def digest_of(value: JSON) -> str:
    """SHA-256 (hex) of the one spelling of `value`: the same facts give the same digest."""
    return sha256(canonical(value))


def pack_ids(ids: Iterable[object]) -> bytes:
    """Row ids as compressed JSON, in the order given."""
    return zlib.compress(json.dumps([str(row_id) for row_id in ids], separators=(",", ":")).encode(), 6)


def unpack_ids(packed: bytes) -> list[str]:
    """The ids that `pack_ids` stored."""
    found: list[str] = json.loads(zlib.decompress(packed))
    return found


# ---- numbers typed by hand -----------------------------------------------------------------------

PLACE = "\ufffc"  # OBJECT REPLACEMENT CHARACTER stands where a figure stands
FRACTION = "\ufff9"  # an interlinear sign that no prose holds: stands for the words of a fraction


@dataclass(frozen=True)
class Pattern:
    """A shape of number that is no count, such as a date. `{N}` is one Chinese numeral, `{n}` all of them."""

    what: str
    regex: str
    example: str


@dataclass(frozen=True)
class NumberWords:
    """The words of a language that tell a count from a name; read from `data/brief_words`.

    `numerals`: signs for numbers; `multipliers`: those of them that may follow digits (12 and ten thousand);
    `fraction`: what joins "ninety-eight" and "of a hundred"; `between`: signs between number and unit ("more
    than"); `units`: measure words; `names`: names that hold a number and lose their excuse before a unit;
    `phrases`: turns of speech that never count.
    """

    numerals: str
    multipliers: str
    fraction: str
    between: str
    units: Sequence[str]
    names: Sequence[str]
    phrases: Sequence[str]
    patterns: Sequence[Pattern]

    @cached_property
    def unit(self) -> re.Pattern[str]:
        """Matches a measure word, after signs that may stand before it."""
        longest_first = sorted(self.units, key=len, reverse=True)
        return re.compile(f"[ ]?[{self.between}]?[ ]?(?:{'|'.join(map(re.escape, longest_first))})")

    @cached_property
    def excuses(self) -> tuple[re.Pattern[str], ...]:
        """Every shape that may hold a number without counting anything."""
        shapes = [
            re.compile(pattern.regex.replace("{N}", f"[{self.numerals}]").replace("{n}", self.numerals))
            for pattern in self.patterns
        ]
        return (*shapes, _any_of(self.phrases))


@dataclass(frozen=True)
class TypedNumber:
    """A number in prose that no record stands behind: how it is written, where, and the words around it."""

    written: str
    start: int
    around: str


def typed_numbers(prose: str, words: NumberWords, names: Collection[str] = ()) -> tuple[TypedNumber, ...]:
    """Every count in `prose` that was typed by hand, in reading order.

    `prose` has `PLACE` where a figure stands. Digits of any script always count; Chinese numerals count when
    they are two or more, stand before a measure word, or touch a figure. What `words` and `names` (of places)
    know as a date, an ordinal, a document number or a name is left alone. Rule 2 of the mission.
    """
    folded = "".join(map(_fold, prose))
    masked = folded.replace(words.fraction, FRACTION * len(words.fraction))
    mask = "".join(_sort_of(sign, words) for sign in masked)
    spans = _excused(folded, words, names)
    found = []
    for match in re.finditer(r"9(?:[.]?9)*m*|[zm]+(?:f+[zm]+)*", mask):
        start, end = match.span()
        if match[0][0] != "9" and not _counts(folded, mask, start, end, words):
            continue
        if not any(first <= start and end <= last for first, last in spans):
            found.append(_described(prose, folded, start, end, words))
    return tuple(found)


def _counts(folded: str, mask: str, start: int, end: int, words: NumberWords) -> bool:
    """Do these Chinese numerals count something, rather than being a word such as 统一 would hold?"""
    touches = mask[max(start - 1, 0) : start] + mask[end : end + 1]
    return end - start > 1 or "#" in touches or words.unit.match(folded, end) is not None


def _fold(sign: str) -> str:
    """Digits of every script become 0–9, full-width signs become narrow ones; always one sign for one."""
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    narrow = unicodedata.normalize("NFKC", sign) if unicodedata.east_asian_width(sign) == "F" else sign
    return narrow if len(narrow) == 1 else sign


def _sort_of(sign: str, words: NumberWords) -> str:
    """What a sign is: 9 digit, z or m Chinese numeral, '.' separator, # figure, f fraction, - other."""
    if sign in words.numerals:
        return "m" if sign in words.multipliers else "z"
    if sign in "0123456789" or unicodedata.category(sign) in ("No", "Nl"):
        return "9"
    return {".": ".", ",": ".", "'": ".", PLACE: "#", FRACTION: "f"}.get(sign, "-")


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")


def _excused(folded: str, words: NumberWords, names: Collection[str]) -> list[tuple[int, int]]:
    spans = [match.span() for shape in words.excuses for match in shape.finditer(folded)]
    for match in _any_of(words.names).finditer(folded):
        if words.unit.match(folded, match.end()) is None or match[0][-1] not in words.numerals + "0123456789":
            spans.append(match.span())
    spans += [match.span() for match in _any_of(names).finditer(folded)]
    return spans


def _described(prose: str, folded: str, start: int, end: int, words: NumberWords) -> TypedNumber:
    unit = words.unit.match(folded, end)
    stop = unit.end() if unit else end + (folded[end : end + 1] in ("%", "‰"))
    return TypedNumber(prose[start:stop], start, prose[max(start - 8, 0) : stop + 8].replace(PLACE, "…"))
