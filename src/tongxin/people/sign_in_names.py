"""Sign-in names for people who were not asked for one. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from tongxin.people.rules import is_mobile

LONGEST = 30
UNREAD = "account"  # where a name has no letters at all


def sign_in_name(*, phone: str, sort_key: str, taken: Collection[str]) -> str:
    """The mobile number where it is known and free, else the name in pinyin, with the first number that is free.

    `taken` holds the names that are in use, in small letters. '杨贵' without a number gives 'yanggui', then
    'yanggui2'.
    """
    if is_mobile(phone) and phone not in taken:
        return phone
    stem = re.sub(r"[^a-z0-9]", "", sort_key.lower())[:LONGEST] or UNREAD
    name, number = stem, 1
    while name in taken or is_mobile(name):
        number += 1
        name = f"{stem}{number}"
    return name
