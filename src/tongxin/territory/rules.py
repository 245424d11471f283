"""Door numbers as people list them. Pure."""

from __future__ import annotations

import re

MOST_IN_A_RANGE = 500
_SEPARATORS = re.compile(r"[\s,;，；、]+")
_WIDE = str.maketrans("０１２３４５６７８９－～", "0123456789-~")


class DoorsUnclear(ValueError):
    """A piece of a list of doors that is no range from a lower to a higher number."""


def doors_in(text: str) -> list[str]:
    """The doors of a list such as "1~20, 23 25-1", each once, in order.

    "1~20" is a range; "25-1" is one door, as doors are written so. Raises `DoorsUnclear` with the piece.
    """
    doors: list[str] = []
    for piece in _SEPARATORS.split(text.translate(_WIDE).strip()):
        if "~" in piece:
            first, _tilde, last = piece.partition("~")
            if not (first.isdecimal() and last.isdecimal() and 0 <= int(last) - int(first) < MOST_IN_A_RANGE):
                raise DoorsUnclear(piece)
            doors += [str(number) for number in range(int(first), int(last) + 1)]
        elif piece:
            doors.append(piece)
    return list(dict.fromkeys(doors))
