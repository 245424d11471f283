"""Drawing the visit list of a round, and who visits what. Pure, and the same again for the same input.

Each unit has a permanent random number: the SHA-256 of the round's seed and the unit's key. The units with the
smallest numbers are drawn. Whoever has seed and register can draw again and finds the same list; a household
that is added later does not move the others.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

Inspector = TypeVar("Inspector", bound=Hashable)


class SampleKind(StrEnum):
    """How the units of a round are chosen (抽样办法)."""

    ALL = "all"
    PER_GRID = "per_grid"
    SHARE = "share"
    LIST = "list"


@dataclass(frozen=True)
class SampleRule:
    """The rule of a sample: `number` is how many of each grid, or how many percent; `keys` the units listed."""

    kind: SampleKind
    number: int = 0
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Unit:
    """Something that can be visited: its ground's key, and the stratum (grid, else village) it is drawn in."""

    key: str
    stratum: str


def permanent_number(seed: str, key: str) -> int:
    """The unit's random number for this seed: 256 bits."""
    return int.from_bytes(hashlib.sha256(f"{seed}\n{key}".encode()).digest(), "big")


def draw(units: Sequence[Unit], rule: SampleRule, seed: str) -> list[Unit]:
    """The units drawn, in the order in which they came.

    PER_GRID takes `number` of each stratum, or all where it has fewer. SHARE takes `number` percent of all,
    rounded up. LIST takes the listed ones; a listed key that is no unit is left out (`strangers` tells).
    """
    match rule.kind:
        case SampleKind.ALL:
            return list(units)
        case SampleKind.LIST:
            return [unit for unit in units if unit.key in rule.keys]
        case SampleKind.SHARE:
            drawn = _smallest(units, -(-len(units) * rule.number // 100), seed)
        case SampleKind.PER_GRID:
            strata: dict[str, list[Unit]] = defaultdict(list)
            for unit in units:
                strata[unit.stratum].append(unit)
            drawn = {key for members in strata.values() for key in _smallest(members, rule.number, seed)}
    return [unit for unit in units if unit.key in drawn]


def _smallest(units: Sequence[Unit], count: int, seed: str) -> set[str]:
    ranked = sorted(units, key=lambda unit: (permanent_number(seed, unit.key), unit.key))
    return {unit.key for unit in ranked[:count]}


def strangers(units: Sequence[Unit], rule: SampleRule) -> frozenset[str]:
    """Listed keys that are not among the units."""
    return rule.keys - {unit.key for unit in units}


def frame_digest(units: Sequence[Unit]) -> str:
    """A digest of what was drawn from, so that a later drawing can tell whether the register has changed."""
    return hashlib.sha256("\n".join(sorted(unit.key for unit in units)).encode()).hexdigest()


def assign(
    units: Sequence[Unit], inspectors: Sequence[Inspector], own: Mapping[Inspector, Collection[str]]
) -> dict[str, Inspector]:
    """Who visits which unit, by unit key: in turn, so that loads differ by one where own ground allows it.

    `own` names for each inspector the units on the inspector's own ground; nobody gets one of those while
    another inspector can take it. In turn unit by unit, not grid by grid: each grid is then seen by several
    eyes, without which a strict inspector and a dirty grid could not be told apart. Raises `ValueError`
    where there is no inspector.
    """
    if not inspectors:
        raise ValueError("no inspector")
    load = dict.fromkeys(inspectors, 0)
    places = {inspector: place for place, inspector in enumerate(load)}
    assigned: dict[str, Inspector] = {}
    for unit in units:
        strangers_to_it = [one for one in load if unit.key not in own.get(one, ())]
        chosen = min(strangers_to_it or load, key=lambda one: (load[one], places[one]))
        assigned[unit.key] = chosen
        load[chosen] += 1
    return assigned
