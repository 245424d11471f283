"""Small tables for the tests of ranks and lists."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from tongxin.ranking.rules import Unit, UnitKind, ranked

SCORES = st.decimals(min_value=0, max_value=100, places=1)
TABLES = st.lists(SCORES, min_size=1, max_size=30)
FEW_SCORES = st.lists(st.sampled_from([Decimal(90), Decimal(85), Decimal(80)]), min_size=1, max_size=12)


def table(*scores: str | int | Decimal, kind: str = UnitKind.VILLAGE) -> tuple[Unit, ...]:
    """Units A, B, C … with these scores, ranked."""
    return ranked(units(*scores, kind=kind))


def units(*scores: str | int | Decimal, kind: str = UnitKind.VILLAGE) -> list[Unit]:
    """Units A, B, C … with these scores, without ranks."""
    names = [chr(ord("A") + place) if place < 26 else f"U{place}" for place in range(len(scores))]
    return [Unit(name, name, kind, Decimal(score)) for name, score in zip(names, scores, strict=True)]


def names(chosen: tuple[Unit, ...]) -> str:
    """The names of units in one text, in their order."""
    return "".join(unit.name for unit in chosen)
