"""What a sample can tell, before anybody has walked. Pure; worked numbers in docs/rules/drawing.md.

The share of households in order that `n` of `size` let one expect lies within ± `half_width` of the truth in 95 of
100 drawings, at worst (where one half is in order): normal approximation with the correction for a small
population. Source: W. G. Cochran, Sampling Techniques, 3rd edition, 1977, sections 3.2 and 4.4.
"""

from __future__ import annotations

from math import ceil, sqrt

CONFIDENCE_Z = 1.96  # 95 % of a normal distribution lie within so many standard deviations
WORST_SHARE = 0.5  # the share of which a sample tells least


def half_width(drawn: int, size: int) -> float:
    """Half the width of the 95 % interval in percentage points; 0 where all are seen. 100 where none is.

    >>> round(half_width(10, 50), 1), round(half_width(24, 50), 1), round(half_width(34, 50), 1)
    (28.0, 14.6, 9.6)
    """
    if drawn >= size:
        return 0.0
    if drawn < 1:
        return 100.0
    variance = WORST_SHARE * (1 - WORST_SHARE) / drawn * (size - drawn) / (size - 1)
    return min(100 * CONFIDENCE_Z * sqrt(variance), 100.0)


def needed(points: float, size: int) -> int:
    """How many of `size` must be seen for an interval of at most ± `points` percentage points.

    >>> needed(15, 50), needed(10, 50)
    (24, 34)
    """
    if size < 1:
        return 0
    endless = CONFIDENCE_Z**2 * WORST_SHARE * (1 - WORST_SHARE) / (points / 100) ** 2
    found = ceil(endless / (1 + (endless - 1) / size) - 1e-9)
    return min(max(found, 1), size)
