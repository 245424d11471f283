"""Whose sheet it is: which town a piece of ground lies in, and which towns lie in it. Pure.

National codes: 2 digits for the province, 2 for the prefecture, 2 for the county, 3 for the town, 3 for the village.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tongxin.records.permission import GroundLike

_LEVELS = (2, 4, 6, 9, 12)
_TOWN = 9
_LENGTH = 12


@dataclass(frozen=True)
class TownGround:
    """A town as ground to ask permission on."""

    division_code: str

    @property
    def key(self) -> str:
        """The division's code."""
        return self.division_code


def town_of(code: str) -> str:
    """The code of the town that the division lies in."""
    return code[:_TOWN].ljust(_LENGTH, "0")


def towns_of(grounds: Iterable[GroundLike]) -> list[str]:
    """Codes of the towns in which the grounds lie, in order; those of counties and above are left out."""
    codes = {ground.division_code for ground in grounds if _digits(ground.division_code) >= _TOWN}
    return sorted({town_of(code) for code in codes})


def holders(code: str) -> list[str]:
    """Codes of the division itself and of all that it lies in."""
    return [code[:digits].ljust(_LENGTH, "0") for digits in _LEVELS if digits <= _digits(code)]


def span(code: str) -> tuple[str, str]:
    """First and last code that a division and what lies in it can have."""
    stem = code[: _digits(code)]
    return stem.ljust(_LENGTH, "0"), stem.ljust(_LENGTH, "9")


def _digits(code: str) -> int:
    """How many digits say something: 9 for a town, 12 for a village."""
    return next((digits for digits in _LEVELS if not code[digits:].strip("0")), _LENGTH)
