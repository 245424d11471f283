"""Door numbers as people list them, and as they become where groups are merged. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

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


def doors_said(doors: Iterable[str]) -> str:
    """Doors as people list them, in order of numbers: "1~20, 23, 25-1"; `doors_in` reads it back."""
    listed = set(doors)
    numbers = sorted(int(door) for door in listed if door.isdecimal() and str(int(door)) == door)
    others = sorted(listed - {str(number) for number in numbers})
    return ", ".join([*(_range_said(run) for run in _runs(numbers)), *others])


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    """Numbers that follow each other, no run longer than a range may be."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1 and len(runs[-1]) < MOST_IN_A_RANGE:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _range_said(run: list[int]) -> str:
    if len(run) > 2:
        return f"{run[0]}~{run[-1]}"
    return ", ".join(map(str, run))


def renumbered(doors: Iterable[str], taken: Set[str], group_number: int) -> dict[str, str]:
    """New numbers for those of `doors` that the group they move to has already.

    Door 12 of group 3 becomes "3-12"; where even that is taken, "3-12-2" and so on. Doors that are free keep
    their number and are not in the answer.
    """
    used = set(taken)
    listed = list(doors)
    used.update(door for door in listed if door not in taken)
    new: dict[str, str] = {}
    for door in listed:
        if door in taken:
            wanted = candidate = f"{group_number}-{door}"
            count = 1
            while candidate in used:
                count += 1
                candidate = f"{wanted}-{count}"
            used.add(candidate)
            new[door] = candidate
    return new
