"""Masks, names and phone numbers. Pure."""

from __future__ import annotations

import re

STAR = "*"


def mask_name(name: str) -> str:
    """A name as screens show it: first and last character, stars between; two characters keep the first.

    '李小明' gives '李*明', '杨贵' gives '杨*'; at most two stars, so that long names stay short.
    """
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return name[0] + STAR
    return name[0] + STAR * min(len(name) - 2, 2) + name[-1]


def plain_name(name: str) -> str:
    """A name without blanks where it is Chinese; with single blanks where it has Latin letters."""
    words = name.split()
    return " ".join(words) if name.isascii() else "".join(words)


def is_near(name: str, other: str) -> bool:
    """May both be one person: the same name, or one of three or more signs written otherwise?"""
    if name == other:
        return True
    if len(name) != len(other) or len(name) < 3:
        return False
    return sum(a != b for a, b in zip(name, other, strict=True)) == 1


def mask_phone(phone: str) -> str:
    """A phone number as screens show it: 138****2210; short numbers keep their last two digits."""
    if len(phone) >= 11:
        return f"{phone[:3]}****{phone[-4:]}"
    return STAR * max(len(phone) - 2, 0) + phone[-2:]


def mask_id_number(number: str) -> str:
    """An ID number as screens show it: the first three and the last two signs."""
    if len(number) < 8:
        return STAR * len(number)
    return f"{number[:3]}{STAR * (len(number) - 5)}{number[-2:]}"


def mask_text(text: str) -> str:
    """Any text whose meaning is not known yet: its first sign, and the last two of a long one."""
    if len(text) < 7:
        return text[:1] + STAR * min(max(len(text) - 1, 0), 3)
    return f"{text[:1]}{STAR * 4}{text[-2:]}"


def plain_phone(text: str) -> str:
    """Digits of a phone number as people write it: full-width digits, blanks, hyphens and +86 taken out."""
    half = text.translate(str.maketrans("０１２３４５６７８９＋－", "0123456789+-"))
    digits = re.sub(r"[\s\-()]", "", half)
    return digits.removeprefix("+86") if digits.startswith("+86") else digits


def is_landline(phone: str) -> bool:
    """Is this a mainland fixed number with its area code, hyphen taken out: 0, 2 or 3 digits, 7 or 8 digits?"""
    return re.fullmatch(r"0[1-9][0-9]{8,10}", phone) is not None


def is_mobile(phone: str) -> bool:
    """Is this a mainland mobile number: 11 digits beginning 13–19 (the ministry's numbering plan)?"""
    return re.fullmatch(r"1[3-9][0-9]{9}", phone) is not None
