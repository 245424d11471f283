"""Finds mobile numbers, identity numbers and bank cards in text that is meant for the public.

Source: personal-information rule P19 (numbers of persons are refused in public text, CSV and file names).
Names cannot be found so; they are kept out by what is published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from stdnum import luhn
from stdnum.cn import ric

from tongxin.records.canonical import JSON
from tongxin.records.errors import RuleBroken


class Kind(StrEnum):
    """What was found."""

    MOBILE = "mobile"
    IDENTITY = "identity"
    BANK_CARD = "bank_card"


KIND_WORDS = {
    Kind.MOBILE: _("a mobile number"),
    Kind.IDENTITY: _("an identity number"),
    Kind.BANK_CARD: _("a bank card number"),
}


@dataclass(frozen=True)
class Match:
    """A number found in a text, and where."""

    kind: Kind
    text: str
    start: int

    @property
    def masked(self) -> str:
        """The number for messages: first three and last two signs."""
        return f"{self.text[:3]}…{self.text[-2:]}"


class PersonalDataInText(RuleBroken):
    """A text for the public holds a number of a person."""

    def __init__(self, matches: list[Match]) -> None:
        text = _("This text is for the public and holds %(what)s (%(where)s). Take it out.")
        first = matches[0]
        super().__init__(text % {"what": KIND_WORDS[first.kind], "where": first.masked})
        self.matches = matches


# A number does not stand inside a longer number or inside a digest written in hexadecimal.
_BEFORE, _AFTER = r"(?<![0-9a-fA-F])", r"(?![0-9a-fA-F])"
_GAP = r"[ \-\u00a0]?"  # people write 138 1234 5678 and 138-1234-5678
_WIDE = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
_PATTERNS: tuple[tuple[Kind, re.Pattern[str], Callable[[str], bool]], ...] = (
    (
        Kind.IDENTITY,
        re.compile(rf"{_BEFORE}[0-9]{{6}}{_GAP}[0-9]{{8}}{_GAP}[0-9]{{3}}[0-9Xx]{_AFTER}"),
        ric.is_valid,
    ),
    (
        Kind.BANK_CARD,  # 16 to 19 digits; 3-6 the international schemes and UnionPay, 9 older bank cards
        re.compile(rf"{_BEFORE}[34569](?:{_GAP}[0-9]){{15,18}}{_AFTER}"),
        luhn.is_valid,
    ),
    (
        Kind.MOBILE,
        re.compile(rf"{_BEFORE}(?:(?:\+|00)?86{_GAP})?1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}{_AFTER}"),
        lambda _number: True,
    ),
)


def find_personal(text: str) -> list[Match]:
    """The numbers of persons in `text`, in order: mobile numbers, identity numbers, bank cards.

    Identity numbers count when their check digit and birthday are right, cards when their check digit is.
    """
    plain = text.translate(_WIDE)
    found: list[Match] = []
    for kind, pattern, is_valid in _PATTERNS:
        for hit in pattern.finditer(plain):
            start, end = hit.span()
            overlaps = any(start < each.start + len(each.text) and each.start < end for each in found)
            if not overlaps and is_valid(re.sub(r"[^0-9Xx]", "", hit.group())):
                found.append(Match(kind, text[start:end], start))
    return sorted(found, key=lambda match: match.start)


def refuse_personal(text: str) -> None:
    """Raises `PersonalDataInText` where `text`, meant for the public, holds a number of a person."""
    if matches := find_personal(text):
        raise PersonalDataInText(matches)


def refuse_personal_in(value: JSON) -> None:
    """`refuse_personal` for every text inside a JSON value, keys included."""
    if isinstance(value, str):
        refuse_personal(value)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            refuse_personal(key)
            refuse_personal_in(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            refuse_personal_in(inner)
