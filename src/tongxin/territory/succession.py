"""What became of ground that is no more: whoever answers for the new ground answers for what was recorded on the old.

Pure but for `succession`, which reads the merges in one query. Old records keep their old place for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, F, Model, Q, QuerySet, Value
from django.db.models.functions import Cast

from tongxin.territory.ground import DIVISION_DIGITS, Ground, GroundKind, code_range
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

_COLUMNS = ("kind", "old", "old_code", "new", "new_code", "new_group", "new_grid")
_STEMS = (2, 4, 6, 9)  # digits of province, prefecture, county, town


class Succession:
    """Which ground took the place of which: `merged` gives for the key of an old ground both, old and new."""

    def __init__(self, merged: Mapping[str, tuple[Ground, Ground]]) -> None:
        self._merged = merged

    def successors(self, ground: Ground) -> list[Ground]:
        """Every ground that took the place of `ground` or of something that it lies in, one after another."""
        return list(self._reached(_parts(ground)).values())

    def with_predecessors(self, held: Iterable[Ground]) -> list[Ground]:
        """The grounds that are held and, after them, every old ground whose place one of them took."""
        own = list(held)
        past = [old for key, (old, _new) in self._merged.items() if self._is_held(key, own)]
        return own + [old for old in past if not any(ground.contains(old) for ground in own)]

    def _is_held(self, key: str, own: list[Ground]) -> bool:
        reached = self._reached([key]).values()
        return any(ground.contains(new) for new in reached for ground in own)

    def _reached(self, keys: Iterable[str]) -> dict[str, Ground]:
        found: dict[str, Ground] = {}
        waiting = list(keys)
        while waiting:
            pair = self._merged.get(waiting.pop())
            if pair is not None and pair[1].key not in found:
                found[pair[1].key] = pair[1]
                waiting += _parts(pair[1])
        return found


NOTHING_MERGED = Succession({})


def _parts(ground: Ground) -> list[str]:
    """Keys of everything that `ground` is or lies in."""
    codes = {ground.division_code[:length].ljust(DIVISION_DIGITS, "0") for length in _STEMS}
    inner = [
        f"{kind.value}:{value}"
        for kind, value in (
            (GroundKind.GROUP, ground.group_id),
            (GroundKind.GRID, ground.grid_id),
            (GroundKind.SITE, ground.site_id),
        )
        if value is not None
    ]
    return [*codes, ground.division_code, *inner]


def succession(on: date, sites_near: Iterable[str] = ()) -> Succession:
    """What had been merged by the day `on`: one query.

    Places that were merged (double households) are read for the towns of the codes in `sites_near` only.
    """
    rows = _merges(Division, GroundKind.DIVISION, on, Q())
    towns = {code[:9] for code in sites_near}
    models = [(VillagerGroup, GroundKind.GROUP, Q()), (Grid, GroundKind.GRID, Q())]
    parts = [_merges(model, kind, on, within) for model, kind, within in models]
    if towns:
        near = Q(pk__in=())
        for town in towns:
            first, after = code_range(town.ljust(DIVISION_DIGITS, "0"))
            near |= Q(division_code__gte=first, division_code__lt=after)
        parts.append(_merges(Site, GroundKind.SITE, on, near))
    return Succession(dict(_pair(row) for row in rows.union(*parts, all=True)))


def anything_merged() -> Q:
    """A condition that costs a look into four indexes: was any ground ever merged?"""
    return Q(
        Exists(Division.objects.filter(merged_into__isnull=False))
        | Exists(VillagerGroup.objects.filter(merged_into__isnull=False))
        | Exists(Grid.objects.filter(merged_into__isnull=False))
        | Exists(Site.objects.filter(merged_into__isnull=False))
    )


def _merges(model: type[Model], kind: GroundKind, on: date, within: Q) -> QuerySet[Any, tuple[Any, ...]]:
    code = "code" if model is Division else "division_code"
    nothing = Cast(Value(None), CharField())
    rows = model._default_manager.filter(within, merged_into__isnull=False, closed_on__lte=on).order_by()
    values = {
        "kind": Value(kind.value),
        "old": Cast(F("pk"), CharField()),
        "old_code": F(code),
        "new": Cast(F("merged_into"), CharField()),
        "new_code": F(f"merged_into__{code}"),
        "new_group": nothing
        if model in (Division, VillagerGroup)
        else Cast("merged_into__group", CharField()),
        "new_grid": Cast("merged_into__grid", CharField()) if model is Site else nothing,
    }
    found: Any = rows.annotate(**{f"of_{name}": value for name, value in values.items()})
    return found.values_list(*(f"of_{name}" for name in _COLUMNS))  # type: ignore[no-any-return]


def _pair(row: Iterable[Any]) -> tuple[str, tuple[Ground, Ground]]:
    kind_value, old, old_code, new, new_code, new_group, new_grid = row
    kind = GroundKind(kind_value)
    before = _ground(kind, str(old), str(old_code))
    after = _ground(kind, str(new), str(new_code), new_group, new_grid)
    return before.key, (before, after)


def _ground(
    kind: GroundKind, own: str, code: str, group: str | None = None, grid: str | None = None
) -> Ground:
    """The ground of a row that names its own id and those of its group and grid, as text."""
    if kind is GroundKind.DIVISION:
        return Ground(kind, code)
    ids = dict(_named((f"{GroundKind.GROUP}_id", group), (f"{GroundKind.GRID}_id", grid)))
    return Ground(kind, code, **{**ids, f"{kind.value}_id": UUID(own)})


def _named(*pairs: tuple[str, str | None]) -> Iterator[tuple[str, UUID]]:
    yield from ((name, UUID(value)) for name, value in pairs if value)
