"""When a piece of ground is too much for one person: far above the median of its like.

The rule is pure; its numbers are data (`data/territory/load.json`), starting values until the town sets its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from statistics import median

from django.conf import settings


@dataclass(frozen=True)
class LoadRule:
    """Too much is more than `times` the median and more than the least; compared are at least `least_compared`."""

    times: Decimal
    least_compared: int
    least_households: int
    least_places: int
    is_suggested: bool


@cache
def load_rule() -> LoadRule:
    """The numbers of the data folder."""
    path = Path(settings.TONGXIN_DATA) / "territory" / "load.json"
    found = json.loads(path.read_text("utf-8"))
    names = ("times_median", "least_compared", "least_households", "least_places")
    return LoadRule(
        times=Decimal(str(found["times_median"]["value"])),
        least_compared=int(found["least_compared"]["value"]),
        least_households=int(found["least_households"]["value"]),
        least_places=int(found["least_places"]["value"]),
        is_suggested=any(found[name]["mark"] == "suggested" for name in names),
    )


def most_bearable(sizes: Sequence[int], rule: LoadRule, least: int) -> Decimal | None:
    """The largest size that is not too much among `sizes`; None where too few are compared to say.

    `least`: sizes up to it are never too much. Empty pieces (0) are not compared.
    """
    compared = [size for size in sizes if size > 0]
    if len(compared) < rule.least_compared:
        return None
    return max(Decimal(str(median(compared))) * rule.times, Decimal(least))


def is_too_much(size: int, bearable: Decimal | None) -> bool:
    """Is `size` more than what is bearable? Not where that is unknown."""
    return bearable is not None and size > bearable
