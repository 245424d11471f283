"""One-time codes of slips: how they are made, read, shown, and kept as a digest.

Twelve digits are 40 bits: enough where the digest needs the server's key and sign-in locks after a few tries (see
docs/decisions/0018-one-time-codes.md). Digits are typed the same on every keyboard and are read out by telephone.
"""

from __future__ import annotations

import re
import secrets
from uuid import UUID

from django.utils.crypto import salted_hmac

DIGITS = 12
GROUP = 4

_SALT = "tongxin.people.one_time_code"
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def new_code() -> str:
    """A code for a printed slip."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def plain_code(text: str) -> str:
    """The digits of a code as people type it, blanks, hyphens and full-width digits taken out; "" for no code."""
    digits = re.sub(r"[\s\-－—]", "", text.translate(_WIDE))
    return digits if re.fullmatch(rf"[0-9]{{{DIGITS}}}", digits) else ""


def shown_code(code: str) -> str:
    """A code as slips show it: 0123 4567 8901."""
    return " ".join(code[start : start + GROUP] for start in range(0, DIGITS, GROUP))


def digest_of(account_id: UUID, code: str) -> str:
    """What the table keeps: of no use without the server's key, and good for one account only."""
    return salted_hmac(_SALT, f"{account_id}:{code}", algorithm="sha256").hexdigest()
