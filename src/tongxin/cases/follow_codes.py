"""The code by which a report or complaint is followed without an account: 12 digits, kept as a keyed digest.

It is made of the record's id with the house's key, so that the same sending shows the same code again, and
whoever has the database but not the key can neither read nor try codes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from django.utils.crypto import salted_hmac

CODE_DIGITS = 12
GROUP_OF_DIGITS = 4
_DIGEST = "tongxin.cases.follow.digest"
_CODE = "tongxin.cases.follow.code"
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def new_code(record_id: UUID, is_taken: Callable[[str], bool]) -> tuple[str, str]:
    """(code, digest) for a record; the first of its codes whose digest is not taken."""
    number = 0
    while is_taken(digest_of(code := _code(record_id, number))):
        number += 1
    return code, digest_of(code)


def code_of(record_id: UUID, digest: str) -> str:
    """The code of a record again, from its id and the kept digest."""
    code, _digest = new_code(record_id, lambda made: made != digest)
    return code


def digest_of(code: str) -> str:
    """The digest under which a code is kept; `code` as people write it, with blanks or hyphens."""
    return keyed(_DIGEST, plain(code))


def keyed(salt: str, text: str) -> str:
    """A digest of a text with the house's key."""
    return salted_hmac(salt, text, algorithm="sha256").hexdigest()


def plain(code: str) -> str:
    """The digits of a code."""
    return re.sub(r"[\s\-]", "", code.translate(_WIDE))


def spaced(code: str) -> str:
    """A code as it is read out: 4821 0937 5526."""
    return " ".join(code[place : place + GROUP_OF_DIGITS] for place in range(0, len(code), GROUP_OF_DIGITS))


def _code(record_id: UUID, number: int) -> str:
    whole = int(keyed(_CODE, f"{record_id}:{number}"), 16)
    return str(whole % 10**CODE_DIGITS).zfill(CODE_DIGITS)
