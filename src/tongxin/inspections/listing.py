"""Finds the places that a typed list names: one a line, as people write them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tongxin.territory.ground import Ground
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

_GAPS = re.compile(r"[\s,;\u3001\uff0c\uff1b\u00b7]+")  # blanks, commas and the Chinese signs between words


@dataclass(frozen=True)
class Listed:
    """Keys of the places found, and the lines that name none or more than one."""

    keys: frozenset[str]
    unclear: tuple[str, ...]


def places_listed(text: str, *, kind: str, ground: Ground) -> Listed:
    """The places of the object kind `kind` inside `ground` that the lines of `text` name.

    A household is "group door" or "village group door", anything else its name, with the village's or group's
    name before it where that is needed to tell it apart.
    """
    known = _by_words(_named(kind, ground))
    keys: set[str] = set()
    unclear: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        found = known.get(_words(line), set())
        if len(found) == 1:
            keys |= found
        else:
            unclear.append(line)
    return Listed(frozenset(keys), tuple(unclear))


def _words(line: str) -> tuple[str, ...]:
    return tuple(word for word in _GAPS.split(line) if word)


def _by_words(named: Iterable[tuple[str, tuple[str, ...]]]) -> Mapping[tuple[str, ...], set[str]]:
    """Each place under its full name and under every shorter end of it."""
    known: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for key, name in named:
        for start in range(len(name)):
            known[name[start:]].add(key)
    return known


def _named(kind: str, ground: Ground) -> Iterable[tuple[str, tuple[str, ...]]]:
    village = Division.objects.name_of
    if kind in SiteKind.values:
        sites = Site.objects.in_use().filter(kind=kind).within(ground).select_related("group")
        for site in sites.iterator(2000):
            where = (village(site.division_code), *((site.group.name,) if site.group else ()))
            yield from ((site.ground.key, (*where, name)) for name in {site.door or site.name, str(site)})
    elif kind == "grid":
        for grid in Grid.objects.in_use().within(ground):
            yield grid.ground.key, (village(grid.division_code), grid.name)
    elif kind == "village":
        for division in Division.objects.villages().in_use().within(ground):
            yield division.ground.key, (division.short_name,)
    else:
        for group_ in VillagerGroup.objects.in_use().within(ground).distinct():
            yield group_.ground.key, (village(group_.division_code), group_.name)
