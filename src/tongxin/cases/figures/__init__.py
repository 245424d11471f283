"""Figures about cases: what came in, what was put right in time, what was closed. `docs/rules/indicators.md`.

All but "turned away" leave out what was declined or merged into another case.
"""

from tongxin.cases.figures import intake, reports
from tongxin.cases.figures.closing import still_open
from tongxin.cases.figures.handling import overdue

__all__ = ["intake", "overdue", "reports", "still_open"]
