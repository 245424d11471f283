"""Which units are kept off a red list, because a serious case there is still open (`docs/rules/holds.md`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tongxin.cases.holds import held
from tongxin.ranking.models import ScoredUnit
from tongxin.ranking.rules import Colour
from tongxin.records import clock

HeldUnits = Mapping[str, tuple[str, ...]]


def held_units(units: Iterable[ScoredUnit], colour: Colour) -> HeldUnits:
    """Key of a unit (its id) → numbers of the cases that hold it back now; two queries, none for the other list.

    A unit whose name is that of no place here cannot be held.
    """
    if colour is not Colour.RED:
        return {}
    grounds = {str(unit.pk): unit.ground for unit in units if unit.is_known}
    found = held(grounds.values(), clock.now())
    return {key: found[ground.key] for key, ground in grounds.items() if ground.key in found}
